import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../../engine/domain.ts';
import type { Symptom } from '../../../../engine/incident/changes/attribution.ts';
import { attribute } from '../../../../engine/incident/changes/attribution.ts';
import { createChangeBook } from '../../../../engine/incident/changes/book.ts';
import { outlineOf } from '../../../../engine/incident/changes/diff.ts';

const minute = 60_000;
const onset = 100 * minute;
const change = (id: string, at: number, [title, diff]: readonly [string, string], files = ['cart/pool.go']): Observation => ({
  type: 'change',
  atMs: at * minute,
  id,
  title,
  files,
  diff,
});
const rollout = (changeId: string, at: number, workload = 'cart'): Observation => ({
  type: 'rollout',
  atMs: at * minute,
  namespace: 'shop',
  workload,
  revision: String(at),
  changeId,
});
const symptoms: readonly Symptom[] = [
  {
    place: 'shop/cart',
    signs: [{ sinceAtMs: onset, weight: 10 }],
    texts: ['checkout aborted: pool exhausted, no connection within the acquire timeout'],
    outsiders: [],
  },
];
const smallerPool = change('guilty', 90, [
  'tidy defaults',
  '-  acquireTimeout: 30s\n-  poolSize: 40\n+  acquireTimeout: 30ms\n+  poolSize: 4',
]);

function judge(...told: readonly Observation[]) {
  const book = createChangeBook((text) => text);
  for (const observation of told) book.observe(observation);
  return attribute(book, symptoms);
}

describe('the change that is blamed', () => {
  it('came with the last rollout before the onset and changes what the errors speak of', () => {
    const decoy = change('decoy', 94, ['extract a helper', '-  total := sum(items)\n-  return total\n+  return sum(items)']);
    const { blamed, ruledOut } = judge(smallerPool, rollout('guilty', 98), decoy, rollout('decoy', 98));
    expect(blamed).toMatchObject({ change: { id: 'guilty' }, place: 'shop/cart', effectiveAtMs: 98 * minute });
    expect(blamed?.shared).toEqual(expect.arrayContaining(['acquir', 'pool']));
    expect(ruledOut.map(({ change: { id } }) => id)).toEqual(['decoy']);
  });

  it('is carried by a rollout that names only the newest of several', () => {
    const newest = change('newest', 95, ['upgrade a client', '-  aws v1.2.0\n+  aws v1.3.0'], ['go.mod']);
    expect(judge(smallerPool, newest, rollout('newest', 98)).blamed).toMatchObject({ change: { id: 'guilty' } });
  });

  it('is none that came after the onset, none of another workload, and none that no program notices', () => {
    const { blamed, ruledOut } = judge(
      smallerPool,
      rollout('guilty', 110),
      change('elsewhere', 90, ['new colours', '-  colour: 1\n+  colour: 2'], ['web/theme.ts']),
      rollout('elsewhere', 98, 'web'),
      change('words', 90, ['pool acquire timeout explained', '-old\n+pool acquire timeout'], ['docs/pool.md']),
    );
    expect(blamed).toBeNull();
    const why = Object.fromEntries(ruledOut.map((one) => [one.change.id, one.why]));
    expect(why).toMatchObject({
      guilty: 'it came after the onset',
      elsewhere: 'it touches nothing that fails',
      words: 'no running program notices it',
    });
  });

  it('is none where others that were not changed complain of the same host outside, or that host says itself that it fails', () => {
    const host = 'api.payments.example.com';
    const book = createChangeBook((text) => text);
    for (const observation of [smallerPool, rollout('guilty', 98)]) book.observe(observation);
    const complaining = (outsiders: Symptom['outsiders']): readonly Symptom[] => symptoms.map((symptom) => ({ ...symptom, outsiders }));
    const innocent = complaining([{ host, hasFailed: true }]);
    expect(attribute(book, innocent).blamed).toBeNull();
    expect(attribute(book, innocent).ruledOut[0]?.why).toBe(`${host} answers that it fails itself`);
    const alone = complaining([{ host, hasFailed: false }]);
    expect(attribute(book, alone).blamed?.change.id).toBe('guilty');
    const other: Symptom = {
      place: 'shop/orders',
      signs: [{ sinceAtMs: onset, weight: 10 }],
      texts: [],
      outsiders: [{ host, hasFailed: false }],
    };
    expect(attribute(book, [...alone, other]).blamed).toBeNull();
  });

  it('is kept over a restart', () => {
    const book = createChangeBook((text) => text);
    for (const observation of [smallerPool, rollout('guilty', 98)]) book.observe(observation);
    const again = createChangeBook((text) => text);
    again.restore(JSON.parse(JSON.stringify(book.snapshot())));
    expect(attribute(again, symptoms).blamed?.change.id).toBe('guilty');
  });
});

describe('what a diff can change', () => {
  it.each([
    ['a value', '-  ttl: 15m\n+  ttl: 15s', 1],
    ['a query that was not asked before', '   for item in items\n+  row := db.Query("SELECT name FROM items WHERE id = $1", item)', 1],
    ['a call that is made no more', '-  registerHandlers(router)\n   start()', 1],
    ['a name in quotes that others must write alike', '-  `json:"meta"`\n+  `json:"extra"`', 1],
    ['the same in another order', '-  a, b := 1, 2\n+  b, a := 2, 1', 0.2],
    ['a comment', '-// ten\n+// twelve', 0.1],
    ['only a line that is logged', '-  log.Printf("got %d", n)\n+  logger.Debug("received", n)', 0.1],
  ])('%s', (_what, diff, substance) => {
    expect(outlineOf(['cart/main.go'], diff).substance).toBe(substance);
  });
});
