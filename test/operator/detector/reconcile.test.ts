import { beforeEach, expect, test } from 'vitest';
import type { LogDetector, LogDetectorStatus } from '../../../api/resource.ts';
import { createEngine, type KubeObject } from '../../../engine/index.ts';
import { createShares, rankDetectors, refuseDetector, type UsageLimits } from '../../../operator/detector/limits.ts';
import type { DepartedPod } from '../../../operator/detector/departed.ts';
import { createReconciler, type ReconcileWorld } from '../../../operator/detector/reconcile.ts';
import { OperatorError } from '../../../operator/errors.ts';
import { createIntake } from '../../../operator/pipeline/intake.ts';
import { createRecorder } from '../../../operator/pipeline/recorder.ts';
import type { FollowTarget, Pipeline } from '../../../operator/pipeline/supervisor.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const key = 'shop/shop';
const detector = {
  apiVersion: 'logdetector.dev/v1alpha1',
  kind: 'LogDetector',
  metadata: { name: 'shop', namespace: 'shop', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { selector: {} },
} satisfies LogDetector;
const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1' },
  spec: { containers: [{ name: 'web' }] },
  status: { containerStatuses: [{ name: 'web', restartCount: 0, containerID: 'c1', state: { running: {} } }] },
};

let pods: readonly KubeObject[] | null;
let departed: ReturnType<ReconcileWorld['departed']>;
let limits: readonly string[];
let usage: UsageLimits;
let paused: string[];
let idle: string[];
let spec: LogDetector['spec'];
let opening: OperatorError | null;
let followed: (readonly FollowTarget[])[];
let beyond: readonly FollowTarget[];
let gone: string[];
let written: LogDetectorStatus[];
let world: ReconcileWorld;

