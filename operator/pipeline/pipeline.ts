/** One detector at work: containers -> engine -> incidents, saved as it goes. */
import { isDeepStrictEqual } from 'node:util';
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
import { pause } from '../pause.ts';
import type { FollowTarget, SourceBatch, SourceSink } from '../sources/source.ts';
import { createBeyond, type Beyond } from './beyond.ts';
import { createCheckpointQueue, errorCode, isBeingFetched, type Persistence } from './checkpoint.ts';
import type { Pipeline, PipelineOptions, Wanted } from './contract.ts';
import { isOfDuplicates } from './duplicates.ts';
import { forgetGone } from './gone.ts';
import { createIntake, type IntakeWork } from './intake.ts';
import { createLag } from './lag.ts';
import { countPods } from './pods.ts';
import { createPositions, nothingRead, ofTarget, type Positions } from './positions.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createRest, type Rest } from './rest.ts';
import { restoreOrBegin } from './restore.ts';
import { createStreams, type Streams } from './streams.ts';

/** A page must leave within 20 s of the event: one second of it is spent waiting for the tick. */
const tickEveryMs = 1_000;
/** A crash repeats at most this much reading; shorter would write the same counts more often than they change. */
const checkpointEveryMs = 5_000;
/** While somebody waits to hear that pushed lines are saved. */
const awaitedCheckpointEveryMs = 2_000;
const lookForGoneEveryMs = 600_000;

export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  return new Work(options, await options.persistence.load(options.detector));
}

class Work implements Pipeline {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly intake: IntakeWork;
  private readonly options: PipelineOptions;
  private readonly positions: Positions;
  private readonly queue = createCheckpointQueue();
  private readonly lag = createLag();
  private readonly rest: Rest;
  private configured: EngineOptions;
  private servedAtTick: number | null = null;
  private readonly beyond: Beyond;
  private present: ReadonlySet<WorkloadId> = new Set();
  private podUids: ReadonlySet<string> = new Set();
  private readonly abort = new AbortController();
  private readonly sink: SourceSink;
  private readonly followed: Streams;
  readonly openedAtMs = (target: FollowTarget): number | null => this.followed.openedAtMs(target);
  private readonly ticking: Promise<void>;
  private lastSaveProblem: string | null = null;
  private cutTicket = 0;
  private podsByWorkload: ReadonlyMap<WorkloadId, number> = new Map();
  private lastCheckpointAtMs: number;
  private extent: 'changed' | 'whole' = 'changed';
  private lookedForGoneAtMs: number;

  constructor(options: PipelineOptions, saved: Awaited<ReturnType<Persistence['load']>>) {
    const { detector, source, now, telemetry } = options;
    this.options = options;
    this.configured = options.engine;
    this.engine = createEngine(options.engine);
    this.recorder = createRecorder(options.engine.redaction, now);
    const onGap = (reason: string, pod: string) => telemetry.emit('GapReported', { detector, reason, lines: -1, pod });
    this.beyond = createBeyond({ engine: this.engine, now, onGap });
    this.queue.add(
      restoreOrBegin(
        this.engine,
        saved.parts.filter((part) => !isOfDuplicates(part)),
        options,
      ),
    );
    this.positions = createPositions(saved.positions);
    this.intake = this.createIntake(saved.parts.filter(isOfDuplicates));
    this.lastCheckpointAtMs = now();
    this.rest = createRest(now());
    // Not at once: which pods there are is told after the opening.
    this.lookedForGoneAtMs = now();
    this.sink = this.createSink();
    this.followed = createStreams({
      source,
      sink: this.sink,
      before: [...saved.positions.values()].filter(isBeingFetched).map(({ target }) => target),
      position: (target) => this.positions.toBegin(options.streamKey(target)),
      isThere: ({ podUid }) => this.podUids.has(podUid),
      signal: this.abort.signal,
      now,
      onGone: (targets) => this.positions.forget(targets.map(options.streamKey)),
      onLeft: (targets) => this.leave(targets),
      onUnexpected: (error) => telemetry.emit('UnexpectedError', { where: 'streams', detector, error: String(error) }),
    });
    this.ticking = this.tickUntilStopped();
  }

