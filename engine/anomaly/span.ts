/** What was written in the last minutes beside what is usual, as the rules are told it. */
import type { Expectation } from './chance.ts';

/** One stretch of time that ends now. */
export interface Span {
  readonly forMs: number;
  /**
   * True where only what is missing is looked for: a lack is never more than what is usual, so that a longer span hides it behind the minutes before it,
   * where an excess is told of all the same.
   */
  readonly isForLacks?: boolean | undefined;
  lines(pattern: number): number;
  /** At most and at least what is usual; null for what was never learned. */
  most(pattern: number): Expectation | null;
  least(pattern: number): Expectation | null;
  /** It follows the load: no warning, and nothing that comes in batches. */
  isEven(pattern: number): boolean;
  /** How many times busier than usual the other patterns are together, that one left out which grew most; 1 where they say nothing. */
  shift(pattern: number): number;
  readonly together: Together;
}

/** All patterns that follow the load: no warnings, none that comes in batches. */
export interface Together {
  readonly lines: number;
  /** Without the pattern that grew most, and without the one that fell most: is it all of them, or one alone? */
  readonly withoutGrown: Rest;
  readonly withoutFallen: Rest;
  readonly most: Expectation;
  readonly least: Expectation;
  /** How far below the usual the workload fell by itself in the last days, in deviations; null before a day has been seen. */
  readonly deepestLull: number | null;
  /** The same above it. */
  readonly highestSurge: number | null;
}

export interface Rest extends Expectation {
  readonly lines: number;
}
