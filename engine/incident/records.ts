/** Small looks at records of incidents. */
import type { IncidentChange } from '../domain.ts';
import type { Group } from './correlate.ts';
import type { IncidentRecord } from './lifecycle.ts';
import type { Failing } from './trouble.ts';

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
export function groupOf({ id, incident: { preexisting }, members, root }: IncidentRecord): Group {
  const byEntity = new Map(members.map((member) => [member.entity, member]));
  return { incident: id, preexisting, root: root?.entity ?? null, members: byEntity, left: new Map() };
}
