/** A fault as data: what is broken, from when to when, how large it is, and what it does to the lines. */

export const faultKinds = [
  'spike',
  'new-pattern',
  'returning-pattern',
  'drop',
  'silence',
  'trend',
  'level-shift',
  'value-share',
  'error-ratio',
  'log-bomb',
  'step-missing',
  'step-order',
  'latency',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly index: number;
  readonly kind: FaultKind;
  /** Position in the roster. */
  readonly service: number;
  readonly beginAtMs: number;
  readonly endAtMs: number;
  /** Found is what was alarmed of until then; for a trend that is before its steepest part. */
  readonly dueByAtMs: number;
  /** How many times the usual rate, share or length; of a drop how many times less; infinite for what is never there or gone altogether. */
  readonly factor: number;
  /** Drawn to be below what is owed. */
  readonly isSmall: boolean;
  /** Statements that an alarm may name; null for any of the service. */
  readonly about: readonly number[] | null;
  readonly effects: readonly Effect[];
}

/** What one service writes otherwise during a time. */
export type Effect = { readonly service: number; readonly fromAtMs: number; readonly untilAtMs: number } & Change;

export type Change =
  | { readonly type: 'add'; readonly statement: number; readonly perMinute: number }
  /** `times` 4 adds four lines for each usual one. */
  | { readonly type: 'more'; readonly statements: readonly number[]; readonly times: number }
  /** Each line is kept with this probability; null for all of the service. */
  | { readonly type: 'thin'; readonly statements: readonly number[] | null; readonly keep: number }
  | { readonly type: 'node'; readonly statement: number; readonly node: number; readonly share: number }
  | { readonly type: 'slower'; readonly statements: readonly number[]; readonly times: number }
  /** Of this share of the sessions the step is missing, or comes after its follower. */
  | { readonly type: 'missing' | 'swapped'; readonly step: number; readonly share: number };

/** What a fault turned out to be, counted while it was written. */
export interface FaultAccount {
  /** Lines more, fewer or other than usual. */
  readonly lines: number;
  /** When the 30th of them was written or missing; null where there were fewer. */
  readonly ripeAtMs: number | null;
}

/** From this size on a fault must be found. */
export const owedFactor = 5;
export const owedLines = 30;

export function isOwed({ isSmall, factor }: Fault, { lines }: FaultAccount): boolean {
  return !isSmall && factor >= owedFactor && lines >= owedLines;
}
