import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import type { ObjectFactContext } from '../../../engine/evidence/facts.ts';
import { factsOfObject } from '../../../engine/evidence/facts.ts';
import { factsOfEvent } from '../../../engine/evidence/event.ts';
import { parseQuantity, parseTime } from '../../../engine/evidence/field.ts';
import { factsOfMemory } from '../../../engine/evidence/metric.ts';
import { slim } from '../../../engine/evidence/slim.ts';
import { deployment, deploymentId, kubeTime, minute, node, pod, replicaSet, second, startMs } from '../../builders/observations.ts';

const nowMs = startMs + 5 * minute;
const context: ObjectFactContext = { atMs: nowMs, watchingSinceMs: startMs, workload: deploymentId('cart') };
const kinds = (object: KubeObject, previous: KubeObject | null = null, more: Partial<ObjectFactContext> = {}) =>
  factsOfObject(object, previous, { ...context, ...more }).map(({ kind, severity }) => `${kind} ${severity}`);
const gone = (reason: string) => pod({ app: 'cart', conditions: [{ type: 'DisruptionTarget', status: 'True', reason }] });
const job = (type: string): KubeObject => ({
  kind: 'Job',
  metadata: { name: 'report' },
  status: { conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: kubeTime(nowMs) }] },
});
const said = (reason: string, message = '') =>
  factsOfEvent(
    {
      type: 'event',
      atMs: nowMs,
      namespace: 'shop',
      object: { kind: 'Pod', name: 'cart-a1-x1' },
      reason,
      message,
      severity: 'Warning',
      count: 4,
    },
    context,
  );
const of = (reason: string, message = '') => said(reason, message).map(({ kind }) => kind);

describe('a pod', () => {
  const healthy = pod({ app: 'cart' });

  test('that was OOM-killed says so once, whichever of its states shows it', () => {
    const ended = { exitCode: 137, reason: 'OOMKilled', atMs: nowMs - 2 * second };
    const killed = pod({ app: 'cart', ended: { ...ended, present: true }, ready: true });
    const restarted = pod({ app: 'cart', ended, restarts: 1 });
    expect(factsOfObject(killed, healthy, context)).toEqual([
      expect.objectContaining({
        kind: 'oom-kill',
        severity: 'critical',
        atMs: nowMs - 2 * second,
        container: 'cart',
        text: 'container cart was OOM-killed (exit code 137, limit 256Mi)',
      }),
    ]);
    expect(kinds(restarted, killed)).toEqual([]);
    expect(kinds(restarted, healthy)).toEqual(['oom-kill critical']);
  });

  test('killed with memory at its limit was killed for it; killed without is a restart; told to go it is nothing', () => {
    const ended = { exitCode: 137, atMs: nowMs, present: true };
    expect(kinds(pod({ app: 'cart', ended, ready: true }), healthy, { memoryShare: () => 0.97 })).toEqual(['oom-kill critical']);
    expect(kinds(pod({ app: 'cart', ended, ready: true }), healthy)).toEqual(['restart error']);
    expect(kinds(pod({ app: 'cart', ended, ready: true, deleting: true }), healthy)).toEqual([]);
    expect(kinds(pod({ app: 'cart', ended: { ...ended, exitCode: 0 }, ready: true }), healthy)).toEqual([]);
  });

  test('names signals and what containers wait for', () => {
    const [crash] = factsOfObject(
      pod({ app: 'cart', ended: { exitCode: 139, atMs: nowMs, present: true }, ready: true }),
      healthy,
      context,
    );
    expect(crash?.text).toBe('container cart ended with exit code 139, SIGSEGV');
    const reasons = ['CrashLoopBackOff', 'ErrImagePull', 'ImagePullBackOff', 'CreateContainerConfigError', 'ContainerCreating'];
    expect(reasons.flatMap((reason) => kinds(pod({ app: 'cart', ready: true, waiting: { reason } }), healthy))).toEqual([
      'crash-loop error',
      'image-pull warning',
      'image-pull error',
      'config-error error',
    ]);
  });

  test('evicted by a drain is information, by its node an error', () => {
    expect(kinds(gone('EvictionByEvictionAPI'), healthy)).toEqual(['eviction info']);
    expect(kinds(gone('TerminationByKubelet'), healthy)).toEqual(['eviction error']);
  });

  test('that was broken before the watching is marked so; one that starts is not', () => {
    const looping = pod({ app: 'cart', waiting: { reason: 'CrashLoopBackOff' }, ended: { exitCode: 1, atMs: startMs - minute } });
    expect(factsOfObject(looping, null, context).map(({ preexisting }) => preexisting)).toEqual([true, true]);
    const young = pod({ app: 'cart', createdAtMs: startMs + minute, waiting: { reason: 'CrashLoopBackOff' } });
    expect(factsOfObject(young, null, context).map(({ preexisting }) => preexisting)).toEqual([undefined]);
  });

  test('that is not scheduled, or lost its readiness, says why', () => {
    const unschedulable = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes are available: insufficient memory' },
    ];
    expect(factsOfObject(pod({ app: 'cart', phase: 'Pending', conditions: unschedulable }), null, context)[0]).toMatchObject({
      kind: 'scheduling',
      text: expect.stringContaining('insufficient memory'),
    });
    expect(kinds(pod({ app: 'cart', ready: false }), healthy)).toEqual(['not-ready warning']);
    expect(kinds(pod({ app: 'cart', ready: false }), null)).toEqual([]);
  });
});

