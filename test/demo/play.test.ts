import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '../../demo/cluster/cluster.ts';
import type { SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { objectsAt, valueAt } from '../../demo/cluster/json.ts';
import { play } from '../../demo/play.ts';
import { worldRecords } from '../../demo/world/world.ts';
import { call } from './cluster/calls.ts';

let cluster: SimulatedCluster;
const startAtMs = Date.UTC(2026, 0, 5);
const leak = { type: 'memoryLeak', service: 'cart', afterForMs: 30_000, growForMs: 30_000, forMs: 120_000 } as const;
const records = (forMs: number): ReturnType<typeof worldRecords> =>
  worldRecords({ seed: 1, startAtMs, forMs, happenings: [leak], metricsEveryForMs: 5_000 });

beforeEach(async () => {
  cluster = await startCluster({ now: () => startAtMs });
});

afterEach(() => cluster.close());

describe('play', () => {
  it('what is past is in the cluster at once: objects, logs with their own times, previous logs of killed containers, metrics, Events', async () => {
    await play(records(90_000), cluster, { signal: new AbortController().signal, now: () => startAtMs + 90_000 });
    const killed = cluster
      .list('Pod', 'shop')
      .find((pod) => objectsAt(pod, 'status', 'containerStatuses').some((status) => Number(status['restartCount']) > 0));
    const name = String(valueAt(killed, 'metadata', 'name'));
    expect(name).toMatch(/^cart-/);
    const log = `/api/v1/namespaces/shop/pods/${name}/log?timestamps=true`;
    const current = await call(cluster, ['GET', log]);
    const previous = await call(cluster, ['GET', `${log}&previous=true`]);
    expect(current.text).toContain('starting cart service');
    expect(previous.text.split('\n').length).toBeGreaterThan(5);
    expect(previous.text.slice(0, 15)).toBe('2026-01-05T00:0');
    const metrics = await call(cluster, ['GET', '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods']);
    expect(objectsAt(metrics.body, 'items').length).toBeGreaterThan(15);
    expect(cluster.list('Event', 'shop').length).toBeGreaterThan(0);
  });

  it('a status told of a Deployment takes no change back that somebody made of its spec; a change of the world does', async () => {
    const about = { type: 'object' as const, atMs: startAtMs };
    const metadata = { namespace: 'shop', name: 'web' };
    const deployment = (image: string, ready: number) => ({
      ...about,
      object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { image }, status: { readyReplicas: ready } },
    });
    const imageAndReady = () => {
      const found = cluster.get('Deployment', 'shop', 'web');
      return [valueAt(found, 'spec', 'image'), valueAt(found, 'status', 'readyReplicas')];
    };
    const seen: unknown[] = [];
    const told = function* () {
      yield deployment('web:2', 2);
      cluster.upsert({ ...deployment('web:1', 2).object });
      yield deployment('web:2', 1);
      seen.push(imageAndReady());
      yield deployment('web:3', 0);
      seen.push(imageAndReady());
    };
    await play(told(), cluster, { signal: new AbortController().signal, now: () => startAtMs });
    expect(seen).toEqual([
      ['web:1', 1],
      ['web:3', 0],
    ]);
  });

  it('waits for the clock with what is to come, tells when it is live, and ends when told to', async () => {
    const stop = new AbortController();
    let nowMs = startAtMs + 10_000;
    let live = 0;
    let lastAtMs = 0;
    const watched: SimulatedCluster = {
      ...cluster,
      appendLog(container, line, atMs) {
        lastAtMs = Math.max(lastAtMs, atMs - nowMs);
        cluster.appendLog(container, line, atMs);
        if (atMs > startAtMs + 10_500) stop.abort();
      },
    };
    // A clock that goes a second a look: time passes only as far as somebody waits for it.
    const now = (): number => (live > 0 ? (nowMs += 20) : nowMs);
    await play(records(60_000), watched, { signal: stop.signal, now, onLive: () => (live += 1) });
    expect(live).toBe(1);
    expect(lastAtMs).toBeLessThanOrEqual(40);
  });
});
