import { createLineReader, rawLinesOf } from '../../../../engine/line/line.ts';
import type { LogRecord } from '../../../../engine/domain.ts';
import { createContainer } from './container.ts';
import { createDraw } from './draw.ts';
import type { Half } from './prose.ts';
import type { Runtime } from './specimen.ts';
import { interleave } from './stream.ts';
import type { Carrier, Stream } from './stream.ts';

export interface Score {
  readonly traces: number;
  /** Traces whose record is made of exactly their lines. */
  readonly exact: number;
  /** Traces whose record has lines of another record too; blank lines between records belong to either. */
  readonly merged: number;
  readonly singles: number;
  /** Ordinary lines that stand alone, as they should. */
  readonly alone: number;
  /** Raw lines that no record or more than one accounts for. */
  readonly lost: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly variant: string;
  readonly kind: 'split' | 'merged';
  readonly wrote: readonly string[];
  /** The lines of the record that has its first line. */
  readonly read: readonly string[];
}

export interface Measurement {
  readonly runtime: Runtime;
  readonly half: Half;
  readonly carrier: Carrier;
  readonly seeds: readonly number[];
}

/** Reads streams made of the seeds in chunks cut anywhere, and compares the records with what was written. */
export function score({ runtime, half, carrier, seeds }: Measurement): Score {
  return sum(
    seeds.map((seed) => {
      const draw = createDraw(seed);
      const containers = Array.from({ length: carrier.containers }, () => createContainer(draw, { runtime, half, count: 150 }));
      const stream = interleave(draw, containers, carrier);
      return compare(
        stream,
        read(stream, () => draw.int(1, 4_000)),
      );
    }),
  );
}

export function sum(scores: readonly Score[]): Score {
  const total = (key: 'traces' | 'exact' | 'merged' | 'singles' | 'alone' | 'lost'): number =>
    scores.reduce((all, one) => all + one[key], 0);
  return {
    traces: total('traces'),
    exact: total('exact'),
    merged: total('merged'),
    singles: total('singles'),
    alone: total('alone'),
    lost: total('lost'),
    failures: scores.flatMap(({ failures }) => failures),
  };
}

function read({ framing, bytes }: Stream, chunkBytes: () => number): number[][] {
  const reader = createLineReader(framing);
  const records: number[][] = [];
  const emit = (record: LogRecord): void => void records.push([...(rawLinesOf(record) ?? [])]);
  for (let at = 0; at < bytes.length;) {
    const end = at + chunkBytes();
    reader.push(bytes.subarray(at, end), Date.UTC(2026, 0, 2, 3, 4, 5), emit);
    at = end;
  }
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return records;
}

function compare({ truth }: Stream, records: readonly number[][]): Score {
  const blank = new Set(truth.flatMap(({ written, raw }) => raw.filter((_, i) => written.lines[i] === '')));
  const recordOf = new Map(records.flatMap((record) => record.map((line) => [line, record] as const)));
  const textOf = new Map(truth.flatMap(({ written, raw }) => raw.map((line, i) => [line, written.lines[i] ?? ''] as const)));
  const failures: Failure[] = [];
  const counts = { traces: 0, exact: 0, merged: 0, singles: 0, alone: 0, lost: 0 };
  for (const { written, raw } of truth) {
    const own = new Set(raw);
    const record = recordOf.get(raw[0] ?? -1) ?? [];
    const foreign = record.some((line) => !own.has(line) && !blank.has(line));
    const whole = raw.every((line) => record.includes(line) || (blank.has(line) && line === raw.at(-1)));
    counts.lost += raw.filter((line) => !recordOf.has(line)).length;
    if (written.kind === 'ordinary') {
      counts.singles += 1;
      if (!foreign) counts.alone += 1;
    }
    if (written.kind !== 'trace') continue;
    counts.traces += 1;
    if (foreign) counts.merged += 1;
    if (whole && !foreign) counts.exact += 1;
    else
      failures.push({
        variant: written.variant,
        kind: foreign ? 'merged' : 'split',
        wrote: written.lines,
        read: record.map((line) => textOf.get(line) ?? ''),
      });
  }
  return { ...counts, failures };
}
