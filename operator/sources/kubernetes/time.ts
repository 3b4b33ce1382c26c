/** The time in front of each line (`timestamps=true`), as the kubelet writes it: RFC 3339 with nanoseconds, `Z` or an offset. */

/** Seconds since the epoch and nanoseconds: one double cannot hold both exactly. */
export interface LineTime {
  readonly seconds: number;
  readonly nanos: number;
  /** Bytes of the time, without the space after it. */
  readonly length: number;
}

const [zero, dot, plus, minus, space, capitalT, capitalZ] = [48, 46, 43, 45, 32, 84, 90];
/** `2006-01-02T15:04:05`; longer by `.` and digits, then `Z` or `+01:00`. */
const wholeSecondsLength = 19;

/** Null when the bytes from `start` to `end` do not begin with a time and a space: then they are no log line. */
export function readTime(bytes: Uint8Array, start: number, end: number): LineTime | null {
  if (end - start < wholeSecondsLength + 1 || bytes[start + 10] !== capitalT) return null;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  const hour = digits(bytes, start + 11, 2);
  const minute = digits(bytes, start + 14, 2);
  const second = digits(bytes, start + 17, 2);
  // NaN when any was no digit.
  const sum = year + month + day + hour + minute + second;
  if (Number.isNaN(sum)) return null;
  const fraction = readFraction(bytes, start + wholeSecondsLength, end);
  const zone = readZone(bytes, fraction.next, end);
  if (!zone || (zone.next < end && bytes[zone.next] !== space)) return null;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - zone.seconds;
  return { seconds, nanos: fraction.nanos, length: zone.next - start };
}

/** Negative when `a` is earlier than `b`. */
export function compareTimes(a: LineTime, b: LineTime): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

export function millisecondsOf(time: LineTime): number {
  return time.seconds * 1000 + time.nanos / 1e6;
}

function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function readFraction(bytes: Uint8Array, from: number, end: number): { readonly nanos: number; readonly next: number } {
  if (bytes[from] !== dot) return { nanos: 0, next: from };
  let nanos = 0;
  let scale = 1e9;
  let at = from + 1;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) break;
    scale /= 10;
    nanos += digit * scale;
  }
  return { nanos: Math.round(nanos), next: at };
}

function readZone(bytes: Uint8Array, at: number, end: number): { readonly seconds: number; readonly next: number } | null {
  const sign = bytes[at];
  if (sign === capitalZ) return { seconds: 0, next: at + 1 };
  if ((sign !== plus && sign !== minus) || at + 6 > end) return null;
  const seconds = digits(bytes, at + 1, 2) * 3600 + digits(bytes, at + 4, 2) * 60;
  if (Number.isNaN(seconds)) return null;
  return { seconds: sign === plus ? seconds : -seconds, next: at + 6 };
}
