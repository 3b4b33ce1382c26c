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
}

export interface Model extends ModelContent {
  readonly formatVersion: 1;
  /** FNV-1a of everything else; finds damage, not malice. */
  readonly checksum: string;
}

const formatVersion = 1;

/** Seals the content; the value and everything in it is frozen. */
export function createModel(content: ModelContent): Model {
  const body = { formatVersion, ...content } as const;
  return deepFreeze({ ...body, checksum: hash64(JSON.stringify(body)) });
}

export function encodeModel(model: Model): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(model));
}

/** Throws an Error whose message is one sentence fit for a person when the bytes are damaged or of a newer format. */
export function decodeModel(bytes: Uint8Array): Model {
  const value = parse(bytes);
  if (typeof value.formatVersion !== 'number') throw new Error('The model has no format version; it is damaged or no model at all.');
  if (value.formatVersion > formatVersion) {
    throw new Error(
      `The model has format ${value.formatVersion}, this version reads ${formatVersion}; serve an older model or update first.`,
    );
  }
  const { checksum, ...body } = value;
  if (checksum !== hash64(JSON.stringify(body))) throw new Error('The model is damaged: its checksum does not match its content.');
  // The checksum vouches for the shape: only `createModel` makes one.
  return deepFreeze(value);
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
