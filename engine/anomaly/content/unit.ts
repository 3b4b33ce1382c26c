/** Units of time, as logs write them: behind the number, within it, or in the name of its key. */
import { encode, isDigit } from '../../line/bytes.ts';
import { wordHash } from '../../template/words.ts';

/** Milliseconds of each unit. Minutes and hours alone are schedules more often than latencies, but `1m30s` is one. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  nanos: 1e-6,
  nanoseconds: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  micros: 1e-3,
  microseconds: 1e-3,
  ms: 1,
  msec: 1,
  msecs: 1,
  millis: 1,
  milliseconds: 1,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

const byHash = new Map(
  Object.entries(units).map(([name, milliseconds]) => {
    const bytes = encode(name);
    return [wordHash(bytes, 0, bytes.length), milliseconds];
  }),
);

/** Milliseconds of a unit by the hash of its name; NaN for any other word. */
export function namedUnit(hash: number): number {
  return byHash.get(hash) ?? Number.NaN;
}

/** Of `87ms`, `1.5s`, `1m30s`; NaN for anything else. */
export function millisecondsOf(source: Uint8Array, from: number, to: number): number {
  let total = 0;
  let at = from;
  while (at < to) {
    const start = at;
    while (at < to && (isDigit(source[at]) || source[at] === 46)) at += 1;
    const number = readDecimal(source, start, at);
    const unit = at;
    while (at < to && !isDigit(source[at])) at += 1;
    const part = number * namedUnit(wordHash(source, unit, at));
    if (Number.isNaN(part)) return Number.NaN;
    total += part;
  }
  return total;
}

function readDecimal(source: Uint8Array, from: number, to: number): number {
  let value = 0;
  let scale = 0;
  for (let at = from; at < to; at += 1) {
    const byte = source[at] ?? 0;
    if (byte === 46) scale = 1;
    else {
      value = value * 10 + (byte - 48);
      scale *= 10;
    }
  }
  return to === from ? Number.NaN : scale > 1 ? value / scale : value;
}

/** What was found out about keys, so that each is read as text once. */
const knownKeys = new Map<number, number>();
const mostKnownKeys = 2_000;

/** Milliseconds of the unit of a key such as `duration_ms`, `latency`, `elapsedSeconds`; NaN for a key that names no duration. */
export function unitOfKey(hash: number, name: () => string): number {
  let unit = knownKeys.get(hash);
  if (unit === undefined) {
    if (knownKeys.size >= mostKnownKeys) knownKeys.clear();
    knownKeys.set(hash, (unit = unitIn(name())));
  }
  return unit;
}

const suffix = /[._-](ns|nanos|us|micros|ms|msec|millis|s|sec|secs|seconds)$/i;
const capitalSuffix = /[a-z](Ns|Nanos|Us|Micros|Ms|MS|Msec|Millis|Sec|Secs|Seconds)$/;
const durations =
  /(?:duration|latency|elapsed|took|(?:response|request|service|process|processing|query|upstream|total|run|wait)[._-]?time)$/i;

/** Without a unit milliseconds are assumed: only ratios are looked at. */
function unitIn(name: string): number {
  const unit = (suffix.exec(name) ?? capitalSuffix.exec(name))?.[1];
  if (unit !== undefined) return units[unit.toLowerCase()] ?? Number.NaN;
  return durations.test(name) ? 1 : Number.NaN;
}
