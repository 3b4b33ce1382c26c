/** The service level objective of a LogDetector, for each workload by itself: what is counted for it, and when its budget burns. */
import { lineOf } from '../anomaly/content/reader.ts';
import { createValues, scanValues } from '../anomaly/content/scan.ts';
import { createStatuses } from '../anomaly/content/statuses.ts';
import { rankOf } from '../anomaly/rules/rule.ts';
import type { Evidence, LogRecord, WorkloadId } from '../domain.ts';
import type { Observation } from '../observation.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { SeenRecord } from '../incident/traces/listener.ts';
import { isCalled } from '../policy/holds.ts';
import { judgeBurn, type Burn, type MetricChoices, type Objective } from './burn.ts';
import { tallyOf, workloadOfMetric } from './counters.ts';
import { createMinutes, type Minutes, type MinutesState } from './minutes.ts';

export interface Objectives {
  /** Another way of counting begins anew; null counts nothing. */
  configure(objective: Objective | null): void;
  record(workload: WorkloadId, line: Pick<SeenRecord, 'record' | 'lines' | 'receivedAtMs'>): void;
  /** Counts what a counter has grown by, where metrics are what is counted, for one of the workloads that are known. */
  observe(observation: Observation, known: Iterable<WorkloadId>): void;
  /** Workloads whose budget burns, each told twice a minute while it does. */
  judge(nowMs: number): readonly Evidence[];
  forget(workload: WorkloadId): void;
  snapshot(): ObjectivesState;
  /** Takes what `snapshot` gave; anything else begins anew. */
  restore(state: unknown): void;
}

export interface ObjectivesState {
  readonly version: typeof stateVersion;
  readonly count: Objective['count'] | null;
  /** Which metrics were counted; absent where none are. */
  readonly metrics?: MetricChoices | undefined;
  readonly workloads: readonly (readonly [WorkloadId, MinutesState])[];
}

const stateVersion = 1;
const toldEveryMs = 30_000;
/** Each is saved with some kilobytes every few seconds. */
const workloadsAtMost = 100;

export function createObjectives(): Objectives {
  let objective: Objective | null = null;
  const tracked = new Map<WorkloadId, Minutes>();
  const toldAtMs = new Map<WorkloadId, number>();
  const countRecord = { lines: countLine, requests: createRequestCounter(), metrics: () => null };

  function minutesOf(workload: WorkloadId): Minutes | null {
    const known = tracked.get(workload);
    if (known !== undefined) return known;
    if (objective === null || tracked.size >= workloadsAtMost || !concerns(objective, workload)) return null;
    const minutes = createMinutes();
    tracked.set(workload, minutes);
    return minutes;
  }

  return {
    configure(next) {
      if (next === null || objective === null || !countsTheSame(next, objective)) tracked.clear();
      for (const workload of tracked.keys()) if (next !== null && !concerns(next, workload)) tracked.delete(workload);
      objective = next;
    },
    record(workload, { record, lines, receivedAtMs }) {
      const minutes = minutesOf(workload);
      const bad = minutes === null || objective === null ? null : countRecord[objective.count](record);
      // A clock that is ahead of ours counts as now.
      if (minutes !== null && bad !== null) minutes.add(Math.min(record.atMs, receivedAtMs), lines, bad ? lines : 0);
    },
    observe(observation, known) {
      if (observation.type !== 'metric' || observation.grown === undefined) return;
      const tally = tallyOf(objective, observation.grown);
      const workload = tally && workloadOfMetric(observation, known);
      if (workload) minutesOf(workload)?.add(observation.atMs, tally.total, tally.bad);
    },
    judge(nowMs) {
      if (objective === null) return [];
      const found: Evidence[] = [];
      for (const [workload, minutes] of tracked) {
        if (nowMs - (toldAtMs.get(workload) ?? -Infinity) < toldEveryMs) continue;
        const burn = factOf(workload, judgeBurn(minutes, objective, nowMs), objective, nowMs);
        if (burn === null) continue;
        toldAtMs.set(workload, nowMs);
        found.push(burn);
      }
      return found;
    },
    forget: (workload) => void [tracked, toldAtMs].map((known) => known.delete(workload)),
    snapshot: () => ({ ...counted(objective), workloads: [...tracked].map(([id, minutes]) => [id, minutes.snapshot()] as const) }),
    restore(state) {
      tracked.clear();
      toldAtMs.clear();
      for (const [workload, saved] of savedFor(objective, state)) {
        const minutes = createMinutes();
        minutes.restore(saved);
        tracked.set(workload, minutes);
      }
    },
  };
}

function counted(objective: Objective | null) {
  const metrics = objective?.metrics ? { metrics: objective.metrics } : {};
  return { version: stateVersion, count: objective?.count ?? null, ...metrics } as const;
}

function factOf(workload: WorkloadId, burn: Burn | null, { target }: Objective, atMs: number): Evidence | null {
  if (burn === null) return null;
  const details = { rate: Math.round(burn.rate * 10) / 10, target };
  return { kind: 'slo-burn', atMs, workload, severity: 'error', text: burn.sentence, details };
}

function savedFor(objective: Objective | null, state: unknown): ObjectivesState['workloads'] {
  if (!isState(state) || objective === null || !countsTheSame(objective, state)) return [];
  return state.workloads.filter(([workload]) => concerns(objective, workload));
}

function concerns({ workloads }: Objective, workload: WorkloadId): boolean {
  const { name } = parseWorkloadId(workload);
  return workloads.length === 0 || workloads.some((pattern) => isCalled(name, pattern));
}

function countsTheSame(a: Pick<Objective, 'count' | 'metrics'>, b: Pick<ObjectivesState, 'count'> & Pick<Objective, 'metrics'>): boolean {
  return a.count === b.count && JSON.stringify(a.metrics ?? null) === JSON.stringify(b.metrics ?? null);
}

/** Whether it is bad; null: it does not count. */
function countLine({ level }: LogRecord): boolean | null {
  return rankOf(level) >= rankOf('error');
}

function createRequestCounter(): (record: LogRecord) => boolean | null {
  const [values, statuses] = [createValues(), createStatuses()];
  return (record) => {
    const line = lineOf(record);
    scanValues(line, values);
    for (let i = 0; i < values.count; i += 1) statuses.see(line, values, i);
    const seen = statuses.take();
    return seen.statuses === 0 ? null : seen.failed > 0;
  };
}

function isState(state: unknown): state is ObjectivesState {
  return typeof state === 'object' && state !== null && 'version' in state && state.version === stateVersion;
}
