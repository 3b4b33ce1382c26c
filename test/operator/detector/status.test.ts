import { describe, expect, test } from 'vitest';
import { conditionReasons, conditionTypes } from '../../../api/resource.ts';
import { refusalOf, unreachable } from '../../../operator/kube/refusal.ts';
import { resources } from '../../../operator/kube/resources.ts';
import { composeStatus, judge, type DetectorFacts } from '../../../operator/detector/status.ts';

function facts(over: Partial<DetectorFacts> = {}): DetectorFacts {
  return {
    generation: 3,
    paused: false,
    invalid: [],
    refused: null,
    workloads: 4,
    containers: 6,
    patterns: 120,
    openStreams: 6,
    streamLimit: null,
    streamProblems: [],
    limits: [],
    namespaces: null,
    saveProblem: null,
    learning: null,
    findings: [],
    coverage: { linesSeen: 1000, linesDropped: 0, droppedBy: {} },
    pushed: null,
    model: {
      serving: 1,
      latest: 1,
      pinned: false,
      problem: null,
      canary: null,
      trial: null,
      drift: null,
      lastRetrainAtMs: null,
      lastRetrainRequestTime: null,
    },
    slack: { type: 'SlackReady', reason: 'Connected', message: 'ok' },
    revisions: { type: 'RolloutClean', reason: 'NoRollout', message: 'No rollout.' },
    paging: { type: 'PagingReady', reason: 'Configured', message: 'ok' },
    shadow: null,
    ...over,
  };
}

const noChannel = { type: 'SlackReady', reason: 'ChannelNotFound', message: 'm' } as const;
const ready = (over: Partial<DetectorFacts>) => judge(facts(over))[0];

