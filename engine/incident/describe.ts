/** What a reader is told about a failure: title, severity, whom it affects and how it went. */
import type { Affected, Anomaly, Cause, CauseKind, Evidence, Incident, Severity, TimelineEntry } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Graph } from './graph.ts';
import { maxMembers } from './records.ts';
import { isBurn, toldOnce, type Failing } from './trouble.ts';
import { listOf, nameOf, verb } from './words.ts';

const maxAffected = 50;
const maxTimeline = 40;
const maxAnomalies = 20;

const faults: Readonly<Record<CauseKind, string>> = {
  'out-of-memory': 'is out of memory',
  'bad-rollout': 'fails since its rollout',
  crash: 'keeps crashing',
  'probe-failure': 'fails its probes',
  'image-pull': 'cannot pull its image',
  scheduling: 'cannot be scheduled',
  configuration: 'cannot run as configured',
  node: 'failed',
  dependency: 'does not answer as it should',
  errors: 'reports unusual errors',
  slowness: 'is far slower than usual',
  silence: 'fell silent',
  contention: 'takes the CPU of its node',
  unknown: 'fails',
};

type Naming = (entity: EntityId) => string;

/** `cart is out of memory; checkout and web fail with it`. */
export function titleOf(
  root: { readonly entity: EntityId; readonly kind: CauseKind } | null,
  members: readonly Failing[],
  preexisting: boolean,
  naming: Naming = nameOf,
): string {
  const before = preexisting ? ' (already so when the watching began)' : '';
  const areAll = members.length < maxMembers;
  if (root === null)
    return `${listOf(names(members, naming), areAll)} ${verb(members.length, 'reports', 'report')} unusual errors; no cause is sure${before}`;
  const victims = names(
    members.filter(({ entity }) => entity !== root.entity),
    naming,
  );
  const rest = victims.length === 0 ? '' : `; ${listOf(victims, areAll)} ${verb(victims.length, 'fails', 'fail')} with it`;
  return `${naming(root.entity)} ${faults[root.kind]}${rest}${before}`;
}

/** `a, b, c and 37 more fail at once; what they share is not known`. */
export function titleOfStorm(members: readonly Failing[], preexisting: boolean, naming: Naming = nameOf): string {
  const who = listOf(names(members, naming), members.length < maxMembers);
  return preexisting ? `${who} already failed when the watching began` : `${who} fail at once; what they share is not known`;
}

/** What is wrong with a cause in a few words: `cart is out of memory`. */
export function faultOf(entity: EntityId, kind: CauseKind): string {
  return `${nameOf(entity)} ${faults[kind]}`;
}

/** Critical: it spreads, people meet it, or it burns an error budget that people have set. Warning: nothing says that somebody suffers, or it is nothing new. */
export function severityOf(members: readonly Failing[], cascade: Incident['cascade'], preexisting: boolean, graph: Graph): Severity {
  if (preexisting) return 'warning';
  if (cascade.is || members.some(({ troubles }) => troubles.some(isBurn))) return 'critical';
  const severe = members.filter((member) => member.troubles.some(isSevere));
  if (severe.some(({ entity }) => graph.isUserFacing(entity))) return 'critical';
  return severe.length > 0 ? 'error' : 'warning';
}

/** Those that still do; a budget that has stopped to burn is history. */
export function burningOf(members: readonly Failing[], nowMs: number): NonNullable<Incident['burning']> {
  const burns = (trouble: Failing['troubles'][number]): boolean => isBurn(trouble) && nowMs - trouble.lastAtMs <= burnsForMs;
  return members
    .flatMap(({ entity, troubles }) => troubles.filter(burns).map(({ latest }) => ({ workload: entity, sentence: latest })))
    .slice(0, maxAffected);
}

/** It is told twice a minute. */
const burnsForMs = 90_000;

/** The cause's own workload first, then in their order as members: whom people have read of first stays so, however its beginning is seen later. */
export function affectedOf(root: EntityId | null, members: readonly Failing[], graph: Graph): readonly Affected[] {
  return members
    .filter(({ entity }) => !entity.startsWith('node/'))
    .toSorted((a, b) => Number(b.entity === root) - Number(a.entity === root))
    .slice(0, maxAffected)
    .map((member) => ({
      workload: member.entity,
      sinceAtMs: member.sinceAtMs,
      symptom: symptomOf(member),
      path: root === null ? [member.entity] : (graph.path(member.entity, root) ?? [member.entity]),
    }));
}

/** The surest of what it shows; for a victim the loudest error. */
export function symptomOf({ troubles }: Failing): string {
  const shown = troubles
    .filter(({ sign }) => !sign)
    .toSorted((a, b) => weight(b) - weight(a) || b.inside - a.inside || b.count - a.count)[0];
  if (shown === undefined) return '';
  return shown.hard && shown.count > 1 ? `${shown.sentence}, ${shown.count} times` : shown.sentence;
}

/** Beginnings of all troubles and the changes of the same workloads, oldest first; of too many the first stay. */
export function timelineOf(members: readonly Failing[], changes: readonly Evidence[], onsetAtMs: number): readonly TimelineEntry[] {
  const concerned = new Set(members.map(({ entity }) => entity));
  const beginnings = members.flatMap(({ entity, troubles }) =>
    toldOnce(troubles).map(({ sinceAtMs, sentence }) => ({
      atMs: sinceAtMs,
      workload: entity.startsWith('node/') ? null : entity,
      text: sentence,
    })),
  );
  const changed = changes
    .filter(({ workload, atMs }) => workload !== null && concerned.has(workload) && onsetAtMs - atMs <= changesForMs)
    .map(({ atMs, workload, text }) => ({ atMs, workload, text }));
  return [...beginnings, ...changed].toSorted((a, b) => a.atMs - b.atMs).slice(0, maxTimeline);
}

const changesForMs = 15 * 60_000;

/** The anomalies behind it, the surest first. */
export function anomaliesOf(members: readonly Failing[]): readonly Anomaly[] {
  return members
    .flatMap(({ troubles }) => troubles.flatMap(({ anomaly }) => anomaly ?? []))
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
    .slice(0, maxAnomalies);
}

/** Facts need no baseline; a verdict of statistics is worth less while the baseline is young. */
export function confidenceOf(causes: readonly Cause[], members: readonly Failing[], learning: string | null): number {
  const best = causes[0];
  const surest = Math.max(0, ...anomaliesOf(members).map(({ confidence }) => confidence));
  const factual = members.some(({ troubles }) => troubles.some(({ hard, sign }) => hard && !sign));
  const confidence = best === undefined ? surest * 0.4 : factual ? best.score : best.score * (0.5 + 0.5 * surest);
  return Math.round(confidence * (learning === null || factual ? 1 : 0.8) * 100) / 100;
}

function names(members: readonly Failing[], naming: Naming): readonly string[] {
  return members.map(({ entity }) => naming(entity));
}

function isSevere({ kind, hard, sign, inside, anomaly }: Failing['troubles'][number]): boolean {
  // What is slow still answers.
  return !sign && kind !== 'slowness' && ((hard && inside >= 0.6) || anomaly?.level === 'error' || anomaly?.level === 'fatal');
}

/** A kill or a crash says most, then what the workload itself wrote, then that its pods are not ready. */
function weight({ hard, inside }: Failing['troubles'][number]): number {
  if (hard) return inside >= 0.6 ? 2 : 0;
  return 1;
}
