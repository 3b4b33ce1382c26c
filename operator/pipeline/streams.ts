/**
 * Which containers of one detector are being followed. Level-based: `follow` is given all targets that should be read now, and
 * starts, stops or replaces readers. One container has one reader at a time, so that the tail of the instance before a restart is
 * read to its end before the new instance is begun. An instance once known is read to its end or said to be missing, also when it
 * is no longer among the targets: the source finds out what of it can still be had.
 */
import type { FollowTarget, LogSource, SourceSink, StreamPosition } from '../sources/source.ts';

export interface Streams {
  /** `waiting`: wanted as well, but not now: their streams are needed for others, and are closed at once. */
  follow(targets: readonly FollowTarget[], waiting?: readonly FollowTarget[]): void;
  /** Container readers open now. */
  readonly open: number;
  /** When the log of the container was opened that is being read; null while none is. */
  openedAtMs(target: FollowTarget): number | null;
  /** Problems by `pod/container`, for the condition. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

export interface StreamsOptions {
  readonly source: LogSource;
  readonly sink: SourceSink;
  /** Instances that were known before a restart of the operator. */
  readonly before?: readonly FollowTarget[];
  /** How far an instance has been read; null when it was never seen. */
  position(target: FollowTarget): StreamPosition | null;
  readonly signal: AbortSignal;
  /** Nothing more will come of these instances: their positions will not be asked for again. */
  onGone(streams: readonly FollowTarget[]): void;
  /** They are not read any more, but may be wanted again: a pod may be selected once more. */
  onLeft(streams: readonly FollowTarget[]): void;
  onUnexpected(error: unknown): void;
  readonly now: () => number;
}

/** What a vanished pod wrote last may still be on its way to us; after this its reader is closed. */
const drainForMs = 5_000;
/** How long the open log of a container that has ended may take to end by itself; some kubelets forget a reader. */
const endForMs = 3_000;
/** A container that restarts faster than its logs can be had does not make us remember all its lives. */
const mostLeftBehind = 5;
/** Reason of a gap: the API gave the log away before it was read. */
const gone = 'log-gone';

interface Container {
  /** Instances that are wanted or were and are not read to their end yet, oldest first. */
  known: readonly FollowTarget[];
  reader: Reader | null;
  /** Aborted when the container is wanted again; null while it is wanted. */
  leaving: AbortController | null;
}

interface Reader {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  /** Instances still to be read, oldest first; the first is being read. */
  queue: readonly FollowTarget[];
  /** When the first log of it was opened; null before. */
  openedAtMs: number | null;
  active: AbortController | null;
}

export function createStreams(options: StreamsOptions): Streams {
  return new ContainerStreams(options);
}

class ContainerStreams implements Streams {
  private readonly options: StreamsOptions;
  private readonly containers = new Map<string, Container>();
  private readonly problemsByContainer = new Map<string, string>();
  private readonly sink: SourceSink;

  constructor(options: StreamsOptions) {
    this.options = options;
    for (const [key, known] of groupByContainer(options.before ?? [])) this.containers.set(key, { known, reader: null, leaving: null });
    this.sink = {
      ...options.sink,
      onOpen: (target) => {
        const reader = this.containers.get(containerKey(target))?.reader;
        if (reader) reader.openedAtMs ??= options.now();
        options.sink.onOpen(target);
      },
      onState: (target, problem) => {
        if (problem === null) this.problemsByContainer.delete(containerKey(target));
        else this.problemsByContainer.set(containerKey(target), problem);
        options.sink.onState(target, problem);
      },
    };
  }

  follow(targets: readonly FollowTarget[], waiting: readonly FollowTarget[] = []): void {
    const wanted = groupByContainer(targets);
    const resting = new Set(waiting.map(containerKey));
    for (const [key, container] of this.containers) {
      if (resting.has(key)) this.rest(key, container);
      else if (!wanted.has(key)) this.leave(key, container);
    }
    for (const [key, instances] of wanted) this.visit(key, instances);
  }

  get open(): number {
    return [...this.containers.values()].filter(({ reader }) => reader !== null).length;
  }

  openedAtMs(target: FollowTarget): number | null {
    return this.containers.get(containerKey(target))?.reader?.openedAtMs ?? null;
  }

  problems(): readonly string[] {
    return [...this.problemsByContainer].map(([key, problem]) => `${key}: ${problem}`).toSorted();
  }

  async stop(): Promise<void> {
    const readers = [...this.containers.values()].flatMap(({ reader }) => reader ?? []);
    for (const reader of readers) reader.abort.abort();
    await Promise.all(readers.map((reader) => reader.done));
  }

