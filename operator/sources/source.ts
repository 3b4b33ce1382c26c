/** Where lines come from: fetched by a source, or pushed by somebody who collects them. The pipeline knows this contract only. */
import type { LogChunk, LogStream } from '../../engine/index.ts';

/** A container that was never read before is read from at most this long ago; a detector judges nothing older. */
export const backlogForMs = 15 * 60_000;

/** A container instance whose log is to be followed. */
export interface FollowTarget extends LogStream {
  readonly podUid: string;
  readonly containerId: string;
  /** True for the instance before the last restart, which is read once to its end. */
  readonly previous: boolean;
  /** True once the container has ended: the log is read to its end and not followed. */
  readonly terminated: boolean;
  /** Read in turns: what was written before this turn began is not wanted. Absent: all that can be had since it was read last. */
  readonly fromMs?: number | undefined;
}

/**
 * How far a stream has been read. Everything at or before `lastAt` whose fingerprint is in `recent` has been delivered.
 * `recent` holds the lines of the overlap window, so that a resume neither loses nor doubles a line with an equal time.
 */
export interface StreamPosition {
  /** RFC 3339 with nanoseconds, as the kubelet wrote it; null before the first line. */
  readonly lastAt: string | null;
  /** `<time> <hash of line>` -> how often, bounded by the overlap window. */
  readonly recent: Readonly<Record<string, number>>;
  readonly linesSeen: number;
  readonly finished: boolean;
  /** Of a log that is pushed: up to which time it had been fetched before, null for not at all. Absent: it is fetched. */
  readonly fetchedTo?: string | null | undefined;
}

export interface SourceBatch {
  readonly target: FollowTarget;
  readonly chunk: LogChunk;
  readonly lines: number;
  /** The position after this batch; it must be saved in the same transaction as the counts that the batch causes. */
  readonly position: StreamPosition;
}

/** Something that could not be read; counted, shown in status and in messages. `lines` is -1 where unknown. */
export interface SourceGap {
  readonly target: FollowTarget;
  readonly reason: string;
  readonly lines: number;
  readonly atMs: number;
}

export interface SourceSink {
  /** Resolves when the batch has been taken in; a source that waits for it has back-pressure. */
  onBatch(batch: SourceBatch): Promise<void>;
  /** The log has been opened: what stands in it comes now. */
  onOpen(target: FollowTarget): void;
  /** It is read no further, whether or not it has come to its end. */
  onClose(target: FollowTarget): void;
  onGap(gap: SourceGap): void;
  /** A state worth a condition: `null` when all is well, else a sentence such as `pods/log is forbidden in shop; grant ...`. */
  onState(target: FollowTarget, problem: string | null): void;
}

/** Reason of an abort: the pod is gone, and what was to come of its log has had its time. What was not read by then is said to be missing. */
export class PodGoneError extends Error {
  constructor() {
    super('The pod is gone.');
  }
}

export interface LogSource {
  /**
   * Resolves when the log has been read to its end (the container ended) or `signal` aborts. Retries by itself; never rejects for an outage. Aborted by a
   * `PodGoneError` it finishes the instance: with a gap, unless it had read up to the end.
   */
  follow(target: FollowTarget, from: StreamPosition | null, sink: SourceSink, signal: AbortSignal): Promise<void>;
}

/** Whose log it is, in the words of somebody who collects logs. Nothing of it is believed before the cluster has been asked. */
export interface LogOrigin {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid?: string | undefined;
  readonly container?: string | undefined;
  readonly restartCount?: number | undefined;
}

export interface PushedLine {
  /** When it was written, in nanoseconds since the epoch, as 19 digits; empty: nobody said. */
  readonly nanos: string;
  /** Without a line end. */
  readonly text: string;
  /** What tells it from an equal line of the same time (its offset in the file, an id); empty where nothing does. */
  readonly mark: string;
  /** Which of the equal lines of its request it is, from 0: a request that comes again has the same ones. */
  readonly nth: number;
}

/** Lines of one container, in the order in which it wrote them. */
export interface PushedLog {
  readonly origin: LogOrigin;
  readonly lines: readonly PushedLine[];
}

/** Pushed lines were not taken, or not all of them; whoever sent them shall send the whole request again, and nothing is counted twice. */
export class NotTakenError extends Error {
  /** One of few words. */
  readonly why: 'full' | 'unsettled' | 'switching' | 'not-saved' | 'stopped';

  /** `sentence` is for whoever sent them. */
  constructor(why: NotTakenError['why'], sentence: string) {
    super(sentence);
    this.why = why;
  }
}
