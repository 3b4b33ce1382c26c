import { encode, isBlank, isLetter, isUpper, readNumber, skipDigits } from './bytes.ts';
import type { TimeReading } from './clock.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Hours from UTC of the zones that logs name; a name that several zones share means the one with the most people. */
const ZONES: readonly (readonly [string, number])[] = [
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['WEST', 1],
  ['BST', 1],
  ['CET', 1],
  ['CEST', 2],
  ['EET', 2],
  ['EEST', 3],
  ['MSK', 3],
  ['IST', 5.5],
  ['SGT', 8],
  ['HKT', 8],
  ['JST', 9],
  ['KST', 9],
  ['AEST', 10],
  ['AEDT', 11],
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['BRT', -3],
];
interface Zone {
  readonly hours: number;
  readonly bytes: number;
}
/** By the letters as one number: five bits each tell upper-case letters apart. */
const zones = new Map<number, Zone>(
  ZONES.map(([name, hours]) => [packLetters(encode(name), 0, name.length), { hours, bytes: name.length }]),
);

/** The zone whose upper-case name stands at `at`, or null. */
export function zoneAt(source: Uint8Array, at: number, end: number): Zone | null {
  let stop = at;
  while (stop < end && stop < at + 5 && isUpper(source[stop])) stop += 1;
  if (stop - at < 3 || stop - at > 4 || !isZoneEnd(source[stop - 1]) || (stop < end && isLetter(source[stop]))) return null;
  return zones.get(packLetters(source, at, stop)) ?? null;
}

/** `C`, `K` or `T`: the last letters of all zones, so that levels, which often stand behind a time, are not looked up. */
function isZoneEnd(byte: number | undefined): boolean {
  return byte === 84 || byte === 67 || byte === 75;
}

function packLetters(source: Uint8Array, from: number, to: number): number {
  let packed = 1;
  for (let i = from; i < to; i += 1) packed = packed * 32 + ((source[i] ?? 0) & 31);
  return packed;
}

/** `Z`, `+hh`, `+hh:mm`, `+hhmm`, each also behind a blank, ` UTC` and other names, and Java's `[Region/City]` behind an offset. */
export function readZone(reading: TimeReading): void {
  const { source, end, stop } = reading;
  const spaced = source[stop] === 32 ? 1 : 0;
  const at = stop + spaced;
  if (at >= end) return;
  const sign = source[at];
  if (sign === 90 && spaced === 0) reading.stop = at + 1;
  else if (sign === 43 || sign === 45) readOffset(reading, at, spaced === 0);
  else if (isLetter(sign)) readZoneName(reading, at);
  if (source[reading.stop] === 91 && reading.stop > stop) skipRegion(reading);
}

function readOffset(reading: TimeReading, at: number, tight: boolean): void {
  const { source, end } = reading;
  const stop = skipDigits(source, at + 1, Math.min(end, at + 6));
  const digits = stop - at - 1;
  if (digits === 4) takeOffset(reading, at, readNumber(source, at + 3, stop), stop);
  else if (digits === 2 && source[stop] === 58 && skipDigits(source, stop + 1, Math.min(end, stop + 4)) === stop + 3)
    takeOffset(reading, at, readNumber(source, stop + 1, stop + 3), stop + 3);
  else if (digits === 2 && tight) takeOffset(reading, at, 0, stop);
}

function takeOffset(reading: TimeReading, at: number, minutes: number, stop: number): void {
  const offset = readNumber(reading.source, at + 1, at + 3) * 60 + minutes;
  if (offset > 14 * 60) return;
  reading.atMs -= (reading.source[at] === 43 ? offset : -offset) * MINUTE;
  reading.stop = stop;
}

function readZoneName(reading: TimeReading, at: number): void {
  const zone = zoneAt(reading.source, at, reading.end);
  if (zone === null) return;
  reading.atMs -= zone.hours * HOUR;
  reading.stop = at + zone.bytes;
}

function skipRegion(reading: TimeReading): void {
  const { source, end, stop } = reading;
  let slashes = 0;
  for (let at = stop + 1; at < end && at < stop + 40 && !isBlank(source[at]); at += 1) {
    if (source[at] === 47) slashes += 1;
    if (source[at] === 93) {
      if (slashes > 0) reading.stop = at + 1;
      return;
    }
  }
}
