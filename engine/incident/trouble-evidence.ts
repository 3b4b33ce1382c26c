/** Which facts are troubles, from when on they are worth an incident, and how long each counts as going on. */
import type { CauseKind, Evidence, EvidenceKind, KubeObject } from '../domain.ts';
import { groupBy } from '../math.ts';
import { isLost } from '../evidence/node.ts';
import { conditionOf, numberAt, textAt, timeAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { isRunning } from '../evidence/inventory.ts';
import type { EntityId, Entry } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import { containerStatuses, waitingReasons } from '../evidence/pod.ts';
import { sharedBy } from './shared.ts';
import type { Trouble, TroubleInput } from './trouble.ts';

interface Rule {
  readonly cause: CauseKind;
  readonly inside: number;
  /** Opens once it has gone on for so long; 0 opens at once. */
  readonly opensAfterMs: number;
  /** Opens only from so many occurrences on. */
  readonly opensFrom: number;
  /** Opens at once from so many. */
  readonly manyFrom?: number;
  /** Counts as going on for so long after its last occurrence. */
  readonly holdsForMs: number;
}

const minute = 60_000;

/** Null: a change or a word of somebody else, which explains failure but is none. */
const rules: Readonly<Record<EvidenceKind, Rule | null>> = {
  // The kernel does not kill by mistake; the first one is told.
  'oom-kill': { cause: 'out-of-memory', inside: 0.95, opensAfterMs: 0, opensFrom: 1, holdsForMs: minute },
  'crash-loop': { cause: 'crash', inside: 0.85, opensAfterMs: 0, opensFrom: 1, holdsForMs: minute },
  // One crash that heals itself wakes nobody; a loop shows as such, three say the same.
  restart: { cause: 'crash', inside: 0.75, opensAfterMs: 0, opensFrom: 3, holdsForMs: minute },
  // Slow starts and full garbage collections fail a few probes.
  'probe-failure': { cause: 'probe-failure', inside: 0.6, opensAfterMs: 2 * minute, opensFrom: 6, holdsForMs: minute },
  'image-pull': { cause: 'image-pull', inside: 0.9, opensAfterMs: 0, opensFrom: 1, holdsForMs: minute },
  // A cluster that scales itself needs a minute for a new node.
  scheduling: { cause: 'scheduling', inside: 0.8, opensAfterMs: minute, opensFrom: 1, holdsForMs: minute },
  // A ConfigMap applied a moment after its Deployment is no failure.
  'config-error': { cause: 'configuration', inside: 0.9, opensAfterMs: 10_000, opensFrom: 1, holdsForMs: minute },
  // Detaching from the old node takes its time.
  volume: { cause: 'configuration', inside: 0.8, opensAfterMs: 90_000, opensFrom: 1, holdsForMs: minute },
  // A node in need sends one pod away, and its replacement runs within seconds; several, or one that nothing replaces, are a failure.
  eviction: { cause: 'node', inside: 0.7, opensAfterMs: minute, opensFrom: 1, manyFrom: 3, holdsForMs: minute },
  'node-condition': { cause: 'node', inside: 0.95, opensAfterMs: 0, opensFrom: 1, holdsForMs: minute },
  'rollout-stalled': { cause: 'bad-rollout', inside: 0.85, opensAfterMs: 0, opensFrom: 1, holdsForMs: minute },
  'job-failed': { cause: 'crash', inside: 0.8, opensAfterMs: 0, opensFrom: 1, holdsForMs: 10 * minute },
  // Rollouts, drains and restarts take replicas away for a while.
  'not-ready': { cause: 'probe-failure', inside: 0.5, opensAfterMs: 2 * minute, opensFrom: 1, holdsForMs: 30_000 },
  'memory-near-limit': {
    cause: 'out-of-memory',
    inside: 0.3,
    opensAfterMs: Number.POSITIVE_INFINITY,
    opensFrom: 1,
    holdsForMs: 10 * minute,
  },
  // People have said what is too much; who is to blame is another question.
  'slo-burn': { cause: 'errors', inside: 0.2, opensAfterMs: 0, opensFrom: 1, holdsForMs: 2 * minute },
  // These explain what fails; what they break shows itself elsewhere.
  'no-endpoint': null,
  'cpu-near-limit': null,
  'scaling-limited': null,
  'disruption-blocked': null,
  certificate: null,
  rollout: null,
  scale: null,
  change: null,
  alert: null,
};

/** Facts of before the watching count when they are this young, or when what they tell still stands. */
const lateForMs = 15 * minute;
const preexistingRestarts = 2;

/** The troubles that the facts about one entity show now. */
export function troublesOfEvidence(entity: EntityId, input: TroubleInput): readonly Trouble[] {
  const byKind = groupBy(
    input.ledger.of(entity).filter(({ evidence }) => evidence.severity !== 'info' && rules[evidence.kind] !== null),
    ({ evidence }) => evidence.kind,
  );
  return [...byKind].flatMap(([kind, entries]) => {
    const rule = rules[kind];
    const trouble = rule === null ? null : troubleOf(entity, { kind, rule, entries }, input);
    return trouble === null ? [] : [trouble];
  });
}

interface Kept {
  readonly kind: EvidenceKind;
  readonly rule: Rule;
  readonly entries: readonly Entry[];
}

function troubleOf(entity: EntityId, { kind, rule, entries }: Kept, input: TroubleInput): Trouble | null {
  const { nowMs, inventory } = input;
  const run = lastRun(entries.filter((entry) => stillMatters(entry, input)));
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return null;
  const stands = run.some((entry) => stillStands(entry, entity, inventory));
  const preexisting = run.every(({ evidence }) => evidence.preexisting === true);
  const lastAtMs = stands ? nowMs : Math.max(...run.map((entry) => entry.lastAtMs));
  const toldAtMs = Math.max(lastAtMs, ...run.map((entry) => entry.toldAtMs));
  if (nowMs - toldAtMs > holdsForMs(rule, preexisting)) return null;
  const sinceAtMs = Math.min(...run.map(({ firstAtMs }) => firstAtMs));
  const count = countOf(kind, run);
  const severe = run.some(isSevere) || (kind === 'node-condition' && stands && sendsAway(entity, input));
  const sign = kind === 'memory-near-limit';
  const enough = isEnough({ kind, rule, severe, count, lastedForMs: lastAtMs - sinceAtMs });
  return {
    kind: rule.cause,
    key: `evidence ${kind}`,
    sinceAtMs,
    lastAtMs,
    count,
    inside: severe || sign ? rule.inside : rule.inside * 0.7,
    hard: true,
    opens: enough && !hasRecovered(kind, entity, inventory) && concernsUs(entity, inventory),
    sign,
    preexisting,
    sentence: first.firstText,
    latest: last.evidence.text,
    node: last.evidence.node,
    pod: last.evidence.pod,
    endsAtMs: figureOf(last.evidence, 'endsAtMs'),
    bytesAMinute: figureOf(last.evidence, 'bytesAMinute'),
    ...hangsOn(run, entity, inventory),
  };
}

/** As the last of its facts that tells it says; a registry or a storage class is named as an error text names a host. */
function hangsOn(run: readonly Entry[], entity: EntityId, inventory: Inventory): Pick<Trouble, 'shares' | 'named'> {
  const shares = run.map(({ evidence }) => sharedBy(evidence, entity, inventory)).findLast((found) => found !== undefined);
  if (shares === undefined) return {};
  return shares.startsWith('external/') ? { shares, named: { strong: [shares], weak: [] } } : { shares };
}

function figureOf({ details }: Evidence, name: string): number | undefined {
  const figure = details?.[name];
  return typeof figure === 'number' ? figure : undefined;
}

/** A pod is evicted once, however many tell of it; a budget that burns is one state. */
function countOf(kind: EvidenceKind, run: readonly Entry[]): number {
  if (kind === 'eviction') return new Set(run.map(({ evidence }) => evidence.pod)).size;
  if (kind === 'slo-burn') return 1;
  return run.reduce((sum, entry) => sum + entry.count, 0);
}

interface Extent {
  readonly kind: EvidenceKind;
  readonly rule: Rule;
  readonly severe: boolean;
  readonly count: number;
  readonly lastedForMs: number;
}

/** Probes fail one by one; only their number makes them severe. */
function isEnough({ kind, rule, severe, count, lastedForMs }: Extent): boolean {
  const isMany = count >= (rule.manyFrom ?? Number.POSITIVE_INFINITY);
  return (severe || kind === 'probe-failure') && (isMany || (count >= rule.opensFrom && lastedForMs >= rule.opensAfterMs));
}

function holdsForMs(rule: Rule, preexisting: boolean): number {
  return preexisting ? Math.max(rule.holdsForMs, lateForMs) : rule.holdsForMs;
}

function isSevere({ evidence }: Entry): boolean {
  return evidence.severity === 'error' || evidence.severity === 'critical';
}

/** Pressure alone passes, and one greedy pod goes with it; a node that sends away a second one is short still. */
const manyPods = 2;

function sendsAway(node: EntityId, { ledger, nowMs }: TroubleInput): boolean {
  const name = node.slice('node/'.length);
  const gone = ledger
    .troubled(nowMs)
    .flatMap((entity) => ledger.of(entity))
    .filter(({ evidence, lastAtMs }) => evidence.kind === 'eviction' && evidence.node === name && nowMs - lastAtMs <= runGapMs)
    .map(({ evidence }) => `${evidence.workload ?? ''} ${evidence.pod ?? ''}`);
  return new Set(gone).size >= manyPods;
}

/** Occurrences with more than this between them belong to different failures. */
const runGapMs = 15 * minute;

function lastRun(entries: readonly Entry[]): readonly Entry[] {
  const sorted = entries.toSorted((a, b) => a.firstAtMs - b.firstAtMs);
  const start = sorted.findLastIndex((entry, i) => i === 0 || entry.firstAtMs - (sorted[i - 1]?.lastAtMs ?? 0) > runGapMs);
  return sorted.slice(Math.max(0, start));
}

/** A kill of hours ago is history, also when it is told only now; a loop that was under way is not. */
function stillMatters(entry: Entry, { watchingSinceMs, inventory }: TroubleInput): boolean {
  const { evidence, lastAtMs, toldAtMs } = entry;
  const ended = evidence.kind === 'oom-kill' || evidence.kind === 'restart';
  if (ended && toldAtMs - lastAtMs > lateForMs) return false;
  if (evidence.preexisting !== true) return true;
  if (ended) return watchingSinceMs - lastAtMs <= lateForMs && Number(evidence.details?.['restarts'] ?? 0) >= preexistingRestarts;
  return stillStands(entry, evidence.workload ?? `node/${evidence.node ?? ''}`, inventory);
}

/**
 * Whether the objects still show what the fact told, so that a state without new facts does not look healed. What came back long after it was told is
 * another failure, of which its own facts tell.
 */
function stillStands({ evidence, lastAtMs }: Entry, entity: EntityId, inventory: Inventory): boolean {
  const { kind, pod: told } = evidence;
  const beginsBefore = (sinceAtMs: number): boolean => sinceAtMs <= lastAtMs + runGapMs;
  if (entity.startsWith('node/')) return kind === 'node-condition' && nodeIsBad(inventory.find('Node', '', entity.slice('node/'.length)));
  if (kind === 'rollout-stalled') {
    const { namespace, kind: controller, name } = parseWorkloadId(entity);
    return conditionOf(inventory.find(controller, namespace, name) ?? {}, 'Progressing')['reason'] === 'ProgressDeadlineExceeded';
  }
  if (kind === 'eviction') return lacksReplicas(entity, inventory) && beginsBefore(inventory.presence(entity)?.replicasChangedAtMs ?? 0);
  const shows = podShows[kind];
  // A successor that is just starting says nothing about the pod that had to wait for its volume.
  const concerned = inventory.pods(entity).filter(({ metadata }) => told === undefined || metadata.name === told);
  return (
    shows !== undefined &&
    concerned.some((pod) => pod.metadata.deletionTimestamp === undefined && shows(pod) && beginsBefore(showsSinceMs(pod)))
  );
}

function lacksReplicas(entity: EntityId, inventory: Inventory): boolean {
  const { namespace, kind, name } = parseWorkloadId(entity);
  const controller = inventory.find(kind, namespace, name);
  const wished =
    kind === 'Pod' ? 1 : (numberAt(controller, 'spec', 'replicas') ?? numberAt(controller, 'status', 'desiredNumberScheduled'));
  return wished !== undefined && inventory.pods(entity).filter(isRunning).length < wished;
}

const waitsFor = (kind: EvidenceKind) => (pod: KubeObject) =>
  containerStatuses(pod).some((status) => waitingReasons[textAt(status, 'state', 'waiting', 'reason') ?? '']?.kind === kind);
const lacksReadiness = (pod: KubeObject) => textAt(pod, 'status', 'phase') === 'Running' && conditionOf(pod, 'Ready')['status'] === 'False';

const podShows: Partial<Readonly<Record<EvidenceKind, (pod: KubeObject) => boolean>>> = {
  'crash-loop': waitsFor('crash-loop'),
  'image-pull': waitsFor('image-pull'),
  'config-error': waitsFor('config-error'),
  scheduling: (pod) => conditionOf(pod, 'PodScheduled')['status'] === 'False',
  volume: (pod) => textAt(pod, 'status', 'phase') === 'Pending' && conditionOf(pod, 'PodScheduled')['status'] === 'True',
  'probe-failure': lacksReadiness,
  'not-ready': lacksReadiness,
};

/** A pod cannot have shown anything before it was there, nor not be ready while it was. */
function showsSinceMs(pod: KubeObject): number {
  const ready = conditionOf(pod, 'Ready');
  const unreadyAtMs = ready['status'] === 'False' ? timeAt(ready, 'lastTransitionTime') : undefined;
  return unreadyAtMs ?? timeAt(pod.metadata, 'creationTimestamp') ?? 0;
}

function nodeIsBad(node: KubeObject | null): boolean {
  return (
    node !== null &&
    (isLost(node) || ['MemoryPressure', 'DiskPressure', 'PIDPressure'].some((type) => conditionOf(node, type)['status'] === 'True'))
  );
}

/** Lost readiness that came back is a moment, not an incident. */
function hasRecovered(kind: EvidenceKind, entity: EntityId, inventory: Inventory): boolean {
  if (kind !== 'not-ready' && kind !== 'probe-failure') return false;
  const pods = inventory.pods(entity);
  return pods.length > 0 && !pods.some(lacksReadiness);
}

/** A node concerns this detector only when pods of its workloads ran on it. */
function concernsUs(entity: EntityId, inventory: Inventory): boolean {
  return !entity.startsWith('node/') || inventory.workloadsOn(entity.slice('node/'.length)).size > 0;
}