test('a new ReplicaSet says what changed, without values of variables', () => {
  const before = replicaSet({ app: 'cart', env: { TOKEN: 'old-secret' } });
  const after = replicaSet({
    app: 'cart',
    hash: 'b2',
    revision: 2,
    createdAtMs: nowMs,
    image: 'cart:2',
    env: { TOKEN: 'new-secret' },
    memoryLimit: '64Mi',
  });
  const [rollout] = factsOfObject(after, null, { ...context, before });
  expect(rollout).toMatchObject({ kind: 'rollout', severity: 'info', details: { changeId: 'cart-b2', revision: 2, first: false } });
  expect(rollout?.text).toContain('environment variable TOKEN of cart changed');
  expect(rollout?.text).toContain('memory limit of cart from 256Mi to 64Mi');
  expect(rollout?.text).not.toContain('secret');
  expect(kinds(replicaSet({ app: 'cart' }), null)).toEqual([]);
  expect(kinds(replicaSet({ app: 'cart', revision: 3 }), replicaSet({ app: 'cart', revision: 1 }), { before: after })).toEqual([
    'rollout info',
  ]);
});

test('a controller tells of stalled rollouts, scale and missing replicas', () => {
  const stalled = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' }];
  expect(kinds(deployment('cart', { conditions: stalled }), deployment('cart'))).toEqual(['rollout-stalled error']);
  expect(kinds(deployment('cart', { replicas: 0 }), deployment('cart', { replicas: 2 }))).toEqual(['scale info']);
  expect(kinds(deployment('cart', { replicas: 2, available: 0 }), deployment('cart', { replicas: 2 }))).toEqual(['not-ready error']);
});

