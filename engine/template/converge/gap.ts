import { areLists, areOutcomes, areStatements, has, haveEndings, isOpposed, sumLines } from './alternatives.ts';
import type { Alternative } from './alternatives.ts';
import { hasBalancedBrackets } from './brackets.ts';
import { weigh } from './need.ts';
import { isCause } from './reason.ts';
import { isOptional } from './optional.ts';
import { sortOf } from './sort.ts';
import type { Sort } from './sort.ts';
import {
  ABSENT,
  ANY_TEXT,
  ANY_VALUE,
  ANY_WORD,
  ANY_WORDS,
  CLOSES,
  FIXED,
  GUARD,
  KEY,
  MARK,
  METHOD,
  REASON,
  TITLE,
  UNIT,
  WORD,
  hasTrait,
  isWild,
} from './symbols.ts';
import type { Symbols } from './symbols.ts';
import { areTexts, hideFailures } from './text.ts';
import { accept, refuse } from './verdict.ts';
import type { Grounds, Place, Verdict } from './verdict.ts';

/** Whether what differs there is a variable of one statement: a name, a list, a text, a part that may be missing. */
export function judgeGap(alternatives: readonly Alternative[], place: Place, grounds: Grounds): Verdict {
  const { symbols } = grounds;
  const filled = alternatives.filter(({ items }) => items.length > 0);
  const ofTexts = judgeTexts(alternatives, filled, place, grounds);
  if (ofTexts !== null) return ofTexts;
  if (filled.every(({ items }) => items.length === 1 && hasTrait(symbols, items[0] ?? 0, METHOD))) return accept(2, ANY_WORD);
  if (areMissing(filled, symbols)) return accept(2, widest(filled, ANY_WORD));
  const present = filled.filter(({ items }) => items.length > 1 || !hasTrait(symbols, items[0] ?? 0, ABSENT));
  if (present.length === 1 && present.length < filled.length && isValueOfSeveral(present[0], place)) return accept(1, ANY_WORDS);
  const sort = sortOf(filled, place, symbols);
  if (isOpposed(sort.isVaried ? sort.unguarded : filled, symbols) || sayWhatCame(filled, place, symbols)) return refuse('other');
  if (areLists(filled, symbols)) return place.words >= 1 ? accept(1, ANY_TEXT) : refuse('words');
  if (sayWhatHappened(filled, place, { sort, symbols })) return refuse('other');
  if (isObjectionable(filled, place, { sort, symbols })) return refuse('other');
  if (filled.every(({ items }) => items.length === 1 && isWild(items[0] ?? 0))) return accept(2, widest(filled, ANY_VALUE));
  return weigh(sort, place, grounds);
}

/** What texts, clauses and parts that may be missing are; null for anything else. */
// oxlint-disable-next-line max-params -- called for every gap
function judgeTexts(alternatives: readonly Alternative[], filled: readonly Alternative[], place: Place, grounds: Grounds): Verdict | null {
  const { symbols } = grounds;
  const textPlace = { before: place.before, hasWords: place.words > 0, isLate: grounds.isLate };
  const hides = (): boolean => place.isCalm && hideFailures(filled, textPlace, symbols);
  if (isTextAlready(filled, place.lines)) return hides() ? refuse('failure') : accept(1, ANY_TEXT);
  if (place.isFirst && areClauses(filled)) return refuse('other');
  const isText = areTexts(filled, textPlace, symbols);
  if (isText && hides()) return refuse('failure');
  if (filled.length < alternatives.length) return judgeOptional(alternatives, place, { grounds, isText });
  if (isText) return isGuardedText(filled, place.lines, symbols) ? refuse('other') : accept(1.5, ANY_TEXT);
  return null;
}

/** Whether they say what came of several things; behind words enough of its own a line may end in such names. */
function sayWhatCame(filled: readonly Alternative[], { isLast, words }: Place, symbols: Symbols): boolean {
  return areOutcomes(filled, symbols) || (isLast && words < 2 && haveEndings(filled, symbols));
}

function isTextAlready(filled: readonly Alternative[], lines: number): boolean {
  if (!filled.some(({ items }) => items.length === 1 && items[0] === ANY_TEXT)) return false;
  return sumLines(filled.filter(({ items }) => items.includes(ANY_TEXT))) * 2 >= lines;
}

/** Names have mostly fewer words, clauses more. */
const clauseLength = 3;

/** Whether they say what happened, as the beginning of a statement does: `<this and that was done> in 5 ms` are statements that end alike. */
function areClauses(filled: readonly Alternative[]): boolean {
  return filled.filter(({ items }) => items.length >= clauseLength).length * 2 > filled.length;
}

/** So many alternatives that differ show a value with blanks in it. */
const leastValues = 4;

function judgeOptional(
  alternatives: readonly Alternative[],
  place: Place,
  { grounds: { symbols }, isText }: { grounds: Grounds; isText: boolean },
): Verdict {
  const filled = alternatives.filter(({ items }) => items.length > 0);
  const isGuarded = filled.some((alternative) => has(alternative, symbols, GUARD | FIXED));
  if (filled.every(({ items }) => isOptional(items, place, symbols))) {
    return isGuarded ? refuse('other') : place.words >= 1 ? accept(1, ANY_TEXT) : refuse('words');
  }
  if (isText && place.isLast) return accept(1, ANY_TEXT);
  if (!isGuarded && isMoreOfName(filled, place, symbols)) return accept(1, ANY_TEXT);
  const differ = filled.length * 2 >= sumLines(filled);
  const isValue = isWild(place.before) && place.before >= 0 && filled.length >= leastValues && place.words >= 2;
  return isValue && differ && !isGuarded ? accept(1, ANY_TEXT) : refuse('empty');
}

