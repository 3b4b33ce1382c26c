/** What detectors find, as a read-only value. */
import type { Level, Template, WorkloadId } from './domain.ts';

/** What a detector finds: in counts, of a pattern or a whole workload (`anomaly/rules`), in what the lines say (`anomaly/content`), or in what they are like as a whole (`anomaly/outlier`). */
export type AnomalyKind = CountKind | 'error-ratio' | 'latency' | 'value-share' | 'outlier';

type CountKind = 'spike' | 'trend' | 'drop' | 'level-shift' | 'log-bomb' | 'new-pattern' | 'silence';

/** Something that breaks the baseline of one workload. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly workload: WorkloadId;
  /** Null for what concerns all patterns of the workload, such as `silence`. */
  readonly template: Template | null;
  readonly startedAtMs: number;
  readonly lastSeenAtMs: number;
  /** Lines in the window that was judged, and what was expected in it (per replica-minute scaled to the window). */
  readonly observed: number;
  readonly expected: number;
  /** Robust z-score, capped at 1,000. */
  readonly z: number;
  /** How many times a year chance alone would bring this: the scale that all detectors share. Absent in what was saved before it was known. */
  readonly perYear?: number | undefined;
  /** 0 to 1: how sure the detector is, lower while learning. */
  readonly confidence: number;
  /** Worst level among the lines. */
  readonly level: Level;
  /** One sentence, such as `41 lines in 30 s where 0.4 are usual (z 22)`. */
  readonly reason: string;
  /** Redacted raw lines of what no single pattern holds, such as a flood; at most 20. */
  readonly samples?: readonly string[] | undefined;
  /** True where a long record of normal operation has nothing like it, so that one line is reason enough for an incident. */
  readonly isUnheard?: boolean | undefined;
}
