/** What versions of a model would have reported of the last 24 hours, of each workload that they know. */
import type { Usual } from '../anomaly/baseline.ts';
import { minuteMs } from '../anomaly/window.ts';
import type { WorkloadId } from '../domain.ts';
import type { Workload } from '../workload.ts';
import type { Model } from './model.ts';
import { eachMinute, judgeMinute, type Judge, type PastAlarm, type PastWorkload, type Span } from './past.ts';

export interface PastQuestion extends Span {
  /** Minutes of workloads that are looked at; all without it. */
  readonly isChosen?: (workload: WorkloadId, atMs: number) => boolean;
}

export interface JudgedPast {
  readonly workload: WorkloadId;
  /** Minutes that had lines. */
  readonly windows: number;
  /** Of each model, in their order. */
  readonly alarms: readonly (readonly PastAlarm[])[];
}

interface Asked {
  readonly models: readonly Model[];
  readonly question: PastQuestion;
}

/** Leaves out workloads of which no minute is chosen, or that one of the models does not know. */
export function* judgeWorkloads(
  workloads: readonly Workload[],
  replicasOf: (workload: Workload) => number,
  asked: Asked,
): Iterable<JudgedPast> {
  for (const workload of workloads) {
    const judged = judgeWorkload(workload, Math.max(1, replicasOf(workload)), asked);
    if (judged) yield judged;
  }
}

function judgeWorkload(workload: Workload, replicas: number, { models, question }: Asked): JudgedPast | null {
  if (!hasChosen(workload.id, question)) return null;
  const judges = models.flatMap((model) => judgeOf(model, workload.id) ?? []);
  if (judges.length < models.length) return null;
  const past: PastWorkload = {
    workload: workload.id,
    replicas,
    patterns: workload.miner.patterns(),
    hours: workload.window.packedHours(),
  };
  const alarms = judges.map((): PastAlarm[] => []);
  let windows = 0;
  eachMinute(past, question, (atMs, lines) => {
    if (question.isChosen?.(workload.id, atMs) === false) return;
    windows += 1;
    for (const [at, judge] of judges.entries()) alarms[at]?.push(...judgeMinute(past, { atMs, lines }, judge));
  });
  return { workload: workload.id, windows, alarms };
}

function hasChosen(workload: WorkloadId, { fromAtMs, toAtMs, isChosen }: PastQuestion): boolean {
  if (!isChosen) return true;
  for (let atMs = Math.ceil(fromAtMs / minuteMs) * minuteMs; atMs + minuteMs <= toAtMs; atMs += minuteMs) {
    if (isChosen(workload, atMs)) return true;
  }
  return false;
}

function judgeOf({ workloads, thresholds }: Model, id: WorkloadId): Judge | null {
  const known = workloads.find(({ workload }) => workload === id);
  if (!known) return null;
  const usuals = new Map<string, Usual>(known.patterns.map(({ id: pattern, usual }) => [pattern, usual]));
  for (const { aliases = [], usual } of known.patterns) for (const alias of aliases) if (!usuals.has(alias)) usuals.set(alias, usual);
  return { thresholds, usual: ({ id: pattern }) => usuals.get(pattern) ?? null };
}
