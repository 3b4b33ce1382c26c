/** Which version of a detector's model is accepted, and which is on trial beside it: a record of its own, since a version itself never changes. */
import { z } from 'zod';
import type { CanaryState } from '../../engine/index.ts';
import { decode, encode } from '../store/record.ts';
import { keys, type Fence, type Mutation, type Store } from '../store/store.ts';

const TallySchema = z.object({ confirmed: z.number(), falseAlarms: z.number() });
const CanarySchema = z.object({
  version: z.number().int(),
  against: z.number().int(),
  startedAtMs: z.number(),
  judgedToAtMs: z.number(),
  windows: z.number(),
  agreed: z.number(),
  canary: TallySchema,
  serving: TallySchema,
}) satisfies z.ZodType<CanaryState>;

const RolloutSchema = z.object({
  formatVersion: z.literal(1),
  /** Serves where nothing is pinned; null: none yet. */
  accepted: z.number().int().nullable(),
  canary: CanarySchema.nullable(),
  /** Versions that serve only when they are pinned: imported, on trial, or rolled back. */
  unaccepted: z.array(z.number().int()).readonly(),
  /** The last trial that ended badly, until the next training. */
  rolledBack: z.object({ version: z.number().int(), atMs: z.number(), reason: z.string() }).nullable(),
  /** How the last trial ended. Absent of an earlier release, which reads this record without it. */
  lastTrial: z
    .object({ state: CanarySchema, endedAtMs: z.number(), outcome: z.enum(['promoted', 'rolled-back']), reason: z.string() })
    .nullable()
    .default(null),
});

export type Rollout = Readonly<Omit<z.infer<typeof RolloutSchema>, 'formatVersion'>>;

export interface Rollouts {
  /** `latest`: the newest version there is, which serves where no record was ever written. */
  load(detector: string, latest: number | null): Promise<Rollout>;
  save(detector: string, rollout: Rollout): Promise<void>;
  /** To be written together with something else. */
  mutation(detector: string, rollout: Rollout): Mutation;
}

export function createRollouts({ store, fence }: { readonly store: Store; readonly fence: () => Fence }): Rollouts {
  return {
    async load(detector, latest) {
      const bytes = await store.get(keys.rollout(detector));
      // An earlier release wrote none, and let the newest serve; what cannot be read must not keep a detector from serving.
      return (
        (bytes && decode(RolloutSchema, bytes)) ?? { accepted: latest, canary: null, unaccepted: [], rolledBack: null, lastTrial: null }
      );
    },
    save: (detector, rollout) => store.write([mutation(detector, rollout)], fence()),
    mutation,
  };
}

function mutation(detector: string, rollout: Rollout): Mutation {
  return { put: keys.rollout(detector), value: encode({ formatVersion: 1, ...rollout }) };
}

/** Serves from now on. */
export function accept(rollout: Rollout, version: number): Rollout {
  const unaccepted = rollout.unaccepted.filter((other) => other !== version);
  return { ...rollout, accepted: version, canary: null, unaccepted, rolledBack: null };
}

/** There is one version more, that nobody has accepted; `known`: all that there are. */
export function withUnaccepted(rollout: Rollout, version: number, known: readonly number[]): Rollout {
  return { ...rollout, unaccepted: [...rollout.unaccepted.filter((other) => known.includes(other)), version] };
}
