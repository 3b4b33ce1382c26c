/**
 * When many fail at once and nothing is known that connects them, one message says so: twenty that each tell of one tell nobody what happened. What they
 * share may show later, and is told then.
 */
import type { Incident } from '../domain.ts';
import type { Candidate } from './candidate.ts';
import type { Group } from './group.ts';
import type { IncidentRecord } from './lifecycle.ts';
import { isPreexisting } from './records.ts';
import type { Failing } from './trouble.ts';
import { listOf, nameOf } from './words.ts';

/** So many incidents may open within this long; more are no coincidence, or more than anybody reads. */
const manyFrom = 10;
const withinMs = 2 * 60_000;
/** Who fails so long after the first of them is another matter. */
const gathersForMs = 10 * 60_000;
/** A cause is one of the storm where it explains so many of those that fail. */
const mostOf = 0.6;

export function opensAny({ members }: Group): boolean {
  return [...members.values()].some(({ troubles }) => troubles.some(({ opens }) => opens));
}

/**
 * The groups with those that would open too many incidents put into one: a storm's that is open, or a new one. Groups of several that belong together
 * stay what they are.
 */
export function gather(groups: readonly Group[], records: readonly IncidentRecord[], nowMs: number): readonly Group[] {
  const loose = groups.filter((group) => group.incident === null && group.members.size === 1 && opensAny(group));
  const [before, now] = [loose.filter(isOld), loose.filter((group) => !isOld(group))];
  const gone = new Set<Group>();
  const storms: Group[] = [];
  for (const fresh of [before, now]) {
    const preexisting = fresh === before;
    const storm = openStorm(groups, records, { preexisting, nowMs });
    const recent = records.filter(
      ({ incident }) => incident.preexisting === preexisting && incident.state === 'open' && nowMs - incident.detectedAtMs <= withinMs,
    ).length;
    if (fresh.length === 0 || (storm === undefined && fresh.length + recent <= manyFrom)) continue;
    for (const group of fresh) gone.add(group);
    const members = fresh.flatMap((group) => [...group.members]);
    if (storm !== undefined) for (const [entity, member] of members) storm.members.set(entity, member);
    else storms.push({ incident: null, preexisting, root: null, members: new Map(members), left: new Map(), isStorm: true });
  }
  return [...groups.filter((group) => !gone.has(group)), ...storms];
}

function isOld({ members }: Group): boolean {
  return isPreexisting([...members.values()]);
}

function openStorm(
  groups: readonly Group[],
  records: readonly IncidentRecord[],
  { preexisting, nowMs }: { readonly preexisting: boolean; readonly nowMs: number },
): Group | undefined {
  const storm = records.find(
    ({ isStorm, incident }) => isStorm === true && incident.preexisting === preexisting && nowMs - incident.detectedAtMs <= gathersForMs,
  );
  return storm === undefined ? undefined : groups.find(({ incident }) => incident === storm.id);
}

/** Whether what is suspected first is behind most of them, rather than one of many. */
export function explainsStorm(best: Candidate | undefined, members: readonly Failing[]): boolean {
  return best !== undefined && best.explains.length >= mostOf * (members.length - 1);
}

/** So many that fail by facts are worth a page, whatever connects them. */
export function cascadeOfStorm(members: readonly Failing[]): Incident['cascade'] {
  const failed = members.filter(({ troubles }) => troubles.some(({ hard, sign, opens }) => hard && !sign && opens));
  const order = members.toSorted((a, b) => a.sinceAtMs - b.sinceAtMs).flatMap(({ entity }) => (isWorkload(entity) ? [entity] : []));
  const sentence = `${members.length} workloads began to fail at about the same time: ${listOf(order.map(nameOf))}; nothing is known that connects them`;
  return failed.length >= manyFrom ? { is: true, order, sentence: `${sentence}.` } : { is: false, order: [], sentence };
}

function isWorkload(entity: string): boolean {
  return !entity.startsWith('node/') && !entity.startsWith('external/');
}
