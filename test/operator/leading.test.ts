/** What happened while no operator ran. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { openEmbeddedStore } from '../../operator/store/embedded.ts';
import { keys } from '../../operator/store/store.ts';
import { startLeadingOperator } from '../fakes/leading-operator.ts';

let folder: string;
let cluster: SimulatedCluster;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leading-'));
  cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
});

afterEach(async () => {
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

test('a LogDetector that was deleted meanwhile is forgotten, and one of its neighbours is not', async () => {
  const storePath = join(folder, 'store.db');
  const before = openEmbeddedStore({ path: storePath });
  const detectors = ['shop/gone', 'shop/shop'];
  await before.write(detectors.map((detector) => ({ put: keys.modelSummary(detector, 1), value: new Uint8Array([1]) })));
  const saved = new TextEncoder().encode('{}');
  await before.write([{ put: keys.engine('shop/gone', 'workload:shop:deployment:web'), value: saved }]);
  await before.close();
  const metadata = { name: 'shop', namespace: 'shop' };
  cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata, spec: { selector: {} } });

  const operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath, term: 1 });
  const kept = async () => (await operator.leading.store.list('model-summary/')).map(({ key }) => key);
  await expect.poll(kept).toEqual([keys.modelSummary('shop/shop', 1)]);
  expect(await operator.leading.store.list('engine/shop/gone/')).toEqual([]);
  await operator.stop();
});

test('the LogDetectors of a namespace above the limit are told so in their status, and the oldest is served', async () => {
  for (const [index, name] of ['first', 'second'].entries()) {
    const metadata = { name, namespace: 'shop', creationTimestamp: `2026-01-0${index + 1}T00:00:00Z` };
    cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata, spec: { selector: {} } });
  }
  const limits = { detectorsPerNamespace: 1 };
  const operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'store.db'), term: 1, limits });
  const reason = (name: string) => {
    const detector = operator.leading.detectors().find(({ metadata }) => metadata.name === name);
    return detector?.status?.conditions?.find(({ type }) => type === 'StreamsReady')?.reason;
  };
  await expect.poll(() => [reason('first'), reason('second')], { timeout: 5000 }).toEqual(['NoPodsSelected', 'LimitReached']);
  expect([...operator.leading.supervisor.all().keys()]).toEqual(['shop/first']);
  await operator.stop();
});

test('who is deposed while it gets ready to lead ends at once, also with an API server that takes every request and answers none', async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const kubeconfig = cluster.kubeconfig().replace(cluster.url, url);
  const atOnce = AbortSignal.abort();
  const before = await startLeadingOperator({ kubeconfig, storePath: join(folder, 'store.db'), term: 1, signal: atOnce });
  await before.stop();
  const soon = new AbortController();
  const starting = startLeadingOperator({ kubeconfig, storePath: join(folder, 'store.db'), term: 2, signal: soon.signal });
  soon.abort();
  await (await starting).stop();
  silent.closeAllConnections();
  silent.close();
});
