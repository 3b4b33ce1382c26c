import { CARRIAGE_RETURN, LINE_FEED } from './bytes.ts';

/** The line feeds of a text: the places of some of them, how many, where the search goes on, and where the next byte stands that must be cleaned away. */
export interface Feeds {
  readonly places: Int32Array;
  count: number;
  next: number;
  /** Whether an escape, a NUL byte or a carriage return within a line has been seen; then, where the next ones stand. */
  isSuspect: boolean;
  escapeAt: number;
  nulAt: number;
  returnAt: number;
}

/** As many as a usual chunk has; more are found in several turns. */
const AT_ONCE = 1_024;
/** Bytes that are looked at in one step, and may all be line feeds. */
const STEP = 16;
const NEVER = Number.MAX_SAFE_INTEGER;
const ESCAPE = 27;

export function createFeeds(): Feeds {
  return { places: new Int32Array(AT_ONCE + STEP * 2), count: 0, next: 0, isSuspect: false, escapeAt: -1, nulAt: -1, returnAt: -1 };
}

/** Begins a new text. */
export function beginFeeds(feeds: Feeds, text: Uint8Array): void {
  feeds.next = 0;
  feeds.escapeAt = -1;
  feeds.nulAt = -1;
  feeds.returnAt = -1;
  feeds.isSuspect = isFast(text) && (text.includes(ESCAPE) || text.includes(0) || returnWithin(text, 0) < NEVER);
}

/** Finds the next line feeds, about a thousand at most; false when there are no more. */
export function findFeeds(feeds: Feeds, text: Uint8Array): boolean {
  feeds.count = 0;
  if (isFast(text)) findWithSearch(text, feeds);
  else findInWords(text, feeds);
  return feeds.count > 0;
}

/** Whether a NUL or escape byte, or a carriage return that ends no line, stands in [from, to), a line of those found last; lines are asked for in their order. */
export function holdsControl(feeds: Feeds, text: Uint8Array, from: number, to: number): boolean {
  if (!feeds.isSuspect) return false;
  if (feeds.escapeAt < from) feeds.escapeAt = placeOf(text, ESCAPE, from);
  if (feeds.nulAt < from) feeds.nulAt = placeOf(text, 0, from);
  if (feeds.returnAt < from) feeds.returnAt = returnWithin(text, from);
  return feeds.escapeAt < to || feeds.nulAt < to || feeds.returnAt < to;
}

/** The next carriage return behind which the line goes on. */
function returnWithin(text: Uint8Array, from: number): number {
  for (let at = placeOf(text, CARRIAGE_RETURN, from); at < text.length; at = placeOf(text, CARRIAGE_RETURN, at + 1))
    if (!endsLine(text[at + 1])) return at;
  return NEVER;
}

function endsLine(next: number | undefined): boolean {
  return next === undefined || next === LINE_FEED || next === CARRIAGE_RETURN;
}

function placeOf(text: Uint8Array, byte: number, from: number): number {
  const at = text.indexOf(byte, from);
  return at < 0 ? NEVER : at;
}

/** A subclass, such as the buffers of Node, that brings a search of its own: one in native code, faster than any loop here. */
function isFast(text: Uint8Array): boolean {
  return text.indexOf !== Uint8Array.prototype.indexOf;
}

function findWithSearch(text: Uint8Array, feeds: Feeds): void {
  const { places } = feeds;
  let { count, next } = feeds;
  for (; count < AT_ONCE; count += 1) {
    const feed = text.indexOf(LINE_FEED, next);
    if (feed < 0) break;
    places[count] = feed;
    next = feed + 1;
  }
  feeds.count = count;
  feeds.next = next;
}

/**
 * Sixteen bytes at a time: only where one of them is a control byte are they looked at singly (the test for a byte below a limit of Anderson's "Bit
 * Twiddling Hacks"). This sees what must be cleaned away in the same pass.
 */
function findInWords(text: Uint8Array, feeds: Feeds): void {
  const from = feeds.next;
  const aligned = Math.min(text.length, from + (-(text.byteOffset + from) & 3));
  takeBytes(text, from, aligned, feeds);
  const length = (text.length - aligned) & -STEP;
  const words = length === 0 ? nothing : new Int32Array(text.buffer, text.byteOffset + aligned, length >> 2);
  let at = aligned;
  for (let i = 0; i < words.length && feeds.count < AT_ONCE; i += 4) {
    if ((control(words[i]) | control(words[i + 1]) | control(words[i + 2]) | control(words[i + 3])) !== 0)
      takeBytes(text, at, at + STEP, feeds);
    at += STEP;
  }
  feeds.next = at;
  if (feeds.count >= AT_ONCE) return;
  takeBytes(text, at, text.length, feeds);
  feeds.next = text.length;
}

const nothing = new Int32Array(0);
const HIGH_BITS = 0x80808080 | 0;

/** Not 0 when one of the four bytes is below a blank. */
function control(word: number | undefined): number {
  const four = word ?? 0;
  return (four - 0x20202020) & ~four & HIGH_BITS;
}

function takeBytes(text: Uint8Array, from: number, to: number, feeds: Feeds): void {
  for (let at = from; at < to; at += 1) {
    const byte = text[at];
    if (byte === LINE_FEED) {
      feeds.places[feeds.count] = at;
      feeds.count += 1;
    } else if (byte === 0 || byte === ESCAPE || (byte === CARRIAGE_RETURN && !endsLine(text[at + 1]))) feeds.isSuspect = true;
  }
}
