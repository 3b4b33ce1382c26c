import { DAY, epochDays, nearestDays, plausible } from './civil.ts';
import type { Civil } from './civil.ts';
import { isBlank, isDigit, isLetter, readNumber, skipDigits } from './bytes.ts';

/** Where a time ended and what it says. `atMs` is NaN for a date alone or a clock alone. */
export interface TimeCursor {
  end: number;
  atMs: number;
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const DAYS = 'montuewedthufrisatsun';

/**
 * Reads a time of any usual shape at `at`: ISO 8601 and its looser relatives, compact, US and European dates, syslog, ctime,
 * access-log, clock alone, epoch in s, ms, us or ns. Times without a zone count as UTC; a missing year is the one that puts the time nearest
 * before `referenceMs`. Fills `cursor` and returns true, or returns false.
 */
export function readTime(
  span: { readonly source: Uint8Array; readonly end: number },
  at: number,
  referenceMs: number,
  cursor: TimeCursor,
): boolean {
  const { source, end } = span;
  const first = source[at];
  if (isDigit(first)) return readFromDigit(source, at, end, { cursor, referenceMs });
  return isLetter(first) ? readFromName(source, at, end, { cursor, referenceMs }) : false;
}

/**
 * Reads exactly `yyyy-mm-ddThh:mm:ss[.fraction](Z|+hh:mm)` (RFC 3339), which every line of a container runtime starts with.
 * Returns its end, or -1.
 */
export function readStamp(source: Uint8Array, at: number, end: number, cursor: TimeCursor): number {
  if (at + 20 > end || source[at + 4] !== 45 || source[at + 10] !== 84 || source[at + 13] !== 58) return -1;
  const date = { year: four(source, at), month: two(source, at + 5), day: two(source, at + 8) };
  if (!plausible(date)) return -1;
  cursor.atMs = epochDays(date) * DAY;
  cursor.end = at + 11;
  if (!readClock(source, at + 11, end, cursor)) return -1;
  const zoned = cursor.end;
  const last = source[zoned];
  if (last === 90) cursor.end = zoned + 1;
  else if (last === 43 || last === 45) readZone(source, end, cursor);
  return cursor.end > zoned ? cursor.end : -1;
}

interface Target {
  readonly cursor: TimeCursor;
  readonly referenceMs: number;
}

function readFromDigit(source: Uint8Array, at: number, end: number, target: Target): boolean {
  const stop = skipDigits(source, at, Math.min(end, at + 20));
  const digits = stop - at;
  const next = source[stop];
  if (digits === 4) return isDateMark(next) && readYearFirst(source, at, end, target);
  if (digits === 2 && next === 58) return readClockAlone(source, at, end, target);
  if (digits <= 2) return readDayFirst(source, at, stop, { cursor: target.cursor, referenceMs: target.referenceMs, end });
  if (digits === 8 || digits === 6) return readCompact(source, at, end, target);
  return readEpoch(source, at, end, target);
}

function readYearFirst(source: Uint8Array, at: number, end: number, target: Target): boolean {
  const date = { year: four(source, at), month: two(source, at + 5), day: two(source, at + 8) };
  if (at + 10 > end || !isDateMark(source[at + 7]) || !plausible(date)) return false;
  return readClockAfter(source, at + 10, end, withDays(target, epochDays(date)));
}

function readCompact(source: Uint8Array, at: number, end: number, target: Target): boolean {
  const long = isDigit(source[at + 6]);
  const date = long
    ? { year: four(source, at), month: two(source, at + 4), day: two(source, at + 6) }
    : { year: 2000 + two(source, at), month: two(source, at + 2), day: two(source, at + 4) };
  const gap = at + (long ? 8 : 6);
  if (!plausible(date)) return false;
  const clock = gap + 1;
  const compactClock = skipDigits(source, clock, end) === clock + 6;
  if (!isClockMark(source[gap]) || !(compactClock || hasClock(source, gap))) return false;
  if (!compactClock) return readClockAfter(source, gap, end, withDays(target, epochDays(date)));
  target.cursor.atMs =
    epochDays(date) * DAY + two(source, clock) * 3_600_000 + two(source, clock + 2) * 60_000 + two(source, clock + 4) * 1_000;
  target.cursor.end = clock + 6;
  return true;
}

type DayTarget = Target & { readonly end: number };

function readDayFirst(source: Uint8Array, at: number, stop: number, target: DayTarget): boolean {
  const mark = source[stop];
  const first = readNumber(source, at, stop);
  if (isLetter(source[stop + 1])) return readDayName(source, stop, first, target);
  if (!isDateMark(mark)) return false;
  const secondStop = skipDigits(source, stop + 1, target.end);
  if (secondStop === stop + 1 || secondStop > stop + 3) return false;
  const second = readNumber(source, stop + 1, secondStop);
  if (source[secondStop] !== mark) return readMonthDay(source, secondStop, { month: first, day: second }, target);
  const thirdStop = skipDigits(source, secondStop + 1, target.end);
  const date = threeNumbers([first, second, readNumber(source, secondStop + 1, thirdStop)], thirdStop - secondStop - 1);
  if (date === null || !hasClock(source, thirdStop)) return false;
  return readClockAfter(source, thirdStop, target.end, withDays(target, epochDays(date)));
}

/** `07 Jun 2026` and `07/Jun/2026`, from the mark behind the day. */
function readDayName(source: Uint8Array, stop: number, day: number, target: DayTarget): boolean {
  const mark = source[stop];
  const month = monthAt(source, stop + 1);
  if ((mark !== 32 && !isDateMark(mark)) || month === 0 || source[stop + 4] !== mark || !isDigit(source[stop + 5])) return false;
  const date = { year: four(source, stop + 5), month, day };
  return plausible(date) && readClockAfter(source, stop + 9, target.end, withDays(target, epochDays(date)));
}

/** Orders `a/b/c`: a four-digit last number is a year; otherwise the first that can only be one, is. */
function threeNumbers([first, second, third]: readonly [number, number, number], lastDigits: number): Civil | null {
  const candidates: Civil[] =
    lastDigits === 4
      ? [
          { year: third, month: first, day: second },
          { year: third, month: second, day: first },
        ]
      : [
          { year: 2000 + first, month: second, day: third },
          { year: 2000 + third, month: second, day: first },
        ];
  return candidates.find(plausible) ?? null;
}

function readMonthDay(
  source: Uint8Array,
  at: number,
  date: { month: number; day: number },
  target: Target & { readonly end: number },
): boolean {
  if (!hasClock(source, at) || !plausible({ year: 2000, ...date })) return false;
  return readClockAfter(source, at, target.end, withDays(target, nearestDays(date, target.referenceMs)));
}

function readFromName(source: Uint8Array, at: number, end: number, target: Target): boolean {
  let place = at;
  if (indexOfName(DAYS, source, at) >= 0) {
    place = source[at + 3] === 44 ? at + 5 : at + 4;
    if (isDigit(source[place])) return readFromDigit(source, place, end, target);
  }
  const month = monthAt(source, place);
  if (month === 0 || source[place + 3] !== 32) return false;
  const from = source[place + 4] === 32 ? place + 5 : place + 4;
  const stop = skipDigits(source, from, Math.min(end, from + 3));
  const date = { month, day: readNumber(source, from, stop) };
  if (stop === from || !plausible({ year: 2000, ...date }) || !hasClock(source, stop)) return false;
  if (!readClockAfter(source, stop, end, withDays(target, nearestDays(date, target.referenceMs)))) return false;
  readTrailingYear(source, end, date, target);
  return true;
}

/** ctime writes the year last: `Thu Jun 09 06:07:04 2005`. */
function readTrailingYear(source: Uint8Array, end: number, date: { month: number; day: number }, { cursor, referenceMs }: Target): void {
  const from = cursor.end + 1;
  if (source[cursor.end] !== 32 || skipDigits(source, from, end) !== from + 4) return;
  const year = four(source, from);
  if (year < 1970 || year > 2100) return;
  cursor.atMs += (epochDays({ year, ...date }) - nearestDays(date, referenceMs)) * DAY;
  cursor.end = from + 4;
}

function readClockAlone(source: Uint8Array, at: number, end: number, { cursor, referenceMs }: Target): boolean {
  if (!isDigit(source[at + 3]) || source[at + 5] !== 58) return false;
  cursor.atMs = Math.floor(referenceMs / DAY) * DAY;
  return readClock(source, at, end, cursor);
}

/** Spelled out, because spreading is slow and every line's time comes through here. */
function withDays({ cursor, referenceMs }: Target, days: number): Target & { readonly days: number } {
  return { cursor, referenceMs, days };
}

/** A clock behind a date and one mark; without one the date stands alone, as some systems put it into a column. */
function readClockAfter(source: Uint8Array, at: number, end: number, target: Target & { readonly days: number }): boolean {
  const { cursor, days } = target;
  cursor.atMs = days * DAY;
  const clock = source[at] === 44 ? at + 2 : at + 1;
  if (hasClock(source, at) && readClock(source, clock, end, cursor)) {
    readZone(source, end, cursor);
    return true;
  }
  cursor.atMs = Number.NaN;
  cursor.end = at;
  return at >= end || isBlank(source[at]);
}

/** `hh:mm[:ss[.fraction]]`, also with dots and without leading zeros; adds to `cursor.atMs`. */
function readClock(source: Uint8Array, at: number, end: number, cursor: TimeCursor): boolean {
  const hourEnd = skipDigits(source, at, Math.min(end, at + 2));
  const mark = source[hourEnd];
  const minuteEnd = skipDigits(source, hourEnd + 1, Math.min(end, hourEnd + 3));
  if (hourEnd === at || minuteEnd === hourEnd + 1 || minuteEnd > end || (mark !== 58 && mark !== 46)) return false;
  const hour = readNumber(source, at, hourEnd);
  const minute = readNumber(source, hourEnd + 1, minuteEnd);
  if (hour > 23 || minute > 59) return false;
  cursor.atMs += hour * 3_600_000 + minute * 60_000;
  cursor.end = minuteEnd;
  return source[minuteEnd] !== mark || readSeconds(source, minuteEnd + 1, end, cursor);
}

function readSeconds(source: Uint8Array, at: number, end: number, cursor: TimeCursor): boolean {
  const stop = skipDigits(source, at, Math.min(end, at + 2));
  const second = readNumber(source, at, stop);
  if (stop === at || second > 60) return false;
  cursor.atMs += second * 1_000;
  cursor.end = stop;
  const mark = source[stop];
  if ((mark !== 46 && mark !== 44 && mark !== 58) || stop + 1 >= end || !isDigit(source[stop + 1])) return true;
  cursor.end = skipDigits(source, stop + 1, end);
  const digits = Math.min(3, cursor.end - stop - 1);
  cursor.atMs += Math.floor((readNumber(source, stop + 1, stop + 1 + digits) * 1_000) / 10 ** digits);
  return true;
}

/** `Z`, `+hh:mm`, `+hhmm`, ` +hhmm` or ` UTC` behind a clock. */
function readZone(source: Uint8Array, end: number, cursor: TimeCursor): void {
  const spaced = source[cursor.end] === 32 ? 1 : 0;
  const at = cursor.end + spaced;
  const sign = source[at];
  if (sign === 90 && spaced === 0) cursor.end = at + 1;
  else if (sign === 85 && source[at + 1] === 84 && source[at + 2] === 67) cursor.end = at + 3;
  else if ((sign === 43 || sign === 45) && at + 5 <= end) readOffset(source, at, cursor);
}

function readOffset(source: Uint8Array, at: number, cursor: TimeCursor): void {
  const minuteAt = source[at + 3] === 58 ? at + 4 : at + 3;
  const offset = two(source, at + 1) * 60 + two(source, minuteAt);
  if (!(offset <= 14 * 60)) return;
  cursor.atMs -= (source[at] === 43 ? offset : -offset) * 60_000;
  cursor.end = minuteAt + 2;
}

function readEpoch(source: Uint8Array, at: number, end: number, { cursor }: Target): boolean {
  const stop = skipDigits(source, at, end);
  const digits = stop - at;
  if (digits !== 10 && digits !== 13 && digits !== 16 && digits !== 19) return false;
  const seconds = readNumber(source, at, at + 10);
  if (seconds < 1_000_000_000 || seconds > 4_200_000_000) return false;
  cursor.atMs = seconds * 1_000 + (digits > 10 ? readNumber(source, at + 10, at + 13) : 0);
  cursor.end = stop;
  if (digits === 10 && source[stop] === 46 && isDigit(source[stop + 1])) cursor.end = skipDigits(source, stop + 1, end);
  return true;
}

function hasClock(source: Uint8Array, at: number): boolean {
  const clock = source[at] === 44 ? at + 2 : at + 1;
  const stop = isDigit(source[clock + 1]) ? clock + 2 : clock + 1;
  const mark = source[stop];
  return (
    (isClockMark(source[at]) || source[at] === 44) && isDigit(source[clock]) && (mark === 58 || mark === 46) && isDigit(source[stop + 1])
  );
}

function isDateMark(byte: number | undefined): boolean {
  return byte === 45 || byte === 47 || byte === 46;
}

/** `T`, blank, `_`, `-` or `:` between date and clock. */
function isClockMark(byte: number | undefined): boolean {
  return byte === 84 || byte === 32 || byte === 95 || byte === 45 || byte === 58;
}

/** Two digits, or NaN. */
function two(source: Uint8Array, at: number): number {
  const high = source[at];
  const low = source[at + 1];
  return isDigit(high) && isDigit(low) ? ((high ?? 48) - 48) * 10 + (low ?? 48) - 48 : Number.NaN;
}

function four(source: Uint8Array, at: number): number {
  return two(source, at) * 100 + two(source, at + 2);
}

function monthAt(source: Uint8Array, at: number): number {
  return indexOfName(MONTHS, source, at) + 1;
}

/** Index of the three-letter name at `at` in a row of such names, or -1; the name must end there. */
function indexOfName(names: string, source: Uint8Array, at: number): number {
  if (isLetter(source[at + 3])) return -1;
  for (let i = 0; i < names.length; i += 3) {
    if (matches(names, i, source, at)) return i / 3;
  }
  return -1;
}

function matches(names: string, from: number, source: Uint8Array, at: number): boolean {
  return (
    names.charCodeAt(from) === ((source[at] ?? 0) | 32) &&
    names.charCodeAt(from + 1) === ((source[at + 1] ?? 0) | 32) &&
    names.charCodeAt(from + 2) === ((source[at + 2] ?? 0) | 32)
  );
}
