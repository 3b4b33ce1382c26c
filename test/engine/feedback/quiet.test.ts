import { describe, expect, test } from 'vitest';
import { seenNow } from '../../../engine/feedback/kinds.ts';
import { judgeQuiet, quietKinds } from '../../../engine/feedback/quiet.ts';
import { anomaly, incident, judged } from './builders.ts';

const quiet = quietKinds([judged('noise', 1)]);
const stateOf = (...given: Parameters<typeof incident>): string => judgeQuiet(incident(...given), quiet).state;

test('the same kind of the same pattern is quiet, with a sentence that says why', () => {
  expect(judgeQuiet(incident(), quiet)).toEqual({
    state: 'quiet',
    sentence: 'People called spike of "cache miss for <id>" in cart noise, and it is no worse than it was then.',
  });
  expect(stateOf({ anomalies: [anomaly({ observed: 80 })] })).toBe('quiet');
});

test('a pattern that has been merged or refined since is still the same', () => {
  const [{ template }] = [anomaly()];
  expect(stateOf({ anomalies: [{ ...anomaly(), template: template && { ...template, id: 'another' } }] })).toBe('quiet');
  expect(stateOf({ anomalies: [{ ...anomaly(), template: template && { ...template, text: 'cache miss for <id> of <num>' } }] })).toBe(
    'quiet',
  );
});

describe('its neighbours are not', () => {
  test.each([
    ['another pattern', { anomalies: [anomaly({ text: 'cache is full' })] }],
    ['another kind', { anomalies: [anomaly({ kind: 'new-pattern' as const })] }],
    ['another workload', { anomalies: [anomaly({ workload: 'shop/deployment/web' })] }],
    ['one of another kind beside it', { anomalies: [anomaly(), anomaly({ text: 'cache is full' })] }],
    [
      'a cause that the cluster names',
      {
        causes: [
          {
            workload: 'shop/deployment/cart',
            pod: null,
            node: null,
            kind: 'out-of-memory' as const,
            changeId: null,
            score: 0.9,
            reasons: [],
          },
        ],
      },
    ],
    ['nothing at all', { anomalies: [] }],
  ])('%s', (_, other) => expect(stateOf(other)).toBe('unmarked'));
});

describe('a worsening breaks the quiet', () => {
  test.each([
    ['three times the lines', { anomalies: [anomaly({ observed: 120 })] }, '120 lines where it was 40'],
    ['a higher severity', { severity: 'error' as const }, 'error where it was warning'],
    [
      'another workload that fails',
      { affected: ['cart', 'web'].map((name) => ({ workload: `shop/deployment/${name}`, sinceAtMs: 0, symptom: '', path: [] })) },
      '2 workloads fail where it was 1',
    ],
  ])('%s', (_, other, why) => {
    const verdict = judgeQuiet(incident(other), quiet);
    expect(verdict).toMatchObject({ state: 'worse', sentence: expect.stringContaining(why) });
  });

  test('what it was when somebody marked counts, not what became of it', () => {
    const later = incident({ anomalies: [anomaly({ observed: 500 })] });
    const marked = { ...judged('noise', 1), incident: later, seen: seenNow(incident()) };
    expect(judgeQuiet(later, quietKinds([marked])).state).toBe('worse');
  });

  test('the same is true of how grave it is and how many fail', () => {
    const affected = ['cart', 'web'].map((name) => ({ workload: `shop/deployment/${name}`, sinceAtMs: 0, symptom: '', path: [] }));
    for (const later of [incident({ severity: 'critical' }), incident({ affected })]) {
      const marked = { ...judged('noise', 1), incident: later, seen: seenNow(incident()) };
      expect(judgeQuiet(later, quietKinds([marked])).state).toBe('worse');
    }
  });
});

test('called noise again when it is larger, it is quiet up to there; called useful later, it speaks', () => {
  const larger = judged('noise', 2, { anomalies: [anomaly({ observed: 200 })] });
  expect(judgeQuiet(incident({ anomalies: [anomaly({ observed: 500 })] }), quietKinds([larger, judged('noise', 1)])).state).toBe('quiet');
  expect(quietKinds([judged('useful', 3), judged('noise', 1)])).toEqual([]);
  expect(quietKinds([judged('useful', 1), judged('noise', 3)])).toHaveLength(1);
});
