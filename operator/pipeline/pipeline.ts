/** One detector at work: containers -> engine -> incidents, saved as it goes. */
import {
  createEngine,
  workloadId,
  type Engine,
  type EngineOptions,
  type EnginePart,
  type IncidentChange,
  type Observation,
  type WorkloadId,
} from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import { pause } from '../pause.ts';
import type { FollowTarget, LogSource, SourceSink } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import { createCheckpointQueue, type Persistence, type SavedPosition } from './checkpoint.ts';
import { findGone } from './gone.ts';
import { createStreams, type Streams } from './streams.ts';

export interface Pipeline {
  readonly engine: Engine;
  configure(options: EngineOptions): void;
  /** All containers that should be read now. */
  follow(targets: readonly FollowTarget[]): void;
  observe(observation: Observation): void;
  streams(): {
    readonly open: number;
    readonly problems: readonly string[];
    /** Pods being read, of each workload. */
    readonly podsByWorkload: ReadonlyMap<WorkloadId, number>;
  };
  /** Null, or why the last save failed. */
  saveProblem(): string | null;
  /** Ends the readers, saves what is known, and resolves. */
  stop(): Promise<void>;
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
  /** Called after each tick, so that status follows what the engine learns. */
  onTick(changes: readonly IncidentChange[]): void;
}

/** A page must leave within 20 s of the event: one second of it is spent waiting for the tick. */
const tickEveryMs = 1_000;
/** A crash repeats at most this much reading; shorter would write the same counts more often than they change. */
const checkpointEveryMs = 5_000;
const lookForGoneEveryMs = 600_000;

export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  return new Work(options, await options.persistence.load(options.detector));
}

class Work implements Pipeline {
  readonly engine: Engine;
  private readonly options: PipelineOptions;
  private readonly positions: Map<string, SavedPosition>;
  /** Streams whose position has moved since the last checkpoint. */
  private readonly dirty = new Set<string>();
  private readonly queue = createCheckpointQueue();
  private readonly abort = new AbortController();
  private readonly followed: Streams;
  private readonly ticking: Promise<void>;
  private lastSaveProblem: string | null = null;
  private podsByWorkload: ReadonlyMap<WorkloadId, number> = new Map();
  private lastCheckpointAtMs: number;
  private lookedForGoneAtMs: number;

  constructor(options: PipelineOptions, saved: Awaited<ReturnType<Persistence['load']>>) {
    const { detector, source, now, telemetry } = options;
    this.options = options;
    this.engine = createEngine(options.engine);
    if (saved.parts.length > 0) restore(this.engine, saved.parts);
    this.positions = new Map(saved.positions);
    this.lastCheckpointAtMs = now();
    // Not at once: which pods there are is told after the opening.
    this.lookedForGoneAtMs = now();
    this.followed = createStreams({
      source,
      sink: this.createSink(),
      before: [...this.positions.values()].map(({ target }) => target),
      position: (target) => this.positions.get(options.streamKey(target)) ?? null,
      signal: this.abort.signal,
      now,
      onGone: (targets) => this.forget(targets),
      onUnexpected: (error) => telemetry.emit('UnexpectedError', { where: 'streams', detector, error: String(error) }),
    });
    this.ticking = this.tickUntilStopped();
  }

  configure(options: EngineOptions): void {
    this.engine.configure(options);
  }

  follow(targets: readonly FollowTarget[]): void {
    this.podsByWorkload = countPods(targets);
    this.followed.follow(targets);
  }

  observe(observation: Observation): void {
    this.engine.observe(observation);
  }

  streams(): ReturnType<Pipeline['streams']> {
    return { open: this.followed.open, problems: this.followed.problems(), podsByWorkload: this.podsByWorkload };
  }

  saveProblem(): string | null {
    return this.lastSaveProblem;
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await Promise.all([this.followed.stop(), this.ticking]);
    this.cut([]);
    await this.save();
  }

