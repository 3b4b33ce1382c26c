/** One tick of judgement: who fails, which failures these are, and what becomes of each incident. */
import type { Anomaly, Coverage, Incident, IncidentChange, WorkloadId } from '../domain.ts';
import type { TextsOf } from '../diagnosis/picture.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { adopt } from './adopt.ts';
import type { Companions } from './companions.ts';
import type { Group } from './group.ts';
import { correlate } from './correlate.ts';
import { findFailing, mergeFailing } from './failing.ts';
import { judge } from './judge.ts';
import type { IncidentRecord } from './lifecycle.ts';
import { continued, defaultResolveAfterMs, fingerprintOf, idOf, isHealthy, quietNeededForMs, recur, reopenForMs } from './lifecycle.ts';
import { newsSince, openingNews, resolvedNews } from './news.ts';
import type { Observer } from './observer.ts';
import { groupOf, isPreexisting, maxMembers, mergedInto, untoldOf } from './records.ts';
import { gather, opensAny } from './storm.ts';
import { troublesOfDiagnosis } from './trouble-diagnosis.ts';
import type { Failing } from './trouble.ts';
import { namingFor } from './words.ts';

const maxOpen = 200;
const maxResolved = 50;

export interface TickInput {
  readonly nowMs: number;
  /** The full set of what is active now. */
  readonly anomalies: readonly Anomaly[];
  readonly coverage: (workload: WorkloadId) => Coverage;
  readonly learning: string | null;
  /** The workloads whose logs are read. */
  readonly workloads: readonly WorkloadId[];
  /** The log patterns of a workload; asked for only where a check needs them. */
  readonly texts: TextsOf;
  /** Quiet for so long is over; default two minutes. */
  readonly resolveAfterMs?: number | undefined;
}

export interface Turn extends TickInput {
  readonly detector: string;
  readonly observer: Observer;
  readonly companions: Companions;
  readonly records: readonly IncidentRecord[];
  readonly resolved: readonly IncidentRecord[];
}

export interface TurnResult {
  readonly failuresUntold: number;
  readonly records: readonly IncidentRecord[];
  readonly resolved: readonly IncidentRecord[];
  readonly changes: readonly IncidentChange[];
}

/** One tick: who fails -> which failures -> open, update, merge or resolve. */
export function takeTurn(turn: Turn): TurnResult {
  const { observer, nowMs } = turn;
  observer.inventory.settle(nowMs);
  for (const workload of turn.workloads) observer.graph.know(workload);
  const { watchingSinceMs, ledger, standing } = observer;
  standing.look({ ...turn, watchingSinceMs }, turn.records.length > 0 || ledger.troubled(nowMs).length > 0);
  const found = findFailing({
    ...turn,
    watchingSinceMs,
    named: troublesOfDiagnosis(standing.causes, { nowMs, watchingSinceMs, inventory: observer.inventory }),
    inventory: observer.inventory,
    ledger: observer.ledger,
    graph: observer.graph,
  });
  observer.clues.seeFailing(found.values(), nowMs);
  if (found.size === 0 && turn.records.length === 0)
    return { records: turn.records, resolved: turn.resolved, changes: [], failuresUntold: 0 };
  const open = turn.records.map((record) => groupOf(record));
  const { groups, merged, failing } = correlate({
    failing: found,
    open,
    graph: observer.graph,
    inventory: observer.inventory,
    changes: ledger.changes(),
    crossed: observer.clues.requests.crossed,
  });
  const byId = new Map(turn.records.map((record) => [record.id, record]));
  const result = {
    records: [] as IncidentRecord[],
    resolved: turn.resolved.filter(({ incident }) => nowMs - (incident.resolvedAtMs ?? 0) <= reopenForMs),
    changes: [] as IncidentChange[],
  };
  for (const [gone, into] of merged) result.changes.push(...[byId.get(gone) ?? []].flat().map((record) => mergedInto(record, into, nowMs)));
  const told = adopt(groups, (group) => rootOf(group, turn)?.entity ?? null, failing);
  for (const group of gather(told, turn.records, nowMs)) {
    const record = group.incident === null ? undefined : byId.get(group.incident);
    if (record !== undefined) keep(record, group, { turn, failing, result });
    else if (result.records.length < maxOpen && opensAny(group)) start(group, { turn, failing, result });
  }
  return { ...result, failuresUntold: untoldOf(failing, result.records) };
}

interface Step {
  readonly turn: Turn;
  readonly failing: ReadonlyMap<string, Failing>;
  readonly result: { records: IncidentRecord[]; resolved: IncidentRecord[]; changes: IncidentChange[] };
}

/** What a group that is no incident yet goes back to, as far as is known. */
function rootOf({ members: byEntity, isStorm, besides }: Group, turn: Turn): IncidentRecord['root'] {
  const members = [...byEntity.values()].slice(0, maxMembers);
  const onsetAtMs = Math.min(...members.map(({ sinceAtMs }) => sinceAtMs));
  return judge({ members, onsetAtMs, preexisting: isPreexisting(members), told: null, isStorm, besides }, contextOf(turn)).root;
}

