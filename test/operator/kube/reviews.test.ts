import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, resources, type KubeClient } from '../../../operator/kube/client.ts';

let cluster: SimulatedCluster;
let client: KubeClient;
beforeAll(async () => {
  cluster = await startCluster();
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
});
afterAll(async () => {
  await client.close();
  await cluster.close();
});

const token = (): string => /token: (\S+)/.exec(cluster.kubeconfig())?.[1]?.replaceAll('"', '') ?? '';

test('a token is of whom the API server says, and a forged one of nobody', async () => {
  expect(await client.reviewToken(token(), [])).toMatchObject({ user: 'system:serviceaccount:logdetector:logdetector' });
  expect(await client.reviewToken('forged', [])).toBeNull();
});

test('a token that the API server vouches for without the wanted audience is refused', async () => {
  expect(await client.reviewToken(token(), ['another'])).toBeNull();
});

test('what somebody may do is asked for each namespace', async () => {
  const allow = cluster.faults.deny('get', 'logdetectors', 'bank');
  const may = (namespace: string) =>
    client.mayUser({ user: 'ann', groups: [] }, { verb: 'get', resource: resources.logdetectors, namespace });
  expect([await may('shop'), await may('bank')]).toEqual([true, false]);
  allow();
});
