import { describe, expect, test } from 'vitest';
import { mergeMiners, restoreMiner } from '../../../engine/template/miner.ts';
import { minerOf, recordOf, repeated, summaryOf } from './converge/sources.ts';

const names = 'ann bob carla dee emil flo gina hal ines jon'.split(' ');
const messages = names.map((name) => `session of ${name} was ended by timeout`);

/** Its pattern has taken in all of them. */
const merged = () => {
  const miner = minerOf(repeated(messages, 2));
  expect(summaryOf(miner)).toEqual(['20 session of <word> was ended by timeout']);
  return miner;
};

describe('a pattern that wrongly took in others', () => {
  test('is taken apart into the forms it was made of, with their ids and records', () => {
    const ids = messages.map((message) => minerOf([message]).pattern(1).id);
    const miner = merged();
    const restored = miner.split(1);
    expect(restored).toHaveLength(names.length - 1);
    for (const message of messages) miner.observe(recordOf(message));
    expect(summaryOf(miner)).toEqual(messages.map((message) => `3 ${message}`).toSorted());
    expect(new Set(miner.patterns().map(({ id }) => id))).toEqual(new Set(ids));
  });

  test('is never merged again, neither with what it was nor with new names, also after it was saved', () => {
    const split = merged();
    split.split(1);
    const miner = restoreMiner(JSON.parse(JSON.stringify(split.snapshot())));
    const fresh = 'kim lea max nora olaf pia quin rosa sven tara'.split(' ').map((name) => `session of ${name} was ended by timeout`);
    for (const message of repeated([...messages, ...fresh], 3)) miner.observe(recordOf(message));
    miner.settle(0);
    expect(miner.patterns().map(({ text }) => text)).toEqual(expect.arrayContaining([...messages, ...fresh]));
    expect(miner.size()).toBe(20);
  });

  test('leaves other patterns as they are, and counts add up', () => {
    const other = names.map((name) => `volume ${name} was mounted on the node`);
    const miner = minerOf([...repeated(messages, 2), ...repeated(other, 3)]);
    miner.split(miner.observe(recordOf(messages[0] ?? '')));
    miner.settle(0);
    expect(summaryOf(miner)).toContain('30 volume <word> was mounted on the node');
    expect(miner.patterns().reduce((sum, { count }) => sum + count, 0)).toBe(51);
  });

  test('what was not kept of it is itself again when it is seen', () => {
    const many = Array.from(
      { length: 60 },
      (_, i) => `session of ${'abcdefghij'[i % 10]}${'klmnop'[Math.floor(i / 10)]}x was ended by timeout`,
    );
    const miner = minerOf(repeated(many, 2));
    expect(miner.size()).toBe(1);
    expect(miner.split(1).length).toBeLessThan(60);
    for (const message of many) miner.observe(recordOf(message));
    miner.settle(0);
    expect(miner.size()).toBe(60);
  });

  test('stays apart when the miner is merged with another that has not split it', () => {
    const miner = merged();
    miner.split(1);
    for (const message of messages) miner.observe(recordOf(message));
    for (const both of [mergeMiners(miner, merged()).miner, mergeMiners(merged(), miner).miner]) {
      for (const message of messages) both.observe(recordOf(message));
      both.settle(0);
      expect(both.patterns().map(({ text }) => text)).toEqual(expect.arrayContaining(messages));
    }
  });
});

test('what has taken in nothing cannot be split', () => {
  const miner = minerOf(['order 1 failed', 'cache is warm']);
  expect([miner.split(1), miner.split(0), miner.split(99)]).toEqual([[], [], []]);
  expect(miner.size()).toBe(2);
});
