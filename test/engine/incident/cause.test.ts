import { describe, expect, test } from 'vitest';
import { callersFail, crash, createShop, killForMemory, only, rollOut } from '../../builders/judgement.ts';
import { anomaly, deployment, deploymentId, minute, node, pod, second, service, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

describe('a rollout', () => {
  test('that crashes is the cause, with what changed in it', () => {
    const shop = createShop();
    shop.run(faultMs);
    rollOut(shop, 'cart', faultMs);
    shop.run(faultMs + 20 * second);
    crash(shop, 'cart', { atMs: faultMs + 20 * second, hash: 'b2' });
    shop.run(faultMs + 40 * second, callersFail(shop, faultMs + 22 * second));
    const incident = only(shop.open());
    expect(incident.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'bad-rollout', changeId: 'cart-b2' });
    const place = incident.causes[0]?.reasons.findIndex((reason) =>
      reason.includes('image of cart from 1 to 2 (registry.example.com/cart)'),
    );
    expect(place, 'what changed is among the first two reasons').toBe(1);
    expect(incident.cascade.is).toBe(true);
  });

  test('whose new version only logs errors is the cause too', () => {
    const shop = createShop();
    shop.run(faultMs);
    rollOut(shop, 'cart', faultMs);
    const own = anomaly('cart', { text: 'cannot read property of undefined', atMs: faultMs + 30 * second, observed: 60 });
    shop.run(faultMs + 60 * second, [own, ...callersFail(shop, faultMs + 32 * second)]);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'bad-rollout', changeId: 'cart-b2' });
  });

  test('elsewhere is ruled out by name', () => {
    const shop = createShop();
    shop.run(faultMs - minute);
    rollOut(shop, 'mail', faultMs - 30 * second);
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
    const incident = only(shop.open());
    expect(incident.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'out-of-memory', changeId: null });
    expect(incident.ruledOut).toContainEqual(
      expect.objectContaining({
        what: expect.stringContaining('mail: rollout'),
        why: expect.stringContaining('neither fails nor is called'),
      }),
    );
  });

  test('whose image cannot be pulled is an incident without any log line', () => {
    const shop = createShop();
    shop.run(faultMs);
    rollOut(shop, 'cart', faultMs);
    shop.see(
      pod({ app: 'cart', hash: 'b2', phase: 'Pending', createdAtMs: faultMs, waiting: { reason: 'ErrImagePull', message: 'not found' } }),
      faultMs + 5 * second,
    );
    expect(shop.run(faultMs + 10 * second)).toEqual([]);
    shop.see(
      pod({
        app: 'cart',
        hash: 'b2',
        phase: 'Pending',
        createdAtMs: faultMs,
        waiting: { reason: 'ImagePullBackOff', message: 'not found' },
      }),
      faultMs + 15 * second,
    );
    shop.run(faultMs + 20 * second);
    expect(only(shop.open())).toMatchObject({ title: 'cart cannot pull its image', causes: [{ kind: 'image-pull', changeId: 'cart-b2' }] });
  });
});

describe('a dependency', () => {
  test('that only its callers complain about is named as such', () => {
    const shop = createShop();
    shop.run(faultMs);
    const errors = [
      anomaly('cart', { text: 'query failed: dial tcp: lookup ledgerdb: i/o timeout', atMs: faultMs }),
      anomaly('checkout', { text: 'POST http://cart:8080/add: 500', atMs: faultMs + 2 * second }),
    ];
    shop.run(faultMs + 20 * second, errors);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('ledgerdb'), kind: 'dependency' });
  });

  test('that logs its own errors, or falls silent, is the cause before its callers', () => {
    for (const own of [
      anomaly('ledgerdb', { text: 'could not write block: no space left on device', atMs: faultMs + second }),
      anomaly('ledgerdb', { kind: 'silence', atMs: faultMs + second, level: 'info' }),
    ]) {
      const shop = createShop();
      shop.run(faultMs);
      shop.run(faultMs + 20 * second, [
        own,
        anomaly('cart', { text: 'connection to ledgerdb lost', atMs: faultMs }),
        anomaly('checkout', { text: 'cart:8080 answered 500', atMs: faultMs + 3 * second, observed: 900 }),
      ]);
      expect(only(shop.open()).causes[0]).toMatchObject({
        workload: deploymentId('ledgerdb'),
        kind: own.kind === 'silence' ? 'silence' : 'errors',
      });
    }
  });

  test('outside of the cluster is told without blaming a workload of ours', () => {
    const shop = createShop();
    shop.run(faultMs);
    const text = 'POST https://api.payments.example.com/charge: 503';
    shop.run(faultMs + 20 * second, [anomaly('checkout', { text, atMs: faultMs }), anomaly('mail', { text, atMs: faultMs + second })]);
    const incident = only(shop.open());
    expect(incident.causes[0]).toMatchObject({ workload: null, kind: 'dependency' });
    expect(incident.title).toContain('api.payments.example.com does not answer');
  });
});

