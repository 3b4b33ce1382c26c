import { isBlank, isDigit, isLetter, readNumber, skipDigits } from './bytes.ts';
import { WEEKDAY, name, nameAt } from './calendar.ts';
import { DAY, epochDays, nearestDays, plausible } from './civil.ts';
import { readClock, readCompactClock } from './clock.ts';
import type { TimeReading } from './clock.ts';
import { readZone } from './zone.ts';

const SLASH = 47;

/** Reads a time that begins with a digit at `at`: a date with or without a clock, a clock alone, or an epoch. */
export function readFromDigit(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const stop = skipDigits(source, at, Math.min(end, at + 20));
  const digits = stop - at;
  const next = source[stop];
  if (digits === 4 && next === SLASH && skipDigits(source, stop + 1, end) === stop + 7) return readSlashed(reading, at);
  if (digits === 4) return isDateMark(next) ? readYearFirst(reading, at) : next === 0xe5 && readHan(reading, at);
  if (digits <= 2) return next === 58 ? readClockAlone(reading, at, digits) : readDayFirst(reading, at, stop);
  if (digits === 8 || digits === 6) return readCompact(reading, at, digits === 8);
  return digits >= 10 && readEpoch(reading, at, stop);
}

/** Reads a time that begins with the name of a month or of a day of the week at `at`. */
export function readFromName(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  let place = at;
  let month = nameAt(source, at, end);
  if (month === WEEKDAY) {
    place = skipNameMarks(source, name.stop);
    if (isDigit(source[place])) return readFromDigit(reading, place);
    month = nameAt(source, place, end);
  }
  if (month === 0 || month === WEEKDAY) return false;
  return readAfterMonth(reading, skipNameMarks(source, name.stop), month);
}

/** Reads `mmdd hh:mm:ss` or `yyyymmdd hh:mm:ss` at `at`. */
export function readGlog(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const digits = skipDigits(source, at, Math.min(end, at + 9)) - at;
  if (digits !== 4 && digits !== 6 && digits !== 8) return false;
  const place = at + digits - 4;
  const year = digits === 8 ? four(source, at) : digits === 6 ? 2000 + two(source, at) : 2000;
  const [month, day] = [two(source, place), two(source, place + 2)];
  if (!plausible(year, month, day) || source[place + 4] !== 32) return false;
  reading.atMs = (digits > 4 ? epochDays(year, month, day) : nearestDays(month, day, reading.referenceDays)) * DAY;
  return readClock(reading, place + 5);
}

/** At most a dot or comma and two blanks, or a dash or slash. */
function skipNameMarks(source: Uint8Array, at: number): number {
  let place = at;
  if (source[place] === 46 || source[place] === 44) place += 1;
  if (source[place] === 45 || source[place] === 47) return place + 1;
  if (source[place] === 32) place += 1;
  return source[place] === 32 ? place + 1 : place;
}

/** `7 08:09:10`, `07 08:09:10 2026`, `07 2026 08:09:10`, `07, 2026 8:09:10 AM`, from behind the month. */
function readAfterMonth(reading: TimeReading, at: number, month: number): boolean {
  const { source, end } = reading;
  const stop = skipDigits(source, at, Math.min(end, at + 3));
  const day = readNumber(source, at, stop);
  if (stop === at || !plausible(2000, month, day)) return false;
  const year = source[stop] === 44 ? stop + 2 : stop + 1;
  if (skipDigits(source, year, end) === year + 4 && !isDigit(source[stop])) {
    const full = four(source, year);
    return plausible(full, month, day) && readClockAfter(reading, year + 4, epochDays(full, month, day), source[stop] !== 44);
  }
  const nearest = nearestDays(month, day, reading.referenceDays);
  if (!readClockAfter(reading, stop, nearest, true)) return false;
  readTrailingYear(reading, month, day, nearest);
  return true;
}

/** ctime writes the year last: `Thu Jun 09 06:07:04 2005`. */
function readTrailingYear(reading: TimeReading, month: number, day: number, nearest: number): void {
  const { source, end, stop } = reading;
  const from = stop + 1;
  if (source[stop] !== 32 || skipDigits(source, from, end) !== from + 4) return;
  const year = four(source, from);
  if (year < 1970 || year > 2100) return;
  reading.atMs += (epochDays(year, month, day) - nearest) * DAY;
  reading.stop = from + 4;
}

function readYearFirst(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const mark = source[at + 4];
  if (isLetter(source[at + 5])) return readYearName(reading, at, mark);
  if (at + 10 > end || !isDateMark(source[at + 7])) return false;
  const [year, month, day] = [four(source, at), two(source, at + 5), two(source, at + 8)];
  return plausible(year, month, day) && readClockAfter(reading, at + 10, epochDays(year, month, day), false);
}

