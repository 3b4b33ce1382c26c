/** Who somebody of Slack is in Kubernetes, by the administrator's configuration, and what Kubernetes lets them do. */
import { ApiError } from '../api/client.ts';
import type { AccessReply, AccessRequest } from '../api/contract.ts';
import type { Configuration } from '../api/configuration.ts';
import type { May, Person } from './may.ts';
import { clean } from './blocks/text.ts';

export interface IdentityOptions {
  readonly mapping: NonNullable<Configuration['slack']['kubernetes']>;
  /** Null: Slack does not say. */
  readonly membersOf: (userGroup: string) => Promise<readonly string[] | null>;
  /** The address that Slack has confirmed; empty: there is none, null: Slack does not say. */
  readonly emailOf: (user: string) => Promise<string | null>;
  readonly isGuest: (user: string) => Promise<boolean | null>;
  readonly review: (request: AccessRequest) => Promise<AccessReply>;
}

export interface KubernetesRights {
  /** Namespaces in which they may see (`change` null) or do that; `no` where Kubernetes grants nothing. */
  of(person: Person, change: string | null): Promise<May>;
}

const groupsAtMost = 200;

export function createKubernetesRights(options: IdentityOptions): KubernetesRights {
  return {
    async of(person, change) {
      const identity = await identityOf(person, options);
      if (identity.outcome !== 'known') return { outcome: identity.outcome, sentence: identity.sentence };
      const { user, groups } = identity;
      try {
        const { namespaces } = await options.review({ user, groups: groups.slice(0, groupsAtMost), change });
        const scope = namespaces.includes('*') ? '*' : namespaces.join(',');
        return scope === '' ? { outcome: 'no', sentence: refusal(user, change) } : { outcome: 'yes', scope };
      } catch (error) {
        const why = error instanceof ApiError ? clean(error.message, 500) : 'the operator does not answer.';
        return { outcome: 'unknown', sentence: `Kubernetes could not be asked what you may: ${why}` };
      }
    },
  };
}

type Identity =
  | { readonly outcome: 'known'; readonly user: string; readonly groups: readonly string[] }
  | { readonly outcome: 'no' | 'unknown'; readonly sentence: string };

/** Whom the configuration names is that; else whom the confirmed address names, unless they are a guest. Groups of user groups come to it. */
async function identityOf({ id }: Person, { mapping, membersOf, emailOf, isGuest }: IdentityOptions): Promise<Identity> {
  const named = mapping.users.find(({ slack }) => slack === id);
  const memberships = await Promise.all(mapping.userGroups.map(async ({ slack, groups }) => ({ groups, members: await membersOf(slack) })));
  // Who is in a group that cannot be read would be refused what they may.
  if (memberships.some(({ members }) => members === null)) return { outcome: 'unknown', sentence: silentSentence };
  const ofGroups = memberships.flatMap(({ groups, members }) => (members?.includes(id) === true ? groups : []));
  if (named) return { outcome: 'known', user: named.user, groups: [...named.groups, ...ofGroups] };
  const address = mapping.emails === undefined ? '' : await addressOf(id, emailOf, isGuest);
  if (address === null) return { outcome: 'unknown', sentence: silentSentence };
  if (address !== '') return { outcome: 'known', user: `${mapping.emails?.prefix ?? ''}${address}`, groups: ofGroups };
  // A group is enough where nobody has a name of their own.
  if (ofGroups.length > 0) return { outcome: 'known', user: `slack:${id}`, groups: ofGroups };
  return { outcome: 'no', sentence: unmappedSentence };
}

async function addressOf(id: string, emailOf: IdentityOptions['emailOf'], isGuest: IdentityOptions['isGuest']): Promise<string | null> {
  const [address, isOutsider] = await Promise.all([emailOf(id), isGuest(id)]);
  if (address === null || isOutsider === null) return null;
  return isOutsider ? '' : address;
}

function refusal(user: string, change: string | null): string {
  const right = change === null ? '"get" on "logdetectors.logdetector.dev"' : `"update" on "logdetectors/${change}" of logdetector.dev`;
  return `Kubernetes gives ${clean(user, 200)} the right to ${right} in no namespace with a LogDetector. Ask an administrator for a RoleBinding; the roles view and edit have these rights.`;
}

const unmappedSentence =
  'It is not known who you are in Kubernetes, which decides here what people may. The admin can name you, or a user group of yours, under `slack.kubernetes` of the configuration.';
const silentSentence =
  'Slack does not say at the moment who you are; the app may lack the scope `usergroups:read`, `users:read` or `users:read.email`. Try again in a minute.';
