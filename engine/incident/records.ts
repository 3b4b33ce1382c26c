/** Small looks at records of incidents. */
import type { IncidentChange } from '../domain.ts';
import type { Group } from './group.ts';
import type { IncidentRecord } from './lifecycle.ts';
import type { Failing } from './trouble.ts';

/** Of one incident; in a storm the first stay, and the title says that there are more. */
export const maxMembers = 100;

/** The last word about an incident that turned out to be another. */
export function mergedInto({ incident }: IncidentRecord, into: string, nowMs: number): IncidentChange {
  return {
    type: 'resolved',
    incident: { ...incident, state: 'resolved', resolvedAtMs: nowMs, updatedAtMs: nowMs, atRisk: [] },
    news: [`It is the same failure as ${into}, which goes on.`],
  };
}

/** Whatever began it was already so at the first look. */
export function isPreexisting(members: readonly Failing[]): boolean {
  const opening = members.flatMap(({ troubles }) => troubles.filter(({ opens }) => opens)).toSorted((a, b) => a.sinceAtMs - b.sinceAtMs);
  return opening[0]?.preexisting === true;
}

/** As a failure that others may turn out to belong to. */
export function groupOf({ id, incident: { preexisting }, members, root, isStorm }: IncidentRecord): Group {
  const byEntity = new Map(members.map((member) => [member.entity, member]));
  return { incident: id, preexisting, root: root?.entity ?? null, members: byEntity, left: new Map(), isStorm };
}

/** How many fail so that it is worth an incident, and stand in none because there are too many. */
export function untoldOf(failing: ReadonlyMap<string, Failing>, records: readonly IncidentRecord[]): number {
  const told = new Set(records.flatMap(({ members }) => members.map(({ entity }) => entity)));
  return [...failing.values()].filter(({ entity, troubles }) => !told.has(entity) && troubles.some(({ opens }) => opens)).length;
}
