export interface LineLimits {
  /** Longest line kept, in bytes; the rest of a longer one is cut and counted. A pattern needs far less. */
  readonly lineBytes: number;
  /** Most raw lines in one record, and most characters of continuation lines kept: traces of deep frameworks have some 200 lines. */
  readonly recordLines: number;
  readonly restLength: number;
  /** How long a record stays open for further lines: containers write a trace at once. */
  readonly flushForMs: number;
  /** How many first records wait until the header of the container is learned. */
  readonly learnRecords: number;
}

export const DEFAULT_LINE_LIMITS: LineLimits = {
  lineBytes: 65_536,
  recordLines: 1_000,
  restLength: 4_096,
  flushForMs: 2_000,
  learnRecords: 100,
};
