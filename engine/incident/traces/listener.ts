/** What the lines of all workloads are told to. */
import type { LogRecord, WorkloadId } from '../../domain.ts';

/** Follows lines over workloads. */
export interface RecordListener {
  record(source: RecordSource, line: SeenRecord): void;
  /** Two patterns turned out to be one. */
  merge(source: RecordSource, from: number, into: number): void;
}

export interface SeenRecord {
  readonly pattern: number;
  readonly record: LogRecord;
  /** How many lines it stands for; of a flood one is looked at for many. */
  readonly lines: number;
  readonly receivedAtMs: number;
}

/** A workload that has patterns. */
export interface RecordSource {
  readonly id: WorkloadId;
  readonly miner: {
    pattern(index: number): { readonly id: string; readonly text: string };
    /** The pattern that counts for one after late merges. */
    resolve(index: number): number;
  };
}
