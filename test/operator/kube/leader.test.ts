import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, resources, type ApiObject, type KubeClient } from '../../../operator/kube/client.ts';
import { runAsLeader } from '../../../operator/kube/leader.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let client: KubeClient;

beforeEach(async () => {
  cluster = await startCluster();
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
});

afterEach(async () => {
  await client.close();
  await cluster.close();
});

function options(identity: string, signal: AbortSignal) {
  const timing = { leaseForMs: 1_000, renewWithinMs: 400, retryEveryMs: 50 };
  const telemetry = createTelemetry({ level: 'silent' });
  return { client, namespace: 'default', name: 'lease', identity, signal, now: Date.now, timing, telemetry };
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));

test('a leader that cannot renew in time stops, and leads again under the same term when nobody else came', async () => {
  const stop = new AbortController();
  const terms: number[] = [];
  const reigns: AbortSignal[] = [];
  const problems: (string | null)[] = [];
  const running = runAsLeader({ ...options('one', stop.signal), onProblem: (problem) => problems.push(problem) }, async (term, signal) => {
    terms.push(term);
    reigns.push(signal);
    await aborted(signal);
  });
  await eventually(() => expect(terms).toEqual([1]));
  const allow = cluster.faults.deny('update', 'leases');
  await eventually(() => expect(reigns[0]?.aborted).toBe(true));
  expect(problems.at(-1)).toContain('grant verb "update" on resource "leases"');
  allow();
  await eventually(() => expect(terms).toEqual([1, 1]));
  stop.abort();
  expect(await running).toBe('stopped');
  const lease = await client.get(resources.leases, { namespace: 'default', name: 'lease' });
  expect(lease).toMatchObject({ spec: { holderIdentity: '' } });
});

test('a leader that slept through its Lease stops as soon as it wakes', async () => {
  const stop = new AbortController();
  let sleptMs = 0;
  const reigns: AbortSignal[] = [];
  const running = runAsLeader({ ...options('one', stop.signal), elapsed: () => performance.now() + sleptMs }, async (_, signal) => {
    reigns.push(signal);
    await aborted(signal);
  });
  await eventually(() => expect(reigns).toHaveLength(1));
  sleptMs = 60_000;
  await eventually(() => expect(reigns[0]?.aborted).toBe(true));
  stop.abort();
  await running;
});

test('who is the only replica may renew its Lease later than one of a pair', async () => {
  const stop = new AbortController();
  const { timing: _, ...lone } = { ...options('one', stop.signal), isAlone: true };
  let sinceMs = 0;
  const reigns: AbortSignal[] = [];
  const running = runAsLeader({ ...lone, elapsed: () => performance.now() + sinceMs }, async (_term, signal) => {
    reigns.push(signal);
    await aborted(signal);
  });
  await eventually(() => expect(reigns).toHaveLength(1));
  const lease = () => client.get<ApiObject & { spec: object }>(resources.leases, { namespace: 'default', name: 'lease' });
  const { metadata, spec } = await lease();
  expect(spec).toMatchObject({ leaseDurationSeconds: 30 });
  sinceMs = 20_000;
  await eventually(async () => expect((await lease()).metadata.resourceVersion).not.toBe(metadata.resourceVersion));
  expect(reigns.map(({ aborted: isOver }) => isOver)).toEqual([false]);
  stop.abort();
  await running;
});

test('a Lease that a former life of the process holds is not waited for, once', async () => {
  const spec = { holderIdentity: 'pod_former', leaseDurationSeconds: 60, leaseTransitions: 6 };
  await client.create(resources.leases, { metadata: { namespace: 'default', name: 'lease' }, spec });
  const stop = new AbortController();
  const reigns: string[] = [];
  const run = async (identity: string) => {
    const isFormerLife = (holder: string): boolean => holder.startsWith('pod_');
    await runAsLeader({ ...options(identity, stop.signal), isFormerLife }, async (term, signal) => {
      reigns.push(`${identity} ${term}`);
      await aborted(signal);
      reigns.push(`${identity} is over`);
    });
  };
  const first = run('pod_first');
  await eventually(() => expect(reigns).toEqual(['pod_first 7']));
  // Whoever has the name of another that lives takes over from it, and is not taken over from again.
  const namesake = run('pod_namesake');
  await eventually(() => expect(reigns).toEqual(['pod_first 7', 'pod_namesake 8', 'pod_first is over']));
  const holder = async () => JSON.stringify(await client.get(resources.leases, { namespace: 'default', name: 'lease' }));
  const before = await holder();
  await eventually(async () => expect(await holder()).not.toBe(before));
  expect(await holder()).toContain('"pod_namesake"');
  stop.abort();
  await Promise.all([first, namesake]);
});