test('a dependency scaled to zero is the cause only once callers miss it', () => {
  const shop = createShop();
  shop.run(faultMs);
  shop.see(deployment('cart', { replicas: 0 }), faultMs);
  shop.see(pod({ app: 'cart', deleting: true }), faultMs + second, true);
  expect(shop.run(faultMs + minute)).toEqual([]);
  shop.run(
    faultMs + 3 * minute,
    callersFail(shop, faultMs + minute).map((one) => ({ ...one, observed: 300 })),
  );
  expect(only(shop.open()).causes[0]).toMatchObject({
    workload: deploymentId('cart'),
    kind: 'configuration',
    reasons: expect.arrayContaining([expect.stringContaining('scaled from 1 to 0 replicas')]),
    named: { label: 'deployment-zero-replicas' },
  });
});

test('a caller that crashes because its database is gone is a victim', () => {
  const shop = createShop();
  shop.run(faultMs);
  crash(shop, 'ledgerdb', { atMs: faultMs });
  crash(shop, 'cart', { atMs: faultMs + 20 * second });
  shop.run(faultMs + 40 * second, callersFail(shop, faultMs + 20 * second));
  const incident = only(shop.open());
  expect(incident.causes[0]).toMatchObject({ workload: deploymentId('ledgerdb'), kind: 'crash' });
  expect(incident.affected.map(({ workload }) => workload)).toEqual(['ledgerdb', 'cart', 'checkout', 'web'].map(deploymentId));
});

test('two victims that were told apart become one incident when their cause shows late', () => {
  const shop = createShop();
  shop.run(faultMs);
  const errors = [
    anomaly('checkout', { text: 'request timed out', atMs: faultMs }),
    anomaly('cart', { text: 'deadline exceeded', atMs: faultMs + 3 * minute }),
  ];
  shop.run(faultMs + 4 * minute, errors);
  const [older, younger] = shop.open();
  expect(shop.open()).toHaveLength(2);
  const crashed = pod({ app: 'ledgerdb', restarts: 1, waiting: { reason: 'CrashLoopBackOff' }, ended: { exitCode: 1, atMs: faultMs } });
  shop.see(crashed, faultMs + 4 * minute);
  const changes = shop.run(faultMs + 5 * minute, errors);
  expect(only(shop.open())).toMatchObject({ id: older?.id, causes: [{ workload: deploymentId('ledgerdb') }] });
  expect(changes.find(({ type }) => type === 'resolved')).toMatchObject({
    incident: { id: younger?.id },
    news: [`It is the same failure as ${older?.id}, which goes on.`],
  });
});

test('a storm of five thousand failing workloads is judged within a second a tick', () => {
  const shop = createShop();
  shop.run(faultMs);
  const storm = Array.from({ length: 5000 }, (_, i) =>
    anomaly(`noise-${i}`, { atMs: faultMs, text: `call to http://noise-${(i * 7) % 5000}:80 failed` }),
  );
  const begun = performance.now();
  shop.run(faultMs + 5 * second, storm);
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(shop.open().length).toBeLessThanOrEqual(200);
});

test('of ten thousand that fail for reasons of their own all are told or counted, in bounded time and messages', () => {
  const shop = createShop();
  for (let i = 0; i < 400; i += 1) shop.see(pod({ app: `broken-${i}` }), startMs);
  shop.run(faultMs);
  const soft = Array.from({ length: 10_000 }, (_, i) => anomaly(`noise-${i}`, { atMs: faultMs + i, text: `thing ${i} broke` }));
  for (let i = 0; i < 400; i += 1) {
    const waiting = { reason: 'CrashLoopBackOff' };
    shop.see(pod({ app: `broken-${i}`, restarts: 5, waiting, ended: { exitCode: 1, atMs: faultMs } }), faultMs + second);
  }
  const begun = process.cpuUsage();
  const changes = shop.run(faultMs + 60 * second, soft);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1000).toBeLessThan(12 * 1000);
  const open = shop.open();
  expect(open.length).toBeLessThanOrEqual(10);
  expect(changes.filter(({ type }) => type === 'opened').length).toBeLessThanOrEqual(10);
  expect(open.some(({ title }) => /and at least 9\d more/.test(title))).toBe(true);
  // A hundred are kept of an incident.
  expect(shop.failuresUntold()).toBeGreaterThanOrEqual(10_400 - 100 * open.length);
}, 60_000);

