/** The container logs of one workload: a line reader each, and what is known of the pods behind them. */
import type { LogChunk, LogRecord, LogStream } from './domain.ts';
import { createFormats, type FormatChange, type FormatsState, type NoteFormat } from './doctor/formats.ts';
import { redactReader } from './kept.ts';
import { createLineReader, type LineReader } from './line/line.ts';
import { formatOf } from './line/record.ts';

export interface Streams {
  /** Reads the chunk and says how many lines it had; a new stream is a pod or a container that has started. */
  push(chunk: LogChunk, emit: (record: LogRecord) => void): { readonly isNew: boolean; readonly lines: number };
  /** Ends records that wait for a continuation. */
  flush(nowMs: number, emit: (record: LogRecord) => void): void;
  /** Pods that wrote within the last five minutes. */
  pods(nowMs: number): number;
  /** In which formats the containers write, and how wrong their clocks are. */
  health(nowMs: number): { readonly formats: readonly FormatChange[]; readonly skews: readonly PodSkew[] };
  /** Lines that wait in a reader are told only as `redact` leaves them. */
  snapshot(redact: (text: string) => string): StreamsState;
  restore(state: StreamsState): void;
}

/** How far a container's times are ahead of its runtime's. */
export interface PodSkew {
  readonly pod: string;
  readonly skewMs: number;
}

export interface StreamsState {
  readonly streams: readonly StreamState[];
  /** Not there in what earlier releases saved. */
  readonly formats?: FormatsState | undefined;
}

interface StreamState {
  readonly key: string;
  readonly pod: string;
  readonly framing: LogChunk['framing'];
  readonly lastAtMs: number;
  /** Null once the reader has been put away. */
  readonly reader: unknown;
}

interface Stream {
  readonly pod: string;
  readonly framing: LogChunk['framing'];
  lastAtMs: number;
  /** Rises with every push to any stream of the workload. */
  used: number;
  reader: LineReader | null;
  /** Tells the format of its records; null until its first line. */
  note: NoteFormat | null;
}

/** A pod that writes seldom still counts. */
const podSeenMs = 300_000;
/** An idle stream needs no reader; its next line makes a new one. */
const readerIdleMs = 600_000;
const forgetAfterMs = 86_400_000;
/** Oldest first out; a workload with more containers than this keeps all its lines and loses only the memory of which stream is new. */
const maxStreams = 2_000;

export function createStreams(): Streams {
  const streams = new Map<string, Stream>();
  const formats = createFormats();
  let newestAtMs = Number.NEGATIVE_INFINITY;
  let pushes = 0;

  /** In the order of last use. On the way of every chunk they are not moved about. */
  function inOrder(): readonly (readonly [string, Stream])[] {
    return [...streams].toSorted(([, a], [, b]) => a.used - b.used);
  }

  function isForgotten({ lastAtMs }: Stream): boolean {
    return newestAtMs - lastAtMs >= forgetAfterMs;
  }

  function open(key: string, { stream: { pod }, framing, receivedAtMs }: LogChunk): Stream {
    const stream: Stream = { pod, framing, lastAtMs: receivedAtMs, used: 0, reader: null, note: null };
    streams.delete(key);
    streams.set(key, stream);
    if (streams.size > maxStreams) forgetOldest(stream);
    return stream;
  }

  function forgetOldest(newest: Stream): void {
    const oldest = inOrder().find(([, stream]) => stream !== newest);
    if (oldest !== undefined) streams.delete(oldest[0]);
  }

  return {
    push(chunk, emit) {
      const key = keyOf(chunk.stream);
      const known = streams.get(key);
      const isNew = known === undefined || isForgotten(known);
      const stream = isNew ? open(key, chunk) : known;
      stream.lastAtMs = chunk.receivedAtMs;
      stream.used = pushes += 1;
      stream.reader ??= createLineReader(stream.framing);
      newestAtMs = chunk.receivedAtMs;
      const before = stream.reader.lines;
      const note = (stream.note ??= formats.of(chunk.stream.container));
      stream.reader.push(chunk.bytes, chunk.receivedAtMs, (record) => {
        note(formatOf(record), chunk.receivedAtMs);
        emit(record);
      });
      return { isNew, lines: stream.reader.lines - before };
    },
    flush(nowMs, emit) {
      for (const [key, stream] of inOrder()) {
        if (isForgotten(stream)) streams.delete(key);
        stream.reader?.flush(nowMs, emit);
        if (nowMs - stream.lastAtMs > readerIdleMs) stream.reader = null;
      }
    },
    pods(nowMs) {
      const pods = new Set<string>();
      for (const stream of streams.values()) if (nowMs - stream.lastAtMs <= podSeenMs) pods.add(stream.pod);
      return pods.size;
    },
    health: (nowMs) => ({ formats: formats.changes(nowMs), skews: inOrder().flatMap(([, stream]) => skewOf(stream)) }),
    snapshot: (redact) => ({
      formats: formats.snapshot(),
      streams: inOrder().map(([key, stream]) => saveStream(key, stream, redact)),
    }),
    restore(state) {
      streams.clear();
      newestAtMs = Number.NEGATIVE_INFINITY;
      formats.restore(state.formats ?? []);
      for (const { key, pod, framing, lastAtMs, reader } of state.streams) {
        const restored = reader === null ? null : createLineReader(framing);
        restored?.restore(reader);
        streams.set(key, { pod, framing, lastAtMs, used: (pushes += 1), reader: restored, note: null });
        newestAtMs = Math.max(newestAtMs, lastAtMs);
      }
    },
  };
}

/** Whoever follows a stream names it by the same object with every chunk, so its key is put together once. */
const keys = new WeakMap<LogStream, string>();

function keyOf(stream: LogStream): string {
  let key = keys.get(stream);
  if (key === undefined) keys.set(stream, (key = `${stream.pod}/${stream.container}/${stream.restartCount}`));
  return key;
}

function skewOf({ pod, reader }: Stream): PodSkew[] {
  const skewMs = reader?.statistics.skewMs ?? null;
  return skewMs === null ? [] : [{ pod, skewMs }];
}

function saveStream(key: string, { pod, framing, lastAtMs, reader }: Stream, redact: (text: string) => string): StreamState {
  return { key, pod, framing, lastAtMs, reader: reader === null ? null : redactReader(reader.snapshot(), redact) };
}
