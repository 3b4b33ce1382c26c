import { expect, test } from 'vitest';
import { createShop, only, rollOut } from '../../builders/judgement.ts';
import { anomaly, deployment, deploymentId, minute, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;
const env = { CART_URL: 'http://cart:8080' };

test('a slow new revision stays what is to blame when its rollback takes replicas away', () => {
  const shop = createShop();
  shop.see(deployment('checkout', { replicas: 4, env }), startMs + second);
  shop.run(faultMs);
  rollOut(shop, 'checkout', faultMs);
  const slow = anomaly('checkout', { kind: 'latency', text: 'paid in <duration>', atMs: faultMs + 20 * second, observed: 40 });
  shop.run(faultMs + 2 * minute, [slow]);
  expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('checkout'), kind: 'bad-rollout' });
  const waiting = anomaly('cart', { kind: 'latency', text: 'listed in <duration>', atMs: faultMs + 50 * second, observed: 40 });
  shop.run(faultMs + 2.5 * minute, [slow, waiting]);
  shop.see(deployment('checkout', { replicas: 4, available: 3, env }), faultMs + 3 * minute);
  shop.run(faultMs + 4 * minute, [slow, waiting]);
  expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('checkout'), kind: 'bad-rollout' });
});
