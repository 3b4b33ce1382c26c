import { REASON, hasTrait } from './symbols.ts';
import type { Symbols } from './symbols.ts';
import type { Place } from './verdict.ts';

/** What stands last behind `:`, `=` or `(` is what the program was told, in words of its own. */
export function isReason({ isLast, before }: Place, symbols: Symbols): boolean {
  return isLast && before >= 0 && hasTrait(symbols, before, REASON);
}

/** So well known is a statement whose reasons may be of any marks; behind a single word and a colon stands what somebody says. */
const known = { words: 4, told: 2, own: 0.9 };

/** Whether it is a reason within a statement that is well known by its words: `[Errno 111] refused by peer` and `timed out` are two of the same. */
export function isCause({ before, words, told, own }: Place, symbols: Symbols): boolean {
  return words >= known.words && told >= known.told && own >= known.own && before >= 0 && hasTrait(symbols, before, REASON);
}
