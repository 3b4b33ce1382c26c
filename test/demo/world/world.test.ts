import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { objectsAt, textAt, valueAt } from '../../../demo/cluster/json.ts';
import { services, truthOf, worldRecords } from '../../../demo/world/world.ts';
import type { Happening, WorldOptions, WorldRecord } from '../../../demo/world/world.ts';

const startAtMs = Date.UTC(2026, 0, 5, 12);
const minute = 60_000;

function world(happenings: readonly Happening[], rest: Partial<WorldOptions> = {}): WorldRecord[] {
  return [...worldRecords({ seed: 7, startAtMs, forMs: 10 * minute, happenings, ...rest })];
}

const digest = (records: readonly WorldRecord[]): string => createHash('sha256').update(JSON.stringify(records)).digest('hex');

const linesOf = (records: readonly WorldRecord[], service: string): { atMs: number; line: string; pod: string }[] =>
  records.flatMap((record) =>
    record.type === 'log' && record.stream.workload.name === service
      ? [{ atMs: record.atMs, line: record.line, pod: record.stream.pod }]
      : [],
  );

const podStatuses = (records: readonly WorldRecord[], service: string): unknown[] =>
  records.flatMap((record) =>
    record.type === 'object' && record.object.kind === 'Pod' && record.object.metadata.labels?.['app.kubernetes.io/name'] === service
      ? objectsAt(record.object.status, 'containerStatuses')
      : [],
  );

const leak: Happening = { type: 'memoryLeak', service: 'cart', afterForMs: 2 * minute, growForMs: minute, forMs: 4 * minute };

const before = (records: readonly WorldRecord[]): WorldRecord[] => records.filter((record) => record.atMs < startAtMs + 2 * minute);