test('two rollouts of a StatefulSet or a DaemonSet are two, and named by the revision only once its controller has seen the change', () => {
  const agent = (kind: string, image: string, generation: number, status: object = {}): KubeObject => ({
    kind,
    metadata: { name: 'agent', namespace: 'shop', generation },
    spec: { template: { spec: { containers: [{ name: 'agent', image }] } } },
    status: { ...status },
  });
  const changeOf = (after: KubeObject, before: KubeObject) => factsOfObject(after, before, context)[0]?.details?.['changeId'];
  const daemonSet = (version: number) => agent('DaemonSet', `agent:${version}`, version);
  expect(changeOf(daemonSet(2), daemonSet(1))).toBe('agent@2');
  expect(changeOf(daemonSet(3), daemonSet(2))).toBe('agent@3');
  const before = agent('StatefulSet', 'agent:1', 1, { observedGeneration: 1, updateRevision: 'agent-aa' });
  const ofBefore = { observedGeneration: 1, updateRevision: 'agent-aa' };
  expect(changeOf(agent('StatefulSet', 'agent:2', 2, ofBefore), before)).toBe('agent@2');
  expect(changeOf(agent('StatefulSet', 'agent:2', 2, { observedGeneration: 2, updateRevision: 'agent-bb' }), before)).toBe('agent-bb');
});

test('a lost node is an error, a cordon information', () => {
  const told = { atMs: nowMs, workload: null };
  expect(kinds(node('n1', { ready: false, atMs: nowMs }), node('n1'), told)).toEqual(['node-condition error']);
  expect(kinds(node('n1', { cordoned: true }), node('n1'), told)).toEqual(['node-condition info']);
});

test('a Job tells only that it has given up', () => {
  expect(kinds(job('Failed'))).toEqual(['job-failed error']);
  expect(kinds(job('Complete'))).toEqual([]);
});

test('Events are understood by their reasons, and what is no failure is left out', () => {
  expect(of('Unhealthy', 'Readiness probe failed')).toEqual(['probe-failure']);
  expect(of('BackOff', 'Back-off restarting failed container')).toEqual(['crash-loop']);
  expect(of('BackOff', 'Back-off pulling image "x"')).toEqual(['image-pull']);
  expect(of('FailedMount', 'secret "x" not found')).toEqual(['volume']);
  expect(['FailedAttachVolume', 'FailedMapVolume', 'ProvisioningFailed'].flatMap((reason) => of(reason))).toEqual([
    'volume',
    'volume',
    'volume',
  ]);
  expect(['Evicted', 'Preempted', 'TaintManagerEviction'].flatMap((reason) => of(reason))).toEqual(['eviction', 'eviction', 'eviction']);
  expect(['BackoffLimitExceeded', 'DeadlineExceeded', 'ProgressDeadlineExceeded'].flatMap((reason) => of(reason))).toEqual([
    'job-failed',
    'job-failed',
    'rollout-stalled',
  ]);
  expect(['Pulled', 'Created', 'constructor', '__proto__'].flatMap((reason) => of(reason))).toEqual([]);
});

test('of a refusal is told by whom or by what, and what is missing', () => {
  expect(said('FailedCreate', 'pods "x" is forbidden: exceeded quota: compute, used: pods=4')[0]?.details).toMatchObject({
    class: 'quota',
  });
  expect(said('FailedMount', 'MountVolume.SetUp failed for volume "c" : secret "db" not found')[0]?.details).toMatchObject({
    class: 'missing',
    missing: 'secret/db',
  });
  expect(said('FailedScheduling', '0/3 nodes are available: 3 Insufficient memory.')[0]?.details).toMatchObject({
    predicate: 'Insufficient memory',
    nodes: 3,
  });
  expect(
    said('Failed', 'Failed to pull image "x": dial tcp: lookup r.example.com on 10.0.0.10:53: no such host')[0]?.details,
  ).toMatchObject({
    class: 'dns',
  });
});

test('a certificate that is not taken is told, whichever Event says so', () => {
  expect(of('Unhealthy', 'Readiness probe failed: x509: certificate has expired or is not yet valid')).toEqual([
    'probe-failure',
    'certificate',
  ]);
  expect(said('SyncFailed', 'Get "https://a": x509: certificate has expired')[0]).toMatchObject({
    kind: 'certificate',
    severity: 'warning',
  });
});

