import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../engine/math.ts';
import { createMiner, mergeMiners, restoreMiner } from '../../../engine/template/miner.ts';
import type { Miner } from '../../../engine/template/miner.ts';
import { OPPOSITES, STATEMENTS, minerOf, recordOf, repeated, summaryOf } from './converge/sources.ts';

const names = Array.from({ length: 40 }, (_, i) => `${'bdfgklmnprst'[i % 12]}${'aeiou'[i % 5]}${'lmnrstvz'[i % 8]}${'aeiournsk'[i % 9]}`);

/** Statements of fixed words, and some that name one of many in so many lines. */
function stream(seed: number, length: number): readonly string[] {
  const random = createRandom(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  return Array.from({ length }, (_, i) => {
    const makers = [
      () => `connection from ${one(names)} was closed after ${i}ms`,
      () => `job ${i} of the queue ${one(names)} took ${i}ms`,
      () => `user ${one(names)} could not be found in realm main`,
      () => `volume ${one(names)} was ${one(['mounted', 'unmounted'])} on node ${one(names)}`,
      () => one([...STATEMENTS, ...OPPOSITES]),
    ];
    return one(makers)();
  });
}

/** Index in the miner by message: an unknown message is asked for after its miner was read, so that nothing is counted twice that matters. */
function groups(miner: Miner, messages: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const asked = restoreMiner(miner.snapshot());
  const byIndex = new Map<number, string[]>();
  const indexes = new Map([...new Set(messages)].map((message) => [message, asked.resolve(asked.observe(recordOf(message)))]));
  for (const [message, index] of indexes) byIndex.set(index, [...(byIndex.get(index) ?? []), message]);
  return new Map([...indexes].map(([message, index]) => [message, byIndex.get(index) ?? []]));
}

/** The share of messages that stand with the same others in both. */
function agreement(one: Miner, other: Miner, messages: readonly string[]): number {
  const [a, b] = [groups(one, messages), groups(other, messages)];
  const isSame = (message: string): boolean => a.get(message)?.toSorted().join('\n') === b.get(message)?.toSorted().join('\n');
  return messages.filter(isSame).length / messages.length;
}

const total = (miner: Miner): number => miner.patterns().reduce((sum, { count }) => sum + count, 0);

describe('two halves of a stream that were mined apart', () => {
  test('are one: the patterns of a single run, with the counts of both', () => {
    const messages = stream(7, 3_000);
    const merged = mergeMiners(minerOf(messages.slice(0, 1_500)), minerOf(messages.slice(1_500))).miner;
    expect(summaryOf(merged)).toEqual(summaryOf(minerOf(messages)));
  });

  test('keep their indexes, and the other one learns what its own mean now', () => {
    const [one, other] = [minerOf(['order 1 failed', 'cache is warm']), minerOf(['order 2 failed', 'disk is full', 'order 3 failed'])];
    const { miner, indexOf } = mergeMiners(one, other);
    expect(miner.pattern(1)).toMatchObject({ id: one.pattern(1).id, text: 'order <num> failed', count: 3 });
    expect(miner.pattern(indexOf(1)).text).toBe('order <num> failed');
    expect(miner.pattern(indexOf(2))).toMatchObject({ id: other.pattern(2).id, text: 'disk is full', count: 1 });
    expect(indexOf(99)).toBe(0);
    expect([total(one), total(other)]).toEqual([2, 3]);
  });

  test('a form that one of them merged counts with what it was merged into', () => {
    const one = minerOf(names.map((name) => `session of ${name} was ended by timeout`));
    const other = minerOf([`session of ${names[0]} was ended by timeout`, 'session store is open']);
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(summaryOf(mergeMiners(first, second).miner)).toEqual(['1 session store is open', '41 session of <word> was ended by timeout']);
    }
  });

  test('in what they group it does not matter how they are merged', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const messages = stream(seed, 600);
        const [a, b, c] = [0, 200, 400].map((from) => minerOf(messages.slice(from, from + 200))) as [Miner, Miner, Miner];
        const left = mergeMiners(mergeMiners(a, b).miner, c).miner;
        const right = mergeMiners(a, mergeMiners(b, c).miner).miner;
        expect(agreement(left, right, messages)).toBeGreaterThanOrEqual(0.99);
        expect(agreement(left, minerOf(messages), messages)).toBeGreaterThanOrEqual(0.99);
        expect(agreement(mergeMiners(a, b).miner, mergeMiners(b, a).miner, messages)).toBeGreaterThanOrEqual(0.99);
        expect([total(left), total(right)]).toEqual([600, 600]);
      }),
      { numRuns: 4 },
    );
  });

  test('hold the bounds of one, and every record is counted somewhere named', () => {
    const limits = { patterns: 40, indexes: 60 };
    const floods = [1, 2].map((seed) => {
      const random = createRandom(seed);
      const word = (): string => String(Math.floor(random() * 1e9)).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
      const miner = createMiner(limits);
      for (let i = 0; i < 500; i += 1) miner.observe(recordOf(`${word()} ${word()}`));
      return miner;
    });
    const { miner } = mergeMiners(floods[0] as Miner, floods[1] as Miner, limits);
    expect(miner.size()).toBeLessThanOrEqual(40);
    expect(total(miner)).toBe(1_000);
  });

  test('go on as one miner, also after they were saved', () => {
    const messages = repeated(stream(3, 300), 2);
    const merged = mergeMiners(minerOf(messages.slice(0, 300)), minerOf(messages.slice(300))).miner;
    const again = restoreMiner(JSON.parse(JSON.stringify(merged.snapshot())));
    for (const message of messages) expect(again.resolve(again.observe(recordOf(message)))).toBeGreaterThan(0);
    expect(again.size()).toBe(merged.size());
  });
});
