import { sumLines } from './alternatives.ts';
import type { Alternative } from './alternatives.ts';
import { areInflected } from './inflection.ts';
import { isCause, isReason } from './reason.ts';
import { slotFor } from './sort.ts';
import type { Sort } from './sort.ts';
import { ANY_VALUE, CODE, DOTTED, ENDS_GUARDED, JOINED, MARK, TITLE, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';
import { accept, refuse } from './verdict.ts';
import type { Grounds, Place, Verdict } from './verdict.ts';

/** Fewer alternatives are never evidence: of two words nobody can say whether they are names or two statements. */
const leastNeed = 2.4;
/** Unless they look like names and codes, `AA` and `CA`, or like what was picked, in a statement that is known by its words and was written so often. */
const leastOfCodes = { need: 2, words: 2, own: 0.9, lines: 3 };
/** The more words of its own a statement has, the less likely is another one that differs in a single place. */
const needByWords = [8, 7, 5, 4, 3];
/** A place that was found to vary counts as so many alternatives, a value that shows it by itself as half of them. */
const foundWorth = 4;
const valueWorth = 2;

/** Whether the alternatives are evidence enough that the place varies. */
export function weigh(sort: Sort, place: Place, grounds: Grounds): Verdict {
  const { symbols, lexicon } = grounds;
  const { words, plain } = sort;
  const literals = [...words, ...plain].flatMap(({ items }) => items.filter((item) => hasTrait(symbols, item, WORD)));
  if (literals.filter((word) => lexicon.ownLines(word) > place.lines).length > ownShareFor(place) * literals.length) return refuse('other');
  const look = lookOf(sort, literals, grounds);
  if (place.words >= 1 && areHosts(sort, symbols)) return accept(1, slotFor(sort));
  if (place.words < 1 && !areSurelyNames(sort, place, look)) return refuse('words');
  if ((areInflected(sort, grounds) && !isSpeaker(place, symbols)) || arePhrases(sort, place, grounds) || areClauses(sort, place, grounds))
    return refuse('other');
  return isEvident(sort, place, { look, grounds });
}

/** Whether there are alternatives enough. */
function isEvident(sort: Sort, place: Place, { look, grounds }: { look: Look; grounds: Grounds }): Verdict {
  const need = needOf(sort, place, grounds);
  const neededFor = (worth: number, least: number): number => {
    const needed = Math.max(least, need - worth);
    return look.isKnown ? Math.min(needed, place.words >= 2 ? 2 : 4) : needed;
  };
  const count = countOf(sort, place, grounds.symbols);
  const evidence = count + Math.min(look.known, count) / 2 + foundIn(sort);
  const needed = neededFor(look.worth, leastFor(place, look.worth > 0, grounds.symbols));
  if (evidence >= needed) return accept(Math.min(3, evidence / needed), slotFor(sort));
  const isPicked = arePicked(sort, place, grounds.symbols);
  const isLikely = look.worth < 1 && (isPicked || areNamedAgain(sort, place, grounds));
  if (!isLikely || evidence < neededFor(1, leastFor(place, isPicked, grounds.symbols))) return refuse('other');
  // Merged early, two of several names would be one, and what is left too few.
  return grounds.isLate ? accept(1, slotFor(sort)) : refuse('early');
}

/** Whether the alternatives look like names: how many are known as such, and by their letters. */
interface Look {
  readonly known: number;
  readonly isKnown: boolean;
  readonly isNamed: boolean;
  /** How many alternatives it is worth. */
  readonly worth: number;
}

function lookOf({ words, plain, marked }: Sort, literals: readonly number[], grounds: Grounds): Look {
  const { symbols } = grounds;
  const named = [...words, ...plain, ...marked];
  const known = named.filter((alternative) => isName(alternative, grounds)).length;
  const joined = literals.filter((word) => hasTrait(symbols, word, JOINED | CODE)).length;
  const isNamed = joined >= 0.8 * literals.length;
  const areCodes = literals.length > 2 && literals.every((word) => hasTrait(symbols, word, CODE));
  return { known, isKnown: known >= 2 && known >= 0.8 * named.length, isNamed, worth: areCodes ? 1.5 : isNamed ? 1 : 0 };
}

/**
 * Qualified names are names, however few: hosts, packages, classes. So are values beside them: some hosts of a list have digits, some not. But for those
 * that end in what happened, `screen.TURNED_ON`.
 */
function areHosts({ wild, words, alternatives }: Sort, symbols: Symbols): boolean {
  if (wild.length + words.length < alternatives.length) return false;
  return words.every(({ items: [word = 0] }) => hasTrait(symbols, word, DOTTED) && !hasTrait(symbols, word, ENDS_GUARDED));
}

/** Without words of its own a pattern stands only on what can be nothing but names. */
function areSurelyNames({ words, plain, marked, groups }: Sort, { marks }: Place, { isNamed, isKnown, known }: Look): boolean {
  if (isNamed && words.length >= 5 && marked.length === 0 && marks > 0) return true;
  return isKnown && known >= 4 && known === words.length + plain.length + marked.length && groups.length === 0;
}

/**
 * Whether most of them are several ordinary words, as in `Initializing thread pool` and `thread pool ready`: beside a single word of its own what
 * differs is the statement. Names have capitals, digits or signs, or are known; reasons may be phrases.
 */
function arePhrases({ alternatives, plain, isEnclosed }: Sort, place: Place, { symbols, lexicon }: Grounds): boolean {
  if (place.words > (place.isFirst ? 2 : 1) || isEnclosed || isReason(place, symbols)) return false;
  const isOrdinary = (item: number, at: number): boolean =>
    hasTrait(symbols, item, WORD) &&
    !hasTrait(symbols, item, JOINED | CODE | (place.isFirst && at === 0 ? 0 : TITLE)) &&
    !lexicon.isName(item);
  return plain.filter(({ items }) => items.filter(isOrdinary).length >= 2).length * 2 > alternatives.length;
}

/** So few that each comes so often are as many statements, however well what stands before them is known. */
const clauses = { most: 8, linesEach: 5 };

/**
 * Whether a few endings that come again and again say what happened: `Part 7 inserted at station 2`, `Part 7 removed`, `Part 7 measured: 0.3 mm` are
 * three statements about parts. What has values among its words, or several ordinary words, is no name.
 */
function areClauses({ alternatives, plain, marked, wild, isEnclosed }: Sort, place: Place, { symbols, lexicon }: Grounds): boolean {
  if (isEnclosed || isReason(place, symbols) || isMostlyFound(wild, place)) return false;
  if (alternatives.length > clauses.most || sumLines(alternatives) < clauses.linesEach * alternatives.length) return false;
  if (!place.isLast) return place.words <= 1 && areBuilt([...plain, ...marked], alternatives.length, symbols);
  const ordinaryOf = ({ items }: Alternative): number =>
    items.filter((item) => hasTrait(symbols, item, WORD) && !hasTrait(symbols, item, JOINED | CODE | TITLE) && !lexicon.isName(item))
      .length;
  const several = [...plain, ...marked];
  const built = several.filter((alternative) => alternative.items.some(isWild) && ordinaryOf(alternative) > 0).length;
  const phrases = several.filter((alternative) => !alternative.items.some(isWild) && ordinaryOf(alternative) > 1).length;
  return built > 0 && (built + phrases) * 2 >= alternatives.length;
}

/** In so many of the lines what stands there was found to be a name. */
const foundShare = 0.7;

function isMostlyFound(wild: readonly Alternative[], { lines }: Place): boolean {
  return sumLines(wild.filter(({ items }) => items[0] !== ANY_VALUE)) >= foundShare * lines;
}

/** Whether at least every second one has values or places that vary among words of its own. */
function areBuilt(several: readonly Alternative[], count: number, symbols: Symbols): boolean {
  const built = several.filter(
    ({ items, lines }) => lines >= 20 && items.some(isWild) && items.some((item) => hasTrait(symbols, item, WORD)),
  );
  return built.length > 0 && built.length * 2 >= count;
}

function foundIn({ wild }: Sort): number {
  if (wild.length === 0) return 0;
  return wild.some(({ items }) => (items[0] ?? ANY_VALUE) > ANY_VALUE) ? foundWorth : valueWorth;
}

/** Words of which more than this share are other statements' own are no names; a statement that is well known by its words may name anything. */
function ownShareFor({ words, own }: Place): number {
  return words >= 2 && own >= 0.9 ? 0.8 : 0.4;
}

function leastFor(place: Place, areNames: boolean, symbols: Symbols): number {
  const { words, own, lines, isFirst } = place;
  const { need, words: leastWords, own: leastOwn, lines: leastLines } = leastOfCodes;
  const mayAct = isFirst && !isSpeaker(place, symbols);
  return areNames && !mayAct && words >= leastWords && own >= leastOwn && lines >= leastLines ? need : leastNeed;
}

/** What begins a line and stands before a colon is who says the rest, and not what happened. */
function isSpeaker({ isFirst, after }: Place, { texts }: Symbols): boolean {
  return isFirst && texts[after] === ':';
}

/** Whether most of them stand behind the same word in another statement, as in `provider gps enabled` and `provider gps disabled`. */
function areNamedAgain({ words }: Sort, { before }: Place, { symbols, evidence }: Grounds): boolean {
  if (before < 0 || !hasTrait(symbols, before, WORD)) return false;
  const again = words.filter(({ items: [word = 0], patterns }) => evidence.pairs(before, word) > patterns).length;
  return again >= 2 && again * 2 > words.length;
}

/** Whether they stand in brackets or are written as proper names are within a sentence: `feed A`, `Profile Travel loaded`, `answer of Robot 7`. */
function arePicked({ alternatives, wild, isEnclosed }: Sort, { isFirst }: Place, symbols: Symbols): boolean {
  if (isEnclosed) return true;
  if (isFirst || wild.length === alternatives.length) return false;
  const isProper = (item: number): boolean => isWild(item) || hasTrait(symbols, item, TITLE) || /^\p{Lu}$/u.test(symbols.texts[item] ?? '');
  return alternatives.every(({ items }) => items.every(isProper) && (items.length === 1 || !isWild(items[0] ?? 0)));
}

function isName({ items }: Alternative, { symbols, lexicon }: Grounds): boolean {
  const words = items.filter((item) => hasTrait(symbols, item, WORD));
  return words.length > 0 && words.every((word) => lexicon.isName(word));
}

/** How many alternatives there are, names of several words counted as somewhat less, and what is built of values and words as much less. */
function countOf(sort: Sort, place: Place, symbols: Symbols): number {
  const { words, plain, marked, groups, isEnclosed } = sort;
  const isBuilt = ({ items }: Alternative): boolean => items.some(isWild) && items.some((item) => hasTrait(symbols, item, WORD));
  const built = place.words < 3 ? plain.filter(isBuilt).length : 0;
  const worth = isEnclosed || isReason(place, symbols) ? 1 : 0.8;
  const hasValues = [...plain, ...marked].some(({ items }) => items.some(isWild)) ? 0.5 : 0;
  return (
    words.length +
    groups.length +
    (plain.length - built) * worth +
    built * 0.4 +
    marked.length * (isCause(place, symbols) ? worth : 0.3) +
    hasValues
  );
}

function needOf({ alternatives }: Sort, place: Place, { symbols, evidence }: Grounds): number {
  const { before, after, words, own } = place;
  let need = needByWords[Math.min(4, Math.floor(words))] ?? 3;
  if (isReason(place, symbols)) need -= 1;
  else if ((before >= 0 && hasTrait(symbols, before, MARK)) || (after >= 0 && hasTrait(symbols, after, MARK))) need -= 0.5;
  // Words that stand in no other statement make a statement; words that stand everywhere make none.
  if (own < 0.4) need += 1.5;
  else if (own >= 0.9) need -= words < 2 ? 3 : 2;
  if (before < 0 || isWild(before)) return need;
  const { varying, literal } = evidence.behind(before);
  const varied = alternatives.filter(({ items }) => isWild(items[0] ?? 0));
  const named = alternatives.filter((alternative) => !varied.includes(alternative));
  // The same names behind the same word in another statement are no words of that one.
  const again = named.reduce((sum, { items, patterns }) => sum + Math.max(0, evidence.pairs(before, items[0] ?? 0) - patterns), 0);
  const otherVarying = varying - sumPatterns(varied);
  const otherLiteral = literal - sumPatterns(named) - again;
  // What names stand behind elsewhere, such as `from` or `user`, they will stand behind here.
  if (otherVarying - otherLiteral >= 2 && otherVarying > 3 * otherLiteral) return need - 1;
  return otherLiteral > 2 * otherVarying ? need + 0.5 : need;
}

function sumPatterns(alternatives: readonly Alternative[]): number {
  return alternatives.reduce((sum, { patterns }) => sum + patterns, 0);
}
