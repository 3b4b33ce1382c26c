import { ALARMS } from '../guard.ts';
import { mostCommon, sumLines, wordPairs } from './alternatives.ts';
import type { Alternative } from './alternatives.ts';
import { MARK, WORD, hasTrait } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Where a text may stand. */
export interface TextPlace {
  /** What stands before it; negative for nothing or what varies. */
  readonly before: number;
  /** Whether the line has words of its own beside the text. */
  readonly hasWords: boolean;
  /** Whether all that is evident has been merged, so that what still differs is rather text than names. */
  readonly isLate: boolean;
}

/** Fewer sentences may be statements. */
const least = { early: 8, late: 20, lateWithoutWords: 30 };
/** Texts are written once, statements again and again: so many of the lines differ. */
const differingShare = 0.5;
const longShare = 0.3;
const longText = 4;
const leastLengths = 3;
/** Statements begin with a few words, texts with many. */
const mostFirst = 0.35;
/** Before names are known: texts stand behind a mark, and no word stands in many of them. */
const mostShared = 0.3;
const leastPairs = 16;
/** Texts say the words of their language in ever new pairs. */
const newPairs = { early: 0.7, late: 0.4 };

/** Whether they are what people or other programs wrote, of which nothing stays the same. */
export function areTexts(alternatives: readonly Alternative[], place: TextPlace, symbols: Symbols): boolean {
  const count = alternatives.length;
  const needed = place.isLate ? (place.hasWords ? least.late : least.lateWithoutWords) : least.early;
  if (count < needed || count < differingShare * sumLines(alternatives)) return false;
  if (alternatives.filter(({ items }) => items.length >= longText).length < longShare * count) return false;
  if (new Set(alternatives.map(({ items }) => items.length)).size < leastLengths) return false;
  if (mostCommon(alternatives.map(({ items }) => items[0] ?? 0)) > mostFirst * count) return false;
  const pairs = alternatives.flatMap(({ items }) => wordPairs(items, symbols));
  const novelty = new Set(pairs).size;
  if (place.isLate) return novelty >= newPairs.late * pairs.length;
  if (place.before < 0 || !hasTrait(symbols, place.before, MARK)) return false;
  const shared = mostCommon(alternatives.flatMap(({ items }) => [...new Set(items.filter((item) => hasTrait(symbols, item, WORD)))]));
  return shared <= mostShared * count && pairs.length >= leastPairs && novelty >= newPairs.early * pairs.length;
}

const alarms: ReadonlySet<string> = new Set(ALARMS);

/** Whether words of failure are among them. */
export function isAlarmed(items: readonly number[], { texts }: Symbols): boolean {
  return items.some((item) => alarms.has((texts[item] ?? '').toLowerCase()));
}

/** Whether some of these texts speak of failures that are not as many and as different as texts are: then the others would hide them. */
export function hideFailures(alternatives: readonly Alternative[], place: TextPlace, symbols: Symbols): boolean {
  const failures = alternatives.filter(({ items }) => isAlarmed(items, symbols));
  return failures.length > 0 && failures.length < alternatives.length && !areTexts(failures, place, symbols);
}

/** Whether it matters for these how much has been merged: whether they are texts late that were none early, or the other way round. */
export function dependOnLateness(alternatives: readonly Alternative[], place: Omit<TextPlace, 'isLate'>, symbols: Symbols): boolean {
  if (alternatives.length < least.early) return false;
  return areTexts(alternatives, { ...place, isLate: false }, symbols) !== areTexts(alternatives, { ...place, isLate: true }, symbols);
}
