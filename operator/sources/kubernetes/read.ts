/** One opened log, from its first byte to its end: lines, batches, and the pace at which they are handed on. */
import type { Readable } from 'node:stream';
import { KubeError } from '../../kube/client.ts';
import type { FollowTarget, SourceSink } from '../source.ts';
import type { Beats } from './beats.ts';
import { createGulps, type Gulps } from './gulps.ts';
import { LineAssembler } from './lines.ts';
import type { Replay } from './replay.ts';
import { millisecondsOf } from './time.ts';

export interface ReadOptions {
  readonly body: Readable;
  /** Host of the API server, for the sentence when the connection breaks. */
  readonly server: string;
  readonly target: FollowTarget;
  readonly replay: Replay;
  readonly sink: SourceSink;
  readonly now: () => number;
  readonly beats: Beats;
  readonly batchBytes: number;
  readonly restForMs: number;
  readonly restAtMostMs: number;
  readonly lineBytes: number;
  /** Without a byte for this long the log is closed, to be opened anew. */
  readonly silenceMs: number;
  /** The instance has ended: what stands after the last line end is a line too. */
  readonly hasEnded: boolean;
  /** Whether the lines are of the wanted instance, given the time of the first (NaN: there is none); asked before the first batch, or at the end. */
  confirm(firstLineAtMs: number): Promise<boolean>;
  onCut(): void;
}

/**
 * `ended`: the server closed the log; `rest` is what stood after its last line end and was not taken. `silent`: we closed it. `foreign`: it is the log of another instance. `notice`: it ended with a
 * text of the kubelet that is no log.
 */
export type ReadOutcome =
  | { readonly type: 'ended'; readonly rest: Buffer | null }
  | { readonly type: 'silent' | 'foreign' }
  | { readonly type: 'notice'; readonly text: string };

/** Rejects with `ApiUnreachable` when the connection breaks; whole lines read until then have been handed on. */
export async function readLog(options: ReadOptions): Promise<ReadOutcome> {
  const sorter = createSorter(options);
  const flush = createFlush(options, sorter);
  const gulps = createGulps({ ...options, ...restsOf(options), gulpBytes: options.batchBytes });
  let broken: KubeError | null = null;
  try {
    const ending = await readGulps(gulps, sorter.assembler, flush);
    if (ending !== 'ended') return { type: ending };
    // A running container's half line comes again when the log is opened again.
    if (options.hasEnded) sorter.assembler.finish();
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    broken = error;
  } finally {
    gulps.stop();
  }
  if (!(await flush())) return { type: 'foreign' };
  if (broken !== null) throw broken;
  // The log of another instance may be empty, too, and its end is not that of this one.
  if (sorter.isEmpty && !(await options.confirm(Number.NaN))) return { type: 'foreign' };
  return sorter.notice === null ? { type: 'ended', rest: sorter.assembler.rest } : { type: 'notice', text: sorter.notice };
}

/** To what has ended nothing is added: there is nothing to wait for. */
function restsOf({ hasEnded, restForMs, restAtMostMs }: ReadOptions): Pick<ReadOptions, 'restForMs' | 'restAtMostMs'> {
  return hasEnded ? { restForMs: 0, restAtMostMs: 0 } : { restForMs, restAtMostMs };
}

/** Hands the batch on; false when its lines are not of the target. */
type Flush = () => Promise<boolean>;

async function readGulps(gulps: Gulps, assembler: LineAssembler, flush: Flush): Promise<'ended' | 'silent' | 'foreign'> {
  for (;;) {
    const gulp = await gulps.next();
    if (gulp === 'ended' || gulp === 'silent') return gulp;
    if (!(await handOn(gulp, assembler, flush))) return 'foreign';
  }
}

async function handOn(pieces: readonly Buffer[], assembler: LineAssembler, flush: Flush): Promise<boolean> {
  for (const piece of pieces) {
    assembler.feed(piece);
    while (assembler.fill()) if (!(await flush())) return false;
  }
  return await flush();
}

function createFlush(options: ReadOptions, sorter: ReturnType<typeof createSorter>): Flush {
  const { target, replay } = options;
  let confirmed = false;
  return async () => {
    if (sorter.assembler.lines === 0) return true;
    confirmed = confirmed || (await options.confirm(sorter.firstLineAtMs));
    if (!confirmed) return false;
    sorter.tellGaps();
    const { bytes, lines } = sorter.assembler.take();
    const position = replay.advance(bytes, lines);
    const chunk = { stream: target, framing: 'kubernetes' as const, bytes, receivedAtMs: options.now() };
    // The log is not read on until this has been taken in: that is the back-pressure.
    await options.sink.onBatch({ target, chunk, lines, position });
    return true;
  };
}

/** Lets new lines into the batch and remembers what else was met. */
function createSorter({ replay, target, sink, now, ...options }: ReadOptions) {
  let firstLineAtMs = Number.NaN;
  let notice: string | null = null;
  let isEmpty = true;
  const gaps: string[] = [];
  const assembler = new LineAssembler({
    batchBytes: options.batchBytes,
    lineBytes: options.lineBytes,
    onCut: () => options.onCut(),
    accept(bytes, start, end) {
      const judgement = replay.judge(bytes, start, end);
      if (judgement === 'notice') {
        isEmpty = false;
        if (end > start) notice ??= bytes.toString('utf8', start, Math.min(end, start + 300));
        return false;
      }
      isEmpty = false;
      if (judgement === 'known') return false;
      if (Number.isNaN(firstLineAtMs) && replay.time) firstLineAtMs = millisecondsOf(replay.time);
      if (judgement === 'first-after-gap') gaps.push('log-rotated');
      if (judgement === 'out-of-order') gaps.push('log-time-went-back');
      return true;
    },
  });
  return {
    assembler,
    get firstLineAtMs() {
      return firstLineAtMs;
    },
    get notice() {
      return notice;
    },
    get isEmpty() {
      return isEmpty;
    },
    tellGaps(): void {
      for (const reason of new Set(gaps.splice(0))) sink.onGap({ target, reason, lines: -1, atMs: now() });
    },
  };
}
