/** One line as the detectors of its values see it. */
import type { AnomalyKind, LogRecord } from '../../domain.ts';
import { decode, encode, type ByteSpan } from '../../line/bytes.ts';
import { SpanRecord } from '../../line/record.ts';
import type { Redactor } from '../../redact/redact.ts';
import type { Durations } from './durations.ts';
import { createValues, scanValues } from './scan.ts';
import type { Shares } from './shares.ts';
import type { ValueName } from './slot.ts';
import type { Statuses } from './statuses.ts';

export interface Reader {
  read(record: LogRecord, pattern: number, find: Redactor['find']): void;
  /** Whether what comes is learned and judged from now on. */
  settle(about: { readonly learns: boolean; readonly judges: boolean }): void;
}

export interface ReaderOptions {
  readonly durations: Durations;
  readonly shares: Shares;
  readonly statuses: Statuses;
  /** False while an anomaly of that kind, or one of the counts of the pattern, lasts. */
  isUsual(this: void, kind: AnomalyKind, pattern: number): boolean;
}

const slotsOfPattern = 4_294_967_296;
/** The values of the line that is being looked at; lines are looked at one after another. */
const values = createValues();

export function createReader({ durations, shares, statuses, isUsual }: ReaderOptions): Reader {
  let [learns, judges] = [true, false];
  return {
    read(record, pattern, find) {
      const line = lineOf(record);
      scanValues(line, values);
      const { atMs } = record;
      let at = 0;
      // One object a line: a line has several values, and neither keeps what it is told.
      const ofDurations = { pattern, atMs, judges, learns: learns && isUsual('latency', pattern), milliseconds: Number.NaN };
      const ofShares = {
        pattern,
        atMs,
        judges,
        learns: learns && isUsual('value-share', pattern),
        value: 0,
        name: () => nameOf(line, at, find),
      };
      for (; at < values.count; at += 1) {
        const slot = pattern * slotsOfPattern + ((values.keys[at] ?? 0) >>> 0);
        ofDurations.milliseconds = values.milliseconds[at] ?? Number.NaN;
        ofShares.value = values.hashes[at] ?? 0;
        if (!Number.isNaN(ofDurations.milliseconds)) durations.observe(slot, ofDurations);
        else {
          statuses.see(line, values, at);
          shares.observe(slot, ofShares);
        }
      }
    },
    settle(about) {
      [learns, judges] = [about.learns, about.judges];
    },
  };
}

/** The bytes that values are looked for in. */
export function lineOf(record: LogRecord): ByteSpan {
  if (record instanceof SpanRecord) return record.fields();
  const source = encode(record.message);
  return { source, start: 0, end: source.length };
}

/** What the redactor leaves of a value is nothing or all of it: a part of a secret is one, too. */
function nameOf({ source, start, end }: ByteSpan, i: number, find: Redactor['find']): ValueName {
  const [from, to] = [values.starts[i] ?? 0, values.ends[i] ?? 0];
  const before = decode(source, start, from).length;
  const value = decode(source, from, to);
  const key = decode(source, values.keyStarts[i] ?? 0, values.keyEnds[i] ?? 0);
  const isHidden = find(decode(source, start, end)).some((one) => one.start < before + value.length && one.end > before);
  return { key: find(key).length > 0 ? '' : key, value: isHidden || find(`${key}=${value}`).length > 0 ? null : value };
}