/** So many, so short, in a statement so well known: more of them are rather clauses. */
const more = { least: 3, longest: 2, longestNamed: 3, words: 3, own: 0.9 };

/**
 * Whether they are more words of what stands before: of what was found to be of several words, as in `<words> GO cpu 5` beside `<words> cpu 5`, or
 * of what a key names, as in `why=low light` beside `why=dusk`.
 */
function isMoreOfName(filled: readonly Alternative[], { before, isNamed, words, own }: Place, symbols: Symbols): boolean {
  if (words < more.words || own < more.own || filled.some((alternative) => has(alternative, symbols, KEY | MARK))) return false;
  if (isNamed) return isWild(before) && filled.every(({ items }) => items.length <= more.longestNamed);
  if (before !== ANY_WORDS && before !== ANY_TEXT) return false;
  return filled.length >= more.least && filled.every(({ items }) => items.length <= more.longest);
}

/** A text may say `started`; texts that mostly do are rather statements. */
function isGuardedText(filled: readonly Alternative[], lines: number, symbols: Symbols): boolean {
  const guarded = filled.filter((alternative) => has(alternative, symbols, GUARD)).length;
  return guarded > (filled.length >= 0.8 * lines ? 0.8 : 0.4) * filled.length;
}

/** More of them than this with guarded words are not names of things. */
const guardedShare = 1 / 3;
/** What so many own words stand around is a remark rather than the message, unless nearly all of it says what happened. */
const remark = { words: 3, wordsBefore: 4, own: 0.9, guarded: 0.9 };

/** Whether many say that something was started, created or is full, in a place that is neither a remark nor a reason: then they are what the lines mean. */
function sayWhatHappened(filled: readonly Alternative[], place: Place, { sort, symbols }: { sort: Sort; symbols: Symbols }): boolean {
  const { before, after, words, own, isLast } = place;
  if (sort.isEnclosed || (before >= 0 && hasTrait(symbols, before, REASON)) || (after >= 0 && hasTrait(symbols, after, CLOSES)))
    return false;
  const isGuarded = (item: number): boolean => hasTrait(symbols, item, GUARD) && !hasTrait(symbols, item, TITLE);
  const guarded = filled.filter(({ items }) => items.length > 1 && items.some(isGuarded));
  const isMarked = before >= 0 && hasTrait(symbols, before, MARK);
  const isRemark = own >= remark.own && (isLast ? words >= remark.wordsBefore && !isMarked : words >= remark.words);
  if (isRemark && guarded.length < remark.guarded * filled.length) return false;
  return guarded.length > guardedShare * filled.length;
}

/** Longer alternatives are rather statements than names. */
const longestName = 6;
const longestEnclosed = 20;

/** Whether what stands there looks like parts of statements rather than names: keys, marks alone, long, unbalanced, or sharing words. */
function isObjectionable(filled: readonly Alternative[], place: Place, { sort, symbols }: { sort: Sort; symbols: Symbols }): boolean {
  const { isCertain, isEnclosed, groups, plain, marked, words, wild } = sort;
  const keyed = filled.filter((alternative) => has(alternative, symbols, KEY) && !groups.includes(alternative));
  if (!isEnclosed && keyed.length > (isCertain ? 0.2 * filled.length : 0)) return true;
  if (place.after >= 0 && hasTrait(symbols, place.after, KEY) && filled.some(({ items }) => hasTrait(symbols, items.at(-1) ?? 0, WORD)))
    return true;
  if (words.some(({ items }) => hasTrait(symbols, items[0] ?? 0, MARK) && !hasTrait(symbols, items[0] ?? 0, UNIT))) return true;
  const several = [...plain, ...marked];
  const longest = isEnclosed || isCause(place, symbols) ? longestEnclosed : longestName;
  if (!isCertain && several.some(({ items }) => items.length > longest || !hasBalancedBrackets(items, symbols))) return true;
  return areStatements(several, words.length + wild.length, symbols) || (marked.length * 2 > filled.length && !isCause(place, symbols));
}

/** Whether values stand there, or in some lines what says that there is none. */
function areMissing(filled: readonly Alternative[], symbols: Symbols): boolean {
  const isWildOrAbsent = ({ items: [item = 0, ...rest] }: Alternative): boolean =>
    rest.length === 0 && (isWild(item) || hasTrait(symbols, item, ABSENT));
  return filled.length > 1 && filled.some(({ items }) => isWild(items[0] ?? 0)) && filled.every(isWildOrAbsent);
}

/** Whether it has values among its words, as `a7(main)` has, so that it may be missing like a value. */
function isValueOfSeveral(alternative: Alternative | undefined, { words, own }: Place): boolean {
  return words >= 1 && own >= 0.9 && alternative?.items.some(isWild) === true;
}

function widest(filled: readonly Alternative[], least: number): number {
  return Math.max(...filled.flatMap(({ items: [item = ANY_VALUE] }) => (isWild(item) ? [item] : [])), least);
}
