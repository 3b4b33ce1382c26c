/** The models of all detectors while this replica leads: kept as the resources wish, imported, and held against each other. */
import type { CanaryView, Comparison, ComparisonQuery, ImportReply, ImportRequest } from '../../api/contract.ts';
import { defaults, soundParts, type LogDetector } from '../../api/resource.ts';
import { createRedactor, type Engine } from '../../engine/index.ts';
import { resolveRedaction, type RedactionFloor } from '../detector/redaction.ts';
import { OperatorError } from '../errors.ts';
import { canaryView } from './canary.ts';
import { compareVersions } from '../models/compare.ts';
import { createImporter } from '../models/import.ts';
import { createKeeper, type Keeper, type Outcome } from '../models/keeper.ts';
import type { Registry } from '../models/registry.ts';
import { createRollouts } from '../models/rollout.ts';
import { createTrainer } from '../models/trainer.ts';
import type { Notifier } from '../notify/notify.ts';
import type { Fence, Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { confirmationsOf } from './confirm.ts';

export interface Models {
  readonly keeper: Keeper;
  /** Throws `ModelCorrupt` or `ModelNewer`. */
  importModel(detector: LogDetector, key: string, body: ImportRequest): Promise<ImportReply>;
  /** Throws `ModelNotFound`, `ModelCorrupt` or `ModelNewer`, and `ApiUnavailable` while the detector reads nothing. */
  compare(key: string, query: ComparisonQuery): Promise<Comparison>;
  /** The trial that goes on, and how the last one ended. */
  canary(detector: LogDetector, key: string): Promise<CanaryView>;
}

export interface ModelsOptions {
  readonly registry: Registry;
  readonly store: Store;
  readonly fence: () => Fence;
  readonly notifier: Notifier;
  readonly redaction: () => RedactionFloor;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  engine(detector: string): Engine | undefined;
  wake(detector: string): void;
  onOutcome(detector: string, outcome: Outcome): Promise<void>;
}

export function createModels(options: ModelsOptions): Models {
  const { registry, store, fence, notifier, redaction, now, telemetry } = options;
  const rollouts = createRollouts({ store, fence });
  const keeper = createKeeper({
    registry,
    rollouts,
    train: createTrainer(),
    now,
    telemetry,
    confirmations: (detector) => confirmationsOf(notifier, detector, now()),
    wake: (detector) => options.wake(detector),
    onOutcome: (detector, outcome) => options.onOutcome(detector, outcome),
  });
  const take = createImporter({ registry, rollouts, now });
  return {
    keeper,
    async importModel({ spec }, detector, { requestedBy, model }) {
      const wished = defaults(soundParts(spec));
      const { redact } = createRedactor(resolveRedaction(wished.redaction, redaction()));
      const inUse = [wished.model.pinnedVersion, options.engine(detector)?.serving() ?? null].filter((version) => version !== null);
      const imported = await keeper.between(detector, () => take({ detector, requestedBy, model, inUse, redact }));
      options.wake(detector);
      return imported;
    },
    async canary({ spec }, detector) {
      const rollout = await rollouts.load(detector, (await registry.list(detector)).at(-1)?.version ?? null);
      return canaryView(detector, rollout, defaults(soundParts(spec)).model.canaryMinutes * 60_000);
    },
    async compare(detector, { from, to }) {
      const engine = options.engine(detector);
      if (engine) return await compareVersions({ registry, engine }, { detector, from, to, nowMs: now() });
      throw new OperatorError(
        'ApiUnavailable',
        `${detector} reads nothing at the moment, so there are no counts to judge; it may be paused.`,
      );
    },
  };
}