  private visit(key: string, instances: readonly FollowTarget[]): void {
    const container = this.containers.get(key) ?? { known: [], reader: null, leaving: null };
    this.containers.set(key, container);
    container.leaving?.abort();
    container.leaving = null;
    const first = instances[0]?.restartCount ?? 0;
    const older = container.known.filter(({ restartCount }) => restartCount < first);
    const isFarBehind = container.known.length > 0 && container.known.every(({ restartCount }) => restartCount < first - 1);
    if (isFarBehind) this.tellGap(instances.slice(0, 1));
    const left = older.filter((target) => this.isUnread(target)).slice(-mostLeftBehind);
    const dropped = older.filter((target) => !left.includes(target));
    this.tellGap(dropped.filter((target) => this.isUnread(target)));
    if (dropped.length > 0) this.options.onGone(dropped);
    container.known = [...left, ...instances];
    this.read(key, container);
  }

  private read(key: string, container: Container): void {
    const queue = container.known.filter((target) => this.isUnread(target));
    const { reader } = container;
    if (reader && !reader.abort.signal.aborted) replaceQueue(reader, queue);
    else if (queue.length > 0) this.start(key, container, queue);
  }

  private start(key: string, container: Container, queue: readonly FollowTarget[]): void {
    const reader: Reader = { abort: new AbortController(), queue, openedAtMs: null, active: null, done: Promise.resolve() };
    const before = container.reader?.done;
    container.reader = reader;
    const reading = before ? before.then(() => this.readQueue(reader)) : this.readQueue(reader);
    const done = reading
      .catch((error: unknown) => this.options.onUnexpected(error))
      .finally(() => {
        if (container.reader !== reader) return;
        container.reader = null;
        this.problemsByContainer.delete(key);
        if (container.leaving && !this.options.signal.aborted) this.forget(key, container);
      });
    Object.assign(reader, { done });
  }

  private async readQueue(reader: Reader): Promise<void> {
    const { options } = this;
    for (let target = reader.queue[0]; target && !reader.abort.signal.aborted; target = reader.queue[0]) {
      if (this.isUnread(target)) {
        reader.active = new AbortController();
        const signal = AbortSignal.any([options.signal, reader.abort.signal, reader.active.signal]);
        await options.source.follow(target, options.position(target), this.sink, signal);
        if (options.signal.aborted) return;
      }
      // The descriptor may have been replaced meanwhile (running, then terminated, then previous): read on with the newer one.
      if (reader.queue[0] === target) reader.queue = reader.queue.slice(1);
    }
  }

  /** The pod is gone or not wanted any more. What is still on its way is read, for a short time. */
  private leave(key: string, container: Container): void {
    if (container.leaving) return;
    container.leaving = new AbortController();
    if (!container.reader) this.read(key, container);
    if (!container.reader) return this.forget(key, container);
    const { signal } = container.leaving;
    AbortSignal.timeout(drainForMs).addEventListener('abort', () => {
      if (signal.aborted) return;
      // A reader in trouble cannot tell what it has missed; one that reads does so of a pod that is there and not wanted any more.
      if (this.problemsByContainer.has(key)) this.tellGap(container.known.filter((target) => this.isUnread(target)));
      container.reader?.abort.abort();
    });
  }

  private rest(key: string, container: Container): void {
    container.leaving ??= new AbortController();
    if (container.reader) container.reader.abort.abort();
    else this.forget(key, container);
  }

  private forget(key: string, container: Container): void {
    this.containers.delete(key);
    this.options.onLeft(container.known);
  }

  private isUnread(target: FollowTarget): boolean {
    return this.options.position(target)?.finished !== true;
  }

  private tellGap(targets: readonly FollowTarget[]): void {
    for (const target of targets) this.options.sink.onGap({ target, reason: gone, lines: -1, atMs: this.options.now() });
  }
}

/** Goes on with the instance being read when it is still wanted as it was; else ends that read, and `readQueue` begins the new first. */
function replaceQueue(reader: Reader, queue: readonly FollowTarget[]): void {
  const { active } = reader;
  const current = reader.queue[0];
  const first = queue[0];
  const isOne = current !== undefined && first !== undefined && isOfOneLife(current, first);
  const isSame = isOne && current.previous === first.previous && current.terminated === first.terminated;
  reader.queue = isSame ? [current, ...queue.slice(1)] : queue;
  if (isSame) return;
  if (isOne) AbortSignal.timeout(endForMs).addEventListener('abort', () => active?.abort());
  else active?.abort();
}

/** The same instance under the same owner; what is known of it may have changed. */
function isOfOneLife(a: FollowTarget, b: FollowTarget): boolean {
  return a.workload.kind === b.workload.kind && a.workload.name === b.workload.name && a.restartCount === b.restartCount;
}

function groupByContainer(targets: readonly FollowTarget[]): Map<string, FollowTarget[]> {
  return Map.groupBy(
    targets.toSorted((a, b) => a.restartCount - b.restartCount),
    containerKey,
  );
}

function containerKey(target: FollowTarget): string {
  return `${target.pod}/${target.container}/${target.podUid}`;
}
