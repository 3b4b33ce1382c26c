/** What is saved of one workload. */
import type { DetectionState } from './anomaly/anomaly.ts';
import type { BaselineState } from './anomaly/baseline.ts';
import type { ContentState } from './anomaly/content/content.ts';
import type { LearningState } from './anomaly/learning.ts';
import type { PausesState } from './anomaly/pauses.ts';
import type { LatelyState } from './anomaly/lately.ts';
import type { WindowState } from './anomaly/window.ts';
import type { Coverage, WorkloadRef } from './domain.ts';
import type { StreamsState } from './streams.ts';

export interface WorkloadState {
  readonly ref: WorkloadRef;
  readonly miner: unknown;
  readonly window: WindowState;
  readonly baseline: BaselineState;
  readonly detection: DetectionState;
  readonly minutes: LearningState;
  readonly streams: StreamsState;
  readonly pauses: PausesState;
  /** Absent in states of before. */
  readonly season?: LatelyState | undefined;
  readonly coverage: Coverage;
  /** Absent where an older version saved it. */
  readonly content?: ContentState | undefined;
  /** First line, last start of a container, last loss of lines, last tick. */
  readonly times: readonly [number | null, number | null, number | null, number];
}
