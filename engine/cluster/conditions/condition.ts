/**
 * What can be the matter, with the ways it is said. The first that fits a spelled text is its condition, so the particular stand before the
 * general.
 */
export interface Condition {
  readonly name: string;
  readonly words: RegExp;
  /** Also said within a few words of `words`, before or behind. */
  readonly near?: readonly RegExp[];
  /** Where this is said too, it is something else: "timeout set to 30s" is no timeout. */
  readonly unless?: RegExp;
  /** Field of the condition where the text names none. */
  readonly home?: string;
  /** The condition belongs to its home whatever else the text names: a database without space has a disk without space. */
  readonly always?: true;
  /** Conditions that people take for each other share one. */
  readonly family?: string;
  /** The words of the condition prove no field: an unexpected token is no token of a login. */
  readonly hides?: true;
  /** Happens to a thing, which stands beside it; without a thing nothing is said. */
  readonly happens?: true;
}

/** What cannot be reached, for whatever reason. */
export const unreachable = 'unreachable';
/** What was paid, however far the payment is. */
export const paid = 'paid';
