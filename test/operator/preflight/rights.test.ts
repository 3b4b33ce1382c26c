import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, type KubeClient } from '../../../operator/kube/client.ts';
import { findRights, type RightsOptions } from '../../../operator/preflight/rights.ts';

let cluster: SimulatedCluster;
let client: KubeClient;

beforeEach(async () => {
  cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  // The simulated cluster allows what nobody denied.
  cluster.faults.deny('list', 'secrets');
  cluster.faults.deny('create', 'pods/exec');
});

afterEach(async () => {
  await client.close();
  await cluster.close();
});

async function failures(options: Partial<RightsOptions> = {}): Promise<readonly string[]> {
  const findings = await findRights({
    client,
    namespaces: [],
    unwatched: new Set(),
    ownNamespace: 'logdetector',
    leaseName: 'logdetector-leader',
    ...options,
  });
  expect(findings.length).toBeGreaterThan(20);
  return findings.filter(({ passed }) => !passed).map(({ sentence }) => sentence);
}

test('an account that has what it needs, and no more, has no failure', async () => {
  expect(await failures()).toEqual([]);
});

test('a missing right is named with what is lost without it', async () => {
  cluster.faults.deny('watch', 'nodes');
  expect(await failures()).toEqual([
    'It may not watch nodes in all namespaces; grant it. Without it is lost: node failures as a common cause, and why no node fits.',
  ]);
});

test('each watched namespace is asked for, and what lies in none is not', async () => {
  cluster.faults.deny('get', 'pods/log', 'bank');
  cluster.faults.deny('list', 'nodes');
  expect(await failures({ namespaces: ['shop', 'bank'] })).toEqual([
    'It may not get pods/log in namespace bank; grant it. Without it is lost: nothing works: no log can be read.',
  ]);
});

test('what the administrator does not want watched is not asked for', async () => {
  cluster.faults.deny('watch', 'configmaps');
  expect(await failures({ unwatched: new Set(['ConfigMap']) })).toEqual([]);
  expect(await failures()).toHaveLength(1);
});

test('an account that may read Secrets or enter pods is a failure too', async () => {
  const generous = { ...client, canI: () => Promise.resolve(true) };
  expect(await failures({ client: generous })).toEqual([
    'It may list secrets in all namespaces, which it does not need; take it away from its ServiceAccount.',
    'It may create pods/exec in all namespaces, which it does not need; take it away from its ServiceAccount.',
  ]);
});

test('a cluster without the resource is told what to apply', async () => {
  const bare = await startCluster();
  const elsewhere = openKubeClient({ kubeconfig: bare.kubeconfig(), userAgent: 'test' });
  const found = await failures({ client: { ...elsewhere, canI: (question) => client.canI(question) } });
  expect(found).toEqual([expect.stringMatching(/Apply crds\/ of the repository, or set crds.install.$/)]);
  await elsewhere.close();
  await bare.close();
});