  private createSink(): SourceSink {
    const { detector, telemetry } = this.options;
    return {
      onBatch: (batch) => {
        // One synchronous step: a checkpoint sees both the lines and their position, or neither.
        this.engine.push(batch.chunk);
        const key = this.options.streamKey(batch.target);
        this.positions.set(key, { ...batch.position, target: batch.target });
        this.dirty.add(key);
        if (batch.lines > 0) telemetry.emit('LinesRead', { lines: batch.lines, detector });
        return Promise.resolve();
      },
      onGap: ({ target, reason, lines, atMs }) => {
        this.engine.missed(target.workload, reason, lines, atMs);
        telemetry.emit(lines < 0 ? 'GapReported' : 'LinesDropped', { detector, reason, lines, pod: target.pod });
      },
      onState() {},
    };
  }

  private forget(targets: readonly FollowTarget[]): void {
    for (const target of targets) {
      const key = this.options.streamKey(target);
      if (this.positions.delete(key)) this.dirty.add(key);
    }
  }

  /** About once a second, never two at a time; an error is told and does not end it. */
  private async tickUntilStopped(): Promise<void> {
    const { detector, telemetry } = this.options;
    while (!this.abort.signal.aborted) {
      await this.tick().catch((error: unknown) => telemetry.emit('UnexpectedError', { where: 'tick', detector, error: String(error) }));
      await pause(tickEveryMs, this.abort.signal);
    }
  }

  private async tick(): Promise<void> {
    const nowMs = this.options.now();
    const { changes } = this.engine.tick(nowMs);
    this.forgetGone(nowMs);
    this.countRedactions();
    const due = nowMs - this.lastCheckpointAtMs >= checkpointEveryMs || nowMs < this.lastCheckpointAtMs;
    if (changes.length > 0 || due) {
      this.lastCheckpointAtMs = nowMs;
      this.cut(changes);
    }
    if (due || this.queue.hasChanges) await this.save();
    this.options.onTick(changes);
  }

  /** Workloads come and go: every run of a bare Job is one of its own. */
  private forgetGone(nowMs: number): void {
    if (nowMs - this.lookedForGoneAtMs < lookForGoneEveryMs && nowMs >= this.lookedForGoneAtMs) return;
    this.lookedForGoneAtMs = nowMs;
    const failing = new Set(this.engine.incidents().flatMap(({ affected }) => affected.map(({ workload }) => workload)));
    const isNeeded = (workload: WorkloadId): boolean => this.podsByWorkload.has(workload) || failing.has(workload);
    for (const workload of findGone(this.engine.workloads(), isNeeded, nowMs)) this.engine.forget(workload);
  }

  private countRedactions(): void {
    const { detector, telemetry } = this.options;
    for (const [kind, values] of this.engine.takeRedactions()) telemetry.emit('TextRedacted', { detector, kind, values });
  }

  /** What has changed since the last time, counts and positions of the same instant. */
  private cut(changes: readonly IncidentChange[]): void {
    const moved = [...this.dirty].map((stream) => ({ stream, position: this.positions.get(stream) ?? null }));
    this.dirty.clear();
    this.queue.add({ parts: this.engine.checkpoint(), positions: moved, changes });
  }

  private async save(): Promise<void> {
    const { detector, persistence, telemetry } = this.options;
    if (this.queue.isEmpty) return;
    try {
      await this.queue.flush((checkpoint) => persistence.save(detector, checkpoint));
      this.lastSaveProblem = null;
      telemetry.emit('CheckpointWritten', { detector });
    } catch (error) {
      this.lastSaveProblem = error instanceof Error ? error.message : String(error);
      telemetry.emit('CheckpointFailed', { detector, code: errorCode(error), error: this.lastSaveProblem });
    }
  }
}

function restore(engine: Engine, parts: readonly EnginePart[]): void {
  try {
    engine.restore(parts);
  } catch (cause) {
    const advice = 'Delete this LogDetector and apply it again to begin anew, or restore the store from a backup.';
    throw new OperatorError('StoreCorrupt', `${cause instanceof Error ? cause.message : String(cause)} ${advice}`, { cause });
  }
}

function countPods(targets: readonly FollowTarget[]): ReadonlyMap<WorkloadId, number> {
  const pods = Map.groupBy(targets, (target) => workloadId(target.workload));
  return new Map([...pods].map(([workload, of]) => [workload, new Set(of.map(({ podUid }) => podUid)).size]));
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
