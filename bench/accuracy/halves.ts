import { createLineReader, createMiner, mergeMiners, rawLinesOf } from '../../engine/index.ts';
import type { LogRecord } from '../../engine/index.ts';

/** One id for each line, when the first and the second half of them were mined apart and the two miners merged. */
export function parseInHalves(lines: readonly string[]): string[] {
  const reader = createLineReader('auto');
  const [first, second] = [createMiner(), createMiner()];
  const found: { isSecond: boolean; index: number }[] = [];
  const emit = (record: LogRecord): void => {
    const own = rawLinesOf(record) ?? [];
    const isSecond = (own[0] ?? 0) * 2 >= lines.length;
    const index = (isSecond ? second : first).observe(record);
    for (const line of own) found[line] = { isSecond, index };
  };
  reader.push(new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')), 0, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  first.settle(0);
  second.settle(0);
  const { miner, indexOf } = mergeMiners(first, second);
  return found.map(({ isSecond, index }) => String(isSecond ? indexOf(second.resolve(index)) : miner.resolve(index)));
}