/** `2026-Jun-07 08:09:10`, `2026/Jun/07`. */
function readYearName(reading: TimeReading, at: number, mark: number | undefined): boolean {
  const { source, end } = reading;
  const month = nameAt(source, at + 5, end);
  const place = name.stop + 1;
  const year = four(source, at);
  const day = two(source, place);
  if (source[place - 1] !== mark || month === WEEKDAY || !plausible(year, month, day)) return false;
  return readClockAfter(reading, place + 2, epochDays(year, month, day), false);
}

/** `2026年06月07日 08:09:10`, in UTF-8. */
function readHan(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const monthEnd = skipDigits(source, at + 7, Math.min(end, at + 9));
  const dayEnd = skipDigits(source, monthEnd + 3, Math.min(end, monthEnd + 5));
  if (source[at + 5] !== 0xb9 || source[at + 6] !== 0xb4 || source[monthEnd] !== 0xe6 || source[dayEnd] !== 0xe6 || dayEnd + 3 > end)
    return false;
  const [year, month, day] = [four(source, at), readNumber(source, at + 7, monthEnd), readNumber(source, monthEnd + 3, dayEnd)];
  if (!plausible(year, month, day)) return false;
  return readClockAfter(reading, dayEnd + 3, epochDays(year, month, day), false);
}

function readCompact(reading: TimeReading, at: number, long: boolean): boolean {
  const { source } = reading;
  const year = long ? four(source, at) : 2000 + two(source, at);
  const month = two(source, long ? at + 4 : at + 2);
  const day = two(source, long ? at + 6 : at + 4);
  const gap = at + (long ? 8 : 6);
  if (!plausible(year, month, day) || !isClockMark(source[gap])) return false;
  const days = epochDays(year, month, day);
  if (hasClock(source, gap)) return readClockAfter(reading, gap, days, true);
  reading.atMs = days * DAY;
  if (!readCompactClock(reading, gap + 1)) return false;
  readCompactEnd(reading);
  return true;
}

/** `mmdd/hhmmss.ffffff`, as Chromium and what is built of it write. */
function readSlashed(reading: TimeReading, at: number): boolean {
  const [month, day] = [two(reading.source, at), two(reading.source, at + 2)];
  if (!plausible(2000, month, day)) return false;
  reading.atMs = nearestDays(month, day, reading.referenceDays) * DAY;
  if (!readCompactClock(reading, at + 5)) return false;
  readCompactEnd(reading);
  return true;
}

function readCompactEnd(reading: TimeReading): void {
  const { source, stop } = reading;
  if ((source[stop] === 46 || source[stop] === 44) && isDigit(source[stop + 1])) {
    const fractionEnd = skipDigits(source, stop + 1, reading.end);
    const digits = Math.min(3, fractionEnd - stop - 1);
    reading.atMs += Math.floor((readNumber(source, stop + 1, stop + 1 + digits) * 1_000) / 10 ** digits);
    reading.stop = fractionEnd;
  }
  readZone(reading);
}

function readDayFirst(reading: TimeReading, at: number, stop: number): boolean {
  const { source, end } = reading;
  const first = readNumber(source, at, stop);
  const mark = source[stop];
  const letter = source[mark === 46 && source[stop + 1] === 32 ? stop + 2 : stop + 1] ?? 0;
  if (isLetter(letter) || letter > 127) return readDayName(reading, stop, first);
  if (!isDateMark(mark)) return false;
  const secondEnd = skipDigits(source, stop + 1, Math.min(end, stop + 4));
  if (secondEnd === stop + 1 || secondEnd > stop + 3) return false;
  const second = readNumber(source, stop + 1, secondEnd);
  return source[secondEnd] === mark ? readThree(reading, secondEnd, first, second) : readMonthDay(reading, secondEnd, first, second);
}

/** The third number of a date and its clock, from the mark before it. */
function readThree(reading: TimeReading, at: number, first: number, second: number): boolean {
  const { source, end } = reading;
  const stop = skipDigits(source, at + 1, Math.min(end, at + 6));
  const digits = stop - at - 1;
  if ((digits !== 2 && digits !== 4) || !hasClock(source, stop)) return false;
  const numbers = [first, second, readNumber(source, at + 1, stop)] as const;
  const days = orderDays(numbers, digits === 4, source[at] === 46, reading.referenceDays);
  return !Number.isNaN(days) && readClockAfter(reading, stop, days, true);
}

