/** A version of a model as the registry keeps it: its bytes, and what is listed without reading them. */
import { z } from 'zod';
import { encodeModel, type Model } from '../../engine/index.ts';

export const ModelRecordSchema = z.object({
  version: z.number().int(),
  createdAtMs: z.number(),
  madeBy: z.string(),
  sampleSize: z.number(),
  trainedFromAtMs: z.number(),
  trainedToAtMs: z.number(),
  workloads: z.number(),
  patterns: z.number(),
  clusters: z.number(),
  leftOut: z.array(z.string()).readonly(),
  checksum: z.string(),
});

export type ModelRecord = Readonly<z.infer<typeof ModelRecordSchema>>;

export interface SealedModel {
  readonly detector: string;
  readonly bytes: Uint8Array;
  readonly record: ModelRecord;
}

export function seal(model: Model): SealedModel {
  return { detector: model.detector, bytes: encodeModel(model), record: summarize(model) };
}

/** Reasons that are told; longer lists are in the model itself. */
const maxReasons = 50;

function summarize(model: Model): ModelRecord {
  const patterns = model.workloads.flatMap((workload) => workload.patterns);
  return {
    version: model.version,
    createdAtMs: model.createdAtMs,
    madeBy: model.madeBy,
    sampleSize: model.sampleSize,
    trainedFromAtMs: model.trainedFromAtMs,
    trainedToAtMs: model.trainedToAtMs,
    workloads: model.workloads.length,
    patterns: patterns.length,
    clusters: new Set(patterns.map((pattern) => pattern.cluster).filter((cluster) => cluster !== null)).size,
    leftOut: [...new Set(model.leftOut.map((window) => window.reason))].slice(0, maxReasons),
    checksum: model.checksum,
  };
}
