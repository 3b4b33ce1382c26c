import { isDigit, isLetter, readNumber, skipBlanks, skipDigits } from './bytes.ts';
import { isHalf } from './clock.ts';
import { zoneAt } from './zone.ts';

/**
 * The last time of a column, cut into what rarely changes (its date before the clock, its zone behind) and the clock. A time with the same date and
 * zone then costs a comparison and six digits. It is also the cursor of the reading: `end` and `atMs` are the last result.
 */
export interface TimeMemo {
  end: number;
  atMs: number;
  /** The references for which the memo holds; a missing year or date depends on them. */
  fromMs: number;
  untilMs: number;
  /** What stands before the clock; -1 while nothing is remembered. */
  prefixBytes: number;
  readonly prefix: Uint8Array;
  /** Distance of the clock's parts: 3 for `hh:mm:ss`, 2 for `hhmmss`; 0 for an epoch, whose first digits are the prefix and the others the clock. */
  stride: number;
  /** The mark between the parts; of an epoch, how many digits it has. */
  mark: number;
  /** What the time is without its clock. */
  baseMs: number;
  suffixBytes: number;
  readonly suffix: Uint8Array;
}

const COLON = 58;
const DOT = 46;
const LONGEST_PREFIX = 32;
const LONGEST_SUFFIX = 40;

export function createTimeMemo(): TimeMemo {
  return {
    end: 0,
    atMs: Number.NaN,
    fromMs: 0,
    untilMs: 0,
    prefixBytes: -1,
    prefix: new Uint8Array(LONGEST_PREFIX),
    stride: 3,
    mark: 58,
    baseMs: 0,
    suffixBytes: 0,
    suffix: new Uint8Array(LONGEST_SUFFIX),
  };
}

/** Reads the time at `at` when it differs from the remembered one by its clock alone. */
export function recall(memo: TimeMemo, source: Uint8Array, at: number, end: number): boolean {
  const { prefix, prefixBytes } = memo;
  const clock = at + prefixBytes;
  if (prefixBytes < 0 || clock + EPOCH_CLOCK > end) return false;
  // From its end, where the day stands that differs the most.
  for (let i = prefixBytes - 1; i >= 0; i -= 1) if (source[at + i] !== prefix[i]) return false;
  if (memo.stride === 0) return recallEpoch(memo, source, clock, end);
  const clockMs = takeClock(memo, source, clock);
  if (clockMs < 0) return false;
  memo.atMs = memo.baseMs + clockMs;
  takeFraction(memo, source, end);
  return memo.end <= end && endsAlike(memo, source, end);
}

/** Milliseconds of the clock at `at`, with `memo.end` behind it; less than 0 for anything else. */
function takeClock(memo: TimeMemo, source: Uint8Array, at: number): number {
  memo.end = at + memo.stride * 2 + 2;
  if (memo.stride === 2) return plainClock(source, at);
  const clockMs = markedClock(source, at, memo.mark);
  return clockMs < 0 && memo.mark === COLON ? looseClock(memo, source, at) : clockMs;
}

/** The last five digits of seconds since 1970, those of smaller units, and a fraction; as many digits as the remembered time has. */
function recallEpoch(memo: TimeMemo, source: Uint8Array, at: number, end: number): boolean {
  const stop = at - memo.prefixBytes + memo.mark;
  if (stop > end) return false;
  let digits = 0;
  for (let i = at; i < stop; i += 1) {
    const digit = ((source[i] ?? 0) - 48) >>> 0;
    if (digit > 9) return false;
    if (i < at + EPOCH_CLOCK_MS) digits = digits * 10 + digit;
  }
  memo.end = stop;
  memo.atMs = memo.baseMs + (memo.mark > SECONDS_DIGITS ? digits : digits * 1_000);
  if (source[stop] === 46 && stop < end) takeFraction(memo, source, end, memo.mark > SECONDS_DIGITS);
  return memo.end >= end || !isDigit(source[memo.end]);
}

const SECONDS_DIGITS = 10;
const EPOCH_CLOCK = 5;
/** Digits behind the prefix that make milliseconds. */
const EPOCH_CLOCK_MS = 8;

