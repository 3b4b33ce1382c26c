import { FIXED, MARK, QUOTED, VALUE, WORD } from '../kinds.ts';
import type { Shape } from '../shape.ts';
import type { Tokens } from '../tokens.ts';
import { isGuard } from '../words.ts';
import { isFound, slotOf } from './slot.ts';
import { ANY_TEXT, ANY_WORD } from './symbols.ts';

/** Most tokens of a name of several words. */
const longestName = 8;

const comma = 44;
const colon = 58;
const semicolon = 59;
const bar = 124;
const equals = 61;

/**
 * Whether a pattern with slots takes a message. Makes no string. Slots take as little as they can and only the last is asked again, as with the
 * patterns of file names, so that the time is that of one length times the other at worst.
 */
export function covers(pattern: Shape, tokens: Tokens): boolean {
  const { kinds, hashes } = pattern;
  const { count } = tokens;
  let place = 0;
  let token = 0;
  let slot = -1;
  let begin = 0;
  let taken = 0;
  while (token < count) {
    const hash = hashes[place] ?? 0;
    if (place < kinds.length && kinds[place] === VALUE && isFound(hash)) {
      slot = place;
      begin = token;
      taken = token + (slotOf(hash) === ANY_TEXT ? 0 : 1);
      if (taken > token && !slotTakes(hash, tokens, token)) return false;
      token = taken;
      place += 1;
      continue;
    }
    const next = place < kinds.length ? takeToken(pattern, place, { tokens, token }) : -1;
    if (next > token) {
      token = next;
      place += 1;
      continue;
    }
    const last = hashes[slot] ?? 0;
    if (slot < 0 || taken >= count || !slotTakes(last, tokens, taken) || taken - begin >= mostOf(last)) return false;
    taken += 1;
    token = taken;
    place = slot + 1;
  }
  while (place < kinds.length && kinds[place] === VALUE && slotOf(hashes[place] ?? 0) === ANY_TEXT) place += 1;
  return place === kinds.length;
}

/** The token behind what a place takes, which is several for the values of a list; -1 when it takes nothing. */
function takeToken({ kinds, hashes }: Shape, place: number, { tokens, token }: { tokens: Tokens; token: number }): number {
  const kind = kinds[place];
  if (kind !== VALUE && kind !== QUOTED) return kind === tokens.kinds[token] && hashes[place] === tokens.hashes[token] ? token + 1 : -1;
  if (!isValue(tokens, token)) return -1;
  let end = token + 1;
  while (end + 1 < tokens.count && isListing(tokens, end) && isValue(tokens, end + 1)) end += 2;
  return end;
}

function isValue({ kinds }: Tokens, token: number): boolean {
  return kinds[token] === VALUE || kinds[token] === QUOTED;
}

function isListing({ kinds, hashes }: Tokens, token: number): boolean {
  const hash = hashes[token];
  return kinds[token] === MARK && (hash === comma || hash === semicolon || hash === bar);
}

function mostOf(hash: number): number {
  const slot = slotOf(hash);
  return slot === ANY_TEXT ? Number.POSITIVE_INFINITY : longestName;
}

/** `:` between two words without blanks. */
function isBinding({ starts, ends, hashes, count }: Tokens, token: number): boolean {
  return hashes[token] === colon && token + 1 < count && starts[token] === ends[token - 1] && starts[token + 1] === ends[token];
}

/** A name is of words that carry no meaning of their own, values, and marks but for the one behind a key. */
function slotTakes(hash: number, tokens: Tokens, token: number): boolean {
  const slot = slotOf(hash);
  if (slot === ANY_TEXT) return true;
  const kind = tokens.kinds[token];
  if (kind === FIXED) return false;
  if (kind === MARK) return slot === ANY_WORD ? isBinding(tokens, token) : tokens.hashes[token] !== equals;
  return kind !== WORD || !isGuard(tokens.source, tokens.starts[token] ?? 0, tokens.ends[token] ?? 0);
}
