import { expect, test } from 'vitest';
import { bucketMs, Buckets } from '../../../engine/anomaly/buckets.ts';
import { createRandom } from '../../../engine/math.ts';

const kept = 180;

/** What a plain table of all lines would say. */
function tableOf(lines: readonly { readonly pattern: number; readonly atMs: number }[], head: number): readonly (readonly number[])[] {
  const entries = new Map<string, [age: number, pattern: number, count: number, offset: number]>();
  for (const { pattern, atMs } of lines) {
    const bucket = Math.floor(atMs / bucketMs);
    if (bucket > head || bucket <= head - kept) continue;
    const offset = atMs - bucket * bucketMs;
    const known = entries.get(`${bucket} ${pattern}`) ?? [head - bucket, pattern, 0, offset];
    entries.set(`${bucket} ${pattern}`, [known[0], pattern, known[2] + 1, Math.min(known[3], offset)]);
  }
  return [...entries.values()].toSorted(([a, x], [b, y]) => b - a || x - y);
}

function listOf(buckets: Buckets): readonly (readonly number[])[] {
  const list = buckets.list();
  return Array.from({ length: list.length / 4 }, (_, at) => list.slice(at * 4, at * 4 + 4));
}

test('lines of any age are counted where they belong, also when patterns become one and after a restart', () => {
  const random = createRandom(7);
  let buckets = new Buckets();
  let lines: { pattern: number; atMs: number }[] = [];
  for (let step = 0; step < 4_000; step += 1) {
    const head = 1_000 + Math.floor(step / 10);
    buckets.advance(head);
    const age = Math.floor(random() ** 3 * 200);
    const line = { pattern: Math.floor(random() * 40), atMs: (head - age) * bucketMs + Math.floor(random() * bucketMs) };
    buckets.add(line.pattern, line.atMs);
    lines.push(line);
    if (step % 500 === 250) {
      buckets.merge(3, 2);
      buckets.merge(2, 1);
      lines = lines.map(({ pattern, atMs }) => ({ pattern: pattern === 2 || pattern === 3 ? 1 : pattern, atMs }));
    }
    if (step % 700 === 350) {
      const restored = new Buckets();
      restored.restore({ head: buckets.head, patterns: buckets.patterns, fine: buckets.list() });
      buckets = restored;
    }
    if (step % 100 === 99) expect(listOf(buckets)).toEqual(tableOf(lines, head));
  }
});

test('the stretches that are kept up hold what their buckets hold, however the clock and the patterns move', () => {
  const random = createRandom(11);
  let buckets = new Buckets();
  let head = 1_000;
  for (let step = 0; step < 6_000; step += 1) {
    // Now and then it stands still for a while, skips a few, or goes back by more than is kept.
    if (random() < 0.1) head += random() < 0.9 ? 1 : Math.floor(random() * 40);
    if (step % 2_000 === 1_900) head -= 300;
    buckets.advance(head);
    buckets.add(Math.floor(random() * 60), (head - Math.floor(random() ** 3 * 200)) * bucketMs, 1 + Math.floor(random() * 3));
    if (step % 300 === 150) {
      buckets.merge(3, 2);
      buckets.merge(59, 2);
      buckets.merge(2, 1);
    }
    if (step % 1_700 === 850) {
      const restored = new Buckets();
      restored.restore({ head: buckets.head, patterns: buckets.patterns, fine: buckets.list() });
      buckets = restored;
    }
    if (step % 7 === 0) for (const length of [24, 60, 108, 168]) expect(sumsOf(buckets, length)).toEqual(countedIn(buckets, length));
  }
});

function sumsOf(buckets: Buckets, length: number): readonly number[] {
  const sums = new Float64Array(buckets.patterns);
  buckets.sum(buckets.head - length, buckets.head, sums);
  return [...sums];
}

function countedIn(buckets: Buckets, length: number): readonly number[] {
  return Array.from({ length: buckets.patterns }, (_, pattern) =>
    Array.from({ length: length + 1 }, (__, age) => buckets.count(pattern, buckets.head - age)).reduce((sum, count) => sum + count, 0),
  );
}

test('a head that runs far ahead leaves nothing behind', () => {
  const buckets = new Buckets();
  buckets.advance(1_000);
  buckets.add(1, 1_000 * bucketMs);
  buckets.advance(1_005);
  buckets.add(1, 1_000 * bucketMs + 1);
  expect(buckets.count(1, 1_000)).toBe(2);
  buckets.advance(5_000);
  expect(buckets.list()).toEqual([]);
});
