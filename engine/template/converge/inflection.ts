import { mostCommon } from './alternatives.ts';
import type { Sort } from './sort.ts';
import { CODE, JOINED, TITLE, WORD, hasTrait } from './symbols.ts';
import type { Grounds } from './verdict.ts';

/** So many words must end alike in two letters, or more of more words in one. */
const least = { words: 3, ofWords: 0.6, forLetter: 5, ofLetter: 0.7 };

/** More things do not happen to one subject; names may be any number. */
const mostVerbs = 16;

/**
 * Whether the words are of one grammatical form, as in `Payment captured`, `refunded`, `voided`: then they say what happened, and the lines are
 * statements. Needs no word of any language: words that are inflected alike end alike (`gestartet`, `gedruckt`; `enviado`, `pagado`), names do not.
 */
export function areInflected({ words }: Sort, { symbols, lexicon }: Grounds): boolean {
  const isPlain = (item: number): boolean =>
    hasTrait(symbols, item, WORD) && !hasTrait(symbols, item, JOINED | CODE | TITLE) && !lexicon.isName(item);
  const plain = words.flatMap(({ items: [item = 0] }) => (isPlain(item) ? [symbols.texts[item] ?? ''] : []));
  if (plain.length < least.words || plain.length > mostVerbs) return false;
  const alike = (letters: number): number => mostCommon(plain.map((text) => text.slice(-letters)));
  return alike(2) >= least.ofWords * words.length || (plain.length >= least.forLetter && alike(1) >= least.ofLetter * words.length);
}