/** `07 Jun 2026`, `07/Jun/2026` and `7. Juni 2026`, from the mark behind the day. */
function readDayName(reading: TimeReading, stop: number, day: number): boolean {
  const { source, end } = reading;
  const mark = source[stop];
  if (mark !== 32 && !isDateMark(mark)) return false;
  const month = nameAt(source, source[stop + 1] === 32 ? stop + 2 : stop + 1, end);
  if (month === 0 || month === WEEKDAY) return false;
  const yearAt = skipNameMarks(source, name.stop);
  const yearEnd = skipDigits(source, yearAt, Math.min(end, yearAt + 5));
  if (yearEnd - yearAt === 4 && plausible(four(source, yearAt), month, day))
    return readClockAfter(reading, yearEnd, epochDays(four(source, yearAt), month, day), false);
  const isClock = yearEnd - yearAt <= 2 && source[yearEnd] === 58;
  if (!isClock || !plausible(2000, month, day)) return false;
  return readClockAfter(reading, yearAt - 1, nearestDays(month, day, reading.referenceDays), true);
}

/**
 * Orders `a/b/c` and returns its days: of the orders that give a date, the one nearest to the reading, because a log is mostly read soon after it was
 * written; dots are European.
 */
function orderDays(numbers: readonly [number, number, number], yearLast: boolean, dotted: boolean, referenceDays: number): number {
  const [first, second, third] = numbers;
  const last = yearLast ? third : 2000 + third;
  let best = dateDays(last, second, first);
  if (dotted && !Number.isNaN(best)) return best;
  best = nearer(dateDays(last, first, second), best, referenceDays);
  return yearLast ? best : nearer(dateDays(2000 + first, second, third), best, referenceDays);
}

function dateDays(year: number, month: number, day: number): number {
  return plausible(year, month, day) ? epochDays(year, month, day) : Number.NaN;
}

function nearer(days: number, best: number, referenceDays: number): number {
  return Number.isNaN(best) || Math.abs(days - referenceDays) <= Math.abs(best - referenceDays) ? days : best;
}

/** `06-07 08:09:10` or, where the first number can be no month, `30/11 08:09:10`. */
function readMonthDay(reading: TimeReading, at: number, first: number, second: number): boolean {
  if (!hasClock(reading.source, at)) return false;
  if (plausible(2000, first, second)) return readClockAfter(reading, at, nearestDays(first, second, reading.referenceDays), true);
  return plausible(2000, second, first) && readClockAfter(reading, at, nearestDays(second, first, reading.referenceDays), true);
}

function readClockAlone(reading: TimeReading, at: number, digits: number): boolean {
  const { source } = reading;
  const minute = at + digits + 1;
  if (!isDigit(source[minute]) || source[minute + 2] !== 58) return false;
  reading.atMs = reading.referenceDays * DAY;
  if (!readClock(reading, at)) return false;
  readZone(reading);
  return true;
}

/** A clock behind a date and one mark; without one the date stands alone, as some systems put it into a column. */
function readClockAfter(reading: TimeReading, at: number, days: number, needed: boolean): boolean {
  const { source, end } = reading;
  reading.atMs = days * DAY;
  if (hasClock(source, at) && readClock(reading, source[at + 1] === 32 ? at + 2 : at + 1)) {
    readZone(reading);
    return true;
  }
  reading.atMs = Number.NaN;
  reading.stop = at;
  return !needed && (at >= end || isBlank(source[at]));
}

function readEpoch(reading: TimeReading, at: number, stop: number): boolean {
  const { source, end } = reading;
  const digits = stop - at;
  if (digits !== 10 && digits !== 13 && digits !== 16 && digits !== 19) return false;
  const seconds = readNumber(source, at, at + 10);
  if (seconds < 1_000_000_000 || seconds > 4_200_000_000) return false;
  reading.atMs = seconds * 1_000 + (digits > 10 ? readNumber(source, at + 10, at + 13) : 0);
  reading.stop = stop;
  if (source[stop] !== 46 || !isDigit(source[stop + 1]) || stop + 1 >= end) return true;
  reading.stop = skipDigits(source, stop + 1, end);
  if (digits > 10) return true;
  const kept = Math.min(3, reading.stop - stop - 1);
  reading.atMs += Math.floor((readNumber(source, stop + 1, stop + 1 + kept) * 1_000) / 10 ** kept);
  return true;
}

/** Whether a mark that may stand between date and clock, and a clock, begin at `at`. */
function hasClock(source: Uint8Array, at: number): boolean {
  if (!isClockMark(source[at])) return false;
  const clock = source[at + 1] === 32 ? at + 2 : at + 1;
  const stop = isDigit(source[clock + 1]) ? clock + 2 : clock + 1;
  return isDigit(source[clock]) && (source[stop] === 58 || source[stop] === 46) && isDigit(source[stop + 1]);
}

/** Dash, slash or dot. */
function isDateMark(byte: number | undefined): boolean {
  return byte === 45 || byte === 47 || byte === 46;
}

/** `T`, blank, tab, `_`, `-`, `:` or `,` between date and clock. */
function isClockMark(byte: number | undefined): boolean {
  return byte === 84 || byte === 32 || byte === 9 || byte === 95 || byte === 45 || byte === 58 || byte === 44;
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
