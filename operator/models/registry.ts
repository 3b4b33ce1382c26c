/** The versions of each detector's model, in the store. A version never changes; what is damaged is refused and the last good one serves. */
import { z } from 'zod';
import { decodeModel, encodeModel, NewerModelError, type Model } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import { decode, encode } from '../store/record.ts';
import { keys, type Fence, type Store } from '../store/store.ts';

export interface Registry {
  /** Lowest version first. */
  list(detector: string): Promise<readonly ModelRecord[]>;
  /** Throws `ModelNotFound`, `ModelCorrupt` or `ModelNewer`. */
  load(detector: string, version: number): Promise<Model>;
  /** `inUse`: versions that are never dropped, however old. */
  add(model: Model, inUse?: readonly number[]): Promise<void>;
}

const ModelRecordSchema = z.object({
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

/** What is listed without loading the model. */
export type ModelRecord = Readonly<z.infer<typeof ModelRecordSchema>>;

export interface RegistryOptions {
  readonly store: Store;
  readonly fence: () => Fence;
  /** Versions beyond this are dropped, oldest first; half a year of weekly trainings. */
  readonly keepVersions?: number;
}

export function createRegistry({ store, fence, keepVersions = 26 }: RegistryOptions): Registry {
  return {
    async list(detector) {
      const prefix = keys.modelSummary(detector, 0).replace(/0+$/, '');
      const entries = await store.list(prefix);
      // A summary that cannot be read hides its version and nothing else.
      return entries.flatMap(({ value }) => decode(ModelRecordSchema, value) ?? []);
    },
    async load(detector, version) {
      const bytes = await store.get(keys.model(detector, version));
      if (!bytes) throw new OperatorError('ModelNotFound', `${detector} has no model ${version}; see /logbot models for those it has.`);
      try {
        return decodeModel(bytes);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        const code = cause instanceof NewerModelError ? 'ModelNewer' : 'ModelCorrupt';
        throw new OperatorError(code, `Model ${version} of ${detector} cannot be used: ${reason}`, { cause });
      }
    },
    async add(model, inUse = []) {
      const { detector, version } = model;
      const known = await this.list(detector);
      const oldest = known.slice(0, Math.max(0, known.length + 1 - keepVersions)).map((record) => record.version);
      const dropped = oldest.filter((old) => !inUse.includes(old));
      await store.write(
        [
          { put: keys.model(detector, version), value: encodeModel(model) },
          { put: keys.modelSummary(detector, version), value: encode(summarize(model)) },
          ...dropped.flatMap((old) => [{ delete: keys.model(detector, old) }, { delete: keys.modelSummary(detector, old) }]),
        ],
        fence(),
      );
    },
  };
}

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
    leftOut: [...new Set(model.leftOut.map((window) => window.reason))].slice(0, 50),
    checksum: model.checksum,
  };
}
