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
  /** Rises with every push to any stream of the workload: the order of last use. */
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
  const streams = createUsed();
  const formats = createFormats();
  return {
    push(chunk, emit) {
      const { receivedAtMs, bytes } = chunk;
      const { stream, isNew } = streams.use(keyOf(chunk.stream), chunk);
      const reader = (stream.reader ??= createLineReader(stream.framing));
      const before = reader.lines;
      const note = (stream.note ??= formats.of(chunk.stream.container));
      reader.push(bytes, receivedAtMs, (record) => {
        note(formatOf(record), receivedAtMs);
        emit(record);
      });
      return { isNew, lines: reader.lines - before };
    },
    flush(nowMs, emit) {
      for (const stream of streams.beingRead()) {
        stream.reader?.flush(nowMs, emit);
        if (nowMs - stream.lastAtMs > readerIdleMs) stream.reader = null;
      }
      streams.forget();
    },
    pods(nowMs) {
      const pods = new Set<string>();
      for (const stream of streams.byKey.values()) if (nowMs - stream.lastAtMs <= podSeenMs) pods.add(stream.pod);
      return pods.size;
    },
    health: (nowMs) => ({ formats: formats.changes(nowMs), skews: streams.inOrder().flatMap(([, stream]) => skewOf(stream)) }),
    snapshot: (redact) => ({
      formats: formats.snapshot(),
      streams: streams.inOrder().map(([key, stream]) => saveStream(key, stream, redact)),
    }),
    restore(state) {
      streams.clear();
      formats.restore(state.formats ?? []);
      for (const { key, pod, framing, lastAtMs, reader } of state.streams) {
        const restored = reader === null ? null : createLineReader(framing);
        restored?.restore(reader);
        streams.add(key, { pod, framing, lastAtMs, used: 0, reader: restored, note: null });
      }
    },
  };
}

/** Streams by the time of their last use. On the way of every chunk they are not moved about, only marked. */
interface Used {
  readonly byKey: ReadonlyMap<string, Stream>;
  use(key: string, chunk: LogChunk): { readonly stream: Stream; readonly isNew: boolean };
  /** As it was used last at its `lastAtMs`. */
  add(key: string, stream: Stream): void;
  /** The one that was used longest ago first. */
  inOrder(): readonly (readonly [string, Stream])[];
  /** Those of them that have a reader; of a quiet workload none. */
  beingRead(): readonly Stream[];
  /** Lets go of those that were not used for a day while others were. */
  forget(): void;
  clear(): void;
}

function createUsed(): Used {
  const byKey = new Map<string, Stream>();
  let newestAtMs = Number.NEGATIVE_INFINITY;
  let uses = 0;
  const inOrder = () => [...byKey].toSorted(([, a], [, b]) => a.used - b.used);
  const isForgotten = ({ lastAtMs }: Stream): boolean => newestAtMs - lastAtMs >= forgetAfterMs;

  function mark(stream: Stream): void {
    stream.used = uses += 1;
    newestAtMs = stream.lastAtMs;
  }

  function open(key: string, { stream: { pod }, framing, receivedAtMs }: LogChunk): Stream {
    const stream: Stream = { pod, framing, lastAtMs: receivedAtMs, used: 0, reader: null, note: null };
    byKey.set(key, stream);
    const [oldest] = byKey.size > maxStreams ? (inOrder().find(([, one]) => one !== stream) ?? []) : [];
    if (oldest !== undefined) byKey.delete(oldest);
    return stream;
  }

  return {
    byKey,
    use(key, chunk) {
      const known = byKey.get(key);
      const isNew = known === undefined || isForgotten(known);
      const stream = isNew ? open(key, chunk) : known;
      stream.lastAtMs = chunk.receivedAtMs;
      mark(stream);
      return { stream, isNew };
    },
    add(key, stream) {
      byKey.set(key, stream);
      mark(stream);
    },
    inOrder,
    beingRead() {
      const read = [...byKey.values()].filter(({ reader }) => reader !== null);
      return read.length < 2 ? read : read.toSorted((a, b) => a.used - b.used);
    },
    forget() {
      for (const [key, stream] of byKey) if (isForgotten(stream)) byKey.delete(key);
    },
    clear() {
      byKey.clear();
      newestAtMs = Number.NEGATIVE_INFINITY;
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