beforeEach(() => {
  pods = [pod];
  departed = { pods: [], newest: 0 };
  limits = [];
  opening = null;
  usage = { detectorsPerNamespace: 10, detectors: 10, streamsPerNamespace: 10, streamsOfClusterDetectors: 10, streams: 10 };
  paused = [];
  idle = [];
  spec = { selector: {} };
  followed = [];
  beyond = [];
  gone = [];
  written = [];
  const pipeline = createPipeline();
  world = {
    detector: () => ({ ...detector, spec, ...(written.length > 0 ? { status: written.at(-1) } : {}) }),
    namespacesOf: () => ['shop'],
    namespacesProblem: () => null,
    ownersIn: () => [],
    pods: () => pods,
    departed: (_, after) => ({ ...departed, pods: departed.pods.filter(({ number }) => number > after) }),
    lookup: () => null,
    supervisor: {
      ensure: () => (opening ? Promise.reject(opening) : Promise.resolve(pipeline)),
      get: () => pipeline,
      all: () => new Map([[key, pipeline]]),
      reach: { readersOf: () => [key], namespaces: () => ['shop'], of: () => ['shop'] },
      remembered: () => Promise.resolve([key]),
      observe: () => undefined,
      record: () => null,
      rewrite: () => undefined,
      pause: (one) => Promise.resolve(void paused.push(one)),
      remove: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    models: {
      reconcile: () =>
        Promise.resolve({
          serving: 0,
          latest: 0,
          pinned: false,
          problem: null,
          canary: null,
          trial: null,
          drift: null,
          lastRetrainAtMs: null,
          lastRetrainRequestTime: null,
        }),
      remove: () => undefined,
    },
    slack: () => ({ type: 'SlackReady', reason: 'NotConfigured', message: '' }),
    revisions: () => ({ type: 'RolloutClean', reason: 'NoRollout', message: '' }),
    paging: () => ({ type: 'PagingReady', reason: 'NotConfigured', message: '' }),
    shadow: () => ({ posts: 2, pages: 1 }),
    limits: () => limits,
    blocked: new Map(),
    isPushable: () => true,
    refusal: (one) => refuseDetector(one, rankDetectors(neighbours), usage),
    shares: createShares(() => usage, Date.now),
    onIdle: (one, sentence) => Promise.resolve(void idle.push(`${one}: ${sentence}`)),
    redaction: () => ({ ip: false, hash: false, patterns: [], salt: null }),
    setTarget: () => undefined,
    writeStatus: (_, status) => Promise.resolve(void written.push(status)),
    now: () => Date.UTC(2026, 0, 5),
    telemetry: createTelemetry({ level: 'silent' }),
  };
});

function createPipeline(): Pipeline {
  return {
    engine: createEngine({ detector: key }),
    recorder: createRecorder(undefined, Date.now),
    intake: createIntake({
      saved: [],
      streamKey: (target) => target.pod,
      position: () => null,
      isFetching: () => false,
      onBatch: () => undefined,
      onCut: () => undefined,
      now: Date.now,
    }),
    configure: () => undefined,
    follow(wanted) {
      followed.push(wanted.targets);
      beyond = wanted.beyond;
      gone.push(...(wanted.gone ?? []).map((target) => `${target.pod}/${target.container}/${target.restartCount}`));
    },
    isRead: () => false,
    isSeen: () => false,
    openedAtMs: () => null,
    observe: () => undefined,
    streams: () => ({ open: 1, problems: [], beyond: beyond.length, podsByWorkload: new Map(), lagMs: 0 }),
    saveProblem: () => null,
    rewrite: () => undefined,
    stop: () => Promise.resolve(),
  };
}

const neighbours = [detector, { metadata: { name: 'older', namespace: 'shop', creationTimestamp: '2025-01-01T00:00:00Z' } }];

const condition = (type: string) => written.at(-1)?.conditions?.find((one) => one.type === type);

test('the containers of the selected pods are followed, and the status says so', async () => {
  expect(await createReconciler(world).reconcile(key)).toEqual({ requeueInMs: 5000 });
  expect(followed.map((targets) => targets.map(({ container }) => container))).toEqual([['web']]);
  expect(condition('StreamsReady')).toMatchObject({ status: 'True', reason: 'Streaming' });
  expect(written.at(-1)).toMatchObject({ workloads: 1 });
});

test('in shadow mode the status says what would have been said', async () => {
  spec = { selector: {}, mode: 'Shadow' };
  await createReconciler(world).reconcile(key);
  expect(written.at(-1)).toMatchObject({ shadow: { posts: 2, pages: 1 } });
});

test('figures that move all the time are written every ten seconds at most, another reason at once', async () => {
  spec = { selector: {}, mode: 'Shadow' };
  const beganAtMs = world.now();
  const time = { second: 0 };
  const reconciler = createReconciler({
    ...world,
    shadow: () => ({ posts: time.second, pages: 0 }),
    pods: () => (time.second < 35 ? pods : null),
    now: () => beganAtMs + time.second * 1000,
  });
  const writtenAt: number[] = [];
  for (; time.second < 40; time.second += 1) {
    const before = written.length;
    await reconciler.reconcile(key);
    if (written.length > before) writtenAt.push(time.second);
  }
  expect(writtenAt).toEqual([0, 10, 20, 30, 35]);
});

test('pods that may not be listed are not taken for gone, and the condition says what to grant', async () => {
  pods = null;
  limits = ['List pods in namespace shop is forbidden; grant it.', 'List events is forbidden.'];
  await createReconciler(world).reconcile(key);
  expect(followed).toEqual([]);
  expect(condition('StreamsReady')).toMatchObject({ status: 'False', reason: 'LogsForbidden', message: limits[0] });
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'LogsForbidden' });
});

test('what the store cannot give back is told in the status, and tried again soon', async () => {
  const reconciler = createReconciler(world);
  await reconciler.reconcile(key);
  opening = new OperatorError('StoreCorrupt', 'The record position/shop/shop/a of the store cannot be read.');
  expect(await reconciler.reconcile(key)).toEqual({ requeueInMs: 5000 });
  expect(condition('StreamsReady')).toMatchObject({ status: 'False', reason: 'StoreUnavailable', message: opening.message });
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'StoreUnavailable' });
  opening = new OperatorError('StoreFenced', 'Another leads.');
  await expect(reconciler.reconcile(key)).rejects.toBe(opening);
});

test('a LogDetector above the limit of its namespace reads nothing, and the conditions name the limit and the remedy', async () => {
  usage = { ...usage, detectorsPerNamespace: 1 };
  expect(await createReconciler(world).reconcile(key)).toEqual({ requeueInMs: 30_000 });
  expect([followed, paused]).toEqual([[], [key]]);
  const told = /Namespace shop has 2 LogDetectors.*limits\.detectorsPerNamespace.*oldest 1.*raise the limit/;
  for (const type of ['Ready', 'StreamsReady', 'CoverageComplete']) {
    expect(condition(type)).toMatchObject({ status: 'False', reason: 'LimitReached', message: expect.stringMatching(told) });
  }
});

