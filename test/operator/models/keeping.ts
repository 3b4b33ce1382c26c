/** A keeper of models with a store in memory, whose engine and trainings a test tells what to say. */
import type { Confirmation } from '../../../engine/index.ts';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';
import { createModel } from '../../../engine/model/model.ts';
import type { PastAlarm } from '../../../engine/model/past.ts';
import { createKeeper, type Keeper, type Learner, type Outcome } from '../../../operator/models/keeper.ts';
import { seal } from '../../../operator/models/record.ts';
import { createRegistry, type Registry } from '../../../operator/models/registry.ts';
import { createRollouts } from '../../../operator/models/rollout.ts';
import type { Trainer } from '../../../operator/models/trainer.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

export const detector = 'shop/shop';
export const noWish = {
  retrainSchedule: null,
  pinnedVersion: null,
  retrainRequestTime: null,
  doneRequestTime: null,
  lastRetrainAtMs: null,
  canaryForMs: 0,
};

type Facts = Awaited<ReturnType<Keeper['reconcile']>>;

export interface Keeping {
  readonly store: Store;
  readonly registry: Registry;
  readonly outcomes: Outcome[];
  readonly confirmations: Confirmation[];
  readonly train: Trainer;
  engine: FakeLearner;
  nowMs: number;
  /** As after a restart of the operator. A visit begins a training, and the next one takes what it made: both are one here. */
  visitor(train?: Trainer): (wish?: object) => Promise<Facts>;
  open(train?: Trainer, term?: number): Keeper;
  /** Resolves when the training that was begun last has ended. */
  trained(): Promise<void>;
}

export function createKeeping(): Keeping {
  const store = createMemoryStore();
  const registryOf = (term: number): Registry => createRegistry({ store, fence: () => ({ term }), keepVersions: 3 });
  let running: Promise<unknown> = Promise.resolve();
  const keeping: Keeping = {
    store,
    registry: registryOf(1),
    outcomes: [],
    confirmations: [],
    engine: createLearner(),
    nowMs: Date.UTC(2026, 0, 5, 2, 59),
    /** Learns what it is told to have learned. */
    train: async ({ version, madeBy }) => {
      const { engine, nowMs } = keeping;
      if (engine.refuses) return { ok: false, cause: 'too-little', reason: engine.refuses };
      const about = { detector, version, madeBy, createdAtMs: nowMs, trainedFromAtMs: nowMs - 3_600_000, trainedToAtMs: nowMs };
      const [thresholds, clusters] = [resolveThresholds(), { terms: [], idf: [], clusters: [] }];
      return { ok: true, model: seal(createModel({ ...about, sampleSize: 100, thresholds, clusters, workloads: [], leftOut: [] })) };
    },
    visitor(train = keeping.train) {
      const kept = keeping.open(train);
      return async (wish = {}) => {
        await kept.reconcile(detector, { ...noWish, ...wish }, keeping);
        await keeping.trained();
        return await kept.reconcile(detector, { ...noWish, ...wish }, keeping);
      };
    },
    open: (train = keeping.train, term = 1) =>
      createKeeper({
        registry: registryOf(term),
        rollouts: createRollouts({ store, fence: () => ({ term }) }),
        train(...of) {
          const training = train(...of);
          running = training.catch(() => undefined);
          return training;
        },
        now: () => keeping.nowMs,
        telemetry: createTelemetry({ level: 'silent' }),
        confirmations: () => keeping.confirmations,
        wake() {},
        onOutcome: (_, outcome) => Promise.resolve(void keeping.outcomes.push(outcome)),
      }),
    async trained() {
      await running;
      // Whoever began it is told first.
      await new Promise(setImmediate);
    },
  };
  return keeping;
}

export interface FakeLearner extends Learner {
  learningBecause: string | null;
  refuses: string | null;
  /** Of the version on trial and of the one that serves, in the windows that are judged next. */
  alarms: readonly [readonly PastAlarm[], readonly PastAlarm[]];
  drifted: number;
}

export function createLearner(): FakeLearner {
  let serving: number | null = null;
  return {
    learningBecause: null,
    refuses: null,
    alarms: [[], []],
    drifted: 0,
    learning() {
      return this.learningBecause;
    },
    serving: () => serving,
    serve: (model) => void (serving = model?.version ?? null),
    gather: () => ({ settings: { detector, seed: 1, thresholds: resolveThresholds(), clusters: null, serving }, workloads: [] }),
    judgePast() {
      const { alarms } = this;
      this.alarms = [[], []];
      return [{ workload: 'shop/deployment/web', windows: 30, alarms }];
    },
    drift() {
      return serving === null ? null : { share: this.drifted, lines: 10_000, workloads: ['shop/deployment/web'] };
    },
  };
}
