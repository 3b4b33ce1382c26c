import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../engine/domain.ts';
import { decidePage } from '../../../engine/policy/page.ts';
import { defaultPolicy } from '../../../engine/policy/policy.ts';
import type { Shop } from '../../builders/judgement.ts';
import { createShop, shopNames } from '../../builders/judgement.ts';
import {
  anomaly,
  deploymentId,
  event,
  memory,
  minute,
  node,
  pod,
  podName,
  replicaSet,
  second,
  startMs,
} from '../../builders/observations.ts';

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

  test('is told alike whatever the services are called', () => {
    const renamed = { cart: 'zebra', checkout: 'yak', web: 'aardvark', database: 'gnu', ads: 'emu', mail: 'newt' };
    const [one, other] = [shopNames, renamed].map((names) => {
      const shop = createShop(names);
      shop.run(faultMs);
      killForMemory(shop, faultMs);
      shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
      return JSON.stringify(only(shop.open())).replaceAll(/"(id|fingerprint)":"[^"]*"/g, '');
    });
    const back = Object.entries(renamed).reduce(
      (text, [role, name]) => text?.replaceAll(name, shopNames[role as keyof typeof shopNames]),
      other,
    );
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
    expect(incident.causes[0]?.reasons.join(' ')).toContain(
      'image of cart from registry.example.com/cart:1 to registry.example.com/cart:2',
    );
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

test('whatever is restored or observed, nothing throws', () => {
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

function killForMemory(shop: Shop, atMs: number, restarts = 1): void {
  const { cart } = shop.names;
  shop.see(
    pod({
      app: cart,
      restarts: restarts - 1,
      ready: false,
      env: { DATABASE_HOST: shop.names.database },
      ended: { exitCode: 137, reason: 'OOMKilled', atMs, present: true },
    }),
    atMs + 500,
  );
  shop.see(
    pod({ app: cart, restarts, env: { DATABASE_HOST: shop.names.database }, ended: { exitCode: 137, reason: 'OOMKilled', atMs } }),
    atMs + 900,
  );
}

function callersFail({ names }: Shop, atMs: number): ReturnType<typeof anomaly>[] {
  return [
    anomaly(names.checkout, { text: `call to http://${names.cart}:8080/items failed: connection refused`, atMs: atMs + 2 * second }),
    anomaly(names.web, { text: `GET /pay failed: http://${names.checkout}:8080 answered 502`, atMs: atMs + 4 * second, observed: 80 }),
  ];
}

function rollOut(shop: Shop, app: string, atMs: number): void {
  shop.see(replicaSet({ app, hash: 'b2', revision: 2, createdAtMs: atMs, image: `registry.example.com/${app}:2` }), atMs + 100);
  shop.see(pod({ app, hash: 'b2', createdAtMs: atMs, image: `registry.example.com/${app}:2`, phase: 'Pending', ready: false }), atMs + 200);
}

function crash(
  shop: Shop,
  app: string,
  { atMs, hash = 'a1', restarts = 2 }: { readonly atMs: number; readonly hash?: string; readonly restarts?: number },
): void {
  shop.see(
    pod({ app, hash, restarts, createdAtMs: startMs - minute, waiting: { reason: 'CrashLoopBackOff' }, ended: { exitCode: 1, atMs } }),
    atMs + 500,
  );
}

function only(incidents: readonly Incident[]): Incident {
  expect(incidents).toHaveLength(1);
  const [incident] = incidents;
  if (incident === undefined) throw new Error('no incident is open');
  return incident;
}
