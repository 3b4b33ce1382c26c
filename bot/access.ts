/** Who may see and change what, by the admin's configuration alone. */
import { namespacesOfChannel, type Configuration } from '../api/configuration.ts';
import { wordsOf, type BotLog } from './log.ts';
import { troubleOf } from './trouble.ts';

export interface Person {
  readonly id: string;
}

export interface Place {
  readonly id: string;
  /** Private channels come as `privategroup`. */
  readonly name: string;
}

export interface Access {
  /** Namespaces to be shown, comma-separated, `*` for all, or the empty text for none. */
  scopeOf(person: Person, place: Place): Promise<string>;
  /** Whether the person may retrain and roll back; `unknown` while Slack does not say who is in the user groups. */
  mayChange(person: Person): Promise<'yes' | 'no' | 'unknown'>;
}

export interface AccessOptions {
  readonly configuration: Configuration;
  readonly groupMembers: (userGroup: string) => Promise<readonly string[]>;
  readonly now: () => number;
  readonly log: BotLog;
}

/** A change of a user group is seen after this time at most. */
const membersKeptForMs = 60_000;

export function createAccess({ configuration, groupMembers, now, log }: AccessOptions): Access {
  const { operators } = configuration.slack;
  const known = new Map<string, { readonly members: readonly string[]; readonly atMs: number }>();

  /** Null: Slack does not say. */
  async function membersOf(group: string): Promise<readonly string[] | null> {
    const cached = known.get(group);
    if (cached && now() - cached.atMs < membersKeptForMs) return cached.members;
    try {
      const members = await groupMembers(group);
      known.set(group, { members, atMs: now() });
      return members;
    } catch (error) {
      const { code, sentence } = troubleOf(error);
      log.warn('UserGroupUnknown', { group, code, sentence, message: wordsOf(error) });
      return null;
    }
  }

  /** Who cannot be checked gets no rights, but is not told either that they have none. */
  async function mayChange({ id }: Person): ReturnType<Access['mayChange']> {
    if (operators.users.includes(id)) return 'yes';
    const groups = await Promise.all(operators.userGroups.map(membersOf));
    if (groups.some((members) => members?.includes(id))) return 'yes';
    return groups.includes(null) ? 'unknown' : 'no';
  }

  return {
    mayChange,
    async scopeOf(person, place) {
      if ((await mayChange(person)) === 'yes') return '*';
      const namespaces = new Set(namespacesOfChannel(configuration, place));
      return namespaces.has('*') ? '*' : [...namespaces].join(',');
    },
  };
}
