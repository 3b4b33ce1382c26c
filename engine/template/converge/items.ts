import { isGuarded } from '../guard.ts';
import { isRow } from '../row.ts';
import * as kinds from '../kinds.ts';
import type { Shape } from '../shape.ts';
import { slotOf } from './slot.ts';
import { ANY_VALUE, ANY_WORD, BINDING, FIXED, LINKING, LISTING, MARK, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/**
 * The symbols of a form. A place that varies is one symbol however many values stand there, so that lists of any length meet; a word joined of
 * several by marks is one word.
 */
export function itemsOf(shape: Shape, symbols: Symbols): number[] {
  const { items } = readItems(shape, symbols);
  return isRow(shape) ? [...items] : collapse(items, symbols);
}

/** The symbols of a form as they stand there; the tokens of item `i` are [from[i], from[i + 1]). */
export function readItems(shape: Shape, symbols: Symbols): { readonly items: readonly number[]; readonly from: readonly number[] } {
  const items: number[] = [];
  const from: number[] = [];
  for (let token = 0; token < shape.kinds.length;) {
    const end = endOfCompound(shape, token);
    from.push(token);
    items.push(end > token + 1 ? compound(shape, token, { end, symbols }) : symbolOf(shape, token, symbols));
    token = end;
  }
  from.push(shape.kinds.length);
  return { items, from };
}

/** Makes one of neighbouring places that vary, of lists of them, and of groups around them that repeat. */
export function collapse(items: readonly number[], symbols: Symbols): number[] {
  const out: number[] = [];
  for (const item of items) {
    const last = out.at(-1) ?? -1;
    const before = out.at(-2) ?? -1;
    if (isWild(item) && last >= 0 && isWild(last)) out[out.length - 1] = Math.max(item, last);
    else if (isWild(item) && before >= 0 && isWild(before) && isJoined(symbols, last, Math.max(item, before))) {
      out.pop();
      out[out.length - 1] = Math.max(item, before);
    } else {
      out.push(item);
      dropRepeated(out, symbols);
    }
  }
  return out;
}

/** Whether a mark between two places that vary makes them one: in a list, or in a name of several words. */
function isJoined(symbols: Symbols, mark: number, wild: number): boolean {
  return hasTrait(symbols, mark, LISTING | BINDING) || (wild >= ANY_WORD && hasTrait(symbols, mark, LINKING));
}

/** A longer group that comes twice is taken for two statements of the line rather than for a list. */
const longestGroup = 4;

/** `sip:1 sip:2` is a list of `sip:1`. */
function dropRepeated(out: number[], symbols: Symbols): void {
  for (let size = 2; size <= longestGroup && 2 * size <= out.length; size += 1) {
    const begin = out.length - size;
    let isSame = true;
    let varies = false;
    for (let i = begin; i < out.length && isSame; i += 1) {
      const [one = 0, other = 0] = [out[i], out[i - size]];
      if (isWild(one) && isWild(other)) varies = true;
      else isSame = one === other;
    }
    if (!isSame || !varies || isFields(out.slice(begin), symbols)) continue;
    out.length = begin;
    return;
  }
}

/** What colons alone part are columns and no list: `pci: eth0: up`. */
function isFields(group: readonly number[], { texts }: Symbols): boolean {
  return group.every((item) => isWild(item) || texts[item] === ':');
}

/** Marks that join words to one: `meta:quartz`, `a::b::c`. */
const joining: ReadonlySet<string> = new Set([':', '^', '|', '&']);

/** The token behind the word that begins at `token` and may be joined of several; behind the path that may begin with a drive. */
function endOfCompound(shape: Shape, token: number): number {
  if (isDrive(shape, token)) return token + 3;
  if (!isJoinable(shape, token)) return token + 1;
  let end = token + 1;
  for (;;) {
    if (isPort(shape, end)) return end + 2;
    let next = end;
    while (next < end + 2 && shape.kinds[next] === kinds.MARK && isTight(shape, next) && joining.has(shape.words[next] ?? '')) next += 1;
    if (next === end || !isTight(shape, next) || !isJoinable(shape, next) || shape.words[next + 1] === '=') return end;
    end = next + 1;
  }
}

/** The port behind a host, and any other value behind a qualified name. */
function isPort({ kinds: of, words, spaced }: Shape, token: number): boolean {
  if (words[token] !== ':' || of[token + 1] !== kinds.VALUE || spaced[token] === 1 || spaced[token + 1] === 1) return false;
  return words[token - 1]?.includes('.', 1) === true;
}

function isJoinable({ kinds: of, words }: Shape, token: number): boolean {
  return of[token] === kinds.WORD && !isGuarded(words[token] ?? '');
}

function isTight({ spaced, kinds: of }: Shape, token: number): boolean {
  return token < of.length && spaced[token] === 0;
}

/** `C:\x` or `C:/x`. */
function isDrive(shape: Shape, token: number): boolean {
  const { kinds: of, words } = shape;
  if (of[token] !== kinds.WORD || !/^[A-Za-z]$/.test(words[token] ?? '') || words[token + 1] !== ':') return false;
  if (!isTight(shape, token + 1) || !isTight(shape, token + 2)) return false;
  return of[token + 2] === kinds.VALUE || /^[\\/]/.test(words[token + 2] ?? '');
}

function compound(shape: Shape, token: number, { end, symbols }: { end: number; symbols: Symbols }): number {
  if (isDrive(shape, token)) return ANY_VALUE;
  let hash = 0;
  for (let i = token; i < end; i += 1) hash = Math.imul(hash ^ (shape.hashes[i] ?? 0), 0x01000193);
  return symbols.of(WORD, shape.words.slice(token, end).join(''), hash);
}

function symbolOf(shape: Shape, token: number, symbols: Symbols): number {
  const text = shape.words[token] ?? '';
  const hash = shape.hashes[token] ?? 0;
  switch (shape.kinds[token]) {
    case kinds.WORD:
      return symbols.of(WORD, text, hash);
    case kinds.FIXED:
      return symbols.of(FIXED, text, hash);
    case kinds.MARK:
      return markOf(shape, token, symbols);
    case undefined:
    default:
      return slotOf(hash);
  }
}

/** Marks that say the same with blanks around them and without. */
const parting: ReadonlySet<string> = new Set('()[]{}<>,;');

/** `a:b` is another thing than `a: b`, but `key= value` still names its value; ` = ` says that two things are equal. */
function markOf(shape: Shape, token: number, symbols: Symbols): number {
  const text = shape.words[token] ?? '';
  const hash = shape.hashes[token] ?? 0;
  const isBehind = token > 0 && isTight(shape, token);
  const isJoint = isBehind && !parting.has(text) && (text === '=' || isTight(shape, token + 1));
  return isJoint ? symbols.joint(text, hash) : symbols.of(MARK, text, hash);
}
