import { describe, expect, test } from 'vitest';
import { minerOf, recordOf } from './sources.ts';

const ended = (codes: readonly number[]): string[] =>
  codes.flatMap((code) => [`job of the night ended with exit code ${code}`, 'all is well']);

describe('numbers that are part of what a line means', () => {
  test('stay apart where they are few', () => {
    expect(minerOf(ended([0, 1, 137])).size()).toBe(4);
  });

  test('are one value where there are many, but for zero', () => {
    const texts = minerOf(ended([0, 1, 2, 13, 137]))
      .patterns()
      .map(({ text }) => text);
    expect(texts.toSorted()).toEqual([
      'all is well',
      'job of the night ended with exit code 0',
      'job of the night ended with exit code <num>',
    ]);
  });

  test('that come later are taken in', () => {
    const miner = minerOf(ended([0, 1, 2, 13, 137]));
    miner.observe(recordOf('job of the night ended with exit code 99'));
    miner.settle(0);
    expect(miner.size()).toBe(3);
  });

  test('stay apart in statements that differ in a word', () => {
    const said = [3, 4, 5, 6].flatMap((code) => [`copy ended, status ${code}`, `purge ended, status ${code}`]);
    expect(minerOf(said).size()).toBe(2);
  });

  test('are classes where they are those of requests, however many', () => {
    expect(minerOf([200, 301, 404, 503, 101].map((status) => `asked for the page, status ${status}`)).size()).toBe(5);
  });
});
