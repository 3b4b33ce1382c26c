import { beforeEach, describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { encode } from '../../../engine/line/bytes.ts';
import { SpanRecord } from '../../../engine/line/record.ts';
import { createRandom } from '../../../engine/math.ts';
import { createFlood } from '../../../engine/template/flood.ts';
import { createMiner, restoreMiner } from '../../../engine/template/miner.ts';
import type { Miner } from '../../../engine/template/miner.ts';

/** A record whose level nobody has written. */
function record(message: string): LogRecord {
  const source = encode(message);
  const made = new SpanRecord();
  const times = { atMs: 1_000, receivedAtMs: 1_000 };
  made.begin({ ...times, source, start: 0, end: source.length, lines: 1, bytes: source.length, firstLine: 0, ordinals: null, rest: '' });
  made.atMs = times.atMs;
  return made;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

describe('amid lines of which no two are alike', () => {
  let draw = createRandom(5);
  let miner: Miner = createMiner();

  function letterWord(): string {
    return Array.from({ length: 4 + Math.floor(draw() * 6) }, () => letters[Math.floor(draw() * letters.length)]).join('');
  }
  function stranger(): string {
    return Array.from({ length: 8 }, letterWord).join(' ');
  }
  function number(): number {
    return Math.floor(draw() * 100_000);
  }
  const known: readonly (() => string)[] = [
    () => `accepted connection from 10.0.${number() % 200}.1 port ${number()}`,
    () => `user ${letterWord()} signed in after ${number()} ms`,
    () => `${number()} blocks written to /data/${letterWord()}/${number()}`,
    () => `${letterWord()} joined the meeting`,
    () => `queue "${letterWord()}" holds ${number()} jobs`,
  ];

  beforeEach(() => {
    draw = createRandom(5);
    miner = createMiner();
    for (let i = 0; i < 400; i += 1) for (const write of known) miner.observe(record(write()));
    miner.settle(0);
    for (let i = 0; i < 6_000; i += 1) miner.observe(record(stranger()));
    expect(miner.observe(record(stranger()))).toBe(0);
  });

  test('what was known is still counted for itself, whatever stands in its places', () => {
    for (const write of known) {
      const index = miner.resolve(miner.observe(record(write())));
      const before = miner.pattern(index).count;
      for (let i = 0; i < 200; i += 1) {
        miner.observe(record(stranger()));
        expect(miner.resolve(miner.observe(record(write())))).toBe(index);
      }
      expect(miner.pattern(index).count - before).toBe(200);
    }
  });

  test('the same holds for a miner that was restored', () => {
    const restored = restoreMiner(JSON.parse(JSON.stringify(miner.snapshot())));
    for (const write of known) {
      const message = record(write());
      expect(restored.observe(message)).toBe(miner.observe(message));
    }
  });

  test('an error has a pattern of its own at first sight', () => {
    expect(miner.observe(record(`${stranger()} failed`))).toBeGreaterThan(0);
    expect(miner.observe(record(`Panic ${stranger()}`))).toBeGreaterThan(0);
  });

  test('a form that comes again becomes a pattern', () => {
    const seen = Array.from({ length: 4 }, () => {
      for (let i = 0; i < 20; i += 1) miner.observe(record(stranger()));
      return miner.observe(record(`snapshot of volume ${number()} stored quietly today`));
    });
    expect(seen.at(-1)).toBeGreaterThan(0);
  });

  test('every line is counted somewhere', () => {
    const before = miner.patterns().reduce((sum, { count }) => sum + count, 0);
    for (let i = 0; i < 500; i += 1) miner.observe(record(stranger()));
    expect(miner.patterns().reduce((sum, { count }) => sum + count, 0)).toBe(before + 500);
  });
});

test.each([
  ['q'.repeat(64), true],
  ['q'.repeat(64) + '.', true],
  ['q'.repeat(63) + '.q', false],
  ['q'.repeat(64) + '.q', false],
  ['q'.repeat(65) + '.q', false],
  ['q'.repeat(65), false],
  ['q'.repeat(500), false],
])('a message that begins with a word longer than any literal is none to be sure of: %s, %s', (word, expected) => {
  const source = encode(`${word} wandered off`);
  expect(createFlood([]).isForeign({ source, start: 0, end: source.length })).toBe(expected);
});
