/** Many that fail at once and have nothing in common that is known. */
import { expect, test } from 'vitest';
import { decidePage } from '../../../engine/policy/page.ts';
import { defaultPolicy } from '../../../engine/policy/policy.ts';
import { callersFail, createShop, killForMemory, only, type Shop } from '../../builders/judgement.ts';
import { anomaly, deploymentId, minute, node, pod, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 20 * minute;
const many = Array.from({ length: 14 }, (_, i) => `job-${String(i).padStart(2, '0')}`);

function createLargeShop(): Shop {
  const shop = createShop();
  for (const app of [...many, ...many.map((name) => `late-${name}`)]) shop.see(pod({ app }), startMs);
  return shop;
}

function crashAll(shop: Shop, apps: readonly string[], { atMs, on = 'n1' }: { readonly atMs: number; readonly on?: string }): void {
  for (const app of apps) {
    const waiting = { reason: 'CrashLoopBackOff' };
    shop.see(pod({ app, node: on, restarts: 5, waiting, ended: { exitCode: 1, atMs } }), atMs);
  }
}

test('is one incident that blames nobody, and wakes somebody', () => {
  const shop = createLargeShop();
  shop.run(faultMs);
  crashAll(shop, many, { atMs: faultMs + second });
  shop.run(faultMs + minute);
  const incident = only(shop.open());
  expect(incident.title).toBe('job-00, job-01, job-02 and 11 more fail at once; what they share is not known');
  expect(incident.causes).toEqual([]);
  expect(incident.cascade.sentence).toMatch(/^14 workloads began to fail at about the same time: job-00, job-01, job-02 and 11 more/);
  expect(decidePage(incident, { ...defaultPolicy, receiver: 'the receiver' }).yes).toBe(true);
});

test('takes in who follows, in one sentence for all of them', () => {
  const shop = createLargeShop();
  shop.run(faultMs);
  crashAll(shop, many, { atMs: faultMs + second });
  shop.run(faultMs + minute);
  crashAll(
    shop,
    many.map((app) => `late-${app}`),
    { atMs: faultMs + minute + second },
  );
  const [update] = shop.run(faultMs + 70 * second);
  expect(only(shop.open()).title).toContain('and 25 more');
  expect(update?.news.at(-1)).toBe('late-job-08, late-job-09, late-job-10 and 3 more fail too.');
});

test('goes back to what explains most of it as soon as that shows', () => {
  const shop = createLargeShop();
  shop.run(faultMs);
  crashAll(shop, many, { atMs: faultMs + second, on: 'n3' });
  shop.run(faultMs + 20 * second);
  shop.see(node('n3', { ready: false, atMs: faultMs }), faultMs + 40 * second);
  shop.run(faultMs + minute);
  expect(only(shop.open())).toMatchObject({ title: expect.stringMatching(/^node n3 failed/), causes: [{ node: 'n3', kind: 'node' }] });
});

test('is told beside failures that have a cause, and few that fail at once are each told with theirs', () => {
  const shop = createLargeShop();
  shop.run(faultMs);
  killForMemory(shop, faultMs);
  crashAll(shop, many.slice(0, 3), { atMs: faultMs + second });
  shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
  expect(shop.open()).toHaveLength(4);
  expect(shop.open()[0]?.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'out-of-memory' });
});

test('of what was broken before the watching is one message that wakes nobody', () => {
  const shop = createShop();
  crashAll(shop, many, { atMs: startMs - minute });
  shop.run(startMs + minute);
  const incident = only(shop.open());
  expect(incident).toMatchObject({ preexisting: true, severity: 'warning' });
  expect(incident.title).toBe('job-00, job-01, job-02 and 11 more already failed when the watching began');
});

test('is over when all of them are', () => {
  const shop = createLargeShop();
  shop.run(faultMs);
  crashAll(shop, many, { atMs: faultMs + second });
  shop.run(faultMs + minute, [anomaly('mail', { atMs: faultMs, text: 'sent nothing' })]);
  for (const app of many) shop.see(pod({ app, restarts: 6 }), faultMs + 2 * minute);
  shop.run(faultMs + 30 * minute);
  expect(shop.open()).toEqual([]);
});