/** Milliseconds of `hh:mm:ss`, less than 0 for anything else. */
function markedClock(source: Uint8Array, at: number, mark: number): number {
  return source[at + 2] === mark && source[at + 5] === mark ? sum(pair(source, at), pair(source, at + 3), pair(source, at + 6)) : -1;
}

/** The same of `h:m:s`, one or two digits each. */
function looseClock(memo: TimeMemo, source: Uint8Array, at: number): number {
  const stop = looseEnd(source, at);
  if (stop < 0) return -1;
  memo.end = stop;
  const hourEnd = pairEnd(source, at);
  const minuteEnd = pairEnd(source, hourEnd + 1);
  // Without a date before it, `8:9:10` may be anything.
  if (memo.prefixBytes === 0 && minuteEnd < hourEnd + 3) return -1;
  return sum(readNumber(source, at, hourEnd), readNumber(source, hourEnd + 1, minuteEnd), readNumber(source, minuteEnd + 1, stop));
}

/** End of `h:m:s`, or -1. */
function looseEnd(source: Uint8Array, at: number): number {
  const hourEnd = pairEnd(source, at);
  const minuteEnd = pairEnd(source, hourEnd + 1);
  const secondEnd = pairEnd(source, minuteEnd + 1);
  const isClock = hourEnd > at && minuteEnd > hourEnd + 1 && secondEnd > minuteEnd + 1;
  return isClock && source[hourEnd] === COLON && source[minuteEnd] === COLON ? secondEnd : -1;
}

/** End of one or two digits, or `at`. */
function pairEnd(source: Uint8Array, at: number): number {
  if (!isDigit(source[at])) return at;
  return isDigit(source[at + 1]) ? at + 2 : at + 1;
}

/** Milliseconds of `hhmmss`, less than 0 for anything else. */
function plainClock(source: Uint8Array, at: number): number {
  return sum(pair(source, at), pair(source, at + 2), pair(source, at + 4));
}

function sum(hour: number, minute: number, second: number): number {
  return hour > 23 || minute > 59 || second > 60 ? -1 : hour * 3_600_000 + minute * 60_000 + second * 1_000;
}

/** Two digits, or more than any clock has. */
function pair(source: Uint8Array, at: number): number {
  const high = ((source[at] ?? 0) - 48) >>> 0;
  const low = ((source[at + 1] ?? 0) - 48) >>> 0;
  return high > 9 || low > 9 ? NO_PAIR : high * 10 + low;
}

const NO_PAIR = 100;
const MS_OF_DIGIT = [100, 10, 1];

/** Reads the digits behind the mark at `memo.end`; `past` when milliseconds have been read already. */
function takeFraction(memo: TimeMemo, source: Uint8Array, end: number, past = false): void {
  const from = memo.end + 1;
  if (!isFractionMark(source[memo.end]) || from >= end) return;
  let at = from;
  for (; at < end; at += 1) {
    const digit = ((source[at] ?? 0) - 48) >>> 0;
    if (digit > 9) break;
    if (at - from < 3 && !past) memo.atMs += digit * (MS_OF_DIGIT[at - from] ?? 0);
  }
  if (at > from) memo.end = at;
}

/** Dot, comma, colon. */
function isFractionMark(byte: number | undefined): boolean {
  return byte === 46 || byte === 44 || byte === 58;
}

/** The remembered zone, or nothing that could be one. */
function endsAlike(memo: TimeMemo, source: Uint8Array, end: number): boolean {
  const { suffix, suffixBytes } = memo;
  const at = memo.end;
  const stop = at + suffixBytes;
  if (stop > end) return false;
  for (let i = 0; i < suffixBytes; i += 1) if (source[at + i] !== suffix[i]) return false;
  memo.end = stop;
  return stop >= end || !mayGoOn(memo, source, end);
}

