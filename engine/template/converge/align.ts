import { bracketedFrom, hasBalancedBrackets } from './brackets.ts';
import { ANY_VALUE, BINDING, KEY, MARK, WORD, hasTrait, isLiteral, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** A place where the forms of a set differ: what each of them has there, in their order. */
export interface Gap {
  readonly fillers: readonly (readonly number[])[];
}

/** What all forms of a set have in common, in order, and the gaps between. */
export type Skeleton = readonly (number | Gap)[];

export type Sequence = readonly number[];

export function isGap(part: number | Gap | undefined): part is Gap {
  return typeof part === 'object';
}

/**
 * A statement's own words stand in all its lines: the words that each form of a set has equally often and in the same order part the forms, and so do
 * within the parts the marks and values. What is left between them is where the forms differ.
 */
export function align(forms: readonly Sequence[], symbols: Symbols): Skeleton {
  return widen(alignBy(forms, 'words', symbols), symbols);
}

type Stage = 'words' | 'marks' | 'ends';

const nextStage = { words: 'marks', marks: 'ends', ends: 'ends' } as const;

function alignBy(forms: readonly Sequence[], stage: Stage, symbols: Symbols): (number | Gap)[] {
  const [first = []] = forms;
  if (forms.every((form) => isSame(form, first))) return [...first];
  if (stage === 'ends') return trim(forms, symbols);
  const isAnchor = anchorsOf(forms, stage, symbols);
  const anchors = commonAnchors(forms, isAnchor, symbols.texts.length);
  const cuts = anchors.length === 0 ? [] : forms.map((form) => cutAt(form, anchors));
  if (anchors.length === 0 || cuts.some((parts) => parts === null)) return alignBy(forms, nextStage[stage], symbols);
  const skeleton: (number | Gap)[] = [];
  for (let i = 0; i <= anchors.length; i += 1) {
    const between = cuts.map((parts) => parts?.[i] ?? []);
    skeleton.push(...alignBy(between, nextStage[stage], symbols));
    skeleton.push(...anchors.slice(i, i + 1));
  }
  return skeleton;
}

/** What may hold forms together: their words; then marks, and values where none of them is known to vary in another way. */
function anchorsOf(forms: readonly Sequence[], stage: Stage, symbols: Symbols): (item: number) => boolean {
  if (stage === 'words') return (item) => isLiteral(symbols, item);
  const hasSlots = forms.some((form) => form.some((item) => isWild(item) && item !== ANY_VALUE));
  return hasSlots ? (item) => hasTrait(symbols, item, MARK) : (item) => !isLiteral(symbols, item);
}

/** How often symbols come in a form: a cell a symbol, all 0 between two uses. */
let inFirst = new Uint16Array(0);
let inOther = new Uint16Array(0);

/** The anchors that all forms have equally often, in an order that all have. There are so many symbols. */
function commonAnchors(forms: readonly Sequence[], isAnchor: (item: number) => boolean, symbols: number): number[] {
  if (inFirst.length < symbols) {
    inFirst = new Uint16Array(symbols * 2);
    inOther = new Uint16Array(symbols * 2);
  }
  const candidates: number[] = [];
  for (const item of forms[0] ?? []) {
    if (!isAnchor(item)) continue;
    if (inFirst[item] === 0) candidates.push(item);
    inFirst[item] = (inFirst[item] ?? 0) + 1;
  }
  let left = candidates.length;
  for (let i = 1; i < forms.length && left > 0; i += 1) left -= dropUncommon(candidates, forms[i] ?? []);
  const order = left === 0 ? [] : commonOrder(forms);
  for (const item of candidates) inFirst[item] = 0;
  return order;
}

/** Forgets the candidates that a form has less or more often, and says how many. */
function dropUncommon(candidates: readonly number[], form: Sequence): number {
  let dropped = 0;
  for (const item of form) inOther[item] = (inOther[item] ?? 0) + 1;
  for (const item of candidates) {
    if (inFirst[item] === 0 || inFirst[item] === inOther[item]) continue;
    inFirst[item] = 0;
    dropped += 1;
  }
  for (const item of form) inOther[item] = 0;
  return dropped;
}

/** The order of what is in all forms. */
function commonOrder(forms: readonly Sequence[]): number[] {
  let order: number[] | null = null;
  for (const form of forms) {
    const own = form.filter((item) => inFirst[item] !== 0);
    if (order === null) order = own;
    else if (!isSame(order, own)) order = longestCommon(order, own);
  }
  return order ?? [];
}

/** What stands before, between and behind the anchors; null where they do not come in this order. */
function cutAt(form: Sequence, anchors: readonly number[]): readonly Sequence[] | null {
  const parts: Sequence[] = [];
  let begin = 0;
  for (let i = 0; i < form.length && parts.length < anchors.length; i += 1) {
    if (form[i] !== anchors[parts.length]) continue;
    parts.push(form.slice(begin, i));
    begin = i + 1;
  }
  if (parts.length < anchors.length) return null;
  parts.push(form.slice(begin));
  return parts;
}

/** Takes off what all begin and end with. What is left is a gap, or two where some end in a bracketed part that others lack. */
function trim(forms: readonly Sequence[], symbols: Symbols): (number | Gap)[] {
  const [first = []] = forms;
  const shortest = Math.min(...forms.map((form) => form.length));
  let begin = 0;
  while (begin < shortest && forms.every((form) => form[begin] === first[begin])) begin += 1;
  let end = 0;
  while (end < shortest - begin && forms.every((form) => form.at(-1 - end) === first.at(-1 - end))) end += 1;
  const fillers = forms.map((form) => form.slice(begin, form.length - end));
  return [...first.slice(0, begin), ...partGap(fillers, symbols), ...first.slice(first.length - end)];
}

function partGap(fillers: readonly Sequence[], symbols: Symbols): (number | Gap)[] {
  if (fillers.every((filler) => filler.length === 0)) return [];
  const from = fillers.map((filler) => bracketedFrom(filler, symbols));
  const heads = fillers.map((filler, i) => filler.slice(0, from[i]));
  const whole = fillers.filter((filler, i) => from[i] === filler.length);
  const isOptional = fillers.some((filler, i) => (from[i] ?? 0) < filler.length && whole.some((other) => isSame(other, heads[i] ?? [])));
  const isInside = fillers.some((filler, i) => (from[i] ?? 0) > 0 && (from[i] ?? 0) < filler.length);
  if (!isOptional || !isInside) return [{ fillers }];
  const [head = []] = heads;
  const before = heads.every((other) => isSame(other, head)) ? head : [{ fillers: heads }];
  return [...before, { fillers: fillers.map((filler, i) => filler.slice(from[i])) }];
}

/**
 * Where some forms have words beside a value and others the value alone, the value is of several words: `ICE 7` and `7`, `/a/b c.txt` and `/a/b`. The
 * gap takes the value in.
 */
function widen(skeleton: readonly (number | Gap)[], symbols: Symbols): Skeleton {
  const out: (number | Gap)[] = [];
  for (let i = 0; i < skeleton.length; i += 1) {
    const part = skeleton[i] ?? ANY_VALUE;
    const kind = isGap(part) ? wideningOf(part, symbols) : null;
    const before = out.at(-1);
    if (!isGap(part) || kind === null) out.push(part);
    else if (kind === 'words' && skeleton[i + 1] === ANY_VALUE) {
      out.push({ fillers: part.fillers.map((filler) => [...filler, ANY_VALUE]) });
      i += 1;
    } else if (before === ANY_VALUE && i + 1 < skeleton.length) {
      out[out.length - 1] = { fillers: part.fillers.map((filler) => [ANY_VALUE, ...filler]) };
    } else out.push(part);
  }
  return out;
}

const leastFillers = 2;

/** What a gap that is empty in some forms has in the others: words, or at least nothing that could not be part of a value. */
function wideningOf({ fillers }: Gap, symbols: Symbols): 'words' | 'any' | null {
  if (fillers.every((filler) => filler.length > 0)) return null;
  const isBuilt = fillers.some((filler) => filler.some(isWild) && filler.some((item) => hasTrait(symbols, item, WORD)));
  if (!isBuilt && new Set(fillers.map((filler) => filler.join(' '))).size < leastFillers) return null;
  // What a colon binds to a value is a part of it: `unix:/run/app`.
  const isOfValue = (item: number, at: number, { length }: Sequence): boolean =>
    isWild(item) || hasTrait(symbols, item, WORD) || (at + 1 === length && hasTrait(symbols, item, BINDING));
  if (fillers.every((filler) => filler.every((item, at) => isOfValue(item, at, filler)))) return 'words';
  const isPlain = (filler: Sequence): boolean =>
    hasBalancedBrackets(filler, symbols) && !filler.some((item) => hasTrait(symbols, item, KEY));
  return fillers.every(isPlain) ? 'any' : null;
}

export function isSame(one: Sequence, other: Sequence): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}

/** Longest common subsequence by dynamic programming. */
function longestCommon(one: Sequence, other: Sequence): number[] {
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const below = lengths[(i + 1) * width + j] ?? 0;
      const right = lengths[i * width + j + 1] ?? 0;
      lengths[i * width + j] = one[i] === other[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(below, right);
    }
  }
  const common: number[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) {
      common.push(one[i] ?? 0);
      i += 1;
      j += 1;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return common;
}
