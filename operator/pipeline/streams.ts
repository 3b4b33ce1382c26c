/**
 * Which containers of one detector are being followed. Level-based: `follow` is given all targets that should be read now, and
 * starts, stops or replaces readers. One container has one reader at a time, so that the tail of the instance before a restart is
 * read to its end before the new instance is begun. An instance once known is read to its end or said to be missing, also when it
 * is no longer among the targets: the source finds out what of it can still be had.
 */
import { PodGoneError, type FollowTarget, type LogSource, type SourceSink, type StreamPosition } from '../sources/source.ts';

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
  /** Whether the pod is there, selected or not. */
  isThere(target: FollowTarget): boolean;
  readonly signal: AbortSignal;
  /** Nothing more will come of these instances: their positions will not be asked for again. */
  onGone(streams: readonly FollowTarget[]): void;
  /** They are not read any more, but may be wanted again: a pod may be selected once more. */
  onLeft(streams: readonly FollowTarget[]): void;
  onUnexpected(error: unknown): void;
  readonly now: () => number;
  readonly timing?: Partial<StreamsTiming>;
}

export interface StreamsTiming {
  /** What a container wrote last that is not wanted any more may still be on its way to us; after this its reader is closed. */
  readonly drainForMs: number;
  /** Nothing else will ever be had of a pod that is gone, so what comes late on a slow machine is waited for longer; then it is said to be missing. */
  readonly drainGoneForMs: number;
  /** How long the open log of a container that has ended may take to end by itself; some kubelets forget a reader. */
  readonly endForMs: number;
}

const defaultTiming: StreamsTiming = { drainForMs: 5_000, drainGoneForMs: 30_000, endForMs: 3_000 };
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
  /** A log is open and being read; else the next attempt is waited for. */
  isReading: boolean;
}

export function createStreams(options: StreamsOptions): Streams {
  return new ContainerStreams(options);
}

class ContainerStreams implements Streams {
  private readonly options: StreamsOptions;
  private readonly containers = new Map<string, Container>();
  private readonly problemsByContainer = new Map<string, string>();
  private readonly sink: SourceSink;
  private readonly timing: StreamsTiming;

  constructor(options: StreamsOptions) {
    this.options = options;
    this.timing = { ...defaultTiming, ...options.timing };
    for (const [key, known] of groupByContainer(options.before ?? [])) this.containers.set(key, { known, reader: null, leaving: null });
    this.sink = {
      ...options.sink,
      onOpen: (target) => {
        const reader = this.containers.get(containerKey(target))?.reader;
        if (reader) Object.assign(reader, { openedAtMs: reader.openedAtMs ?? options.now(), isReading: true });
        options.sink.onOpen(target);
      },
      onClose: (target) => {
        const reader = this.containers.get(containerKey(target))?.reader;
        if (reader) reader.isReading = false;
        options.sink.onClose(target);
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
    if (reader && !reader.abort.signal.aborted) replaceQueue(reader, queue, this.timing.endForMs);
    else if (queue.length > 0) this.start(key, container, queue);
  }

  private start(key: string, container: Container, queue: readonly FollowTarget[]): void {
    const abort = new AbortController();
    const reader: Reader = { abort, queue, openedAtMs: null, active: null, isReading: false, done: Promise.resolve() };
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
    const isGone = container.known.every((target) => !this.options.isThere(target));
    const after = (forMs: number, then: () => void): void =>
      AbortSignal.timeout(forMs).addEventListener('abort', () => void (signal.aborted || then()));
    const { drainForMs, drainGoneForMs } = this.timing;
    after(drainForMs, () => {
      // A reader in trouble cannot tell what it has missed; one that reads does so of a pod that is there and not wanted any more.
      const isTroubled = this.problemsByContainer.has(key);
      if (isGone && isTroubled) return this.giveUp(container);
      if (isGone) return after(Math.max(0, drainGoneForMs - drainForMs), () => this.giveUp(container));
      if (isTroubled) this.tellGap(container.known.filter((target) => this.isUnread(target)));
      container.reader?.abort.abort();
    });
  }

  /** The pod is gone and had its time. Who reads the first instance says what is missing of it; the others will not be begun. */
  private giveUp({ reader }: Container): void {
    if (!reader) return;
    this.tellGap(reader.queue.slice(reader.active === null ? 0 : 1).filter((target) => this.isUnread(target)));
    reader.abort.abort(new PodGoneError());
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
function replaceQueue(reader: Reader, queue: readonly FollowTarget[], endForMs: number): void {
  const { active } = reader;
  const current = reader.queue[0];
  const first = queue[0];
  const isOne = current !== undefined && first !== undefined && isOfOneLife(current, first);
  const isSame = isOne && current.previous === first.previous && current.terminated === first.terminated;
  reader.queue = isSame ? [current, ...queue.slice(1)] : queue;
  if (isSame) return;
  // An open log is read to where it ends; between two attempts there is nothing to wait for, and what has ended may soon be removed.
  if (isOne && reader.isReading) AbortSignal.timeout(endForMs).addEventListener('abort', () => active?.abort());
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
