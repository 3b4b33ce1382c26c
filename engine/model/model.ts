/** A model: what a detector learned, frozen under a number, so that one can serve it, go back to it and compare it. */
import type { Usual } from '../anomaly/baseline.ts';
import type { Thresholds } from '../anomaly/settings.ts';
import type { ClustersState } from '../cluster/cluster.ts';
import type { Level, WorkloadId } from '../domain.ts';
import { hash64 } from '../math.ts';

export interface ModelPattern {
  /** Id of the template. */
  readonly id: string;
  readonly text: string;
  readonly level: Level;
  readonly count: number;
  readonly cluster: string | null;
  readonly usual: Usual;
  /** Ids of the templates that turned out to be this one; absent where there are none. */
  readonly aliases?: readonly string[];
}

export interface ModelWorkload {
  readonly workload: WorkloadId;
  /** Of all patterns together. */
  readonly all: Usual;
  readonly patterns: readonly ModelPattern[];
}

/** A stretch of time that was not learned, and why: `incident inc-4f7a2c`. */
export interface ModelLeftOut {
  readonly workload: WorkloadId;
  readonly fromAtMs: number;
  readonly toAtMs: number;
  readonly reason: string;
}

/** Patterns that are no part of the model, and why: `seen in nothing but incidents and anomalies`. */
export interface ModelOmitted {
  readonly workload: WorkloadId;
  readonly patterns: number;
  readonly reason: string;
}

/** Of the latest minutes, kept back from a baseline of the minutes before them, which judged them as a model would. */
export interface ModelValidation {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  /** Minutes of workloads that were judged, none of them in an incident: every alarm in them is a false one. */
  readonly windows: number;
  readonly alarms: number;
  /** The model that served then, on the same minutes; null when none did. */
  readonly serving: { readonly version: number; readonly alarms: number } | null;
}

export interface ModelMetrics {
  /** What the groups were made from. */
  readonly sample: {
    readonly lines: number;
    readonly patterns: number;
    /** Patterns for which the sample had no room. */
    readonly patternsLeftOut: number;
    readonly linesByLevel: Readonly<Partial<Record<Level, number>>>;
  };
  /** Share of the sampled lines that fall into the group of their pattern; null where no pattern is in a group. */
  readonly clusterAgreement: number | null;
  /** Null while there is too little history to keep some of it back. */
  readonly validation: ModelValidation | null;
}

export interface ModelContent {
  readonly detector: string;
  readonly version: number;
  readonly createdAtMs: number;
  readonly madeBy: string;
  readonly trainedFromAtMs: number;
  readonly trainedToAtMs: number;
  /** Lines behind it. */
  readonly sampleSize: number;
  readonly thresholds: Thresholds;
  readonly workloads: readonly ModelWorkload[];
  readonly clusters: ClustersState;
  readonly leftOut: readonly ModelLeftOut[];
  readonly omitted?: readonly ModelOmitted[];
  /** Which patterns people find useful; none has been learned yet. */
  readonly relevance?: null;
  /** Null in a model that was made before there were any. */
  readonly metrics?: ModelMetrics | null;
}

export interface Model extends Required<ModelContent> {
  readonly formatVersion: typeof formatVersion;
  /** FNV-1a of everything else; finds damage, not malice. */
  readonly checksum: string;
}

/** Made by a later release, whose format this one does not know. */
export class NewerModelError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NewerModelError';
  }
}

const formatVersion = 2;

/** What each earlier format lacks that the next one has. */
const upgrades: Readonly<Record<number, (content: ModelContent) => ModelContent>> = {
  1: (content) => ({ ...content, omitted: [], relevance: null, metrics: null }),
};

/** Seals the content, in one order of its fields; the value and everything in it is frozen. */
export function createModel(content: ModelContent): Model {
  const body = {
    formatVersion,
    detector: content.detector,
    version: content.version,
    createdAtMs: content.createdAtMs,
    madeBy: content.madeBy,
    trainedFromAtMs: content.trainedFromAtMs,
    trainedToAtMs: content.trainedToAtMs,
    sampleSize: content.sampleSize,
    thresholds: content.thresholds,
    workloads: content.workloads,
    clusters: content.clusters,
    leftOut: content.leftOut,
    omitted: content.omitted ?? [],
    relevance: content.relevance ?? null,
    metrics: content.metrics ?? null,
  } as const;
  return deepFreeze({ ...body, checksum: hash64(JSON.stringify(body)) });
}

export function encodeModel(model: Model): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(model));
}

/**
 * A model of this format or an earlier one, which is brought up to this one. Throws an Error whose message is one sentence fit for a person when the bytes
 * are damaged, and a `NewerModelError` when their format is not known yet.
 */
export function decodeModel(bytes: Uint8Array): Model {
  const value = parse(bytes);
  if (typeof value.formatVersion !== 'number') throw new Error('The model has no format version; it is damaged or no model at all.');
  if (value.formatVersion > formatVersion) {
    throw new NewerModelError(
      `The model has format ${value.formatVersion}, this version reads ${formatVersion}; serve an older model or update first.`,
    );
  }
  const { checksum, ...body } = value;
  if (checksum !== hash64(JSON.stringify(body))) throw new Error('The model is damaged: its checksum does not match its content.');
  // The checksum vouches for the shape: only `createModel` makes one.
  return value.formatVersion === formatVersion ? deepFreeze(value) : createModel(upgrade(value, value.formatVersion));
}

function upgrade(content: ModelContent, format: number): ModelContent {
  if (format === formatVersion) return content;
  const step = upgrades[format];
  if (!step) throw new Error(`The model has format ${format}, which never was one; it is damaged or no model at all.`);
  return upgrade(step(content), format + 1);
}

function parse(bytes: Uint8Array): Model {
  let value: Model | null;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error('The model is damaged: it is no readable JSON.', { cause: error });
  }
  if (typeof value !== 'object' || value === null) throw new Error('The model is damaged: it is no JSON object.');
  return value;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
