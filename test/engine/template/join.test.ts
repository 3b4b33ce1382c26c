import { expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { createMiner, restoreMiner } from '../../../engine/template/miner.ts';

const record = (message: string): LogRecord => ({ atMs: 1, level: 'info', levelInferred: false, message, lines: 1, bytes: message.length });

function joined() {
  const miner = createMiner();
  const [a, b] = [miner.observe(record('the lamp is lit')), miner.observe(record('a door was shut'))];
  return { miner, a, b, answer: miner.join(a, b) };
}

test('a pattern that somebody joins to another counts with it, under the id of the other', () => {
  const { miner, a, b, answer } = joined();
  expect([answer, miner.resolve(a), miner.size()]).toEqual([true, b, 1]);
  expect(miner.resolve(miner.observe(record('the lamp is lit')))).toBe(b);
  expect(miner.pattern(b).count).toBe(3);
  expect(miner.join(a, b)).toBe(false);
});

test('a restart keeps what was joined', () => {
  const { miner, a, b } = joined();
  const again = restoreMiner(JSON.parse(JSON.stringify(miner.snapshot())));
  expect(again.resolve(a)).toBe(b);
  expect(again.resolve(again.observe(record('the lamp is lit')))).toBe(b);
  expect(again.size()).toBe(1);
});

test('a split undoes it, and neither is merged again by itself', () => {
  const { miner, a, b } = joined();
  expect(miner.split(b)).toEqual([a]);
  miner.settle(0);
  expect([miner.resolve(a), miner.resolve(b), miner.size()]).toEqual([a, b, 2]);
  expect(miner.observe(record('the lamp is lit'))).toBe(a);
});

test('a pattern is not joined to itself, nor to what has no room or is not there', () => {
  const { miner, b } = joined();
  expect([miner.join(b, b), miner.join(b, 0), miner.join(0, b), miner.join(b, 99)]).toEqual([false, false, false, false]);
  expect(miner.resolve(miner.observe(record('a door was shut')))).toBe(b);
});
