import { expect, test, vi } from 'vitest';
import { createPagerDuty } from '../../../operator/notify/receivers/pagerduty.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { startMs, startNotifier, target } from './builders.ts';
import { startReceiver } from './fake-receiver.ts';
import { readSecret } from './page-message.ts';

const rollout = (name: string, atMs: number) => ({ workload: `shop/deployment/${name}`, atMs, text: `rollout of ${name}: image v1 to v2` });

test('rollouts are told in order, once, and go on after a restart where they ended', async () => {
  const fake = await startReceiver();
  const store = createMemoryStore();
  const clock = { nowMs: startMs };
  const receiver = createPagerDuty({ name: 'oncall', url: 'http://127.0.0.1:1/', changeUrl: fake.url, routingKeyFile: '/key', readSecret });
  const life = async (term: number, rollouts: readonly ReturnType<typeof rollout>[], until: number): Promise<void> => {
    const bench = await startNotifier(store, clock, [receiver], term);
    await bench.save(bench.notifier.plan(target({ rollouts }), []));
    const stop = new AbortController();
    const running = bench.notifier.run(stop.signal);
    await vi.waitFor(() => expect(fake.received).toHaveLength(until), { timeout: 8000 });
    stop.abort();
    await running;
  };
  const first = [rollout('web', startMs - 1000), rollout('cart', startMs - 2000), rollout('old', startMs - 2 * 3_600_000)];
  await life(1, first, 2);
  await life(2, [...first, rollout('mail', startMs - 500)], 3);
  await fake.close();
  expect(fake.received.map(({ json }) => json.payload)).toMatchObject([
    { summary: 'rollout of cart: image v1 to v2', source: 'shop/deployment/cart', timestamp: '2026-01-05T09:59:58.000Z' },
    { source: 'shop/deployment/web' },
    { source: 'shop/deployment/mail' },
  ]);
  expect(fake.received[0]?.json.routing_key).toBe('s3cret');
});
