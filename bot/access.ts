/** Who may see and change what, by the admin's configuration alone: channels, operators, roles, and what outsiders may. */
import { namespacesOfChannel, type Configuration } from '../api/configuration.ts';
import type { AccessReply, AccessRequest } from '../api/contract.ts';
import type { May, Person, Place } from './may.ts';
import { createKubernetesRights, type KubernetesRights } from './identity.ts';
import { wordsOf, type BotLog } from './log.ts';
import { troubleOf } from './trouble.ts';

export type { May, Person, Place } from './may.ts';

export interface Access {
  /** Namespaces to be shown, comma-separated, `*` for all. The empty person is everybody in the place. */
  maySee(person: Person, place: Place): Promise<May>;
  /** Namespaces in which the person may do what is called so: a command or a button of the table. */
  mayChange(person: Person, what: string): Promise<May>;
}

export interface AccessOptions {
  readonly configuration: Configuration;
  readonly groupMembers: (userGroup: string) => Promise<readonly string[]>;
  /** Asked only where outsiders may see nothing. */
  readonly isGuest: (user: string) => Promise<boolean>;
  readonly isSharedOutside: (channel: string) => Promise<boolean>;
  /** Asked only where `slack.kubernetes` says that people are known by it; empty: there is none. */
  readonly emailOf?: (user: string) => Promise<string>;
  /** What Kubernetes lets somebody see or change. */
  readonly review?: (request: AccessRequest) => Promise<AccessReply>;
  readonly now: () => number;
  readonly log: BotLog;
}

/** A change of a user group, of a person or of a channel is seen after this time at most. */
const keptForMs = 60_000;
const keptAtMost = 5000;

export function createAccess({ configuration, now, log, ...ask }: AccessOptions): Access {
  const { operators, roles, outsiders, kubernetes } = configuration.slack;
  const recall = { now, onFailure: (what: string, error: unknown) => sayFailure(log, what, error) };
  const membersOf = remembering(ask.groupMembers, 'user group', recall);
  const guests = remembering(ask.isGuest, 'person', recall);
  const shared = remembering(ask.isSharedOutside, 'channel', recall);

  const emailOf = remembering(ask.emailOf ?? (() => Promise.resolve('')), 'address', recall);
  const { review } = ask;
  const rights = kubernetes && review ? createKubernetesRights({ mapping: kubernetes, membersOf, emailOf, isGuest: guests, review }) : null;

  /** What the person is given by name, whatever the place; `isWhole` is false while a group cannot be read. */
  async function rolesOf(person: Person): Promise<{ readonly own: readonly Role[]; readonly isWhole: boolean }> {
    const all: readonly (Named & Role)[] = [{ ...operators, namespaces: ['*'], commands: ['*'] }, ...roles];
    const answers = await Promise.all(all.map((one) => isNamed(one, person, membersOf)));
    return { own: all.filter((_one, place) => answers[place] === true), isWhole: !answers.includes(null) };
  }

  /** Null: no outsider, or outsiders may. Who is named in the configuration is none. */
  async function strangeness(person: Person, place: Place): Promise<May | null> {
    // A conversation with the bot alone is nobody else's.
    const asksPlace = !outsiders.sharedChannels && place.id !== '' && !place.id.startsWith('D');
    const [isFromOutside, isOpenOutside] = await Promise.all([
      !outsiders.guests && person.id !== '' ? guests(person.id) : false,
      asksPlace ? shared(place.id) : false,
    ]);
    if (isFromOutside === true) return { outcome: 'no', sentence: guestSentence };
    if (isOpenOutside === true) return { outcome: 'no', sentence: sharedSentence };
    return isFromOutside === null || isOpenOutside === null ? { outcome: 'unknown', sentence: uncheckedSentence } : null;
  }

  return {
    async maySee(person, place) {
      const { own, isWhole } = await rolesOf(person);
      const strange = own.length > 0 ? null : await strangeness(person, place);
      if (strange !== null) return strange;
      const named = own.flatMap(({ namespaces }) => namespaces);
      const reviewed = await granted(rights, { person, change: null, own: named });
      if (reviewed !== null) return reviewed;
      const scope = joined([...named, ...namespacesOfChannel(configuration, place)]);
      if (scope !== '') return { outcome: 'yes', scope };
      return isWhole ? { outcome: 'no', sentence: nothingSentence } : { outcome: 'unknown', sentence: groupsSentence };
    },
    async mayChange(person, what) {
      const { own, isWhole } = await rolesOf(person);
      const allowing = own.filter(({ commands }) => commands.includes('*') || commands.includes(what));
      const named = allowing.flatMap(({ namespaces }) => namespaces);
      const reviewed = await granted(rights, { person, change: what, own: named });
      if (reviewed !== null) return reviewed;
      const scope = joined(named);
      if (scope !== '') return { outcome: 'yes', scope };
      return isWhole ? { outcome: 'no', sentence: '' } : { outcome: 'unknown', sentence: groupsSentence };
    },
  };
}