  configure(options: EngineOptions): void {
    // Every visit says it again.
    if (isDeepStrictEqual(options, this.configured)) return;
    this.configured = options;
    this.rest.stir(this.options.now());
    this.engine.configure(options);
    this.recorder.configure(options.redaction);
  }

  follow({ targets, beyond, pushed = [], podUids, gone = [] }: Wanted): void {
    this.podUids = podUids;
    this.podsByWorkload = countPods([...targets, ...pushed]);
    this.present = new Set([...targets, ...beyond, ...pushed].map(({ workload }) => workloadId(workload)));
    this.intake.present(pushed);
    this.leavePushed();
    // Before the others are met: of some only their container is known.
    for (const target of gone) this.miss(target);
    for (const target of targets) this.positions.meet(this.options.streamKey(target), target);
    this.followed.follow(targets, beyond);
    this.beyond.follow(targets, beyond);
  }

  isRead(target: FollowTarget): boolean {
    return this.positions.get(this.options.streamKey(target))?.finished === true;
  }

  isSeen(target: FollowTarget): boolean {
    const position = this.positions.get(this.options.streamKey(target));
    return position !== undefined && (position.linesSeen > 0 || position.finished);
  }

  observe(observation: Observation): void {
    this.rest.observed(observation.type, this.options.now());
    this.engine.observe(observation);
    this.recorder.observe(observation);
  }

  streams(): ReturnType<Pipeline['streams']> {
    const { open } = this.followed;
    const lagMs = this.lag.ms(this.options.now());
    return { open, problems: this.followed.problems(), beyond: this.beyond.size, podsByWorkload: this.podsByWorkload, lagMs };
  }

  saveProblem(): string | null {
    return this.lastSaveProblem;
  }

  rewrite(): void {
    this.extent = 'whole';
    this.positions.touchAll();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    this.recorder.close();
    await Promise.all([this.followed.stop(), this.ticking]).then(this.options.turn);
    this.cut([]);
    await this.save();
    this.intake.close();
  }

  private createIntake(saved: readonly EnginePart[]): IntakeWork {
    const { streamKey, now, telemetry } = this.options;
    return createIntake({
      saved,
      streamKey,
      position: (target) => this.positions.get(streamKey(target)) ?? null,
      isFetching: () => this.followed.open > 0,
      onBatch: (batch) => this.take(batch),
      onCut: (lines) => void (lines > 0 && telemetry.emit('LinesCut', { lines })),
      now,
    });
  }

  /** One synchronous step: a checkpoint sees both the lines and their position, or neither. */
  private take(batch: SourceBatch): void {
    const { detector, streamKey, telemetry } = this.options;
    this.lag.took(batch.position.lastAt, batch.chunk.receivedAtMs);
    this.rest.stir(batch.chunk.receivedAtMs);
    this.engine.push(batch.chunk);
    this.recorder.batch(batch);
    this.positions.put(streamKey(batch.target), ofTarget(batch.position, batch.target));
    if (batch.lines > 0) telemetry.emit('LinesRead', { lines: batch.lines, detector });
  }

  private createSink(): SourceSink {
    const { detector, telemetry } = this.options;
    return {
      onBatch: (batch) => {
        this.take(batch);
        return Promise.resolve();
      },
      onGap: ({ target, reason, lines, atMs }) => {
        this.rest.stir(this.options.now());
        this.recorder.gap({ target, reason, lines, atMs });
        this.engine.missed(target.workload, reason, lines, atMs);
        telemetry.emit(lines < 0 ? 'GapReported' : 'LinesDropped', { detector, reason, lines, pod: target.pod });
      },
      onOpen() {},
      onClose() {},
      onState() {},
    };
  }

  /** Of a pod that came and went before anybody looked; what is known already is accounted for by its reader, or for want of a stream. */
  private miss(target: FollowTarget): void {
    const stream = this.options.streamKey(target);
    if (this.positions.knows(stream, target) || this.beyond.has(target)) return;
    const leftAtMs = this.options.now();
    this.sink.onGap({ target, reason: 'log-gone', lines: -1, atMs: leftAtMs });
    this.positions.put(stream, { ...nothingRead, finished: true, target, leftAtMs });
  }