test('a node says that it kills for memory, is about to evict, and what it is tainted with', () => {
  expect(['SystemOOM', 'EvictionThresholdMet', 'Rebooted', 'MissSchedule'].flatMap((reason) => of(reason))).toEqual([
    'oom-kill',
    'node-condition',
    'node-condition',
    'job-failed',
  ]);
  const tainted = (...keys: readonly string[]): KubeObject => ({
    ...node('n1'),
    spec: { taints: keys.map((key) => ({ key, effect: 'NoSchedule' })) },
  });
  const texts = (now: KubeObject, before: KubeObject) => factsOfObject(now, before, { ...context, workload: null }).map(({ text }) => text);
  expect(texts(tainted('gpu', 'node.kubernetes.io/not-ready'), tainted())).toEqual(['node n1 was tainted with gpu=:NoSchedule']);
  expect(texts(tainted(), tainted('gpu'))).toEqual(['node n1 lost the taint gpu=:NoSchedule']);
  expect(texts(node('n1'), node('n1', { cordoned: true }))).toEqual(['node n1 was uncordoned']);
});

test('the last line that a container leaves is told, and that an init container is one', () => {
  const ended = (list: string, message?: string): KubeObject => ({
    kind: 'Pod',
    metadata: { name: 'cart-1' },
    spec: { [list === 'initContainerStatuses' ? 'initContainers' : 'containers']: [{ name: 'migrate' }] },
    status: {
      [list]: [{ name: 'migrate', state: { terminated: { exitCode: 1, reason: 'Error', finishedAt: kubeTime(nowMs), message } } }],
    },
  });
  const text = (object: KubeObject) => factsOfObject(object, null, context)[0]?.text;
  expect(text(ended('initContainerStatuses', 'at main.go:3\ncannot reach the database\n\n'))).toBe(
    'init container migrate ended with exit code 1: cannot reach the database',
  );
  expect(text(ended('containerStatuses'))).toBe('container migrate ended with exit code 1');
});

test('what the kubelet repeats of the pod at the end of its message is not told twice', () => {
  const message = 'Back-off restarting failed container cart in pod cart-a1-x1_shop(206208ab-4316-41e3-a770-024fce8675f6)';
  expect(said('BackOff', message)[0]?.text).toBe('pod cart-a1-x1: BackOff: Back-off restarting failed container cart (4 times)');
});

test('memory on its way to the limit says how long is left', () => {
  const samples = [60, 65, 70, 75, 80].map((bytes, i) => ({ atMs: nowMs + i * 60 * second, bytes }));
  const target = { pod: 'p', container: 'cart', limitBytes: 100 };
  expect(factsOfMemory(samples, target, { ...context, atMs: nowMs + 10 * minute })[0]?.text).toContain('uses 80 %');
  expect(factsOfMemory(samples, target, context)[0]?.text).toContain('4 minutes left');
  expect(
    factsOfMemory(
      samples.map(({ atMs }) => ({ atMs, bytes: 80 })),
      target,
      context,
    ),
  ).toEqual([]);
});

test('no value of a variable, argument or probe is kept, and messages are redacted', () => {
  const object = pod({ app: 'cart', env: { PASSWORD: 'hunter2' }, waiting: { reason: 'X', message: 'user bob@example.com' } });
  const text = JSON.stringify(slim(object, (message) => message.replace('bob@example.com', '<email>')));
  expect(text).not.toContain('hunter2');
  expect(text).toContain('user <email>');
});

test('times and quantities are read as Kubernetes writes them', () => {
  for (const text of ['2026-11-21T09:00:05Z', '2024-02-29T23:59:59.123456Z', '1999-12-31T00:00:00+02:30'])
    expect(parseTime(text)).toBe(Date.parse(text));
  expect(parseTime('yesterday')).toBeUndefined();
  const quantities = ['256Mi', '1e3', '500m', '2G', '1500n', '.5', 7, 'x', '1x', null];
  expect(quantities.map(parseQuantity)).toEqual([268_435_456, 1000, 0.5, 2e9, 1.5e-6, 0.5, 7, undefined, undefined, undefined]);
});
