/** What the steps of the keeper share at one visit to a detector. */
import type { Confirmation, Engine } from '../../engine/index.ts';
import type { Telemetry } from '../telemetry.ts';
import type { ModelRecord } from './record.ts';
import type { Registry } from './registry.ts';
import type { Rollout, Rollouts } from './rollout.ts';
import type { Trainer } from './trainer.ts';
import type { Trained } from './training.ts';

export interface KeeperOptions {
  readonly registry: Registry;
  readonly rollouts: Rollouts;
  readonly train: Trainer;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** When a workload was failing, as incidents and people say. */
  confirmations(detector: string): readonly Confirmation[];
  /** The detector wants another visit: its training has ended. */
  wake(detector: string): void;
  /** The outcome of a training or of another version beginning to serve, for threads and Events. */
  onOutcome(detector: string, outcome: Outcome): Promise<void>;
}

export type Outcome =
  | {
      readonly type: 'trained';
      readonly requestTime: string | null;
      readonly version: number;
      readonly serving: number;
      readonly sentence: string;
    }
  | { readonly type: 'refused'; readonly requestTime: string | null; readonly sentence: string }
  | { readonly type: 'served'; readonly from: number | null; readonly version: number; readonly sentence: string }
  /** The wished `version` cannot serve; told once for each wish. */
  | { readonly type: 'unserved'; readonly version: number; readonly sentence: string }
  /** How a trial ended. */
  | { readonly type: 'promoted' | 'rolled-back'; readonly version: number; readonly sentence: string };

export interface Wish {
  readonly retrainSchedule: string | null;
  readonly pinnedVersion: number | null;
  readonly retrainRequestTime: string | null;
  readonly doneRequestTime: string | null;
  readonly lastRetrainAtMs: number | null;
  /** 0: a new version serves at once. */
  readonly canaryForMs: number;
}

export interface Problem {
  readonly type: 'ModelReady';
  readonly reason: 'TooLittleData' | 'WorseThanServing' | 'TrainingFailed' | 'VersionNotFound' | 'ModelCorrupt' | 'ModelNewer';
  readonly message: string;
  readonly harmless?: boolean;
}

/** What has been done but may not yet stand in the status. */
export interface Memory {
  doneRequestTime: string | null;
  lastRetrainAtMs: number | null;
  nextScheduledAtMs: number | null;
  schedule: string | null;
  /** Of the last training; stays until the next. */
  trainingProblem: Problem | null;
  /** Of the version that should serve. */
  servingProblem: Problem | null;
  /** The version of which it was told that it cannot serve. */
  unserved: number | null;
  /** Null until it was read from the store. */
  rollout: Rollout | null;
  training: Training | null;
  /** A first training that was refused is not tried before. */
  retryAtMs: number;
  /** How often it was refused for want of lines. */
  wantsOfLines: number;
  nextLookAtMs: number;
  drift: { readonly share: number; readonly sentence: string } | null;
}

export interface Reason {
  readonly madeBy: string;
  readonly requestTime: string | null;
}

export interface Training {
  readonly reason: Reason;
  readonly abort: AbortController;
  /** Null while it goes on. */
  ended: Trained | { readonly ok: false; readonly cause: 'failed'; readonly reason: string } | null;
}

/** What the keeper needs of an engine. */
export type Learner = Pick<Engine, 'gather' | 'serve' | 'serving' | 'learning' | 'judgePast' | 'drift'>;

export interface Visit extends KeeperOptions {
  readonly detector: string;
  readonly wish: Wish;
  readonly engine: Learner;
  readonly memory: Memory;
  /** Lowest version first. */
  readonly known: readonly ModelRecord[];
  readonly rollout: Rollout;
}