  private leave(targets: readonly FollowTarget[]): void {
    const leftAtMs = this.options.now();
    for (const target of targets)
      this.positions.leave(this.options.streamKey(target), { leftAtMs, isThere: this.podUids.has(target.podUid) });
  }

  /** No reader tells when the log of a pod that is gone has ended; lines may still come for a while. */
  private leavePushed(): void {
    const leftAtMs = this.options.now();
    for (const [stream, position] of this.positions.all()) {
      const isHere = position.fetchedTo === undefined || this.podUids.has(position.target.podUid);
      if (!isHere && position.leftAtMs === undefined) this.positions.leave(stream, { leftAtMs, isThere: true });
    }
  }

  /** About once a second, never two at a time; an error is told and does not end it. */
  private async tickUntilStopped(): Promise<void> {
    const { detector, telemetry, turn } = this.options;
    while (!this.abort.signal.aborted) {
      await turn();
      await this.tick().catch((error: unknown) => telemetry.emit('UnexpectedError', { where: 'tick', detector, error: String(error) }));
      await pause(tickEveryMs, this.abort.signal);
    }
  }

  private async tick(): Promise<void> {
    const { detector, now, telemetry } = this.options;
    const nowMs = now();
    if (this.rest.holds(nowMs) && this.isSettled) return;
    const startedAtMs = performance.now();
    this.servedAtTick = this.engine.serving();
    const { anomalies, changes } = this.engine.tick(nowMs);
    this.rest.ticked(nowMs, anomalies.length + changes.length + this.engine.incidents().length === 0);
    telemetry.observe('logdetector_judgement_duration_seconds', (performance.now() - startedAtMs) / 1000);
    this.forgetGone(nowMs);
    this.positions.forgetLeft(nowMs);
    for (const [kind, values] of this.engine.takeRedactions()) telemetry.emit('TextRedacted', { detector, kind, values });
    const everyMs = this.intake.isAwaited ? awaitedCheckpointEveryMs : checkpointEveryMs;
    const due = this.extent === 'whole' || nowMs - this.lastCheckpointAtMs >= everyMs || nowMs < this.lastCheckpointAtMs;
    if (changes.length > 0 || due) {
      this.lastCheckpointAtMs = nowMs;
      this.cut(changes);
    }
    if (due || this.queue.hasChanges) await this.save();
    this.options.onTick(changes);
  }

  /** Nobody waits for the next tick: nothing is to be saved, and no other model is to serve. */
  private get isSettled(): boolean {
    if (!this.queue.isEmpty || this.extent === 'whole' || this.intake.isAwaited) return false;
    return this.engine.serving() === this.servedAtTick;
  }

  /** Workloads come and go: every run of a bare Job is one of its own. */
  private forgetGone(nowMs: number): void {
    if (nowMs - this.lookedForGoneAtMs < lookForGoneEveryMs && nowMs >= this.lookedForGoneAtMs) return;
    this.lookedForGoneAtMs = nowMs;
    forgetGone(this.engine, this.present, nowMs);
  }

  /** What has changed since the last time, counts and positions of the same instant. */
  private cut(changes: readonly IncidentChange[]): void {
    this.cutTicket = this.intake.ticket;
    const { extent } = this;
    this.extent = 'changed';
    const parts = [...this.engine.checkpoint(extent), ...this.intake.collect(extent)];
    this.queue.add({ parts, positions: this.positions.takeMoved(), changes, isWhole: extent === 'whole' });
  }

  private async save(): Promise<void> {
    const { detector, persistence, telemetry } = this.options;
    if (this.queue.isEmpty) return;
    const ticket = this.cutTicket;
    try {
      if (await this.queue.flush((checkpoint) => persistence.save(detector, checkpoint))) telemetry.emit('StoreRewritten', { detector });
      this.intake.settle(ticket);
      this.lastSaveProblem = null;
      telemetry.emit('CheckpointWritten', { detector });
    } catch (error) {
      this.lastSaveProblem = error instanceof Error ? error.message : String(error);
      telemetry.emit('CheckpointFailed', { detector, code: errorCode(error), error: this.lastSaveProblem });
    }
  }
}