test('containers above the limit of streams are handed on as missed, and the condition says what to do', async () => {
  pods = ['1', '2', '3'].map((name) => ({ ...pod, metadata: { ...pod.metadata, name: `web-${name}`, uid: `u${name}` } }));
  usage = { ...usage, streamsPerNamespace: 2 };
  await createReconciler(world).reconcile(key);
  expect([followed.at(-1)?.length, beyond.length]).toEqual([2, 1]);
  const message = expect.stringMatching(/^2 of 3 containers are read at a time, .*: limits\.streamsPerNamespace .* allows 2 log streams/);
  expect(condition('StreamsReady')).toMatchObject({ status: 'False', reason: 'LimitReached', message });
});

test('a LogDetector that is paused does no work, and whoever waits for it is told', async () => {
  spec = { selector: {}, paused: true };
  await createReconciler(world).reconcile(key);
  expect([followed, paused]).toEqual([[], [key]]);
  expect(idle).toEqual([expect.stringMatching(/^shop\/shop: shop\/shop is paused \(spec\.paused\), so this is not done now/)]);
  expect(condition('Ready')).toMatchObject({ status: 'False', reason: 'Paused' });
});

const depart = (name: string, over: Partial<DepartedPod> = {}, status: KubeObject['status'] = pod.status): void => {
  const left = { ...pod, metadata: { ...pod.metadata, name, uid: name }, status };
  const one = { number: departed.newest + 1, atMs: world.now(), pod: left, isFinal: true, ...over };
  departed = { pods: [...departed.pods, one], newest: departed.newest + 1 };
};

test('pods are followed as soon as they change, also while the status waits for the API server', async () => {
  const answer = Promise.withResolvers<void>();
  const reconciler = createReconciler({ ...world, writeStatus: () => answer.promise });
  reconciler.follow(key);
  expect(followed).toEqual([]);
  const visit = reconciler.reconcile(key);
  await expect.poll(() => followed).toHaveLength(1);
  pods = [];
  depart('web-1');
  reconciler.follow(key);
  expect(followed.map((targets) => targets.length)).toEqual([1, 0]);
  expect(gone).toEqual(['web-1/web/0']);
  answer.resolve();
  await visit;
});

test('of pods that went unseen every instance is handed on once, and where the end is not known every container', async () => {
  const reconciler = createReconciler(world);
  await reconciler.reconcile(key);
  const ended = { containerID: 'c2', lastState: { terminated: { containerID: 'c1' } }, state: { terminated: { containerID: 'c2' } } };
  depart('restarted', {}, { containerStatuses: [{ name: 'web', restartCount: 1, ...ended, state: { running: {} } }] });
  depart('waited', {}, { phase: 'Pending' });
  depart('not-listed', { isFinal: false }, { phase: 'Pending' });
  reconciler.follow(key);
  reconciler.follow(key);
  await reconciler.reconcile(key);
  expect(gone).toEqual(['restarted/web/0', 'restarted/web/1', 'not-listed/web/0']);
});

test('what went before a LogDetector was created, or while it was paused, is not missing', async () => {
  depart('before', { atMs: Date.UTC(2025, 11, 31) });
  depart('after');
  const reconciler = createReconciler(world);
  await reconciler.reconcile(key);
  expect(gone).toEqual(['after/web/0']);
  spec = { selector: {}, paused: true };
  depart('paused');
  await reconciler.reconcile(key);
  spec = { selector: {} };
  await reconciler.reconcile(key);
  expect(gone).toEqual(['after/web/0']);
});

test('of a pod that had restarted twice before it was first seen the first instance is handed on, if it came while its LogDetector was read', async () => {
  const status = {
    containerStatuses: [
      { name: 'web', restartCount: 2, containerID: 'c3', state: { running: {} }, lastState: { terminated: { containerID: 'c2' } } },
    ],
  };
  const restarted = (name: string, createdAtMs: number): KubeObject => ({
    ...pod,
    metadata: { ...pod.metadata, name, uid: name, creationTimestamp: new Date(createdAtMs).toISOString() },
    status,
  });
  pods = [restarted('old', world.now() - 60_000)];
  const reconciler = createReconciler(world);
  await reconciler.reconcile(key);
  expect(gone).toEqual([]);
  pods = [...pods, restarted('young', world.now() + 1_000)];
  reconciler.follow(key);
  expect(gone).toEqual(['young/web/0']);
});
