import { expect, test } from 'vitest';
import type { TraceAnswer } from '../../engine/index.ts';
import { traceReply } from '../../operator/traces.ts';

const keeping = { requests: 5, failed: 1, sinceAtMs: 0 };
const found = (id: string): TraceAnswer => ({
  outcome: 'found',
  path: { id, fromMs: 0, toMs: 1, hops: [], failing: null, missing: [], more: 0 },
  keeping,
});
const none: TraceAnswer = { outcome: 'unknown', keeping };

test('a request that two LogDetectors have lines of is told by both', () => {
  const reply = traceReply(
    [
      { key: 'a/a', answer: found('abcd1') },
      { key: 'b/b', answer: found('ABCD1') },
      { key: 'c/c', answer: none },
    ],
    'abcd',
  );
  expect(reply.traces.map(({ detector }) => detector)).toEqual(['a/a', 'b/b']);
  expect(reply).toMatchObject({ candidates: [], isExpired: false, kept: [{ detector: 'a/a' }, { detector: 'b/b' }, { detector: 'c/c' }] });
});

test('a beginning that means one request here and another one there is ambiguous, a whole id is not', () => {
  const all = [
    { key: 'a/a', answer: found('abcd1') },
    { key: 'b/b', answer: found('abcd12') },
  ];
  expect(traceReply(all, 'abcd')).toMatchObject({ traces: [], candidates: ['abcd1', 'abcd12'] });
  expect(traceReply(all, 'ABCD1').traces.map(({ detector }) => detector)).toEqual(['a/a']);
  const several: TraceAnswer = { outcome: 'several', ids: ['abcd5', 'abcd6'], more: 3, keeping };
  expect(traceReply([{ key: 'a/a', answer: several }], 'abcd')).toMatchObject({ traces: [], candidates: ['abcd5', 'abcd6'], more: 3 });
});

test('what is no longer kept is told from what was never there', () => {
  expect(
    traceReply(
      [
        { key: 'a/a', answer: { outcome: 'expired', keeping } },
        { key: 'b/b', answer: none },
      ],
      'abcd',
    ).isExpired,
  ).toBe(true);
  expect(traceReply([{ key: 'b/b', answer: none }], 'abcd').isExpired).toBe(false);
  expect(traceReply([], 'abcd')).toMatchObject({ traces: [], kept: [] });
});
