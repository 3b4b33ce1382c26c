import { expect, test } from 'vitest';
import { judgeRevisions, type JudgedRevision } from '../../../operator/detector/revisions.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const minuteMs = 60_000;
const workloadId = 'shop/deployment/cart';
const judged = (overrides: Partial<JudgedRevision> = {}): JudgedRevision => ({
  workload: 'cart',
  workloadId,
  revision: 'ReplicaSet cart-1',
  atMs: nowMs - 10 * minuteMs,
  unknown: null,
  fresh: [],
  sentence: 'New ReplicaSet cart-1 of cart: no new error pattern.',
  ...overrides,
});
const bad = judged({ fresh: ['voucher'], sentence: 'New ReplicaSet cart-1 of cart: 1 new error pattern.' });
const young = { workload: workloadId, atMs: nowMs - minuteMs, revision: 'ReplicaSet cart-2' };

interface Case {
  readonly what: string;
  readonly revisions: readonly JudgedRevision[];
  readonly rollouts?: readonly (typeof young)[];
  readonly reason: string;
  readonly part?: string;
}

test.each<Case>([
  { what: 'no rollout', revisions: [], reason: 'NoRollout', part: 'No rollout' },
  { what: 'one that has just begun', revisions: [], rollouts: [young], reason: 'Watching', part: 'ReplicaSet cart-2' },
  { what: 'a clean one', revisions: [judged()], reason: 'NoNewErrors', part: 'no new error pattern' },
  {
    what: 'one that cannot be told',
    revisions: [judged({ unknown: 'It has written nothing since.' })],
    reason: 'NotCompared',
    part: 'written nothing',
  },
  { what: 'new errors', revisions: [bad], reason: 'NewErrorPatterns', part: '/logbot top-patterns cart since deploy' },
  {
    what: 'new errors that a later revision does not write',
    revisions: [bad, judged({ atMs: nowMs - 6 * minuteMs })],
    reason: 'NoNewErrors',
  },
  {
    what: 'new errors of another workload',
    revisions: [bad, judged({ workloadId: 'shop/deployment/web' })],
    rollouts: [young],
    reason: 'NewErrorPatterns',
  },
  { what: 'new errors of two days ago', revisions: [judged({ ...bad, atMs: nowMs - 48 * 60 * minuteMs })], reason: 'NoRollout' },
])('$what', ({ revisions, rollouts = [], reason, part = '' }) => {
  const judgement = judgeRevisions({ revisions, rollouts, nowMs });
  expect(judgement.reason).toBe(reason);
  expect(judgement.message).toContain(part);
});
