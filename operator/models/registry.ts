/** The versions of each detector's model, in the store. A version never changes; what is damaged is refused and the last good one serves. */
import { decodeModel, NewerModelError, type Model } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import { decode, encode } from '../store/record.ts';
import { keys, type Fence, type Mutation, type Store } from '../store/store.ts';
import { ModelRecordSchema, type ModelRecord, type SealedModel } from './record.ts';
import { createTurns } from './turns.ts';

export interface Registry {
  /** Lowest version first. */
  list(detector: string): Promise<readonly ModelRecord[]>;
  /** Throws `ModelNotFound`, `ModelCorrupt` or `ModelNewer`. */
  load(detector: string, version: number): Promise<Model>;
  /**
   * `inUse`: versions that are never dropped, however old; `together`: what is written in the same transaction. False: the version is taken, and nothing
   * was written.
   */
  add(model: SealedModel, beside?: Beside): Promise<boolean>;
}

interface Beside {
  readonly inUse?: readonly number[];
  readonly together?: readonly Mutation[];
}

export interface RegistryOptions {
  readonly store: Store;
  readonly fence: () => Fence;
  /** Versions beyond this are dropped, oldest first; half a year of weekly trainings. */
  readonly keepVersions?: number;
}

export function createRegistry({ store, fence, keepVersions = 26 }: RegistryOptions): Registry {
  /** So that two ways to a new version cannot take the same number. */
  const inTurn = createTurns();

  async function list(detector: string): Promise<readonly ModelRecord[]> {
    const prefix = keys.modelSummary(detector, 0).replace(/0+$/, '');
    const entries = await store.list(prefix);
    // A summary that cannot be read hides its version and nothing else.
    return entries.flatMap(({ value }) => decode(ModelRecordSchema, value) ?? []);
  }

  async function add({ detector, bytes, record }: SealedModel, { inUse = [], together = [] }: Beside): Promise<boolean> {
    const { version } = record;
    const known = await list(detector);
    if (known.some((one) => one.version === version)) return false;
    const oldest = known.slice(0, Math.max(0, known.length + 1 - keepVersions)).map((one) => one.version);
    const dropped = oldest.filter((old) => !inUse.includes(old));
    await store.write(
      [
        { put: keys.model(detector, version), value: bytes },
        { put: keys.modelSummary(detector, version), value: encode(record) },
        ...dropped.flatMap((old) => [{ delete: keys.model(detector, old) }, { delete: keys.modelSummary(detector, old) }]),
        ...together,
      ],
      fence(),
    );
    return true;
  }

  return {
    list,
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
    add: (model, beside = {}) => inTurn(model.detector, () => add(model, beside)),
  };
}