/** Null: Slack does not say, and it might. */
async function isNamed({ users, userGroups }: Named, { id }: Person, membersOf: MembersOf): Promise<boolean | null> {
  if (users.includes(id)) return true;
  const groups = await Promise.all(userGroups.map(membersOf));
  if (groups.some((members) => members?.includes(id))) return true;
  return groups.includes(null) ? null : false;
}

type MembersOf = (userGroup: string) => Promise<readonly string[] | null>;

interface Grant {
  readonly person: Person;
  /** Null: see. */
  readonly change: string | null;
  /** Namespaces that are given by name. */
  readonly own: readonly string[];
}

/** What Kubernetes grants besides what is given by name; the place gives nobody anything then. Null: Kubernetes is not asked. */
async function granted(rights: KubernetesRights | null, { person, change, own }: Grant): Promise<May | null> {
  if (rights === null || person.id === '' || own.includes('*')) return null;
  const may = await rights.of(person, change);
  if (may.outcome === 'yes') return { outcome: 'yes', scope: joined([...own, ...may.scope.split(',')]) };
  // What is given by name holds whatever Kubernetes says.
  return own.length > 0 ? { outcome: 'yes', scope: joined(own) } : may;
}

/** The same for one thing, `namespace/...`: what may be changed elsewhere may not be here. */
export function withinScope(may: May, thing: string): May {
  if (may.outcome !== 'yes' || may.scope === '*' || may.scope.split(',').includes(thing.split('/')[0] ?? '')) return may;
  return { outcome: 'no', sentence: '' };
}

type Named = { readonly users: readonly string[]; readonly userGroups: readonly string[] };
type Role = { readonly namespaces: readonly string[]; readonly commands: readonly string[] };

const nothingSentence =
  'This channel may see no namespace. Ask where the incidents are posted, or let the admin add this channel under `slack.channels` of the configuration.';
const guestSentence =
  'Guests and people of other organisations see nothing here. The admin can name you in a role, or set `slack.outsiders.guests` of the configuration.';
const sharedSentence =
  'This channel is shared with another organisation, so nothing is shown in it. The admin can set `slack.outsiders.sharedChannels` of the configuration.';
const uncheckedSentence =
  'Slack does not say whether you are a guest, or this channel is shared with others, so nothing is shown. Try again in a minute; if it stays, the app lacks the scopes `users:read`, `channels:read` or `groups:read`.';
const groupsSentence = 'Slack does not say at the moment who is in the user groups. Nothing was changed; try again in a minute.';

function joined(namespaces: readonly string[]): string {
  return namespaces.includes('*') ? '*' : [...new Set(namespaces)].join(',');
}

/** The answers of Slack, kept for a while; null where it does not answer. */
function remembering<T>(
  ask: (key: string) => Promise<T>,
  what: string,
  { now, onFailure }: { readonly now: () => number; readonly onFailure: (what: string, error: unknown) => void },
): (key: string) => Promise<T | null> {
  const known = new Map<string, { readonly value: T; readonly atMs: number }>();
  return async (key) => {
    const cached = known.get(key);
    if (cached && now() - cached.atMs < keptForMs) return cached.value;
    try {
      const value = await ask(key);
      if (known.size >= keptAtMost) known.clear();
      known.set(key, { value, atMs: now() });
      return value;
    } catch (error) {
      onFailure(`${what} ${key}`, error);
      return null;
    }
  };
}

function sayFailure(log: BotLog, what: string, error: unknown): void {
  const { code, sentence } = troubleOf(error);
  log.warn('RightsUnknown', { what, code, sentence, message: wordsOf(error) });
}
