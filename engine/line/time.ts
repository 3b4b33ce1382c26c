import { isDigit, skipDigits } from './bytes.ts';
import { DAY } from './civil.ts';
import type { TimeReading } from './clock.ts';
import { readFromDigit, readFromName, readGlog } from './date.ts';
import { createTimeMemo, recall, remember } from './time-memo.ts';
import type { TimeMemo } from './time-memo.ts';

/** Where a time ended and what it says. `atMs` is NaN for a date alone. */
export interface TimeCursor {
  end: number;
  atMs: number;
}

/** Bytes that end somewhere. */
interface Text {
  readonly source: Uint8Array;
  readonly end: number;
}

const reading: TimeReading = { source: new Uint8Array(0), end: 0, referenceDays: 0, stop: 0, atMs: Number.NaN };

/**
 * Reads a time of any usual shape at `at`: ISO 8601 and its looser relatives, compact, US and European dates, months of several languages, syslog,
 * ctime, access-log, clock alone, epoch in s, ms, us or ns. Times without a zone count as UTC; a missing year is the one that puts the time nearest
 * before `referenceMs`. Fills `cursor` and returns true, or returns false.
 */
export function readTime(span: Text, at: number, referenceMs: number, cursor: TimeCursor): boolean {
  const first = span.source[at] ?? 0;
  if (at >= span.end || !(isDigit(first) || first >= 65)) return false;
  reading.source = span.source;
  reading.end = span.end;
  reading.referenceDays = Math.floor(referenceMs / DAY);
  if (!(isDigit(first) ? readFromDigit(reading, at) : readFromName(reading, at))) return false;
  cursor.end = reading.stop;
  cursor.atMs = reading.atMs;
  return reading.stop <= span.end;
}

/** Reads the `mmdd`, `yymmdd` or `yyyymmdd`, a blank and a clock of klog, CockroachDB and glog. */
function readGlogTime(span: Text, at: number, referenceMs: number, cursor: TimeCursor): boolean {
  reading.source = span.source;
  reading.end = span.end;
  reading.referenceDays = Math.floor(referenceMs / DAY);
  if (!readGlog(reading, at)) return false;
  cursor.end = reading.stop;
  cursor.atMs = reading.atMs;
  return true;
}

/**
 * `readTime` for a column whose times resemble each other, as those of a log do: what is the same as in the time before is compared, not read again.
 * The result is in `memo`.
 */
export function readNextTime(memo: TimeMemo, span: Text, at: number, referenceMs: number): boolean {
  if (holds(memo, referenceMs) && recall(memo, span.source, at, span.end)) return true;
  if (!readTime(span, at, referenceMs, memo)) return false;
  keep(memo, span.source, at, referenceMs);
  return true;
}

/** The same for the times of glog and klog. */
export function readNextGlogTime(memo: TimeMemo, span: Text, at: number, referenceMs: number): boolean {
  if (holds(memo, referenceMs) && recall(memo, span.source, at, span.end)) return true;
  if (!readGlogTime(span, at, referenceMs, memo)) return false;
  keep(memo, span.source, at, referenceMs);
  return true;
}

function holds(memo: TimeMemo, referenceMs: number): boolean {
  return referenceMs >= memo.fromMs && referenceMs < memo.untilMs;
}

/** A missing year or date is that of the reading's day. */
function keep(memo: TimeMemo, source: Uint8Array, at: number, referenceMs: number): void {
  if (!remember(memo, source, at)) return;
  memo.fromMs = Math.floor(referenceMs / DAY) * DAY;
  memo.untilMs = memo.fromMs + DAY;
}

const stamps = createTimeMemo();

/**
 * Reads exactly `yyyy-mm-ddThh:mm:ss[.fraction](Z|+hh:mm)` (RFC 3339), which every line of a container runtime starts with.
 * Returns its end, or -1.
 */
export function readStamp(source: Uint8Array, at: number, end: number, cursor: TimeCursor): number {
  if (!recall(stamps, source, at, end)) {
    if (!isStamp(source, at, end) || !readTime({ source, end }, at, 0, stamps) || !hasZone(source, at + 19, stamps.end)) return -1;
    remember(stamps, source, at);
  }
  cursor.atMs = stamps.atMs;
  cursor.end = stamps.end;
  return stamps.end;
}

function isStamp(source: Uint8Array, at: number, end: number): boolean {
  return at + 20 <= end && source[at + 4] === 45 && source[at + 10] === 84 && source[at + 13] === 58 && source[at + 16] === 58;
}

/** Whether a `Z` or an offset, after an optional fraction, was read behind the seconds. */
function hasZone(source: Uint8Array, at: number, end: number): boolean {
  const zone = source[at] === 46 ? skipDigits(source, at + 1, end) : at;
  const first = source[zone];
  return zone < end && (first === 90 || first === 43 || first === 45);
}
