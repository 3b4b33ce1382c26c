/** What was so hours ago, and is so again for other reasons. */
import { expect, test } from 'vitest';
import { crash, createShop, only, rollOut } from '../../builders/judgement.ts';
import { deployment, deploymentId, minute, pod, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 180 * minute;

test('a rollout that crashes is a bad rollout, also where replicas were missing for a moment hours before', () => {
  const shop = createShop();
  shop.see(deployment('mail', { replicas: 3 }), startMs);
  shop.run(startMs + 5 * minute);
  shop.see(deployment('mail', { replicas: 3, available: 2 }), startMs + 5 * minute);
  shop.run(startMs + 6 * minute);
  shop.see(deployment('mail', { replicas: 3 }), startMs + 6 * minute);
  shop.run(faultMs);
  rollOut(shop, 'mail', faultMs);
  crash(shop, 'mail', { atMs: faultMs + 10 * second, hash: 'b2', createdAtMs: faultMs });
  shop.run(faultMs + 30 * second);
  const incident = only(shop.open());
  expect(incident.causes[0]).toMatchObject({ workload: deploymentId('mail'), kind: 'bad-rollout' });
  expect(incident.openedAtMs).toBeGreaterThanOrEqual(faultMs);
});

test('an eviction of hours ago is not told again when replicas are missing for another reason', () => {
  const shop = createShop();
  shop.see(deployment('mail', { replicas: 2 }), startMs);
  shop.see(pod({ app: 'mail', suffix: 'x2' }), startMs);
  shop.run(startMs + 5 * minute);
  const whole = pod({ app: 'mail', suffix: 'x2', phase: 'Failed', ready: false });
  shop.see(
    { ...whole, status: { ...whole.status, reason: 'Evicted', message: 'The node was low on resource: memory.' } },
    startMs + 5 * minute,
  );
  shop.see(pod({ app: 'mail', suffix: 'x3', createdAtMs: startMs + 5 * minute }), startMs + 5 * minute + second);
  expect(shop.run(faultMs)).toEqual([]);
  shop.see(pod({ app: 'mail', suffix: 'x3', createdAtMs: startMs + 5 * minute }), faultMs, true);
  expect(shop.run(faultMs + 3 * minute)).toEqual([]);
});
