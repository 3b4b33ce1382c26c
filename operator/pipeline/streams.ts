/**
 * Which containers of one detector are being followed. Level-based: `follow` is given all targets that should be read now, and
 * starts, stops or replaces readers. One container has one reader at a time, so that the tail of the instance before a restart is
 * read to its end before the new instance is begun.
 */
import type { FollowTarget, LogSource, SourceSink, StreamPosition } from '../sources/source.ts';

export interface Streams {
  follow(targets: readonly FollowTarget[]): void;
  /** Container readers open now. */
  readonly open: number;
  /** Problems by `pod/container`, for the condition. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

export interface StreamsOptions {
  readonly source: LogSource;
  readonly sink: SourceSink;
  /** How far an instance has been read; null when it was never seen. */
  position(target: FollowTarget): StreamPosition | null;
  readonly signal: AbortSignal;
  /** The container's pod is gone and its reader has ended: its positions will not be asked for again. */
  onGone(streams: readonly FollowTarget[]): void;
  onUnexpected(error: unknown): void;
}

/** What a vanished pod wrote last may still be on its way to us; after this its reader is closed. */
const drainForMs = 5_000;

interface Reader {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** Instances still to be read, oldest first; the first is being read. */
  queue: FollowTarget[];
  active: AbortController | null;
  known: FollowTarget[];
  draining: boolean;
}

export function createStreams(options: StreamsOptions): Streams {
  const readers = new Map<string, Reader>();
  const problems = new Map<string, string>();
  const sink: SourceSink = {
    ...options.sink,
    onState(target, problem) {
      if (problem === null) problems.delete(containerKey(target));
      else problems.set(containerKey(target), problem);
      options.sink.onState(target, problem);
    },
  };

  function start(key: string, queue: FollowTarget[]): void {
    const abort = new AbortController();
    const reader: Reader = { abort, queue, known: queue, active: null, draining: false, done: Promise.resolve() };
    const done = readQueue(reader)
      .catch(options.onUnexpected)
      .finally(() => {
        problems.delete(key);
        if (readers.get(key) === reader) readers.delete(key);
        if (reader.draining) options.onGone(reader.known);
      });
    readers.set(key, Object.assign(reader, { done }));
  }

  async function readQueue(reader: Reader): Promise<void> {
    for (let target = reader.queue[0]; target && !reader.abort.signal.aborted; target = reader.queue[0]) {
      reader.active = new AbortController();
      const signal = AbortSignal.any([options.signal, reader.abort.signal, reader.active.signal]);
      await options.source.follow(target, options.position(target), sink, signal);
      if (options.signal.aborted) return;
      // The descriptor may have been replaced meanwhile (running, then terminated, then previous): read on with the newer one.
      if (reader.queue[0] === target) reader.queue = reader.queue.slice(1);
    }
  }

  return {
    follow(targets) {
      const wanted = groupByContainer(targets);
      for (const [key, reader] of readers) if (!wanted.has(key)) drain(reader);
      for (const [key, instances] of wanted) {
        const queue = instances.filter((target) => !options.position(target)?.finished);
        const reader = readers.get(key);
        if (!reader || reader.abort.signal.aborted) {
          if (queue.length > 0) start(key, queue);
        } else replaceQueue(reader, queue);
      }
    },
    get open() {
      return readers.size;
    },
    problems: () => [...problems].map(([key, problem]) => `${key}: ${problem}`).toSorted(),
    async stop() {
      for (const reader of readers.values()) reader.abort.abort();
      await Promise.all([...readers.values()].map((reader) => reader.done));
    },
  };
}

/** Goes on with the instance being read when it is still wanted as it was; else ends that read, and `readQueue` begins the new first. */
function replaceQueue(reader: Reader, queue: FollowTarget[]): void {
  const current = reader.queue[0];
  const first = queue[0];
  const same = current && first && isSame(current, first);
  reader.queue = same ? [current, ...queue.slice(1)] : queue;
  reader.known = queue;
  if (!same) reader.active?.abort();
}

function drain(reader: Reader): void {
  if (reader.draining) return;
  reader.draining = true;
  AbortSignal.timeout(drainForMs).addEventListener('abort', () => reader.abort.abort());
}

function isSame(a: FollowTarget, b: FollowTarget): boolean {
  return a.restartCount === b.restartCount && a.previous === b.previous && a.terminated === b.terminated;
}

function groupByContainer(targets: readonly FollowTarget[]): Map<string, FollowTarget[]> {
  const groups = new Map<string, FollowTarget[]>();
  for (const target of targets.toSorted((a, b) => a.restartCount - b.restartCount)) {
    const key = containerKey(target);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return groups;
}

function containerKey(target: FollowTarget): string {
  return `${target.pod}/${target.container}/${target.podUid}`;
}
