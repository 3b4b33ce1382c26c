/** What somebody who has signed in may see and change. Pure. */
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import type { Viewer } from '../../../api/contract.ts';

/** Who it is, as far as the way of signing in vouches for it. */
export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
}

/** A person with what they may do. */
export interface Rights {
  readonly role: Viewer['role'];
  /** With `*` in it: all. */
  readonly namespaces: readonly string[];
  /** What may be changed where; the names are those of the commands in Slack. */
  readonly changes: readonly ChangeRight[];
}

export type ChangeRight = Viewer['changes'][number];

/** What a way of signing in has granted by itself, as namespaces; with `*` in them: all. */
export interface Granted {
  readonly see: readonly string[];
  /** Where everything may be changed. */
  readonly change: readonly string[];
  /** Single changes besides. */
  readonly single: readonly ChangeRight[];
}

export const nothingGranted: Granted = { see: [], change: [], single: [] };

/** Null: nothing. Operators see and change all namespaces, as those in Slack do. */
export function rightsOf({ user, groups }: Person, access: DashboardConfiguration['access']): Rights | null {
  const mine = access.filter((entry) => entry.users.includes(user) || entry.groups.some((group) => groups.includes(group)));
  if (mine.length === 0) return null;
  if (mine.some(({ role }) => role === 'operator')) return everything;
  const changes = mine.filter(({ commands }) => commands.length > 0).map(({ commands, namespaces }) => ({ commands, namespaces }));
  return { role: 'viewer', namespaces: joined(mine.flatMap(({ namespaces }) => namespaces)), changes };
}

export const everything: Rights = { role: 'operator', namespaces: ['*'], changes: [{ commands: ['*'], namespaces: ['*'] }] };

/** What Kubernetes grants, and what the configuration does besides. Null: neither. */
export function addGranted(rights: Rights | null, { see, change, single }: Granted): Rights | null {
  const namespaces = joined([...(rights?.namespaces ?? []), ...see]);
  if (namespaces.length === 0) return null;
  const more = change.length === 0 ? [] : [{ commands: ['*'], namespaces: [...change] }];
  return { role: rights?.role ?? 'viewer', namespaces, changes: [...(rights?.changes ?? []), ...more, ...single] };
}

export function sees({ namespaces }: Pick<Rights, 'namespaces'>, namespace: string): boolean {
  return namespaces.includes('*') || namespaces.includes(namespace);
}

/** `what`: a command of the table in Slack. Nobody changes what they do not see. */
export function mayChange(rights: Rights, what: string, namespace: string): boolean {
  const allowing = rights.changes.filter(({ commands }) => commands.includes('*') || commands.includes(what));
  return sees(rights, namespace) && allowing.some((right) => sees(right, namespace));
}

function joined(namespaces: readonly string[]): readonly string[] {
  return namespaces.includes('*') ? ['*'] : [...new Set(namespaces)];
}
