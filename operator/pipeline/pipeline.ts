/** One detector at work: containers -> engine -> incidents, saved as it goes. */
import {
  createEngine,
  workloadId,
  type Engine,
  type EngineOptions,
  type IncidentChange,
  type Observation,
  type WorkloadId,
} from '../../engine/index.ts';
import type { FollowTarget, LogSource, SourceSink } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import { createCheckpointQueue, type Persistence } from './checkpoint.ts';
import { createStreams } from './streams.ts';

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
  streamKey(target: FollowTarget): string;
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

export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { detector, persistence, telemetry } = options;
  const engine = createEngine(options.engine);
  const saved = await persistence.load(detector);
  if (saved.parts.length > 0) engine.restore(saved.parts);
  const positions = new Map(saved.positions);
  const dirty = new Set<string>();
  const queue = createCheckpointQueue();
  const abort = new AbortController();
  let saveProblem: string | null = null;
  let podsByWorkload: ReadonlyMap<WorkloadId, number> = new Map();
  let lastCheckpointAtMs = options.now();

  const streams = createStreams({
    source: options.source,
    sink: createSink(),
    before: [...positions.values()].map(({ target }) => target),
    position: (target) => positions.get(options.streamKey(target)) ?? null,
    signal: abort.signal,
    now: options.now,
    onGone: (targets) => {
      for (const target of targets) {
        const key = options.streamKey(target);
        if (positions.delete(key)) dirty.add(key);
      }
    },
    onUnexpected: (error) => telemetry.emit('UnexpectedError', { where: 'streams', detector, error: String(error) }),
  });

  function createSink(): SourceSink {
    return {
      onBatch(batch) {
        // One synchronous step: a checkpoint sees both the lines and their position, or neither.
        engine.push(batch.chunk);
        const key = options.streamKey(batch.target);
        positions.set(key, { ...batch.position, target: batch.target });
        dirty.add(key);
        if (batch.lines > 0) telemetry.emit('LinesRead', { lines: batch.lines, detector });
        return Promise.resolve();
      },
      onGap(gap) {
        engine.missed(gap.target.workload, gap.reason, gap.lines, gap.atMs);
        telemetry.emit(gap.lines < 0 ? 'GapReported' : 'LinesDropped', {
          detector,
          reason: gap.reason,
          lines: gap.lines,
          pod: gap.target.pod,
        });
      },
      onState() {},
    };
  }

  function cut(changes: readonly IncidentChange[]): void {
    const moved = [...dirty].map((stream) => ({ stream, position: positions.get(stream) ?? null }));
    dirty.clear();
    queue.add({ parts: engine.checkpoint(), positions: moved, changes });
  }

  async function save(): Promise<void> {
    if (queue.isEmpty) return;
    try {
      await queue.flush((checkpoint) => persistence.save(detector, checkpoint));
      saveProblem = null;
      telemetry.emit('CheckpointWritten', { detector });
    } catch (error) {
      saveProblem = error instanceof Error ? error.message : String(error);
      telemetry.emit('CheckpointFailed', { detector, code: errorCode(error), error: saveProblem });
    }
  }

  async function turn(): Promise<void> {
    const nowMs = options.now();
    const { changes } = engine.tick(nowMs);
    const due = nowMs - lastCheckpointAtMs >= checkpointEveryMs || nowMs < lastCheckpointAtMs;
    if (changes.length > 0 || due) {
      lastCheckpointAtMs = nowMs;
      cut(changes);
    }
    if (due || queue.hasChanges) await save();
    options.onTick(changes);
  }

  const loop = runLoop(turn, abort.signal, (error) => telemetry.emit('UnexpectedError', { where: 'tick', detector, error: String(error) }));
  return {
    engine,
    configure: (engineOptions) => engine.configure(engineOptions),
    follow(targets) {
      podsByWorkload = countPods(targets);
      streams.follow(targets);
    },
    observe: (observation) => engine.observe(observation),
    streams: () => ({ open: streams.open, problems: streams.problems(), podsByWorkload }),
    saveProblem: () => saveProblem,
    async stop() {
      abort.abort();
      await Promise.all([streams.stop(), loop]);
      cut([]);
      await save();
    },
  };
}

function countPods(targets: readonly FollowTarget[]): ReadonlyMap<WorkloadId, number> {
  const pods = Map.groupBy(targets, (target) => workloadId(target.workload));
  return new Map([...pods].map(([workload, of]) => [workload, new Set(of.map(({ podUid }) => podUid)).size]));
}

/** Runs `turn` about once a second, never two at a time; an error is told and does not end the loop. */
async function runLoop(turn: () => Promise<void>, signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    await turn().catch(onError);
    await pause(tickEveryMs, signal);
  }
}

function pause(forMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, forMs);
    signal.addEventListener('abort', finish, { once: true });
  });
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
