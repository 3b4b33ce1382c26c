import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { createLineReader } from '../../../engine/line/line.ts';
import { createMiner } from '../../../engine/template/miner.ts';
import { minerOf, summaryOf } from './converge/sources.ts';

/** The patterns of raw lines, with how many lines each has. */
function patternsOf(lines: readonly string[]): readonly string[] {
  const miner = createMiner();
  const reader = createLineReader('plain');
  const emit = (record: LogRecord): void => void miner.observe(record);
  reader.push(new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')), 0, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  miner.settle(0);
  return summaryOf(miner);
}

const each = (count: number, write: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => write(i));

describe('lines of values alone', () => {
  test('are told apart by their columns and what parts them', () => {
    const lines = [...each(20, (i) => `${i}.5 ${i}.25 ${i}`), ...each(20, (i) => `${i}`), ...each(20, (i) => `${i},${i}.5,7,${i}`)];
    expect(summaryOf(minerOf(lines))).toEqual(['20 <num>', '20 <num> <num> <num>', '20 <num>,<num>,<num>,<num>']);
  });

  test('are one pattern where they are of many lengths', () => {
    const lines = each(60, (i) => each(1 + (i % 7), (at) => `${i + at}`).join(' '));
    expect(minerOf(lines).patterns()).toHaveLength(1);
  });

  test('are told apart by who wrote them, where the header says it', () => {
    const lines = each(90, (i) => `2026-01-02T03:04:${String(i % 60).padStart(2, '0')}Z <${i % 3 === 0 ? 'press' : 'oven'}> ${i}.5`);
    expect(patternsOf(lines)).toEqual(['30 press <num>', '60 oven <num>']);
  });

  test('have columns of a letter, which is no unit', () => {
    const lines = each(30, (i) => `2026-01-02T03:04:${String(i).padStart(2, '0')}Z <scale> ${i} ${i * 7} 1.4${i} ${'PQR'[i % 3]}`);
    expect(patternsOf(lines)).toEqual(['30 scale <num> <num> <num> <value>']);
  });
});
