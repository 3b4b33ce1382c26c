import type { Counted } from '../outlier/windows.ts';

/** What is done with the lines until the next time the detectors are asked. */
export interface ContentTimes {
  readonly nowMs: number;
  readonly learns: boolean;
  readonly judges: boolean;
  /** Errors a minute that the served model holds for usual. */
  readonly servedErrors: number;
  /** Null where what the lines are like as a whole is not to be judged, as of jobs and of what does not run. */
  readonly counted: Counted | null;
}