describe('the world', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(digest(world([leak]))).toBe(digest(world([leak])));
    expect(digest(world([leak], { seed: 8 }))).not.toBe(digest(world([leak])));
  });

  it('is the same with and without a fault until the fault begins', () => {
    expect(digest(before(world([leak])))).toBe(digest(before(world([]))));
  });

  it('tells everything in order of time', () => {
    const times = world([leak, { type: 'rollout', service: 'users', afterForMs: minute }]).map((record) => record.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('has every service speak, in at least eight formats, and each pod belong to somebody', () => {
    const records = world([], { forMs: 30 * minute });
    for (const service of services) expect(linesOf(records, service.name).length, service.name).toBeGreaterThan(50);
    expect(new Set(services.map((service) => service.format)).size).toBeGreaterThanOrEqual(8);
    const owners = records.flatMap((record) =>
      record.type === 'object' && record.object.kind === 'Pod' ? [record.object.metadata.ownerReferences?.length] : [],
    );
    expect(new Set(owners)).toEqual(new Set([1]));
  });

  it('names the hosts of its calls in environment variables and has a Service for each', () => {
    const records = world([], { forMs: 1_000 });
    const objects = records.flatMap((record) => (record.type === 'object' ? [record.object] : []));
    const served = new Set(objects.filter((object) => object.kind === 'Service').map((object) => object.metadata.name));
    const checkout = objects.find((object) => object.kind === 'Pod' && object.metadata.name.startsWith('checkout-'));
    const env = objectsAt(objectsAt(checkout?.spec, 'containers')[0], 'env').map((one) => textAt(one, 'value'));
    expect(env).toContain('http://cart:8080');
    for (const service of services) for (const call of service.calls) expect(served.has(call.to)).toBe(true);
  });

  it('logs a few errors on the best of days, at a steady low rate', () => {
    const lines = linesOf(world([], { forMs: 2 * 60 * minute }), 'checkout');
    const errors = lines.filter(({ line }) => line.includes('"level":50'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length / lines.length).toBeLessThan(0.01);
  });

  it('refuses a service that it does not have', () => {
    expect(() => world([{ ...leak, service: 'nobody' }])).toThrow('no service nobody');
  });
});

describe('faults', () => {
  it('a leak fills the memory, the kernel kills, callers fail along the calls, and the fix ends it', () => {
    const records = world([leak], { metricsEveryForMs: 5_000 });
    const memory = records.flatMap((record) =>
      record.type === 'metric' && record.workload === 'cart' && record.name === 'memory' ? [record.value] : [],
    );
    expect(Math.max(...memory)).toBeGreaterThan(200 * 1024 * 1024);
    const kills = podStatuses(records, 'cart').filter((status) => textAt(status, 'lastState', 'terminated', 'reason') === 'OOMKilled');
    expect(kills[0]).toMatchObject({ lastState: { terminated: { exitCode: 137 } } });
    expect(records.some((record) => record.type === 'event' && record.reason === 'BackOff' && record.object.name.startsWith('cart-'))).toBe(
      true,
    );
    const failing = (service: string, words: string): number[] =>
      linesOf(records, service)
        .filter(({ line }) => line.includes(words))
        .map(({ atMs }) => atMs);
    expect(failing('checkout', 'connect ECONNREFUSED cart:8080').length).toBeGreaterThan(5);
    expect(failing('web', '" 502 ').length).toBeGreaterThan(5);
    const truth = truthOf({ seed: 7, startAtMs, forMs: 10 * minute, happenings: [leak] });
    expect(truth).toMatchObject({
      cause: 'cart',
      workload: 'shop/deployment/cart',
      kind: 'out-of-memory',
      affected: ['cart', 'web', 'checkout'],
    });
    const afterFix = failing('web', '" 502 ').filter((atMs) => atMs > (truth.endsAtMs ?? 0) + minute);
    expect(afterFix).toEqual([]);
    for (const innocent of ['catalog', 'payments', 'orders', 'postgres']) {
      expect(podStatuses(records, innocent).every((status) => valueAt(status, 'restartCount') === 0)).toBe(true);
    }
  });

  it('a container that ended says nothing until it runs again', () => {
    const records = world([leak]);
    let down = new Set<string>();
    for (const record of records) {
      if (record.type === 'object' && record.object.kind === 'Pod') {
        const [status] = objectsAt(record.object.status, 'containerStatuses');
        const running = valueAt(status, 'state', 'running') !== undefined;
        down = running ? new Set([...down].filter((name) => name !== record.object.metadata.name)) : down.add(record.object.metadata.name);
      }
      if (record.type === 'log') expect(down.has(record.stream.pod)).toBe(false);
    }
  });

  it('a database outage fails everybody who stores something, and the cache is innocent', () => {
    const outage: Happening = { type: 'databaseOutage', afterForMs: minute, forMs: 3 * minute };
    const records = world([outage]);
    for (const [service, words] of [
      ['orders', 'postgres unavailable'],
      ['users', 'cannot reach postgres:5432'],
      ['payments', 'payment could not be stored'],
      ['inventory', 'Failed to reserve stock'],
    ] as const) {
      expect(linesOf(records, service).filter(({ line }) => line.includes(words)).length, service).toBeGreaterThan(2);
    }
    const truth = truthOf({ seed: 7, startAtMs, forMs: 10 * minute, happenings: [outage] });
    expect(truth.workload).toBe('shop/statefulset/postgres');
    expect(truth.innocent).toEqual(expect.arrayContaining(['cache', 'report-nightly']));
  });

  it('a bad rollout makes a new ReplicaSet whose pods crash, and a rollback ends it', () => {
    const records = world([{ type: 'badRollout', service: 'checkout', afterForMs: minute, forMs: 3 * minute }]);
    const sets = new Set(
      records.flatMap((record) =>
        record.type === 'object' && record.object.kind === 'ReplicaSet' && record.object.metadata.name.startsWith('checkout-')
          ? [record.object.metadata.name]
          : [],
      ),
    );
    // The rollback reuses the first.
    expect(sets.size).toBe(2);
    const waiting = podStatuses(records, 'checkout').map((status) => textAt(status, 'state', 'waiting', 'reason'));
    expect(waiting).toContain('CrashLoopBackOff');
    const late = linesOf(records, 'checkout').filter(({ atMs }) => atMs > startAtMs + 6 * minute);
    expect(late.some(({ line }) => line.includes('pricing.currency'))).toBe(false);
    expect(late.length).toBeGreaterThan(50);
  });

  it('silence and an error burst concern one service only', () => {
    const silent = world([{ type: 'silence', service: 'users', afterForMs: minute, forMs: 3 * minute }]);
    expect(linesOf(silent, 'users').filter(({ atMs }) => atMs > startAtMs + minute && atMs < startAtMs + 4 * minute)).toEqual([]);
    const burst = world([{ type: 'errorBurst', service: 'inventory', afterForMs: minute, forMs: 3 * minute }]);
    expect(linesOf(burst, 'inventory').filter(({ line }) => line.includes('Supplier feed rejected')).length).toBeGreaterThan(300);
  });
});

describe('ordinary life', () => {
  it('a rollout replaces every pod without a restart, and a drain moves them', () => {
    const records = world([
      { type: 'rollout', service: 'users', afterForMs: minute },
      { type: 'nodeDrain', node: 'node-b', afterForMs: 3 * minute, forMs: 2 * minute },
      { type: 'nightlyJob', afterForMs: minute },
      { type: 'scale', service: 'web', replicas: 1, afterForMs: 6 * minute },
    ]);
    const ready = new Map<string, number>();
    for (const record of records) {
      if (record.type === 'object' && record.object.kind === 'Deployment')
        ready.set(record.object.metadata.name, Number(valueAt(record.object.status, 'readyReplicas')));
    }
    expect(ready.get('users')).toBe(2);
    expect(ready.get('web')).toBe(1);
    expect(
      records.every(
        (record) =>
          record.type !== 'object' ||
          objectsAt(record.object.status, 'containerStatuses').every((status) => valueAt(status, 'restartCount') === 0),
      ),
    ).toBe(true);
    expect(linesOf(records, 'report-nightly').at(-1)?.line).toContain('nightly report done');
  });
});
