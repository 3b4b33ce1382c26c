import { isDigit, isLetter, readNumber, skipDigits } from './bytes.ts';

/** A reading of a time: what is read, and how far it has come. Reused from time to time. */
export interface TimeReading {
  source: Uint8Array;
  /** End of what may be read. */
  end: number;
  /** The day, since 1970-01-01, that a missing year or date is taken from. */
  referenceDays: number;
  /** End of what was read. */
  stop: number;
  /** NaN for a date or an uptime alone. */
  atMs: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** `hh:mm[:ss[.fraction]][ AM]`, also with dots and without leading zeros; adds to `atMs`. */
export function readClock(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const hourEnd = skipDigits(source, at, Math.min(end, at + 2));
  const mark = source[hourEnd];
  const minuteEnd = skipDigits(source, hourEnd + 1, Math.min(end, hourEnd + 3));
  if (hourEnd === at || minuteEnd === hourEnd + 1 || minuteEnd > end || (mark !== 58 && mark !== 46)) return false;
  const hour = readNumber(source, at, hourEnd);
  const minute = readNumber(source, hourEnd + 1, minuteEnd);
  if (hour > 23 || minute > 59 || isMeasure(reading, hourEnd, minuteEnd)) return false;
  reading.atMs += hour * HOUR + minute * MINUTE;
  reading.stop = minuteEnd;
  if (source[minuteEnd] === mark && minuteEnd < end && !readSeconds(reading, minuteEnd + 1)) return false;
  readHalf(reading, hour);
  return true;
}

/** Whether a dot parts the digits of a number: `21.4` is no clock, unless seconds follow. */
function isMeasure({ source, end }: TimeReading, dot: number, stop: number): boolean {
  return source[dot] === 46 && stop === dot + 2 && (stop >= end || source[stop] !== 46);
}

function readSeconds(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  const stop = skipDigits(source, at, Math.min(end, at + 2));
  const second = readNumber(source, at, stop);
  if (stop === at || second > 60) return false;
  reading.atMs += second * 1_000;
  reading.stop = stop;
  const mark = source[stop];
  if ((mark !== 46 && mark !== 44 && mark !== 58) || stop + 1 >= end || !isDigit(source[stop + 1])) return true;
  reading.stop = skipDigits(source, stop + 1, end);
  const digits = Math.min(3, reading.stop - stop - 1);
  reading.atMs += Math.floor((readNumber(source, stop + 1, stop + 1 + digits) * 1_000) / 10 ** digits);
  return true;
}

/** `AM` or `PM` behind a clock of twelve hours. */
function readHalf(reading: TimeReading, hour: number): void {
  const { source, end, stop } = reading;
  const at = source[stop] === 32 ? stop + 1 : stop;
  if (hour === 0 || hour > 12 || !isHalf(source, at, end)) return;
  const isAfternoon = ((source[at] ?? 0) | 32) === 112;
  reading.atMs += ((isAfternoon ? 12 : 0) - (hour === 12 ? 12 : 0)) * HOUR;
  reading.stop = at + 2;
}

/** Whether `AM` or `PM`, in any case, stands alone at `at`. */
export function isHalf(source: Uint8Array, at: number, end: number): boolean {
  const half = (source[at] ?? 0) | 32;
  if (half !== 97 && half !== 112) return false;
  return at + 2 <= end && ((source[at + 1] ?? 0) | 32) === 109 && (at + 2 === end || !isLetter(source[at + 2]));
}

/** `hhmmss` in six digits that no seventh follows; adds to `atMs`. */
export function readCompactClock(reading: TimeReading, at: number): boolean {
  const { source, end } = reading;
  if (skipDigits(source, at, end) !== at + 6) return false;
  const hour = readNumber(source, at, at + 2);
  const minute = readNumber(source, at + 2, at + 4);
  const second = readNumber(source, at + 4, at + 6);
  if (hour > 23 || minute > 59 || second > 60) return false;
  reading.atMs += hour * HOUR + minute * MINUTE + second * 1_000;
  reading.stop = at + 6;
  return true;
}
