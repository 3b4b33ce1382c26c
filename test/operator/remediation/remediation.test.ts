import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldsAt, listAt, textAt } from '../../../engine/index.ts';
import { KubeError, resources } from '../../../operator/kube/client.ts';
import { target } from '../notify/builders.ts';
import { failingPod, incident, over, startBench, type Bench } from './bench.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const image = () => textAt(listAt(bench.deployment(), 'spec', 'template', 'spec', 'containers')[0], 'image');
const limit = () => textAt(listAt(bench.deployment(), 'spec', 'template', 'spec', 'containers')[0], 'resources', 'limits', 'memory');
const replicas = () => fieldsAt(bench.deployment(), 'spec')['replicas'];

/** Somebody else does. */
const scaleTo = (value: number) =>
  bench.client.patch(resources.deployments, { namespace: 'shop', name: 'cart' }, [{ op: 'add', path: '/spec/replicas', value }]);

test('a preview shows the exact change, which the API server has tried, and changes nothing', async () => {
  const shown = await bench.ask('undo-rollout');
  expect(shown).toMatchObject({ outcome: 'preview', object: 'deployment/cart' });
  expect(shown).toHaveProperty('lines', [
    'pod template back to that of ReplicaSet cart-1 (revision 1)',
    'image of cart from 2 to 1 (shop/cart)',
  ]);
  expect(image()).toBe('shop/cart:2');
  expect(bench.states()).toEqual([]);
});

test.each([
  ['undo-rollout', () => expect(image()).toBe('shop/cart:1')],
  ['raise-limit', () => expect(limit()).toBe('384Mi')],
  ['scale', () => expect(replicas()).toBe(3)],
  ['cordon', () => expect(fieldsAt(bench.cluster.get('Node', '', 'n1'), 'spec')['unschedulable']).toBe(true)],
  [
    'restart',
    () => {
      const annotations = fieldsAt(bench.deployment(), 'spec', 'template', 'metadata', 'annotations');
      expect(annotations).toEqual({ 'kubectl.kubernetes.io/restartedAt': '2026-01-05T10:00:00.000Z' });
    },
  ],
] as const)('%s does what was confirmed, is told and audited', async (action, isDone) => {
  expect(await bench.carryOut(action)).toMatchObject({ outcome: 'accepted' });
  isDone();
  expect(bench.states()).toEqual(['watching']);
  expect(bench.steps()[0]).toContain(`Confirmed: ${action}`);
  expect(bench.steps().join(' ')).not.toContain('U1');
  expect(bench.audited.map(({ user }) => user)).toEqual(['U1', 'U1']);
  // A rollback drops no label that the selector needs, and takes no hash of another ReplicaSet along.
  if (action !== 'cordon') expect(fieldsAt(bench.deployment(), 'spec', 'template', 'metadata', 'labels')).toEqual({ app: 'cart' });
});

test.each([
  ['StatefulSet', 'queue', ['pods are replaced in their order; one that never became ready may hold that up until somebody deletes it']],
  ['DaemonSet', 'agent', []],
] as const)(
  'the rollout of a %s goes back to its ControllerRevision before, and forward again where that makes things worse',
  async (kind, name, cautions) => {
    const change = { kind, namespace: 'shop', name, revision: `${name}-r3` };
    await bench.close();
    bench = await startBench({ proposals: [{ action: 'undo-rollout', text: `Undo the rollout of ${name}.`, command: '', change }] });
    expect(await bench.ask('undo-rollout')).toMatchObject({
      outcome: 'preview',
      object: `${kind.toLowerCase()}/${name}`,
      lines: [
        `pod template back to that of ControllerRevision ${name}-r2 (revision 2)`,
        `image of ${name} from 3 to 2 (shop/${name})`,
        ...cautions,
      ],
    });
    expect(await bench.carryOut('undo-rollout')).toMatchObject({ outcome: 'accepted' });
    expect(bench.imageOf(kind)).toBe(`shop/${name}:2`);
    const web = { workload: 'shop/deployment/web', sinceAtMs: bench.clock.nowMs + 5000, symptom: 'errors', path: [] };
    await bench.say({ ...incident, affected: [...incident.affected, web] });
    await bench.look();
    bench.clock.nowMs += 61_000;
    await bench.look();
    expect(bench.states()).toEqual(['undone']);
    expect(bench.imageOf(kind)).toBe(`shop/${name}:3`);
    expect(bench.steps().at(-1)).toBe(
      `Undone: ${kind.toLowerCase()}/${name} runs the pod template of ControllerRevision ${name}-r3 again.`,
    );
  },
);

