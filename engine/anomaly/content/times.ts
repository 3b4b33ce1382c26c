/** What is done with the lines until the next time the detectors are asked. */
export interface ContentTimes {
  readonly nowMs: number;
  readonly learns: boolean;
  readonly judges: boolean;
  /** Errors a minute that the served model holds for usual. */
  readonly servedErrors: number;
}
