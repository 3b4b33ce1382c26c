import { beforeEach, expect, test } from 'vitest';
import type { LogDetector, LogDetectorStatus } from '../../../api/resource.ts';
import { createEngine, type KubeObject } from '../../../engine/index.ts';
import { createReconciler, type ReconcileWorld } from '../../../operator/detector/reconcile.ts';
import { OperatorError } from '../../../operator/errors.ts';
import type { FollowTarget, Pipeline } from '../../../operator/pipeline/supervisor.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const key = 'shop/shop';
const detector: LogDetector = {
  apiVersion: 'logdetector.dev/v1alpha1',
  kind: 'LogDetector',
  metadata: { name: 'shop', namespace: 'shop', generation: 1 },
  spec: { selector: {} },
};
const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: 'u1' },
  spec: { containers: [{ name: 'web' }] },
  status: { containerStatuses: [{ name: 'web', restartCount: 0, containerID: 'c1', state: { running: {} } }] },
};

let pods: readonly KubeObject[] | null;
let limits: readonly string[];
let opening: OperatorError | null;
let followed: (readonly FollowTarget[])[];
let written: LogDetectorStatus[];
let world: ReconcileWorld;

beforeEach(() => {
  pods = [pod];
  limits = [];
  opening = null;
  followed = [];
  written = [];
  const pipeline = createPipeline();
  world = {
    detector: () => ({ ...detector, ...(written.length > 0 ? { status: written.at(-1) } : {}) }),
    pods: () => pods,
    lookup: () => null,
    supervisor: {
      ensure: () => (opening ? Promise.reject(opening) : Promise.resolve(pipeline)),
      get: () => pipeline,
      all: () => new Map([[key, pipeline]]),
      remembered: () => Promise.resolve([key]),
      observe: () => undefined,
      pause: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    models: {
      reconcile: () =>
        Promise.resolve({ serving: 0, latest: 0, pinned: false, problem: null, lastRetrainAtMs: null, lastRetrainRequestTime: null }),
      remove: () => undefined,
    },
    slack: () => ({ type: 'SlackReady', reason: 'NotConfigured', message: '' }),
    paging: () => ({ type: 'PagingReady', reason: 'NotConfigured', message: '' }),
    limits: () => limits,
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
    configure: () => undefined,
    follow: (targets) => void followed.push(targets),
    observe: () => undefined,
    streams: () => ({ open: 1, problems: [], podsByWorkload: new Map() }),
    saveProblem: () => null,
    stop: () => Promise.resolve(),
  };
}

const condition = (type: string) => written.at(-1)?.conditions?.find((one) => one.type === type);

test('the containers of the selected pods are followed, and the status says so', async () => {
  expect(await createReconciler(world).reconcile(key)).toEqual({ requeueInMs: 5000 });
  expect(followed.map((targets) => targets.map(({ container }) => container))).toEqual([['web']]);
  expect(condition('StreamsReady')).toMatchObject({ status: 'True', reason: 'Streaming' });
  expect(written.at(-1)).toMatchObject({ workloads: 1 });
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