test('a wall clock that is set, back or forth, neither ends a reign nor lets another begin', async () => {
  const stop = new AbortController();
  let wallMs = 0;
  const reigns: string[] = [];
  const lost: string[] = [];
  const run = async (identity: string): Promise<void> => {
    const about = { ...options(identity, stop.signal), now: () => Date.now() + wallMs };
    await runAsLeader(about, async (_, signal) => {
      reigns.push(identity);
      await aborted(signal);
      if (!stop.signal.aborted) lost.push(identity);
    });
  };
  const renewTime = async () => {
    const lease = await client.get(resources.leases, { namespace: 'default', name: 'lease' }).catch(() => null);
    return JSON.stringify(lease);
  };
  const first = run('one');
  await eventually(() => expect(reigns).toEqual(['one']));
  const second = run('two');
  for (const jumpMs of [3_600_000, -3_600_000, 0]) {
    wallMs = jumpMs;
    const before = await renewTime();
    // Twice renewed: the clock has been looked at on both sides.
    await eventually(async () => expect(await renewTime()).not.toBe(before));
  }
  expect([reigns, lost]).toEqual([['one'], []]);
  stop.abort();
  await Promise.all([first, second]);
});

test('a Lease that was deleted, and a volume from elsewhere, shut nobody out: the term goes on above the latest', async () => {
  const stop = new AbortController();
  let latest = 7;
  const lead = async (identity: string) => {
    const terms: number[] = [];
    const about = { ...options(identity, stop.signal), latestTerm: () => Promise.resolve(latest) };
    await runAsLeader(about, (term) => Promise.resolve(void terms.push(term)));
    return terms;
  };
  expect(await lead('one')).toEqual([8]);
  latest = 8;
  expect(await lead('two')).toEqual([9]);
  cluster.remove('Lease', 'default', 'lease');
  latest = 9;
  expect(await lead('three')).toEqual([10]);
});

test('who cannot learn the latest term does not lead, and says why', async () => {
  const stop = new AbortController();
  const problems: (string | null)[] = [];
  let isAway = true;
  const latestTerm = () => (isAway ? Promise.reject(new Error('The store is away.')) : Promise.resolve(0));
  const about = { ...options('one', stop.signal), latestTerm, onProblem: (problem: string | null) => problems.push(problem) };
  const running = runAsLeader(about, () => Promise.resolve());
  await eventually(() => expect(problems).toContain('The store is away.'));
  isAway = false;
  expect(await running).toBe('ended');
});

test('work that ends or fails gives the Lease back', async () => {
  const stop = new AbortController();
  expect(await runAsLeader(options('one', stop.signal), () => Promise.resolve())).toBe('ended');
  await expect(runAsLeader(options('two', stop.signal), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  const lease = await client.get(resources.leases, { namespace: 'default', name: 'lease' });
  expect(lease).toMatchObject({ spec: { holderIdentity: '', leaseTransitions: 2 } });
});

test('work that goes on after the Lease is lost is said, and said again when it is over', async () => {
  const stop = new AbortController();
  const told: boolean[] = [];
  const reigns: { readonly end: () => void }[] = [];
  const running = runAsLeader({ ...options('one', stop.signal), onEnding: (isEnding) => told.push(isEnding) }, async () => {
    await new Promise<void>((end) => reigns.push({ end }));
  });
  await eventually(() => expect(reigns).toHaveLength(1));
  const allow = cluster.faults.deny('update', 'leases');
  await eventually(() => expect(told).toEqual([true]));
  allow();
  reigns[0]?.end();
  await eventually(() => expect(reigns).toHaveLength(2));
  expect(told).toEqual([true, false]);
  stop.abort();
  reigns[1]?.end();
  await running;
});
