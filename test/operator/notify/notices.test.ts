import { expect, test } from 'vitest';
import type { IncidentChange } from '../../../engine/index.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { anomaly } from '../../bot/builders.ts';
import { cascade, change, resolved, startNotifier, target, type Bench } from './builders.ts';

const dayMs = 86_400_000;
/** A Monday at midnight. */
const mondayMs = Date.UTC(2026, 0, 12);
const posts = ({ notifier }: Bench, type: string) => notifier.pending().filter(({ subject }) => subject.type === type);

test('the week before is told once on Monday, with what most incidents were about, and a restart tells it no more', async () => {
  const store = createMemoryStore();
  const clock = { nowMs: mondayMs - 2 * dayMs };
  const bench = await startNotifier(store, clock);
  const to = target({ receiver: null });
  const about = (id: string): IncidentChange =>
    change(
      cascade({
        id,
        fingerprint: id,
        openedAtMs: clock.nowMs,
        detectedAtMs: clock.nowMs,
        anomalies: [anomaly('shop/deployment/cart', 'call 7 failed')],
      }),
    );
  for (const id of ['inc-a', 'inc-b']) await bench.say(about(id), to);
  expect(posts(bench, 'week')).toEqual([]);
  clock.nowMs = mondayMs + 60_000;
  await bench.save(bench.notifier.plan(to, []));
  expect(posts(bench, 'week')).toMatchObject([
    {
      subject: {
        week: { fromAtMs: mondayMs - 7 * dayMs, incidents: 2, pages: 0, precision: null, noisiest: [{ workload: 'cart', incidents: 2 }] },
      },
    },
  ]);
  const again = await startNotifier(store, clock);
  await again.save(again.notifier.plan(to, [change(resolved(cascade({ id: 'inc-a' })), 'resolved')]));
  clock.nowMs += dayMs;
  await again.save(again.notifier.plan(to, []));
  expect(posts(again, 'week')).toHaveLength(1);
});

test('a week without an incident, and a shadow, say nothing', async () => {
  const clock = { nowMs: mondayMs - 2 * dayMs };
  const bench = await startNotifier(createMemoryStore(), clock);
  await bench.say(change(cascade({ detectedAtMs: clock.nowMs })), target({ isShadow: true }));
  clock.nowMs = mondayMs + 8 * dayMs;
  for (const isShadow of [true, false]) await bench.save(bench.notifier.plan(target({ isShadow }), []));
  expect(posts(bench, 'week')).toEqual([]);
});

test('the first day is told once, when ten minutes have shown what is covered', async () => {
  const createdAtMs = mondayMs;
  const workloads = [{ workload: 'shop/deployment/cart', learning: 'baseline is young' }];
  const clock = { nowMs: createdAtMs + 60_000 };
  const bench = await startNotifier(createMemoryStore(), clock);
  const tick = async (watched = { createdAtMs, workloads }) => bench.save(bench.notifier.plan(target({ watched: () => watched }), []));
  await tick();
  expect(posts(bench, 'welcome')).toEqual([]);
  clock.nowMs = createdAtMs + 11 * 60_000;
  await tick({ createdAtMs, workloads: [] });
  expect(posts(bench, 'welcome')).toEqual([]);
  for (let times = 0; times < 3; times += 1) await tick();
  expect(posts(bench, 'welcome')).toMatchObject([
    { subject: { welcome: { workloads: [{ workload: 'cart', learning: 'baseline is young' }], more: 0, receiver: 'oncall' } } },
  ]);
});

test('a LogDetector of before today is not welcomed', async () => {
  const clock = { nowMs: mondayMs };
  const bench = await startNotifier(createMemoryStore(), clock);
  const watched = () => ({ createdAtMs: mondayMs - 2 * dayMs, workloads: [{ workload: 'shop/deployment/cart', learning: null }] });
  await bench.save(bench.notifier.plan(target({ watched }), []));
  expect(posts(bench, 'welcome')).toEqual([]);
});
