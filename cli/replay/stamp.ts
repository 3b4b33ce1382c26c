import { plainTimeOf } from '../../api/recording.ts';

/** Reads the times of a recording from bytes. */
export interface StampReader {
  /** The time, as recorders write it, that begins at `at`; NaN for anything else, which is somebody else's to judge. */
  read(bytes: Buffer, at: number): number;
  /** Behind the time that was read last. */
  readonly end: number;
}

/** `2026-01-02T03:04:`, after which come seconds. */
const minuteLength = 17;
const mostDigits = 9;
const POINT = 46;
const ZULU = 90;

/** Lines come in the order of their time, so the minute is nearly always that of the line before: it is compared, and only seconds are read. */
export function createStampReader(): StampReader {
  const minute = new Uint8Array(minuteLength);
  let minuteAtMs = Number.NaN;
  let end = 0;

  function isSameMinute(bytes: Buffer, at: number): boolean {
    for (let i = 0; i < minuteLength; i += 1) if (bytes[at + i] !== minute[i]) return false;
    return true;
  }

  function learnMinute(bytes: Buffer, at: number): boolean {
    const atMs = plainTimeOf(`${bytes.toString('latin1', at, at + minuteLength)}00Z`);
    if (atMs === null) return false;
    minute.set(bytes.subarray(at, at + minuteLength));
    minuteAtMs = atMs;
    return true;
  }

  /** The digits behind the point, as milliseconds; as `Date` does, what is less than one is cut off. NaN for none. */
  function readFraction(bytes: Buffer, first: number): number {
    let thousandths = 0;
    for (end = first; end < first + mostDigits; end += 1) {
      const digit = digitAt(bytes, end);
      if (digit > 9) break;
      thousandths += digit * (weights[end - first] ?? 0);
    }
    return end === first ? Number.NaN : thousandths;
  }

  return {
    read(bytes, at) {
      if (at + minuteLength + 3 > bytes.length || (!isSameMinute(bytes, at) && !learnMinute(bytes, at))) return Number.NaN;
      const tens = digitAt(bytes, at + minuteLength);
      const ones = digitAt(bytes, at + minuteLength + 1);
      end = at + minuteLength + 2;
      const thousandths = bytes[end] === POINT ? readFraction(bytes, end + 1) : 0;
      if (tens > 5 || ones > 9 || bytes[end] !== ZULU) return Number.NaN;
      end += 1;
      return minuteAtMs + (tens * 10 + ones) * 1_000 + thousandths;
    },
    get end() {
      return end;
    },
  };
}

/** Of the digits behind the point, in milliseconds. */
const weights = [100, 10, 1];

/** More than 9 for what is none. */
function digitAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) - 48) & 255;
}
