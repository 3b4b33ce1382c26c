import { describe, expect, test } from 'vitest';
import { createIncidents } from '../../../engine/incident/incidents.ts';
import { decidePage } from '../../../engine/policy/page.ts';
import { defaultPolicy } from '../../../engine/policy/policy.ts';
import { callersFail, crash, createShop, killForMemory, only, roles, shopNames } from '../../builders/judgement.ts';
import { anomaly, deploymentId, event, memory, minute, pod, podName, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;
const mebibyte = 2 ** 20;

describe('a memory leak', () => {
  test('opens one incident at the next tick and pages within 20 s once its callers fail', () => {
    const shop = createShop();
    expect(shop.run(faultMs)).toEqual([]);
    killForMemory(shop, faultMs);
    const [opened, ...others] = shop.run(faultMs + 5 * second);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({
      type: 'opened',
      incident: { title: 'cart is out of memory', causes: [{ workload: deploymentId('cart'), kind: 'out-of-memory' }] },
    });
    shop.run(faultMs + 15 * second, callersFail(shop, faultMs));
    const incident = only(shop.open());
    expect(incident.id).toBe(opened?.incident.id);
    expect(incident).toMatchObject({
      title: 'cart is out of memory; checkout and web fail with it',
      severity: 'critical',
      cascade: { is: true },
    });
    expect(incident.cascade.order).toEqual(['cart', 'checkout', 'web'].map(deploymentId));
    expect(incident.affected.map(({ workload }) => workload)).toEqual(['cart', 'checkout', 'web'].map(deploymentId));
    expect(incident.affected[2]?.path).toEqual(['web', 'checkout', 'cart'].map(deploymentId));
    expect(incident.causes[0]?.reasons[0]).toContain('OOM-killed (exit code 137, limit 256Mi)');
    expect(decidePage(incident, { ...defaultPolicy, receiver: 'oncall' }).yes).toBe(true);
  });

  test('names those that fail with it in the order in which they were first named, however early their errors turn out to have begun', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 15 * second, callersFail(shop, faultMs));
    const earlier = callersFail(shop, faultMs).map((one, at) => (at === 1 ? { ...one, startedAtMs: one.startedAtMs - 20 * second } : one));
    shop.run(faultMs + 30 * second, earlier);
    const incident = only(shop.open());
    expect(incident.title).toBe('cart is out of memory; checkout and web fail with it');
    expect(incident.affected.map(({ workload }) => workload)).toEqual(['cart', 'checkout', 'web'].map(deploymentId));
  });

  test('is found as the cause although its callers were heard first', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.run(faultMs + 10 * second, callersFail(shop, faultMs));
    const before = only(shop.open());
    expect(before.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'dependency' });
    killForMemory(shop, faultMs + 8 * second);
    const changes = shop.run(faultMs + 15 * second, callersFail(shop, faultMs));
    expect(changes.map(({ type }) => type)).toEqual(['updated']);
    const incident = only(shop.open());
    expect(incident.id).toBe(before.id);
    expect(incident.fingerprint).toBe(before.fingerprint);
    expect(incident.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'out-of-memory' });
    expect(changes[0]?.news.join(' ')).toContain('The likely cause is now: cart is out of memory');
    expect(incident.cascade.is).toBe(true);
  });

  test('cites the memory before the kill, and one kill more is news', () => {
    const shop = createShop();
    for (let i = 0; i < 12; i += 1) shop.observe(memory('cart', (150 + 9 * i) * mebibyte, faultMs - (12 - i) * 15 * second));
    expect(shop.run(faultMs)).toEqual([]);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 90 * second);
    const reasons = only(shop.open()).causes[0]?.reasons.join('\n');
    expect(reasons).toMatch(/container cart uses 9\d % of its memory limit of 256Mi/);
    killForMemory(shop, faultMs + 95 * second, 2);
    const changes = shop.run(faultMs + 110 * second);
    expect(changes.map(({ type }) => type)).toEqual(['updated']);
    expect(changes[0]?.news[0]).toContain('cart again');
  });

  test('is no reason to remember a volume that was mounted late long ago, although a new pod is just starting', () => {
    const shop = createShop();
    const late = { atMs: startMs + second, name: podName({ app: 'cart' }) };
    shop.observe(event('FailedMount', 'MountVolume.SetUp failed for volume "carts": timed out waiting for the condition', late));
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 15 * second, callersFail(shop, faultMs));
    const conditions = [{ type: 'PodScheduled', status: 'True' }];
    shop.see(pod({ app: 'cart', suffix: 'x2', phase: 'Pending', conditions }), faultMs + 16 * second);
    const changes = shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
    expect(JSON.stringify([changes, shop.open()])).not.toContain('FailedMount');
    expect(only(shop.open()).affected[0]).toMatchObject({ workload: deploymentId('cart'), sinceAtMs: faultMs });
  });

  test('is told one try to mount a volume only when it goes on', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 10 * second, callersFail(shop, faultMs));
    const once = { atMs: faultMs + 12 * second, name: podName({ app: 'cart' }) };
    shop.observe(event('FailedMount', 'MountVolume.SetUp failed for volume "carts": timed out waiting for the condition', once));
    expect(shop.run(faultMs + 20 * second, callersFail(shop, faultMs)).flatMap(({ news }) => news)).toEqual([]);
  });

  test('lasted until its last line, however long that line counts as recent', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    const [resolved] = [...shop.run(faultMs + 60 * second, callersFail(shop, faultMs)), ...shop.run(faultMs + 30 * minute)].filter(
      ({ type }) => type === 'resolved',
    );
    expect(resolved?.news[0]).toMatch(/^Nothing of it was seen for 3 minutes and its pods are healthy; it lasted 4 s\.$/);
  });

  test('is told alike whatever the services are called', () => {
    const renamed = { cart: 'zebra', checkout: 'yak', web: 'aardvark', database: 'gnu', ads: 'emu', mail: 'newt' };
    const [one, other] = [shopNames, renamed].map((names) => {
      const shop = createShop(names);
      shop.run(faultMs);
      killForMemory(shop, faultMs);
      shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
      return JSON.stringify(only(shop.open())).replaceAll(/"(id|fingerprint)":"[^"]*"/g, '');
    });
    const back = roles.reduce((text, role) => text?.replaceAll(renamed[role], shopNames[role]), other);
    expect(back).toBe(one);
  });

  test('resolves after its fix, comes back as the same incident, and needs longer quiet then', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
    expect(shop.run(faultMs + 100 * second).map(({ type }) => type)).toEqual([]);
    expect(shop.run(faultMs + 4 * minute).map(({ type }) => type)).toEqual(['resolved']);
    killForMemory(shop, faultMs + 5 * minute, 2);
    const [reopened] = shop.run(faultMs + 5 * minute + 5 * second);
    expect(reopened?.type).toBe('reopened');
    expect(reopened?.incident.id).toBe(shop.changes()[0]?.incident.id);
    expect(shop.run(faultMs + 8 * minute)).toEqual([]);
    expect(shop.run(faultMs + 20 * minute).map(({ type }) => type)).toEqual(['resolved']);
  });

  test('survives a restart of the operator without being opened twice', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 5 * second);
    const before = only(shop.open());
    shop.restart();
    expect(only(shop.open())).toEqual(before);
    const changes = shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
    expect(changes.every(({ type }) => type === 'updated')).toBe(true);
    expect(only(shop.open()).id).toBe(before.id);
    expect(only(shop.open()).cascade.is).toBe(true);
  });

  test('that returns every few minutes stays one open incident', () => {
    const shop = createShop();
    shop.run(faultMs);
    for (let i = 0; i < 6; i += 1) {
      killForMemory(shop, faultMs + i * 110 * second, i + 1);
      shop.run(faultMs + (i + 1) * 110 * second);
    }
    expect(shop.changes().map(({ type }) => type)).toEqual(['opened', 'updated', 'updated', 'updated']);
    expect(shop.run(faultMs + 40 * minute).map(({ type }) => type)).toEqual(['resolved']);
  });

  test('that happened while the operator was away is told when it is back', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.restart();
    shop.see(pod({ app: 'cart', restarts: 1, ended: { exitCode: 137, reason: 'OOMKilled', atMs: faultMs } }), faultMs + 5 * minute);
    shop.run(faultMs + 5 * minute + 5 * second);
    expect(only(shop.open())).toMatchObject({ preexisting: false, openedAtMs: faultMs, causes: [{ kind: 'out-of-memory' }] });
  });

  test('whose pod went while the operator was away resolves', () => {
    const shop = createShop();
    shop.run(faultMs);
    crash(shop, 'cart', { atMs: faultMs });
    shop.run(faultMs + minute);
    shop.restart();
    shop.see(pod({ app: 'cart', suffix: 'x7', createdAtMs: faultMs + minute }), faultMs + minute);
    expect(shop.run(faultMs + 15 * minute).map(({ type }) => type)).toEqual(['resolved']);
  });

  test('is not hidden by a victim that is a thousand times louder', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 20 * second, [
      anomaly('web', { text: 'GET / failed: 500 from http://checkout:8080/pay', atMs: faultMs + second, observed: 50_000 }),
    ]);
    expect(only(shop.open()).causes[0]?.workload).toBe(deploymentId('cart'));
  });
});

