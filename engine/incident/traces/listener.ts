/** What the lines of all workloads are told to. */
import type { LogRecord, WorkloadId } from '../../domain.ts';

/** Follows lines over workloads. */
export interface RecordListener {
  record(source: RecordSource, line: { readonly pattern: number; readonly record: LogRecord; readonly receivedAtMs: number }): void;
  /** Two patterns turned out to be one. */
  merge(source: RecordSource, from: number, into: number): void;
}

/** A workload that has patterns. */
export interface RecordSource {
  readonly id: WorkloadId;
  readonly miner: { pattern(index: number): { readonly text: string } };
}
