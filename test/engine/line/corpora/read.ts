import { createLineReader, rawLinesOf } from '../../../../engine/line/line.ts';
import type { Framing, LogRecord } from '../../../../engine/domain.ts';

/** When everything is received. */
export const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface Kept {
  readonly message: string;
  readonly level: string;
  readonly rest: string | undefined;
  readonly lines: number;
  readonly raw: readonly number[];
}

/** What a reader makes of the lines, in the order of their first ones. */
export function read(lines: readonly string[], framing: Framing = 'auto'): Kept[] {
  const reader = createLineReader(framing);
  const records: Kept[] = [];
  const emit = (record: LogRecord): void => {
    const { message, level, rest, lines: count } = record;
    records.push({ message, level, rest, lines: count, raw: rawLinesOf(record) ?? [] });
  };
  reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`), AT, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return records.toSorted((a, b) => (a.raw[0] ?? 0) - (b.raw[0] ?? 0));
}

/** How many lines each record has, in order. */
export const counts = (lines: readonly string[], framing?: Framing): number[] => read(lines, framing).map((record) => record.lines);

/** Lines of a logger, all with the same header. */
export const headed = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const message = ['order placed', 'shelf 4 is full', 'weighed a parcel', 'again'][i % 4] ?? '';
    return `2026-01-02 03:04:${String(i % 60).padStart(2, '0')} INFO shop.Order: ${message} ${i}`;
  });
