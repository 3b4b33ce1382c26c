import { expect, test } from 'vitest';
import type { Cause, Evidence, KubeObject } from '../../../engine/domain.ts';
import type { Failing, Trouble } from '../../../engine/incident/trouble.ts';
import { proposalsOf } from '../../../engine/incident/remedy.ts';

const cart = 'shop/deployment/cart';

function cause(overrides: Partial<Cause> = {}): Cause {
  return { workload: cart, pod: null, node: null, kind: 'errors', changeId: null, score: 0.9, reasons: [], ...overrides };
}

function deployment(replicas: number, ...limits: readonly (string | null)[]): KubeObject {
  const containers = limits.map((memory, index) => ({
    name: `c${index}`,
    ...(memory === null ? {} : { resources: { limits: { memory } } }),
  }));
  return { kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' }, spec: { replicas, template: { spec: { containers } } } };
}

function change(kind: Evidence['kind'], details: Evidence['details']): Evidence {
  return { kind, atMs: 1, workload: cart, text: '', severity: 'info', details };
}

function offer(of: Cause, controller: KubeObject | null = deployment(2, '64Mi'), changes: readonly Evidence[] = []) {
  return proposalsOf({ causes: [of], changes, members: [], inventory: { find: () => controller, pods: () => [] } });
}

function propose(...asked: Parameters<typeof offer>) {
  return offer(...asked).map(({ action, text, command }) => [action, command, text]);
}

test('a rollout that is the cause can be undone, the first one of a workload cannot', () => {
  const rollout = (first: boolean) => [change('rollout', { changeId: 'cart-2', first, changed: 'image v1 to v2' })];
  const blamed = cause({ kind: 'bad-rollout', changeId: 'cart-2' });
  expect(propose(blamed, undefined, rollout(false))).toEqual([
    ['undo-rollout', 'kubectl rollout undo deployment/cart -n shop', 'Undo the rollout of cart (image v1 to v2).'],
  ]);
  expect(propose(blamed, undefined, rollout(true))).toEqual([]);
  expect(propose(cause({ kind: 'bad-rollout', changeId: 'cart-1' }), undefined, rollout(false))).toEqual([]);
});

test('the limit of the only container that has one is raised by half', () => {
  const [first] = propose(cause({ kind: 'out-of-memory' }), deployment(2, null, '256Mi'));
  expect(first).toEqual([
    'raise-limit',
    'kubectl set resources deployment/cart -n shop -c c1 --limits=memory=384Mi',
    'Raise the memory limit of cart from 256Mi to 384Mi, half as much again, since no trend is known. Where its memory grows without end, that only buys time.',
  ]);
  expect(propose(cause({ kind: 'out-of-memory' }), deployment(2, '64Mi', '64Mi'))).toEqual([]);
  expect(propose(cause({ kind: 'out-of-memory' }), null)).toEqual([]);
});

test.each([
  ['as much as it grows in an hour', 2, '384Mi', '64 min'],
  ['at least a quarter', 0.1, '320Mi', '11 h'],
  ['at most twice as much', 20, '512Mi', '13 min'],
])('with a known trend the limit is raised by %s', (_what, mebibytesAMinute, to, time) => {
  const trouble = { kind: 'out-of-memory', bytesAMinute: mebibytesAMinute * 2 ** 20 } as Trouble;
  const member = { entity: cart, troubles: [trouble] } as unknown as Failing;
  const input = {
    causes: [cause({ kind: 'out-of-memory' })],
    changes: [],
    inventory: { find: () => deployment(2, '256Mi'), pods: () => [] },
  };
  const [proposal] = proposalsOf({ ...input, members: [member] });
  expect(proposal?.text).toContain(`from 256Mi to ${to}, which at its growth of ${mebibytesAMinute.toFixed(1)}Mi a minute buys`);
  expect(proposal?.text).toContain(time);
  expect(proposal?.change).toMatchObject({ kind: 'Deployment', container: 'c0', from: 256 * 2 ** 20 });
});

test('each proposal names the one object and what about it would be another', () => {
  const scaled = [change('scale', { from: 3, to: 0 })];
  const place = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
  expect(offer(cause({ kind: 'silence' }), deployment(0), scaled)[0]?.change).toEqual({ ...place, from: 0, to: 3 });
  const rollout = [change('rollout', { changeId: 'cart-2', first: false, changed: 'image' })];
  expect(offer(cause({ kind: 'bad-rollout', changeId: 'cart-2' }), undefined, rollout)[0]?.change).toEqual({
    ...place,
    revision: 'cart-2',
  });
  expect(offer(cause({ workload: null, node: 'node-1', kind: 'node' }))[0]?.change).toEqual({
    kind: 'Node',
    namespace: null,
    name: 'node-1',
  });
});

test('of a StatefulSet its own status names what is undone, once its controller has seen the last change', () => {
  const blamed = cause({ workload: 'shop/statefulset/queue', kind: 'bad-rollout', changeId: 'queue@7' });
  const rollout = { ...change('rollout', { changeId: 'queue@7', first: false, changed: 'image' }), workload: 'shop/statefulset/queue' };
  const queue = (observedGeneration: number): KubeObject => ({
    kind: 'StatefulSet',
    metadata: { name: 'queue', namespace: 'shop', generation: 7 },
    status: { observedGeneration, updateRevision: 'queue-5c4d' },
  });
  expect(offer(blamed, queue(7), [rollout])[0]).toMatchObject({
    command: 'kubectl rollout undo statefulset/queue -n shop',
    change: { kind: 'StatefulSet', namespace: 'shop', name: 'queue', revision: 'queue-5c4d' },
  });
  // Still the revision of before.
  expect(offer(blamed, queue(6), [rollout])[0]?.change).toBeUndefined();
  const later = { ...rollout, atMs: 2, details: { changeId: 'queue@8' } };
  expect(offer(blamed, queue(7), [rollout, later])[0]?.change).toBeUndefined();
});

test('of a DaemonSet the youngest of its pods tells what is undone', () => {
  const workload = 'shop/daemonset/agent';
  const rollout = { ...change('rollout', { changeId: 'agent@3', first: false, changed: 'image' }), workload };
  const pod = (hash: string, creationTimestamp: string): KubeObject => ({
    kind: 'Pod',
    metadata: { name: `agent-${hash}`, namespace: 'shop', labels: { 'controller-revision-hash': hash }, creationTimestamp },
  });
  const pods = [pod('new', '2026-01-05T10:00:00Z'), pod('old', '2026-01-04T10:00:00Z')];
  const input = { causes: [cause({ workload, kind: 'bad-rollout', changeId: 'agent@3' })], changes: [rollout], members: [] };
  expect(proposalsOf({ ...input, inventory: { find: () => null, pods: () => pods } })[0]?.change).toEqual({
    kind: 'DaemonSet',
    namespace: 'shop',
    name: 'agent',
    revision: 'agent-new',
  });
  expect(proposalsOf({ ...input, inventory: { find: () => null, pods: () => [] } })[0]?.change).toBeUndefined();
});

test('what was scaled to nothing is scaled back to what it was', () => {
  const scaled = [change('scale', { from: 3, to: 0 })];
  expect(propose(cause({ kind: 'silence' }), deployment(0), scaled)).toEqual([
    ['scale', 'kubectl scale deployment/cart -n shop --replicas=3', 'Scale cart back to 3 replicas, as it was.'],
  ]);
  expect(propose(cause({ kind: 'silence' }), deployment(0))).toEqual([]);
});

test('what runs and does nothing is restarted, a sick node gets no new pods', () => {
  expect(propose(cause({ kind: 'silence' }))[0]?.[1]).toBe('kubectl rollout restart deployment/cart -n shop');
  expect(propose(cause({ workload: null, node: 'node-1', kind: 'node' }))[0]?.[1]).toBe('kubectl cordon node-1');
});

test('nothing is proposed that the facts do not say, and no name reaches a shell that is none', () => {
  expect(propose(cause())).toEqual([]);
  expect(proposalsOf({ causes: [], changes: [], members: [], inventory: { find: () => null, pods: () => [] } })).toEqual([]);
  expect(propose(cause({ workload: 'shop/deployment/cart; rm', kind: 'silence' }))).toEqual([]);
  expect(propose(cause({ workload: null, node: '$(id)', kind: 'node' }))).toEqual([]);
  expect(propose(cause({ workload: 'shop/job/once', kind: 'silence' }))).toEqual([]);
});
