/** From a kill for memory to a raised limit: the whole operator on a simulated cluster, and what a restart in the middle leaves. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { listAt, textAt } from '../../engine/index.ts';
import { startLeadingOperator } from '../fakes/leading-operator.ts';

const soon = { timeout: 40_000, interval: 200 };
let folder: string;
let cluster: SimulatedCluster;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remediation-'));
  cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  const metadata = { name: 'shop', namespace: 'shop' };
  const spec = { selector: {}, remediation: { actions: ['RaiseMemoryLimit'], watchMinutes: 10 } };
  cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata, spec });
  const template = {
    metadata: { labels: { app: 'cart' } },
    spec: { containers: [{ name: 'cart', image: 'shop/cart:1', resources: { limits: { memory: '64Mi' } } }] },
  };
  const selector = { matchLabels: { app: 'cart' } };
  cluster.upsert({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { replicas: 1, selector, template },
  });
  cluster.upsert(pod(0));
});

afterEach(async () => {
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

function pod(restarts: number) {
  const ended = { exitCode: 137, reason: 'OOMKilled', finishedAt: new Date().toISOString(), startedAt: new Date().toISOString() };
  const status = {
    name: 'cart',
    ready: true,
    restartCount: restarts,
    containerID: `containerd://cart-${restarts}`,
    state: { running: { startedAt: new Date().toISOString() } },
    ...(restarts > 0 ? { lastState: { terminated: ended } } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'cart-a',
      namespace: 'shop',
      labels: { app: 'cart' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'u', controller: true }],
    },
    spec: { containers: [{ name: 'cart', image: 'shop/cart:1', resources: { limits: { memory: '64Mi' } } }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [status] },
  };
}

const limit = () =>
  textAt(listAt(cluster.get('Deployment', 'shop', 'cart'), 'spec', 'template', 'spec', 'containers')[0], 'resources', 'limits', 'memory');

test('what the incident proposes is offered, shown, carried out once, and watched on after a restart', { timeout: 120_000 }, async () => {
  const options = { kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'store.db') };
  const operator = await startLeadingOperator({ ...options, term: 1 });
  await expect.poll(() => operator.leading.supervisor.all().size, soon).toBe(1);
  for (let restarts = 1; restarts <= 3; restarts += 1) cluster.upsert(pod(restarts));
  const views = () => operator.leading.notifier.views({ namespaces: '*', state: 'all', limit: 10 });
  await expect.poll(() => views()[0]?.offered, soon).toEqual(['raise-limit']);
  const [view] = views();
  const reference = `${view?.detector}/${view?.incident.id}`;
  const request = { action: 'raise-limit', requestedBy: 'U1', channel: 'C1' } as const;
  const shown = await operator.leading.remediation.ask(reference, { ...request, seen: null });
  expect(shown).toMatchObject({ outcome: 'preview', lines: ['memory limit of container cart from 64Mi to 96Mi', expect.any(String)] });
  expect(limit()).toBe('64Mi');
  const seen = shown?.outcome === 'preview' ? shown.seen : '';
  expect(await operator.leading.remediation.ask(reference, { ...request, seen })).toMatchObject({ outcome: 'accepted' });
  expect(limit()).toBe('96Mi');
  await operator.stop();

  const next = await startLeadingOperator({ ...options, term: 2 });
  await expect.poll(() => next.leading.notifier.view(reference)?.remedies?.map(({ state }) => state), soon).toEqual(['watching']);
  expect(await next.leading.remediation.ask(reference, { ...request, seen: null })).toMatchObject({ outcome: 'refused' });
  expect(limit()).toBe('96Mi');
  await next.stop();
});