test('each step stands in the thread of the incident, once', async () => {
  await bench.carryOut('scale');
  const plan = () => bench.notify.notifier.plan(target({ remedies: ['scale'] }), []);
  await bench.notify.save(plan());
  const [post] = bench.notify.notifier.pending();
  expect(post?.entries.map(({ text }) => text)).toEqual(bench.steps());
  expect(bench.steps()).toHaveLength(2);
  await bench.notify.save(plan());
  expect(bench.notify.notifier.pending()[0]?.entries).toHaveLength(2);
});

test('an incident that ends while it is watched has recovered', async () => {
  await bench.carryOut('scale');
  bench.clock.nowMs += 240_000;
  await bench.say(over);
  await bench.look();
  expect(bench.states()).toEqual(['recovered']);
  expect(bench.steps().at(-1)).toBe('Recovered 4 min after scale of deployment/cart.');
});

test('what makes more pods fail, and goes on doing so, is undone', async () => {
  await bench.carryOut('raise-limit');
  bench.pods.push(failingPod('cart-a'));
  await bench.look();
  expect(bench.states()).toEqual(['watching']);
  bench.clock.nowMs += 61_000;
  await bench.look();
  expect(bench.states()).toEqual(['undone']);
  expect(limit()).toBe('256Mi');
  expect(bench.steps().slice(-2)).toEqual([
    'Worse since raise-limit of deployment/cart: 1 of its pods fail where 0 did. It is being undone.',
    'Undone: the memory limit of deployment/cart is 256Mi again.',
  ]);
});

test('a rollback after which another workload fails is rolled forward again', async () => {
  await bench.carryOut('undo-rollout');
  const web = { workload: 'shop/deployment/web', sinceAtMs: bench.clock.nowMs + 5000, symptom: 'errors', path: [] };
  await bench.say({ ...incident, affected: [...incident.affected, web] });
  await bench.look();
  bench.clock.nowMs += 61_000;
  await bench.look();
  expect(bench.states()).toEqual(['undone']);
  expect(image()).toBe('shop/cart:2');
  expect(bench.steps().join(' ')).toContain('shop/deployment/web fails since');
});

test('what was worse for a moment is not undone, and what is neither over nor worse in the end stays', async () => {
  await bench.carryOut('raise-limit');
  bench.pods.push(failingPod('cart-a'));
  await bench.look();
  bench.pods.length = 0;
  bench.clock.nowMs += 50_000;
  await bench.look();
  bench.pods.push(failingPod('cart-b'));
  bench.clock.nowMs += 15_000;
  await bench.look();
  expect(bench.states()).toEqual(['watching']);
  bench.pods.length = 0;
  bench.clock.nowMs += 600_000;
  await bench.look();
  expect(bench.states()).toEqual(['unchanged']);
  expect(limit()).toBe('384Mi');
});

test('a restart that makes things worse is reported, since nothing undoes it', async () => {
  await bench.carryOut('restart');
  bench.pods.push(failingPod('cart-a'));
  await bench.look();
  bench.clock.nowMs += 61_000;
  await bench.look();
  expect(bench.states()).toEqual(['worse']);
  expect(bench.steps().at(-1)).toContain('cannot be undone');
});

test('what somebody has changed since is not undone over their head', async () => {
  await bench.carryOut('scale');
  await scaleTo(7);
  bench.pods.push(failingPod('cart-a'));
  await bench.look();
  bench.clock.nowMs += 61_000;
  await bench.look();
  expect(bench.states()).toEqual(['worse']);
  expect(bench.steps().at(-1)).toContain('has 7 replicas by now and not 3 any more');
  expect(replicas()).toBe(7);
});

test('an object that was changed since the preview is shown anew, and nothing is done', async () => {
  const shown = await bench.ask('undo-rollout');
  await scaleTo(5);
  const again = await bench.ask('undo-rollout', shown?.outcome === 'preview' ? shown.seen : '');
  expect(again).toMatchObject({ outcome: 'changed' });
  expect(image()).toBe('shop/cart:2');
  expect(await bench.ask('undo-rollout', again?.outcome === 'changed' ? again.seen : '')).toMatchObject({ outcome: 'accepted' });
});

test('one thing at a time is done to a workload', async () => {
  await bench.carryOut('scale');
  expect(await bench.ask('restart')).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining('one thing at a time') });
  expect(await bench.ask('cordon')).toMatchObject({ outcome: 'preview' });
});

test('two people who confirm at once do it once', async () => {
  const shown = await bench.ask('scale');
  const seen = shown?.outcome === 'preview' ? shown.seen : '';
  const replies = await Promise.all([bench.ask('scale', seen), bench.ask('scale', seen)]);
  expect(new Set(replies.map((reply) => reply?.outcome))).toEqual(new Set(['accepted', 'refused']));
});

