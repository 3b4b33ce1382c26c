import { expect, test } from 'vitest';
import type { Fault } from '../../../bench/simulator/fault.ts';
import { learningMs } from '../../../bench/simulator/director.ts';
import { pool } from '../../../bench/simulator/pool.ts';
import { score } from '../../../bench/simulator/score.ts';
import type { Told, ToldCause } from '../../../bench/simulator/watch.ts';

const minuteMs = 60_000;
const beginAtMs = learningMs + 60 * minuteMs;

const fault: Fault = {
  index: 0,
  kind: 'rollout-errors',
  variant: 'half of the requests fail',
  object: 'shop/ledger-api',
  rightObjects: ['shop/ledger-api'],
  rightKinds: ['bad-rollout'],
  beginAtMs,
  onsetAtMs: beginAtMs + 20_000,
  endAtMs: beginAtMs + 20 * minuteMs,
  reach: ['shop/ledger-api', 'shop/front-web'],
  victims: ['shop/front-web'],
};
const right: ToldCause['cause'] = { workload: 'shop/deployment/ledger-api', node: null, kind: 'bad-rollout', score: 0.9, reasons: [] };
const wrong: ToldCause['cause'] = { ...right, workload: 'shop/deployment/front-web', kind: 'errors' };

test('a fault that is told is found, and the delays are from its onset and from the first word', () => {
  const [outcome] = scored([told(60_000, [wrong, right])]).outcomes;
  expect(outcome).toMatchObject({
    isFound: true,
    isFirstRight: false,
    isLastRight: true,
    wordAfterMs: 40_000,
    rightAfterMs: 10_000,
    incidents: 1,
  });
});

test('a cause that was right and is lost is wrong at last', () => {
  expect(scored([told(60_000, [right, null])]).outcomes[0]).toMatchObject({ isFirstRight: true, isLastRight: false });
});

test('the right object with a wrong kind is the right object alone', () => {
  const blamed = { ...right, kind: 'crash' } as const;
  expect(scored([told(60_000, [blamed])]).outcomes[0]).toMatchObject({ isObjectRight: true, isLastRight: false });
});

test('an incident of workloads that no fault reaches is beyond the faults, and is told with what went on', () => {
  const apart = { ...told(60_000, [null]), members: ['shop/other-svc'], pagedAtMs: beginAtMs + 60_000 };
  const happening = { what: 'rollout', object: 'shop/other-svc', fromAtMs: beginAtMs, untilAtMs: beginAtMs + minuteMs };
  const { falseIncidents, outcomes } = score([apart], { faults: [fault], happenings: [happening], fromAtMs: 0, untilAtMs: 2 * learningMs });
  expect(falseIncidents).toMatchObject([{ during: 'rollout', isPaged: true }]);
  expect(outcomes[0]).toMatchObject({ isFound: false, pages: 0 });
});

test('what comes long after a fault is not excused by it', () => {
  expect(scored([told(40 * minuteMs, [right])]).falseIncidents).toHaveLength(1);
});

test('two faults in one incident: the second is found, and merged', () => {
  const other: Fault = {
    ...fault,
    index: 1,
    object: 'shop/vault-db',
    rightObjects: ['shop/vault-db'],
    reach: ['shop/vault-db', 'shop/front-web'],
    victims: [],
  };
  const { outcomes } = score([told(60_000, [right])], { faults: [fault, other], happenings: [], fromAtMs: 0, untilAtMs: 2 * learningMs });
  expect(outcomes.map(({ isFound, isMerged }) => [isFound, isMerged])).toEqual([
    [true, false],
    [true, true],
  ]);
});

test('nothing right of a node is right of what is outside, and the other way round', () => {
  const outside: Fault = {
    ...fault,
    object: 'external/rates.example',
    rightObjects: ['external/rates.example'],
    rightKinds: ['dependency'],
  };
  const blamed = { workload: null, node: null, kind: 'dependency', score: 0.6, reasons: [] } as const;
  const truth = { happenings: [], fromAtMs: 0, untilAtMs: 2 * learningMs };
  expect(score([told(60_000, [blamed])], { ...truth, faults: [outside] }).outcomes[0]?.isLastRight).toBe(true);
  expect(score([told(60_000, [{ ...blamed, node: 'n1' }])], { ...truth, faults: [outside] }).outcomes[0]?.isLastRight).toBe(false);
});

test('a fault that is told as more of an incident open before is found, and merged', () => {
  const before = {
    ...told(-60 * minuteMs, [wrong]),
    members: ['shop/other-svc', 'shop/ledger-api'],
    memberAtMs: [beginAtMs - 60 * minuteMs, beginAtMs + minuteMs],
  };
  expect(scored([before])).toMatchObject({ outcomes: [{ isFound: true, isMerged: true, isLastRight: false }] });
  expect(scored([{ ...before, resolvedAtMs: beginAtMs - minuteMs }]).outcomes[0]?.isFound).toBe(false);
});

test('figures are of all faults, missed ones too, and pages of those that paged', () => {
  const one = { ...told(60_000, [right]), pagedAtMs: beginAtMs + 70_000 };
  const two = { ...told(90_000, [right]), id: 'b', pagedAtMs: beginAtMs + 90_000 };
  const missed: Fault = { ...fault, index: 1, object: 'a/b', rightObjects: ['a/b'], reach: ['a/b'], victims: [] };
  const all = score([one, two], { faults: [fault, missed], happenings: [], fromAtMs: 0, untilAtMs: 2 * learningMs });
  const pooled = pool([{ seed: 1, days: 2, services: 14, lines: 1, observations: 1, cpuSeconds: 1, score: all }]);
  expect(pooled.all).toMatchObject({ recall: 0.5, lastRight: 0.5, pagesPerFault: 2, paged: 1, split: 1 });
});

function scored(incidents: readonly Told[]): ReturnType<typeof score> {
  return score(incidents, { faults: [fault], happenings: [], fromAtMs: 0, untilAtMs: 2 * learningMs });
}

/** The causes ten seconds apart. */
function told(afterMs: number, causes: readonly ToldCause['cause'][]): Told {
  const detectedAtMs = beginAtMs + afterMs;
  return {
    id: 'a',
    openedAtMs: detectedAtMs,
    detectedAtMs,
    lastAtMs: detectedAtMs,
    title: 'ledger-api failed',
    severity: 'error',
    pagedAtMs: null,
    causes: causes.map((cause, i) => ({ atMs: detectedAtMs + i * 10_000, cause })),
    members: ['shop/front-web', 'shop/ledger-api'],
    memberAtMs: [detectedAtMs, detectedAtMs],
    resolvedAtMs: null,
  };
}