describe('conditions', () => {
  test('every type is set on the first visit, with a reason of its closed list', () => {
    const conditions = composeStatus(facts(), undefined, 0).conditions ?? [];
    expect(conditions.map((condition) => condition.type)).toEqual([...conditionTypes]);
    for (const type of conditionTypes.slice(1)) {
      const reason = conditions.find((condition) => condition.type === type)?.reason;
      expect(conditionReasons[type] as readonly string[]).toContain(reason);
    }
  });

  test('a sound detector is ready', () => {
    expect(composeStatus(facts(), undefined, 0).conditions?.[0]).toMatchObject({ type: 'Ready', status: 'True', reason: 'AllReady' });
  });

  test.each([
    ['a trial that goes on', { canary: 2, trial: { reason: 'CanaryRunning', message: 'm' } }, ['ModelReady', 'True', 'CanaryRunning']],
    ['a trial that ended badly', { trial: { reason: 'CanaryRolledBack', message: 'm' } }, ['ModelReady', 'False', 'CanaryRolledBack']],
    ['drift', { drift: 'd' }, ['ModelCurrent', 'False', 'Drifted']],
    ['no model yet', { serving: 0 }, ['ModelCurrent', 'Unknown', 'NotTrainedYet']],
  ] as const)('%s is told in a condition, and keeps nobody from being ready', (_, model, [type, status, reason]) => {
    const composed = composeStatus(facts({ model: { ...facts().model, ...model } }), undefined, 0);
    expect(composed.conditions?.find((condition) => condition.type === type)).toMatchObject({ status, reason });
    expect(composed.conditions?.[0]).toMatchObject({ status: 'True' });
    expect(composed.canaryModelVersion).toBe('canary' in model ? model.canary : undefined);
  });

  test('lines that come minutes late are told in a condition, in minutes, and keep nobody from being ready', () => {
    const streams = (lagMs: number) => judge(facts({ lagMs })).find(({ type }) => type === 'StreamsReady');
    expect(streams(59_000)?.message).not.toContain('late');
    expect(streams(200_000)).toMatchObject({ reason: 'Streaming', message: expect.stringContaining('Lines come about 3 minutes late') });
    expect(ready({ lagMs: 200_000 })?.reason).toBe('AllReady');
  });

  test('in shadow mode Slack and pager say what would have been, and one that could not be reached keeps nobody from being ready', () => {
    const shadow = { posts: 2, pages: 1 };
    const composed = composeStatus(facts({ shadow }), undefined, 0);
    expect(composed).toMatchObject({ shadow });
    expect(composed.conditions?.find(({ type }) => type === 'SlackReady')).toMatchObject({ status: 'True', reason: 'Shadow' });
    const lost = composeStatus(facts({ shadow, slack: noChannel }), undefined, 0);
    expect(lost.conditions?.find(({ type }) => type === 'SlackReady')).toMatchObject({ status: 'False', reason: 'ChannelNotFound' });
    expect(lost.conditions?.[0]).toMatchObject({ type: 'Ready', status: 'True' });
  });

  test('Ready carries the reason and the remedy of what is to blame', () => {
    const problem = 'cart-1/app: pods/log is forbidden in shop; grant get on pods/log';
    expect(ready({ streamProblems: [problem] })).toMatchObject({ reason: 'LogsForbidden', message: expect.stringContaining('grant get') });
  });

  test.each([
    [401, 'CredentialsRefused', /read anew and tried again/],
    [403, 'LogsForbidden', /grant verb "get" on resource "pods\/log"/],
    [500, 'StreamsFailing', /asked again later/],
  ])('an answer of %i to the reading of logs is %s', (status, reason, told) => {
    const question = { verb: 'get', resource: resources.pods, namespace: 'shop', name: 'cart-1', subresource: 'log' };
    const { message } = refusalOf(question, status, '{}');
    expect(ready({ streamProblems: [`cart-1/app: ${message}`] })).toMatchObject({ reason, message: expect.stringMatching(told) });
  });

  test('an API server that does not answer is named as such', () => {
    const { message } = unreachable('10.0.0.1:443', new Error('connect ECONNREFUSED'));
    expect(ready({ streamProblems: [`cart-1/app: ${message}`] })).toMatchObject({ reason: 'ApiUnreachable' });
  });

  test('what may not be watched is said, and keeps nobody from being ready', () => {
    const limits = ['Listing nodes is forbidden. Without it is lost: node failures as a common cause.'];
    expect(ready({ limits })).toMatchObject({ reason: 'AllReady', message: expect.stringContaining('node failures') });
  });

  test('learning keeps nobody from being ready', () => {
    expect(ready({ learning: 'learning, 37 %, 3 min to go' })).toMatchObject({ reason: 'AllReady' });
  });

  test('a detector without Slack is ready all the same', () => {
    expect(ready({ slack: { type: 'SlackReady', reason: 'NotConfigured', message: 'none' } })).toMatchObject({ reason: 'AllReady' });
  });

  test('a gap of unknown length is said', () => {
    const coverage = { linesSeen: 10, linesDropped: 0, droppedBy: { rotated: -1 } };
    const judged = judge(facts({ coverage })).find(({ type }) => type === 'CoverageComplete');
    expect(judged).toMatchObject({ reason: 'GapInStream', message: expect.stringContaining('rotated') });
  });

  test("the doctor's gravest finding is said without figures, and keeps nobody from being ready", () => {
    const finding = {
      kind: 'encoding-broken',
      workload: 'shop/deployment/cart',
      sinceAtMs: 0,
      evidence: '12 % of 1,000 records',
      figures: { records: 1_000 },
      remedy: 'Write UTF-8.',
    } as const;
    const logs = (findings: DetectorFacts['findings']) => judge(facts({ findings })).find(({ type }) => type === 'LogsSound');
    expect(logs([finding, { ...finding, kind: 'clock-skew' }])).toMatchObject({
      reason: 'EncodingBroken',
      message: 'cart: encoding-broken since 1970-01-01T00:00:00.000Z (and 1 more). Write UTF-8. logbot doctor shows the evidence.',
    });
    expect(logs([])).toMatchObject({ reason: 'Sound' });
    expect(ready({ findings: [finding] })).toMatchObject({ reason: 'AllReady' });
  });

  test('the time of a transition changes only with the status', () => {
    const first = composeStatus(facts(), undefined, 1000);
    const second = composeStatus(facts({ patterns: 130 }), first, 9000);
    const third = composeStatus(facts({ paused: true }), second, 20_000);
    const time = (status: typeof first) => status.conditions?.[0]?.lastTransitionTime;
    expect(time(second)).toBe(time(first));
    expect(time(third)).toBe(new Date(20_000).toISOString());
  });
});
