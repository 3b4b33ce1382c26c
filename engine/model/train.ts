/** Makes a model of what the engine knows now. */
import type { Thresholds } from '../anomaly/settings.ts';
import { fitClusters, type ClustersState } from '../cluster/cluster.ts';
import type { Workload } from '../workload.ts';
import { createModel, type Model, type ModelLeftOut, type ModelPattern, type ModelWorkload } from './model.ts';

export interface TrainingRequest {
  readonly version: number;
  readonly nowMs: number;
  /** A person, or `schedule`. */
  readonly madeBy: string;
}

export type TrainingResult = { readonly ok: true; readonly model: Model } | { readonly ok: false; readonly reason: string };

export interface TrainingInput {
  readonly detector: string;
  readonly seed: number;
  readonly thresholds: Thresholds;
  /** Of the model that serves: what is still the same group keeps its id and name. */
  readonly clusters: ClustersState | null;
  /** In the order of their ids. */
  readonly workloads: readonly Workload[];
}

/** Fewer minutes or lines make no usual worth keeping under a number. */
const leastMinutes = 4;
const leastLines = 20;

/** Refuses with a reason rather than freezing what is known too little of. */
export function train(request: TrainingRequest, input: TrainingInput): TrainingResult {
  if (input.workloads.length === 0) return { ok: false, reason: 'There is nothing to learn from: no workload has written a line yet.' };
  const ready = input.workloads.filter((workload) => workload.baseline.minutes >= leastMinutes && linesOf(workload) >= leastLines);
  if (ready.length === 0) return { ok: false, reason: refuse(input.workloads) };
  const patterns = ready.map((workload) => listPatterns(workload, request.nowMs));
  const clusters = fitClusters(patterns.flat(), input.seed, input.clusters ?? undefined);
  const workloads = ready.map((workload, at): ModelWorkload => ({
    workload: workload.id,
    all: workload.baseline.usualOfAll(request.nowMs),
    patterns: (patterns[at] ?? []).map((pattern) => ({ ...pattern, cluster: clusters.nameOf(pattern.text) })),
  }));
  const model = createModel({
    detector: input.detector,
    version: request.version,
    createdAtMs: request.nowMs,
    madeBy: request.madeBy,
    trainedFromAtMs: Math.min(...ready.map((workload) => workload.watchedSinceAtMs ?? request.nowMs)),
    trainedToAtMs: request.nowMs,
    sampleSize: ready.reduce((total, workload) => total + linesOf(workload), 0),
    thresholds: input.thresholds,
    workloads,
    clusters: clusters.state,
    leftOut: ready.flatMap(listLeftOut),
  });
  return { ok: true, model };
}

function linesOf(workload: Workload): number {
  return workload.coverage().linesSeen;
}

function refuse(workloads: readonly Workload[]): string {
  const minutes = Math.max(...workloads.map((workload) => workload.baseline.minutes));
  const lines = Math.max(...workloads.map(linesOf));
  return (
    `There is too little to learn from: no workload has ${leastMinutes} minutes outside of incidents with at least ${leastLines} lines; ` +
    `the best known has ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, the busiest ${lines} ${lines === 1 ? 'line' : 'lines'}. Try again in some minutes.`
  );
}

/** Patterns that are usual; what was only ever seen in incidents is no part of a model. */
function listPatterns(workload: Workload, nowMs: number): ModelPattern[] {
  return workload.miner
    .patterns()
    .filter((pattern) => pattern.aliasOf === null && workload.baseline.knows(pattern.index))
    .map(({ index, id, text, level, count }) => ({ id, text, level, count, cluster: null, usual: workload.baseline.usual(index, nowMs) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function listLeftOut(workload: Workload): ModelLeftOut[] {
  return workload.leftOut().map((stretch) => ({ workload: workload.id, ...stretch }));
}