test('a storm in a ring of five thousand workloads that call each other is judged within a second a tick', () => {
  const size = 5000;
  const named = (i: number): string => `ring-${(i + size) % size}`;
  const shop = createShop();
  for (let i = 0; i < size; i += 1) {
    const env = {
      NEXT_URL: `http://${named(i + 1)}:80`,
      FAR_URL: `http://${named((i * 7 + 3) % size)}:80`,
      BACK_URL: `http://${named(i - 50)}:80`,
    };
    shop.see(service(named(i)), startMs);
    shop.see(deployment(named(i), { env }), startMs);
    shop.see(pod({ app: named(i), env }), startMs);
  }
  shop.run(faultMs);
  const storm = Array.from({ length: 500 }, (_, i) =>
    anomaly(named(i), { atMs: faultMs + i, text: `call to http://${named(i + 9)}:80 failed: connection refused` }),
  );
  const begun = process.cpuUsage();
  shop.run(faultMs + 5 * second, storm);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1000).toBeLessThan(1000);
  expect(shop.open().length).toBeLessThanOrEqual(200);
}, 60_000);

test('a lost node explains what ran on it', () => {
  const shop = createShop();
  shop.see(pod({ app: 'cart', node: 'n2' }), startMs + second);
  shop.run(faultMs);
  shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
  shop.see(node('n2', { ready: false, atMs: faultMs + 38 * second }), faultMs + 40 * second);
  shop.see(pod({ app: 'cart', node: 'n2', ready: false }), faultMs + 41 * second);
  shop.run(faultMs + 60 * second, callersFail(shop, faultMs));
  const incident = only(shop.open());
  expect(incident.causes[0]).toMatchObject({ node: 'n2', workload: null, kind: 'node' });
  expect(incident.title).toBe('node n2 failed; checkout, web and cart fail with it');
});

test('two unrelated failures are two incidents', () => {
  const shop = createShop();
  shop.run(faultMs);
  killForMemory(shop, faultMs);
  crash(shop, 'mail', { atMs: faultMs + 5 * second });
  shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
  expect(shop.open().map(({ title }) => title)).toEqual(['cart is out of memory; checkout and web fail with it', 'mail keeps crashing']);
});

describe('an evicted pod', () => {
  const evict = (shop: ReturnType<typeof createShop>, suffix: string, atMs: number): void => {
    const whole = pod({ app: 'mail', suffix, node: 'n2', phase: 'Failed', ready: false });
    shop.see({ ...whole, status: { ...whole.status, reason: 'Evicted', message: 'The node was low on resource: memory.' } }, atMs);
  };

  test('that nothing replaces is a failure after a minute', () => {
    const shop = createShop();
    shop.run(faultMs);
    evict(shop, 'x1', faultMs);
    shop.see(pod({ app: 'mail' }), faultMs, true);
    expect(shop.run(faultMs + 50 * second)).toEqual([]);
    shop.run(faultMs + 90 * second);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('mail'), kind: 'node' });
  });

  test('is one of several: a failure at once', () => {
    const shop = createShop();
    shop.run(faultMs);
    for (const suffix of ['x1', 'x2', 'x3']) evict(shop, suffix, faultMs);
    shop.run(faultMs + 10 * second);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('mail'), kind: 'node' });
  });
});

test('of what a dying program writes, why it dies stands before that it dies', () => {
  const shop = createShop();
  shop.run(faultMs);
  const why = anomaly('cart', { text: 'could not extend file: no space left on device', atMs: faultMs, observed: 3 });
  const dies = anomaly('cart', { text: 'terminating all connections', atMs: faultMs, observed: 3, level: 'fatal' });
  const late = anomaly('cart', { text: 'lock file is stale', atMs: faultMs + 5 * second, observed: 3 });
  shop.run(faultMs + 20 * second, [why, dies, late]);
  const reasons = only(shop.open()).causes[0]?.reasons ?? [];
  const places = ['no space left', 'terminating', 'lock file'].map((text) => reasons.findIndex((reason) => reason.includes(text)));
  expect(places).toEqual([0, 1, 2]);
});
