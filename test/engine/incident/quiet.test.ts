import { describe, expect, test } from 'vitest';
import { createShop, rollOut } from '../../builders/judgement.ts';
import { anomaly, event, minute, node, pod, podName, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

describe('nothing is said about', () => {
  test('a kill of days ago', () => {
    const shop = createShop();
    shop.see(pod({ app: 'mail', restarts: 3, ended: { exitCode: 137, reason: 'OOMKilled', atMs: startMs - 3000 * minute } }), startMs);
    expect(shop.run(faultMs)).toEqual([]);
  });

  test('a rollout with a few errors, pods that end as told and probes that fail while starting', () => {
    const shop = createShop();
    shop.run(faultMs);
    rollOut(shop, 'cart', faultMs);
    shop.observe(
      event('Unhealthy', 'Readiness probe failed: connection refused', {
        atMs: faultMs + 8 * second,
        name: podName({ app: 'cart', hash: 'b2' }),
        count: 3,
      }),
    );
    shop.see(
      pod({ app: 'cart', deleting: true, ended: { exitCode: 143, atMs: faultMs + 20 * second, present: true } }),
      faultMs + 20 * second,
    );
    shop.see(pod({ app: 'cart', deleting: true }), faultMs + 21 * second, true);
    expect(
      shop.run(faultMs + 60 * second, [
        anomaly('checkout', { text: 'http://cart:8080: connection refused', atMs: faultMs + 20 * second, observed: 6 }),
      ]),
    ).toEqual([]);
    expect(shop.run(faultMs + 20 * minute)).toEqual([]);
  });

  test('scaling down, a drained node, a finished job and twice the load', () => {
    const shop = createShop();
    shop.see(pod({ app: 'ads', suffix: 'x2', node: 'n2' }), startMs + second);
    shop.run(faultMs);
    shop.see(
      pod({ app: 'ads', suffix: 'x2', node: 'n2', deleting: true, ended: { exitCode: 137, atMs: faultMs, present: true } }),
      faultMs,
      true,
    );
    shop.see(node('n2', { cordoned: true }), faultMs + 5 * second);
    const conditions = [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }];
    shop.see(pod({ app: 'mail', conditions }), faultMs + 6 * second);
    shop.see(pod({ app: 'mail', deleting: true }), faultMs + 10 * second, true);
    shop.see(pod({ app: 'mail', suffix: 'x9', createdAtMs: faultMs + 10 * second }), faultMs + 12 * second);
    const owner = { kind: 'Job', name: 'report-29666666' };
    shop.see(
      pod({
        app: 'report',
        owner,
        phase: 'Succeeded',
        restartPolicy: 'Never',
        createdAtMs: faultMs,
        ended: { exitCode: 0, reason: 'Completed', atMs: faultMs + 30 * second, present: true },
      }),
      faultMs + 31 * second,
    );
    const load = anomaly('web', { text: 'request served', kind: 'spike', level: 'info', observed: 9000, expected: 3000, atMs: faultMs });
    expect(shop.run(faultMs + 10 * minute, [load])).toEqual([]);
  });

  test('one pod that its node evicts and that is replaced within seconds, and the clean-up of what is left of it', () => {
    const shop = createShop();
    shop.see(pod({ app: 'mail', suffix: 'x2', node: 'n2' }), startMs + second);
    shop.run(faultMs);
    const whole = pod({ app: 'mail', suffix: 'x2', node: 'n2', phase: 'Failed', ready: false });
    const evicted = { ...whole, status: { ...whole.status, reason: 'Evicted', message: 'The node was low on resource: memory.' } };
    shop.see(evicted, faultMs + second);
    shop.observe(
      event('Evicted', 'The node was low on resource: memory.', {
        atMs: faultMs + second,
        name: evicted.metadata.name,
      }),
    );
    shop.see(pod({ app: 'mail', suffix: 'x3', createdAtMs: faultMs + 2 * second }), faultMs + 8 * second);
    expect(shop.run(faultMs + 120 * minute)).toEqual([]);
    shop.see(evicted, faultMs + 120 * minute, true);
    expect(shop.run(faultMs + 130 * minute)).toEqual([]);
  });

  test('a single crash that heals itself, and a fact that is only information', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.see(pod({ app: 'mail', restarts: 1, ended: { exitCode: 1, atMs: faultMs } }), faultMs + second);
    shop.observe(event('ScalingReplicaSet', 'Scaled up', { atMs: faultMs, name: 'mail', kind: 'Deployment' }));
    expect(shop.run(faultMs + 10 * minute)).toEqual([]);
  });
});

test('a quiet day of ticks costs almost nothing', () => {
  const shop = createShop();
  const begun = performance.now();
  expect(shop.run(startMs + 24 * 60 * minute)).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(5000);
});