/** Whether a zone, a year, half a day or more of the clock may begin at `memo.end`, so that only a full reading tells. */
function mayGoOn(memo: TimeMemo, source: Uint8Array, end: number): boolean {
  const at = memo.end;
  const first = source[at] ?? 0;
  if (first === 32) return at + 1 < end && mayGoOnBehindBlank(memo, source, end);
  return first === 43 || first === 45 ? isDigit(source[at + 1]) : isDigit(first) || isLetter(first) || first === 91;
}

function mayGoOnBehindBlank(memo: TimeMemo, source: Uint8Array, end: number): boolean {
  const at = memo.end + 1;
  const first = source[at] ?? 0;
  if (first === 43 || first === 45) return isDigit(source[at + 1]);
  // Only a date that begins with a name may have its year last.
  if (isDigit(first)) return memo.prefixBytes > 0 && isLetter(memo.prefix[0]);
  return isLetter(first) && (isHalf(source, at, end) || zoneAt(source, at, end) !== null);
}

/**
 * Remembers the time that was just read from `at` to `memo.end`. Returns whether the memo is new; a time without a clock of two digits each leaves it as
 * it was.
 */
export function remember(memo: TimeMemo, source: Uint8Array, at: number): boolean {
  const { end, atMs } = memo;
  const digits = skipDigits(source, at, end) - at;
  if (digits >= SECONDS_DIGITS) return rememberEpoch(memo, source, at, digits);
  const stride = Number.isNaN(atMs) ? 0 : setClock(memo, source, at);
  if (stride === 0) return false;
  const clock = at + memo.prefixBytes;
  memo.atMs = takeClock(memo, source, clock);
  if (memo.atMs < 0) memo.prefixBytes = -1;
  takeFraction(memo, source, end);
  memo.baseMs = atMs - memo.atMs;
  memo.suffixBytes = end - memo.end;
  // Behind noon and midnight the hours of a half day go on from 1, so that no one base fits them.
  if (memo.suffixBytes > LONGEST_SUFFIX || isHalf(source, skipBlanks(source, memo.end, end), end)) memo.prefixBytes = -1;
  else for (let i = memo.end; i < end; i += 1) memo.suffix[i - memo.end] = source[i] ?? 0;
  memo.end = end;
  memo.atMs = atMs;
  return memo.prefixBytes >= 0;
}

/** Digits alone; all but the last five of the seconds are the prefix. */
function rememberEpoch(memo: TimeMemo, source: Uint8Array, at: number, digits: number): boolean {
  memo.prefixBytes = SECONDS_DIGITS - EPOCH_CLOCK;
  for (let i = 0; i < memo.prefixBytes; i += 1) memo.prefix[i] = source[at + i] ?? 0;
  memo.stride = 0;
  memo.mark = digits;
  memo.baseMs = Math.floor(memo.atMs / 100_000_000) * 100_000_000;
  return true;
}

/** Finds the clock and keeps what stands before it; returns the distance of its parts, or 0. */
function setClock(memo: TimeMemo, source: Uint8Array, at: number): number {
  const last = Math.min(memo.end - 5, at + LONGEST_PREFIX);
  for (let place = at; place <= last; place += 1) {
    const stride = place > at && isDigit(source[place - 1]) ? 0 : strideAt(source, place, memo.end, place > at);
    if (stride === 0) continue;
    memo.prefixBytes = place - at;
    for (let i = at; i < place; i += 1) memo.prefix[i - at] = source[i] ?? 0;
    memo.stride = stride;
    memo.mark = stride === 3 ? (source[pairEnd(source, place)] ?? 0) : 0;
    return stride;
  }
  return 0;
}

/** A date may look like a clock with dots, or like one without marks. */
function strideAt(source: Uint8Array, at: number, end: number, behindDate: boolean): number {
  const mark = source[pairEnd(source, at)];
  if (mark === COLON) return looseEnd(source, at) > 0 && looseEnd(source, at) <= end ? 3 : 0;
  if (!behindDate) return 0;
  if (mark === DOT) return at + 8 <= end && markedClock(source, at, DOT) >= 0 && !isDigit(source[at + 8]) ? 3 : 0;
  return skipDigits(source, at, end) === at + 6 && plainClock(source, at) >= 0 ? 2 : 0;
}