test('what was broken before is said once, marked, and pages nobody', () => {
  const shop = createShop();
  shop.see(
    pod({ app: 'old', restarts: 40, waiting: { reason: 'CrashLoopBackOff' }, ended: { exitCode: 1, atMs: startMs - 3 * minute } }),
    startMs,
  );
  shop.run(startMs + 10 * minute);
  crash(shop, 'old', { atMs: startMs + 11 * minute, restarts: 41 });
  shop.run(startMs + 15 * minute);
  const incident = only(shop.open());
  expect(incident).toMatchObject({ preexisting: true, severity: 'warning' });
  expect(shop.changes().filter(({ type }) => type === 'opened')).toHaveLength(1);
  expect(decidePage(incident, { ...defaultPolicy, receiver: 'oncall', pageOn: 'critical' }).yes).toBe(false);
});

test('whatever is restored or observed, nothing throws', () => {
  const incidents = createIncidents({ detector: 'shop/shop', redact: (text) => text });
  for (const state of [null, 7, 'x', {}, { version: 1, observer: { inventory: 3 }, open: [], resolved: [] }]) incidents.restore(state);
  expect(incidents.open()).toEqual([]);
  const shop = createShop();
  shop.observe({
    type: 'object',
    atMs: startMs,
    object: { kind: 'Pod', metadata: { name: 'odd' }, status: { containerStatuses: 'none', conditions: [null, 3] } },
  });
  shop.observe({ type: 'metric', atMs: startMs, name: 'memory', value: Number.NaN, pod: 'gone' });
  shop.observe(event('Unhealthy', 'x', { atMs: startMs, name: 'never-seen' }));
  expect(shop.run(startMs + minute)).toEqual([]);
});
