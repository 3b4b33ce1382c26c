/** What a pipeline is asked and given by the rest of the operator. */
import type { Engine, EngineOptions, IncidentChange, Observation, WorkloadId } from '../../engine/index.ts';
import type { FollowTarget, LogSource } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Persistence } from './checkpoint.ts';
import type { Intake } from './intake.ts';
import type { Recorder } from './recorder.ts';
import type { Turn } from './spread.ts';

export interface Pipeline {
  readonly engine: Engine;
  readonly recorder: Pick<Recorder, 'record'>;
  configure(options: EngineOptions): void;
  follow(wanted: Wanted): void;
  /** Nothing more will come of the instance. */
  isRead(target: FollowTarget): boolean;
  /** Lines of the instance have been read. */
  isSeen(target: FollowTarget): boolean;
  /** When the log of its container was opened; null while it is not. */
  openedAtMs(target: FollowTarget): number | null;
  observe(observation: Observation): void;
  streams(): {
    readonly open: number;
    readonly problems: readonly string[];
    /** Containers without a log stream. */
    readonly beyond: number;
    /** How old the newest lines were that came in the last seconds; larger than some seconds where the reading falls behind, or a backlog is read. */
    readonly lagMs: number;
    /** Pods being read, of each workload. */
    readonly podsByWorkload: ReadonlyMap<WorkloadId, number>;
  };
  /** Lines that are pushed. */
  readonly intake: Intake;
  /** Null, or why the last save failed. */
  saveProblem(): string | null;
  /** The store has lost what it had: everything is saved once more, soon. */
  rewrite(): void;
  /** Ends the readers, saves what is known, and resolves. */
  stop(): Promise<void>;
}

export interface Wanted {
  /** All containers that should be read now. */
  readonly targets: readonly FollowTarget[];
  /** Containers that should be and for which there is no log stream now: what they write is missed. */
  readonly beyond: readonly FollowTarget[];
  /** Containers whose lines are pushed. */
  readonly pushed?: readonly FollowTarget[];
  /** Of pods that are there, selected or not. */
  readonly podUids: ReadonlySet<string>;
  /** Containers of pods that are gone since the last time: those that were never among the targets are missing. */
  readonly gone?: readonly FollowTarget[];
}

export interface PipelineOptions {
  readonly detector: string;
  readonly engine: EngineOptions;
  readonly source: LogSource;
  /** Key of an instance's position: equal for the live log and the later `previous` of the same instance. */
  readonly streamKey: (target: FollowTarget) => string;
  readonly persistence: Persistence;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** Shared by all detectors: their ticks come one after the other. */
  readonly turn: Turn;
  /** Called after each tick, so that status follows what the engine learns. */
  onTick(changes: readonly IncidentChange[]): void;
}
