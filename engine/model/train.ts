/** Makes a model of what was gathered from the engine. */
import type { Thresholds } from '../anomaly/settings.ts';
import { fitClusters, type Clusters, type ClustersState } from '../cluster/cluster.ts';
import type { Level } from '../domain.ts';
import type { GatheredPattern, GatheredWorkload } from './gather.ts';
import { createModel, type Model, type ModelMetrics, type ModelOmitted, type ModelPattern, type ModelWorkload } from './model.ts';
import { drawSample, type Sample, type Stratum } from './sample.ts';
import { refuseValidation, validate } from './validate.ts';

export interface TrainingRequest {
  readonly version: number;
  readonly nowMs: number;
  /** A person, or `schedule`. */
  readonly madeBy: string;
}

export type TrainingResult =
  | { readonly ok: true; readonly model: Model }
  | { readonly ok: false; readonly cause: 'too-little' | 'worse'; readonly reason: string };

export interface TrainingSettings {
  readonly detector: string;
  readonly seed: number;
  readonly thresholds: Thresholds;
  /** Of the model that serves: what is still the same group keeps its id and name. */
  readonly clusters: ClustersState | null;
  /** Its version. */
  readonly serving: number | null;
}

export interface Gathered {
  readonly settings: TrainingSettings;
  /** In the order of their ids. */
  readonly workloads: Iterable<GatheredWorkload>;
}

/** Fewer minutes or lines make no usual worth keeping under a number. */
const leastMinutes = 4;
const leastLines = 20;
/** As many distinct texts as a fit of the groups reads. */
const sampleLines = 6_000;

/** Refuses with a reason rather than freezing what is known too little of, or what is worse than what serves. */
export function train(request: TrainingRequest, gathered: Gathered): TrainingResult {
  const { nowMs } = request;
  const { settings } = gathered;
  const workloads = [...gathered.workloads];
  if (workloads.length === 0) return tooLittle('There is nothing to learn from: no workload has written a line yet.');
  const ready = workloads.filter(isReady);
  if (ready.length === 0) return tooLittle(refuse(workloads));
  const validation = validate({ ...settings, nowMs, workloads: ready });
  const worse = refuseValidation(validation);
  if (worse !== null) return { ok: false, cause: 'worse', reason: worse };
  const sample = drawSample(ready.flatMap(strataOf), sampleLines, settings.seed);
  const texts = new Map(sample.lines.map(({ stratum }) => [stratum, { text: stratum.text, count: stratum.count }]));
  const clusters = fitClusters([...texts.values()], settings.seed, settings.clusters ?? undefined);
  const model = createModel({
    detector: settings.detector,
    version: request.version,
    createdAtMs: nowMs,
    madeBy: request.madeBy,
    trainedFromAtMs: Math.min(...ready.map(({ watchedSinceAtMs }) => watchedSinceAtMs ?? nowMs)),
    trainedToAtMs: nowMs,
    sampleSize: ready.reduce((total, { lines }) => total + lines, 0),
    thresholds: settings.thresholds,
    workloads: ready.map((workload) => describe(workload, clusters)),
    clusters: clusters.state,
    leftOut: ready.flatMap(({ workload, leftOut }) => leftOut.map((stretch) => ({ workload, ...stretch }))),
    omitted: workloads.flatMap(listOmitted),
    metrics: { ...measure(sample, clusters), validation },
  });
  return { ok: true, model };
}

/** Whether enough is known of it to learn from; where it is so of none, a training is refused. */
export function isReady({ minutes, lines }: GatheredWorkload): boolean {
  return minutes >= leastMinutes && lines >= leastLines;
}

function tooLittle(reason: string): TrainingResult {
  return { ok: false, cause: 'too-little', reason };
}

function refuse(workloads: readonly GatheredWorkload[]): string {
  const minutes = Math.max(...workloads.map((workload) => workload.minutes));
  const lines = Math.max(...workloads.map((workload) => workload.lines));
  return (
    `There is too little to learn from: no workload has ${leastMinutes} minutes outside of incidents with at least ${leastLines} lines; ` +
    `the best known has ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, the busiest ${lines} ${lines === 1 ? 'line' : 'lines'}. Try again in some minutes.`
  );
}

interface PatternStratum extends Stratum {
  readonly text: string;
}

/** Patterns that are usual; what was only ever seen in incidents is no part of a model. */
function strataOf({ workload, patterns }: GatheredWorkload): PatternStratum[] {
  return patterns
    .filter(({ usual }) => usual !== null)
    .map(({ id, text, level, count, samples }) => ({ workload, id, text, level, count, samples: samples.length > 0 ? samples : [text] }));
}

function describe({ workload, all, patterns }: GatheredWorkload, clusters: Clusters): ModelWorkload {
  return { workload, all, patterns: patterns.flatMap((pattern) => describePattern(pattern, clusters)) };
}

function describePattern({ id, text, level, count, usual, aliases }: GatheredPattern, clusters: Clusters): ModelPattern[] {
  if (usual === null) return [];
  const forms = aliases.length > 0 ? { aliases } : {};
  return [{ id, text, level, count, cluster: clusters.nameOf(text), usual, ...forms }];
}

function listOmitted(gathered: GatheredWorkload): ModelOmitted[] {
  const { workload, patterns } = gathered;
  if (!isReady(gathered)) {
    const reason = `fewer than ${leastMinutes} minutes outside of incidents, or than ${leastLines} lines`;
    return [{ workload, patterns: patterns.length, reason }];
  }
  const unusual = patterns.filter(({ usual }) => usual === null).length;
  return unusual > 0 ? [{ workload, patterns: unusual, reason: 'seen in nothing but incidents, anomalies or the last minutes' }] : [];
}

function measure({ lines, patternsLeftOut }: Sample<PatternStratum>, clusters: Clusters): Omit<ModelMetrics, 'validation'> {
  const linesByLevel: Partial<Record<Level, number>> = {};
  for (const { stratum } of lines) linesByLevel[stratum.level] = (linesByLevel[stratum.level] ?? 0) + 1;
  const patterns = new Set(lines.map(({ stratum }) => stratum)).size;
  const grouped = lines.flatMap(({ stratum, text }) => {
    const group = clusters.idOf(stratum.text);
    return group === null ? [] : [group === clusters.idOf(text)];
  });
  return {
    sample: { lines: lines.length, patterns, patternsLeftOut, linesByLevel },
    clusterAgreement: grouped.length === 0 ? null : Math.round((1000 * grouped.filter(Boolean).length) / grouped.length) / 1000,
  };
}