test('a missing permission is named with the verb, and with what grants it', async () => {
  bench.cluster.faults.deny('patch', 'deployments', 'shop');
  const reply = await bench.ask('scale');
  expect(reply).toMatchObject({ outcome: 'refused' });
  expect(reply).toHaveProperty('sentence', expect.stringMatching(/verb "patch" on resource "deployments".*remediation\.enabled/));
});

test.each([
  [
    'that the resource does not name',
    (to: Bench) => void (to.wish.current = { actions: [], watchMinutes: 10, isShadow: false }),
    'does not allow',
  ],
  [
    'of a LogDetector in shadow mode',
    (to: Bench) => void (to.wish.current = { actions: ['scale'], watchMinutes: 10, isShadow: true }),
    'shadow',
  ],
  ['of one that is paused or gone', (to: Bench) => void (to.wish.current = null), 'not read'],
  ['of an incident that is over', (to: Bench) => to.say(over), 'over'],
])('an action %s is refused in a sentence', async (_what, arrange, words) => {
  await arrange(bench);
  expect(await bench.ask('scale')).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining(words) });
  expect(replicas()).toBe(2);
});

test('nothing of another namespace is changed', async () => {
  const [undo] = incident.proposals;
  const elsewhere = {
    ...undo,
    action: 'restart',
    text: '',
    command: '',
    change: { kind: 'Deployment', namespace: 'billing', name: 'cart' },
  } as const;
  await bench.say({ ...incident, proposals: [elsewhere] });
  expect(await bench.ask('restart')).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining('namespace billing') });
});

test('an incident that nobody knows is none', async () => {
  expect(await bench.remediation.ask('shop/shop/inc-none', { action: 'scale', requestedBy: 'U1', channel: '', seen: null })).toBeNull();
});

/** Fails once the real change is on its way: `before` it reached the API server, or `after`. */
function cutOff(when: 'before' | 'after') {
  const { client } = bench;
  const patch: typeof client.patch = async (resource, name, operations, options) => {
    if (options?.dryRun || when === 'after') await client.patch(resource, name, operations, options);
    if (!options?.dryRun) throw new KubeError('ApiUnreachable', 'The connection broke.', { status: 0 });
    return { metadata: { name: '' } } as never;
  };
  return { get: client.get.bind(client), list: client.list.bind(client), patch } as Bench['client'];
}

test.each(['before', 'after'] as const)(
  'a change that was cut off %s it was made is taken up after a restart, and made once',
  async (when) => {
    const shown = await bench.ask('undo-rollout');
    await bench.restart(cutOff(when));
    await bench.ask('undo-rollout', shown?.outcome === 'preview' ? shown.seen : '');
    expect(bench.states()).toEqual(['confirmed']);
    expect(image()).toBe(when === 'before' ? 'shop/cart:2' : 'shop/cart:1');
    await bench.restart();
    await bench.look();
    expect(bench.states()).toEqual(['watching']);
    expect(image()).toBe('shop/cart:1');
    expect(Number(fieldsAt(bench.deployment(), 'metadata')['generation'])).toBe(2);
  },
);

test('what could not be done for five minutes is given up, and said', async () => {
  const shown = await bench.ask('scale');
  await bench.restart(cutOff('before'));
  await bench.ask('scale', shown?.outcome === 'preview' ? shown.seen : '');
  bench.clock.nowMs += 5 * 60_000;
  await bench.look();
  expect(bench.states()).toEqual(['failed']);
  expect(bench.steps().at(-1)).toContain('Given up after 5 min');
});

test('an undoing that was cut off is gone on with after a restart', async () => {
  await bench.carryOut('raise-limit');
  bench.pods.push(failingPod('cart-a'));
  await bench.restart(cutOff('after'));
  await bench.look();
  bench.clock.nowMs += 61_000;
  await bench.look();
  expect(bench.states()).toEqual(['undoing']);
  bench.pods.length = 0;
  await bench.restart();
  await bench.look();
  expect(bench.states()).toEqual(['undone']);
  expect(limit()).toBe('256Mi');
});

test('what the store does not take is not done', async () => {
  const shown = await bench.ask('scale');
  await bench.store.write([], { term: 99 });
  await bench.store.write([{ put: 'x', value: new Uint8Array() }], { term: 99 });
  await expect(bench.ask('scale', shown?.outcome === 'preview' ? shown.seen : '')).rejects.toThrow();
  expect(replicas()).toBe(2);
});
