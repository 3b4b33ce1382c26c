/** A service of the benchmark: what it writes, when, on how many pods, and whom it calls. Read-only; `roster.ts` draws them. */
import type { WorkloadId, WorkloadRef } from '../../engine/index.ts';
import type { Zone } from './calendar.ts';
import type { Season } from './season.ts';
import type { Dialect, Statement } from './statement.ts';

export interface Service {
  readonly index: number;
  readonly ref: WorkloadRef;
  readonly id: WorkloadId;
  readonly dialect: Dialect;
  readonly season: Season;
  /** Share by which the load grows in a day. */
  readonly growthPerDay: number;
  /** Innovation of the logarithm of its load from minute to minute (an autoregression that keeps 0.93). */
  readonly noise: number;
  /** Visits of a few minutes that raise the load to at most 2.4 times: campaigns, clients that catch up. */
  readonly burstsPerDay: number;
  /** How much of its load comes from its callers; the rest has a season of its own. */
  readonly fromCallers: number;
  readonly calls: readonly number[];
  readonly replicas: number;
  /** `load`: an autoscaler follows the traffic; `asleep`: scaled to zero outside of working hours. */
  readonly scaling: 'fixed' | 'load' | 'asleep';
  readonly statements: readonly Statement[];
  readonly session: Session | null;
  /** Work that a schedule starts: inside the service, or all that a CronJob does. */
  readonly batches: readonly Batch[];
  readonly releases: readonly number[];
  /** By somebody's hand: from then on so many replicas. */
  readonly scalings: readonly { readonly atMs: number; readonly replicas: number }[];
}

/** Requests that write the same steps in the same order, all with one trace id. */
export interface Session {
  readonly steps: readonly number[];
  readonly perMinute: number;
}

export interface Batch {
  readonly schedule: Schedule;
  readonly statements: readonly number[];
  readonly lengthMinutes: number;
  /** Of all its statements together. */
  readonly perMinute: number;
}

export interface Schedule {
  /** Of the local day. */
  readonly minute: number;
  /** 1440 is once a day. */
  readonly everyMinutes: number;
  /** Null for every day. */
  readonly weekday: number | null;
  readonly zone: Zone;
}
