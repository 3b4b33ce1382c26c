/** What somebody who has signed in may see. Pure. */
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
}

/** Null: nothing. Operators see all namespaces, as those in Slack do. */
export function rightsOf({ user, groups }: Person, access: DashboardConfiguration['access']): Rights | null {
  const mine = access.filter((entry) => entry.users.includes(user) || entry.groups.some((group) => groups.includes(group)));
  if (mine.length === 0) return null;
  if (mine.some(({ role }) => role === 'operator')) return { role: 'operator', namespaces: ['*'] };
  return { role: 'viewer', namespaces: joined(mine.flatMap(({ namespaces }) => namespaces)) };
}

/** What Kubernetes grants, and what the configuration does besides. Null: neither. */
export function addNamespaces(rights: Rights | null, granted: readonly string[]): Rights | null {
  const all = joined([...(rights?.namespaces ?? []), ...granted]);
  return all.length === 0 ? null : { role: rights?.role ?? 'viewer', namespaces: all };
}

export function sees({ namespaces }: Rights, namespace: string): boolean {
  return namespaces.includes('*') || namespaces.includes(namespace);
}

function joined(namespaces: readonly string[]): readonly string[] {
  return namespaces.includes('*') ? ['*'] : [...new Set(namespaces)];
}
