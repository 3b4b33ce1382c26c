/** Where lines come from. The pipeline knows this contract only. */
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
  onGap(gap: SourceGap): void;
  /** A state worth a condition: `null` when all is well, else a sentence such as `pods/log is forbidden in shop; grant ...`. */
  onState(target: FollowTarget, problem: string | null): void;
}

export interface LogSource {
  /** Resolves when the log has been read to its end (the container ended) or `signal` aborts. Retries by itself; never rejects for an outage. */
  follow(target: FollowTarget, from: StreamPosition | null, sink: SourceSink, signal: AbortSignal): Promise<void>;
}