function start(group: Group, step: Step): void {
  const { turn, result } = step;
  const { isStorm, besides } = group;
  const members = [...group.members.values()].slice(0, maxMembers).toSorted(byBeginning);
  const preexisting = isPreexisting(members);
  const onsetAtMs = Math.min(...members.map(({ sinceAtMs }) => sinceAtMs));
  const root = rootOf(group, turn);
  const before = isStorm === true ? null : continued(result.resolved, root, members, turn.nowMs);
  if (before !== null) {
    reopen(before, group, step);
    return;
  }
  const fingerprint = fingerprintOf(turn.detector, root, members);
  const taken = new Set([...turn.records, ...result.records, ...result.resolved].map(({ id }) => id));
  const id = idOf(fingerprint, onsetAtMs, taken);
  const fresh = { id, fingerprint, openedAtMs: onsetAtMs, detectedAtMs: turn.nowMs, preexisting };
  const record = tell(
    { id, members, root: null, lastTroubleAtMs: turn.nowMs, recurredAtMs: [], hardCount: 0, reopened: 0, isStorm, besides },
    fresh,
    turn,
  );
  result.records.push(record);
  const other = turn.records.find((one) => one.id === besides?.incident);
  result.changes.push({ type: 'opened', incident: record.incident, news: openingNews(record, other) });
}

/** In this order they are told; who joins later stands behind them. */
function byBeginning(a: Failing, b: Failing): number {
  return a.sinceAtMs - b.sinceAtMs || (a.entity < b.entity ? -1 : 1);
}

function reopen(before: IncidentRecord, group: Group, { turn, result }: Step): void {
  result.resolved = result.resolved.filter(({ id }) => id !== before.id);
  const members = joined(before.members, group);
  const record = tell(
    { ...before, ...recur(before, members, turn.nowMs), members, lastTroubleAtMs: turn.nowMs, reopened: before.reopened + 1 },
    before.incident,
    turn,
  );
  result.records.push(record);
  result.changes.push({
    type: 'reopened',
    incident: record.incident,
    news: [`It is back: ${record.incident.title}.`, ...newsSince(before, record)],
  });
}

function keep(before: IncidentRecord, group: Group, { turn, failing, result }: Step): void {
  const { nowMs, observer } = turn;
  const nowOf = (entity: EntityId) => (group.left.has(entity) ? undefined : failing.get(entity));
  const now = new Map([...group.members].map(([entity, member]) => [entity, nowOf(entity) ?? member]));
  const members = joined(before.members, { ...group, members: now });
  const active = members.flatMap(({ entity }) => nowOf(entity) ?? []);
  const lastTroubleAtMs = Math.max(
    before.lastTroubleAtMs,
    ...active.flatMap(({ troubles }) => troubles.map((trouble) => trouble.lastAtMs)),
  );
  const current = { ...before, ...recur(before, members, nowMs), members, lastTroubleAtMs };
  const quietForMs = nowMs - lastTroubleAtMs;
  if (
    quietForMs >= quietNeededForMs(current, observer.ledger.changes(), turn.resolveAfterMs ?? defaultResolveAfterMs) &&
    isHealthy(current, observer.inventory)
  ) {
    const over: IncidentRecord = {
      ...current,
      incident: { ...before.incident, state: 'resolved', resolvedAtMs: nowMs, updatedAtMs: nowMs, atRisk: [] },
    };
    if (current.root !== null && !before.incident.preexisting) turn.companions.add(current.root.entity, members);
    result.resolved = [...result.resolved, over].slice(-maxResolved);
    result.changes.push({ type: 'resolved', incident: over.incident, news: resolvedNews(over, nowMs) });
    return;
  }
  if (active.length === 0) {
    result.records.push(current);
    return;
  }
  const record = tell(current, before.incident, turn);
  const news = newsSince(before, record);
  const untold = news.length === 0 ? { ...record, incident: { ...record.incident, updatedAtMs: before.incident.updatedAtMs } } : record;
  result.records.push(untold);
  if (news.length > 0) result.changes.push({ type: 'updated', incident: record.incident, news });
}

/** Judges the record's members anew; what was fixed at the opening stays. */
function tell(
  record: Omit<IncidentRecord, 'incident'>,
  fixed: Pick<Incident, 'id' | 'fingerprint' | 'openedAtMs' | 'detectedAtMs' | 'preexisting'>,
  turn: Turn,
): IncidentRecord {
  const { id, fingerprint, openedAtMs, detectedAtMs, preexisting } = fixed;
  const { members, isStorm, besides } = record;
  const { root, ...verdict } = judge({ members, onsetAtMs: openedAtMs, preexisting, told: record.root, isStorm, besides }, contextOf(turn));
  const incident: Incident = {
    id,
    fingerprint,
    openedAtMs,
    detectedAtMs,
    preexisting,
    state: 'open',
    resolvedAtMs: null,
    updatedAtMs: turn.nowMs,
    ...verdict,
  };
  return { ...record, ...recur({ ...record, incident }, record.members, turn.nowMs), incident, root };
}

function joined(before: readonly Failing[], group: Group): readonly Failing[] {
  const members = new Map(before.map((member) => [member.entity, member]));
  for (const [entity, member] of [...group.members].toSorted(([, a], [, b]) => byBeginning(a, b))) {
    const known = members.get(entity);
    if (known !== undefined) members.set(entity, known === member ? known : mergeFailing(known, member));
    else if (members.size < maxMembers) members.set(entity, member);
  }
  return [...members.values()];
}

function contextOf({ detector, observer, companions, nowMs, coverage, learning }: Turn): Parameters<typeof judge>[1] {
  return {
    standing: observer.standing.causes,
    nowMs,
    watchingSinceMs: observer.watchingSinceMs,
    companions,
    graph: observer.graph,
    inventory: observer.inventory,
    changes: observer.ledger.changes(),
    surges: observer.surges.lately(nowMs),
    coverage,
    learning,
    attribution: observer.clues.blame.attribution(),
    programs: observer.clues.programs,
    crossed: observer.clues.requests.crossed,
    naming: namingFor(detector),
  };
}
