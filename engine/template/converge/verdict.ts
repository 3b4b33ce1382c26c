import type { Evidence } from './evidence.ts';
import type { Lexicon } from './lexicon.ts';
import { ANY_WORD } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** What the judge goes by. */
export interface Grounds {
  readonly symbols: Symbols;
  readonly evidence: Evidence;
  readonly lexicon: Lexicon;
  /** Words that tell nothing, since nearly all patterns have them. */
  readonly shared: ReadonlySet<number>;
  readonly isLate: boolean;
}

/** What the forms of a gap have in common, and what stands beside it. */
export interface Place {
  /** Words that all forms have, but for names. */
  readonly words: number;
  readonly marks: number;
  /** Marks behind a key. */
  readonly keys: number;
  /** The share of the lines with the rarest of these words that are of these forms: at 1 the words stand in no other statement. */
  readonly own: number;
  readonly lines: number;
  /** Whether the forms carry no level, and none of the words that all of them have speaks of a failure. */
  readonly isCalm: boolean;
  /** Negative for nothing or another gap. */
  readonly before: number;
  readonly after: number;
  /** Words of the statement before it. */
  readonly told: number;
  /** Whether what stands before is the value of a key. */
  readonly isNamed: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/**
 * Why a gap is not a place that varies, where something can be done about it: some forms have nothing there, the words are too few, some speak of a
 * failure, or it is too early for so few names.
 */
export type Objection = 'empty' | 'words' | 'failure' | 'early' | 'other';

/** How sure it is that the place varies, 0 for not, and what it takes. */
export interface Verdict {
  readonly score: number;
  readonly slot: number;
  readonly objection: Objection | null;
}

export function refuse(objection: Objection): Verdict {
  return { score: 0, slot: ANY_WORD, objection };
}

export function accept(score: number, slot: number): Verdict {
  return { score, slot, objection: null };
}
