import { isGuarded } from './guard.ts';
import type { Shape } from './shape.ts';
import { MARK, VALUE, WORD } from './kinds.ts';
import type { Tokens } from './tokens.ts';
import { isGuard } from './words.ts';

/** Places where `shape` differs from `pattern`, at most `limit`; null when they differ more, or where meaning forbids a wildcard. */
export function differences(pattern: Shape, shape: Shape, limit: number): number[] | null {
  const places: number[] = [];
  const { kinds, hashes } = pattern;
  for (let i = 0; i < kinds.length; i += 1) {
    if (kinds[i] === shape.kinds[i] && hashes[i] === shape.hashes[i]) continue;
    if (isFree(pattern, i) && isFree(shape, i)) {
      if (kinds[i] === VALUE && pattern.words[i] === ANY_WORD) continue;
      places.push(i);
      if (places.length > limit) return null;
    } else return null;
  }
  return places;
}

/** Whether a pattern, perhaps with places that take any word, covers a message of the same build. Makes no string. */
export function covers(pattern: Shape, tokens: Tokens): boolean {
  const { kinds, hashes } = pattern;
  if (kinds.length !== tokens.count) return false;
  for (let i = 0; i < kinds.length; i += 1) {
    if (kinds[i] === tokens.kinds[i] && hashes[i] === tokens.hashes[i]) continue;
    const takesAny = kinds[i] === VALUE && pattern.words[i] === ANY_WORD && tokens.kinds[i] === WORD;
    if (!takesAny || isGuard(tokens.source, tokens.starts[i] ?? 0, tokens.ends[i] ?? 0)) return false;
  }
  return true;
}

/** The text of a place that takes any word. */
export const ANY_WORD = '<word>';

/** Makes `places` of a pattern take any word. */
export function generalize(pattern: Shape, places: readonly number[]): void {
  for (const place of places) {
    if (pattern.kinds[place] === WORD || pattern.words[place] !== ANY_WORD) pattern.words[place] = ANY_WORD;
    pattern.kinds[place] = VALUE;
    pattern.hashes[place] = -1;
  }
}

/**
 * How many different words must have been seen at `places`, everything else being equal, before they count as a variable. The more literal words
 * stand around them, the fewer it takes; a line of one literal word and one other is rather two messages than one with a variable. Words that look
 * like names (`worker-a`, `db.orders`) need least. Infinity where nothing suffices.
 */
export function neededEvidence(pattern: Shape, places: readonly number[], words: readonly string[]): number {
  const context = countLiterals(pattern) - places.filter((place) => pattern.kinds[place] === WORD).length;
  const [first = 0] = places;
  if (places.some((place) => isKey(pattern, place))) return Number.POSITIVE_INFINITY;
  const isRun = places.every((place, i) => i === 0 || onlyMarksBetween(pattern, places[i - 1] ?? 0, place));
  if (places.length > 1) return places.length <= 3 && isRun && context >= 3 && first > 0 ? 3 + places.length : Number.POSITIVE_INFINITY;
  if (context >= 2 && words.every(looksLikeName)) return 2;
  const byContext = [Number.POSITIVE_INFINITY, 12, 6, 4];
  return byContext[context] ?? 3;
}

/** A word with a colon or an equals sign right behind it names what follows. */
function isKey(pattern: Shape, place: number): boolean {
  const next = pattern.words[place + 1];
  return (next === ':' || next === '=') && pattern.spaced[place + 1] === 0;
}

function onlyMarksBetween(pattern: Shape, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i += 1) {
    if (pattern.kinds[i] !== MARK) return false;
  }
  return true;
}

function countLiterals(pattern: Shape): number {
  let count = 0;
  for (const kind of pattern.kinds) count += kind === WORD ? 1 : 0;
  return count;
}

/** Names are joined of parts or carry capitals inside; prose and the upper-case names of states are not. */
function looksLikeName(word: string): boolean {
  return word.startsWith('<') || (/[a-z][A-Z]|[._$/]|-.*-/.test(word) && /[a-z]/.test(word));
}

function isFree(shape: Shape, place: number): boolean {
  const kind = shape.kinds[place];
  return kind === VALUE || (kind === WORD && !isGuarded(shape.words[place] ?? ''));
}
