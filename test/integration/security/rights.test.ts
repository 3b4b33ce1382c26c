/** One right missing at a time, out of the list that the operator itself uses: who lacks it is told which, and all else goes on. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { evidenceSources } from '../../../operator/evidence/sources.ts';
import { createSmallShop } from '../../builders/small-shop.ts';
import { startLeadingOperator, type LeadingOperator } from '../../fakes/leading-operator.ts';

interface Right {
  readonly verb: string;
  /** `pods/log` */
  readonly resource: string;
  readonly kind: 'LogDetector' | 'ClusterLogDetector';
}

const crds = new URL('../../../crds/', import.meta.url);
const soon = { timeout: 20_000, interval: 50 };
let folder: string;
let stores = 0;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'rights-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What every watch needs. Of extensions that the cluster does not serve there is nothing to be granted. */
const watched: readonly Right[] = evidenceSources
  .filter(({ ofExtension }) => ofExtension === undefined)
  .flatMap(({ plural }) => ['list', 'watch'].map((verb) => ({ verb, resource: plural, kind: 'LogDetector' as const })));
const rights: readonly Right[] = [
  ...watched,
  { verb: 'get', resource: 'pods/log', kind: 'LogDetector' },
  { verb: 'list', resource: 'namespaces', kind: 'ClusterLogDetector' },
];

interface Bench {
  readonly cluster: SimulatedCluster;
  readonly operator: LeadingOperator;
  /** All that the conditions say. */
  readonly said: () => string;
  stop(): Promise<void>;
}

async function start({ verb, resource, kind }: Right): Promise<Bench> {
  const cluster = await startCluster();
  for (const file of ['logdetectors', 'clusterlogdetectors'])
    cluster.upsert(parse(await readFile(new URL(`logdetector.dev_${file}.yaml`, crds), 'utf8')));
  createSmallShop(cluster, 'shop').writeHistory(10_000);
  cluster.faults.deny(verb, resource);
  const isCluster = kind === 'ClusterLogDetector';
  const metadata = { name: 'one', ...(isCluster ? {} : { namespace: 'shop' }) };
  const spec = { selector: {}, ...(isCluster ? { namespaces: { selector: {} } } : {}) };
  cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind, metadata, spec });
  stores += 1;
  const operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath: join(folder, `${stores}.db`), term: 1 });
  return {
    cluster,
    operator,
    said: () => JSON.stringify(cluster.get(kind, isCluster ? '' : 'shop', 'one')?.['status'] ?? {}).replaceAll('\\"', '"'),
    async stop() {
      await operator.stop();
      await cluster.close();
    },
  };
}

/** Without these no line can be read, or it is not known of whom. */
const needed: ReadonlySet<string> = new Set(['list pods', 'get pods/log', 'list namespaces']);

test.concurrent.for(rights)('without $verb $resource the conditions name both, and the rest goes on', async (right, { expect: check }) => {
  const bench = await start(right);
  try {
    await check.poll(bench.said, soon).toContain(`grant verb "${right.verb}" on resource "${right.resource}"`);
    if (!needed.has(`${right.verb} ${right.resource}`)) {
      await check
        .poll(() => Object.values(bench.operator.report().coverage).filter(({ linesSeen }) => linesSeen >= 5).length, soon)
        .toBe(3);
      check(bench.said()).toContain('"reason":"Streaming"');
    }
  } finally {
    await bench.stop();
  }
});

test('without the right to write Events all else is done, and the status is told', async () => {
  const bench = await start({ verb: 'patch', resource: 'events', kind: 'LogDetector' });
  await expect.poll(bench.said, soon).toContain('"reason":"Streaming"');
  await bench.stop();
});

test('without the right to change LogDetectors whoever asks for a retraining is told which one is missing', async () => {
  const bench = await start({ verb: 'patch', resource: 'logdetectors', kind: 'LogDetector' });
  await expect.poll(bench.said, soon).toContain('"reason":"Streaming"');
  const reply = await bench.operator.leading.wishes.retrain('shop/one', { requestedBy: 'U1', channel: '' });
  expect(reply).toMatchObject({
    outcome: 'refused',
    sentence: expect.stringContaining('grant verb "patch" on resource "logdetectors"'),
  });
  await bench.stop();
});

test('without the right to write a status the logs are read all the same', async () => {
  const bench = await start({ verb: 'patch', resource: 'logdetectors/status', kind: 'LogDetector' });
  await expect.poll(() => Object.values(bench.operator.report().coverage).filter(({ linesSeen }) => linesSeen >= 5).length, soon).toBe(3);
  expect(bench.said()).toBe('{}');
  await bench.stop();
});

test("without the right to see ClusterLogDetectors a team's own LogDetector is served", async () => {
  const bench = await start({ verb: 'list', resource: 'clusterlogdetectors', kind: 'LogDetector' });
  await expect.poll(bench.said, soon).toContain('"reason":"Streaming"');
  await bench.stop();
});
