import { expect, test } from 'vitest';
import { createTurns, divide, type Candidate } from '../../../operator/detector/turns.ts';

const visitEveryMs = 5_000;

const candidates = (group: string, count: number, over: Partial<Candidate> = {}): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `${group}-${index}`,
    group,
    isSeen: true,
    openedAtMs: 0,
    troubledAtMs: null,
    ...over,
  }));

test('every container is read soon after the start, though there are five of them to a stream', () => {
  const turns = createTurns();
  const all = Array.from({ length: 100 }, (_, group) => candidates(`g${group}`, 5)).flat();
  const read = new Set<string>();
  for (let nowMs = 0; nowMs < 6 * visitEveryMs; nowMs += visitEveryMs) {
    const reading = turns.pick(all, 100, nowMs);
    expect(reading.size).toBe(100);
    for (const key of reading.keys()) read.add(key);
  }
  expect(read.size).toBe(500);
});

test('of one that writes nothing the first turn ends all the same', () => {
  const turns = createTurns();
  const quiet = candidates('web', 2, { isSeen: false });
  const reading = [0, 2_000, 4_000].map((nowMs) => [...turns.pick(quiet, 1, nowMs).keys()]);
  expect(reading).toEqual([['web-0'], ['web-0'], ['web-1']]);
});

test('whose lines had not arrived in its first turn is read again before others come around, from its beginning and for longer', () => {
  const turns = createTurns();
  const all = [...candidates('web', 3), ...candidates('late', 1, { isSeen: false })].map((one) => ({ ...one, group: 'web' }));
  const begins: (number | null | undefined)[] = [];
  for (let nowMs = 0; nowMs <= 60_000; nowMs += visitEveryMs) begins.push(turns.pick(all, 1, nowMs).get('late-0'));
  const reading = begins.filter((fromMs) => fromMs !== undefined);
  expect(new Set(reading)).toEqual(new Set([null]));
  expect(reading.length).toBeGreaterThanOrEqual(4);
});

test('on a busy machine a turn counts from the opening of the log, which comes late, but not for ever', () => {
  const turns = createTurns();
  const late = candidates('web', 2, { isSeen: false, openedAtMs: null });
  const reading = [0, 60_000, 120_000].map((nowMs) => [...turns.pick(late, 1, nowMs).keys()]);
  expect(reading).toEqual([['web-0'], ['web-0'], ['web-1']]);
});

test('each group has as many streams at every visit, one of its containers is always read, and each of the others as often', () => {
  const turns = createTurns();
  const all = [...candidates('web', 20), ...candidates('cart', 2)];
  const visits = new Map<string, number>();
  for (let nowMs = 0; nowMs < 3_600_000; nowMs += visitEveryMs) {
    const reading = [...turns.pick(all, 6, nowMs).keys()];
    expect(reading.filter((key) => key.startsWith('web')).length).toBe(5);
    expect(reading.filter((key) => key.startsWith('cart')).length).toBe(1);
    for (const key of reading) visits.set(key, (visits.get(key) ?? 0) + 1);
  }
  expect(visits.get('web-0')).toBe(720);
  const others = [...visits].flatMap(([key, count]) => (key.startsWith('web') && key !== 'web-0' ? [count] : []));
  expect(Math.max(...others)).toBeLessThan(1.2 * Math.min(...others));
});

test('where there are more workloads than streams, the workloads take turns', () => {
  const turns = createTurns();
  const all = [...candidates('a', 3), ...candidates('b', 1), ...candidates('c', 1)];
  const read = new Set<string>();
  for (let nowMs = 0; nowMs < 600_000; nowMs += visitEveryMs) {
    const reading = [...turns.pick(all, 1, nowMs).keys()];
    expect(reading.length).toBe(1);
    for (const key of reading) read.add(key);
  }
  expect([...read].toSorted()).toEqual(['a-0', 'a-1', 'a-2', 'b-0', 'c-0']);
});

test('who restarted is read next, from before it did, and for longer', () => {
  const turns = createTurns();
  const all = candidates('web', 50);
  let nowMs = 0;
  for (; nowMs < 1_200_000; nowMs += visitEveryMs) turns.pick(all, 3, nowMs);
  const waiting = all.findLast(({ key }) => !turns.pick(all, 3, nowMs).has(key));
  const restarted = all.map((one) => (one.key === waiting?.key ? { ...one, troubledAtMs: nowMs - 1_000 } : one));
  const spell: (number | null | undefined)[] = [];
  for (const startMs = nowMs; nowMs < startMs + 400_000; nowMs += visitEveryMs)
    spell.push(turns.pick(restarted, 3, nowMs).get(waiting?.key ?? ''));
  const turn = spell.filter((fromMs) => fromMs !== undefined);
  expect(spell.findIndex((fromMs) => fromMs !== undefined)).toBeLessThanOrEqual(12);
  expect(new Set(turn)).toEqual(new Set([1_200_000 - 61_000]));
  expect(turn.length).toBeGreaterThanOrEqual(24);
});

test('a turn begins where nothing was read before it, and only the first one has no beginning', () => {
  const turns = createTurns();
  const all = candidates('web', 2);
  const begins: (number | null | undefined)[] = [];
  for (let nowMs = 0; nowMs <= 130_000; nowMs += visitEveryMs) begins.push(turns.pick(all, 1, nowMs).get('web-0'));
  expect([...new Set(begins)]).toEqual([null, undefined, 65_000]);
});

test('a clock that is set back ends the turns, and no stream is held for ever', () => {
  const turns = createTurns();
  const all = candidates('web', 2);
  for (const nowMs of [1_000_000, 1_005_000]) turns.pick(all, 1, nowMs);
  expect([...turns.pick(all, 1, 0).keys()]).toEqual(['web-0']);
});

test.each([
  [[5, 1, 1], 4, [2, 1, 1]],
  [[101, 11], 13, [11, 2]],
  [[3, 3], 6, [3, 3]],
  [[2, 2], 2, [1, 1]],
])('%j containers share %i streams as %j', (sizes, streams, parts) => {
  expect(divide(sizes, streams)).toEqual(parts);
});
