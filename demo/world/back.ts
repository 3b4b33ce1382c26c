/** The programs behind: payments, orders, inventory, users, and the stores postgres and cache. */
import { hostOf, mebibytes } from './service.ts';
import type { ServiceSpec } from './service.ts';

const databaseUrl = { DATABASE_URL: 'postgresql://postgres:5432/shop' };

const payments: ServiceSpec = {
  name: 'payments',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/payments:4.1.0',
  port: 8080,
  format: 'logfmt',
  linesPerSecond: 0.5,
  memoryBytes: mebibytes(70),
  memoryLimitBytes: mebibytes(256),
  calls: [{ to: 'postgres', share: 0.5 }],
  env: { ...databaseUrl, PROVIDER_URL: 'https://psp.example' },
  start: () => [{ level: 'info', message: 'payments ready', fields: { provider: 'psp.example' } }],
  stop: () => [{ level: 'info', message: 'draining connections' }],
  work: (dice) =>
    dice.random() < 0.6
      ? {
          level: 'info',
          message: 'payment authorized',
          fields: {
            payment: `pay_${dice.hex(8)}`,
            amount: dice.between(500, 40_000),
            currency: 'EUR',
            duration: `${dice.between(80, 600)}ms`,
          },
        }
      : { level: 'info', message: 'payment captured', fields: { payment: `pay_${dice.hex(8)}`, duration: `${dice.between(30, 200)}ms` } },
  nuisance: (dice) =>
    dice.random() < 0.8
      ? {
          level: 'warning',
          message: 'card declined',
          fields: { payment: `pay_${dice.hex(8)}`, reason: dice.pick(['insufficient_funds', 'expired_card', 'do_not_honor']) },
        }
      : {
          level: 'error',
          message: 'provider answered slowly, retried',
          fields: { payment: `pay_${dice.hex(8)}`, duration: `${dice.between(2000, 5000)}ms` },
        },
  failed: (dice, to, failure) => {
    const error = {
      refused: `dial tcp ${hostOf(to)}: connection refused`,
      timeout: `timeout waiting for ${hostOf(to)}`,
      error: `${to}: server error`,
    }[failure];
    return [{ level: 'error', message: 'payment could not be stored', fields: { payment: `pay_${dice.hex(8)}`, host: hostOf(to), error } }];
  },
  strained: (dice) => ({ level: 'warning', message: 'heap is large', fields: { heap: `${dice.between(200, 250)}MiB` } }),
};

const orders: ServiceSpec = {
  name: 'orders',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/orders:1.12.0',
  port: 8000,
  format: 'python',
  linesPerSecond: 0.6,
  memoryBytes: mebibytes(130),
  memoryLimitBytes: mebibytes(384),
  calls: [
    { to: 'postgres', share: 0.8 },
    { to: 'inventory', share: 0.4 },
  ],
  env: databaseUrl,
  start: () => [{ level: 'info', message: 'Application startup complete.', from: 'uvicorn.error' }],
  stop: () => [{ level: 'info', message: 'Finished server process [1]', from: 'uvicorn.error' }],
  work: (dice) =>
    dice.random() < 0.6
      ? {
          level: 'info',
          message: `order ${dice.between(100_000, 999_999)} created with ${dice.between(1, 9)} positions`,
          from: 'orders.api',
        }
      : {
          level: 'info',
          message: `order ${dice.between(100_000, 999_999)} changed state to ${dice.pick(['paid', 'packed', 'shipped', 'delivered'])}`,
          from: 'orders.workflow',
        },
  nuisance: (dice) => ({
    level: 'warning',
    message: `address of order ${dice.between(100_000, 999_999)} needs a manual check`,
    from: 'orders.address',
  }),
  failed: (dice, to, failure) => {
    const error = {
      refused: `OSError: [Errno 111] Connect call failed ('${to}', ${hostOf(to).split(':')[1] ?? ''})`,
      timeout: `asyncio.TimeoutError: ${hostOf(to)} did not answer`,
      error: `HTTPException: ${to} returned 500`,
    }[failure];
    const rest = [
      'Traceback (most recent call last):',
      '  File "/app/orders/api.py", line 112, in create',
      '    await self.save(order)',
      error,
    ];
    return [{ level: 'error', message: `order ${dice.between(100_000, 999_999)} failed: ${to} unavailable`, from: 'orders.api', rest }];
  },
  strained: (dice) => ({ level: 'warning', message: `worker uses ${dice.between(300, 380)} MiB`, from: 'orders.worker' }),
};

const inventory: ServiceSpec = {
  name: 'inventory',
  kind: 'Deployment',
  replicas: 1,
  image: 'registry.example/shop/inventory:2.0.8',
  port: 8080,
  format: 'klog',
  linesPerSecond: 0.3,
  memoryBytes: mebibytes(60),
  memoryLimitBytes: mebibytes(192),
  calls: [{ to: 'postgres', share: 0.6 }],
  env: databaseUrl,
  start: () => [{ level: 'info', message: 'Starting inventory', from: 'main.go:44', fields: { workers: 4 } }],
  stop: () => [{ level: 'info', message: 'Stopping inventory', from: 'main.go:90' }],
  work: (dice) =>
    dice.random() < 0.7
      ? {
          level: 'info',
          message: 'Stock reserved',
          from: 'reserve.go:73',
          fields: { sku: `SKU-${dice.between(1000, 9999)}`, quantity: dice.between(1, 5) },
        }
      : {
          level: 'info',
          message: 'Stock synchronized',
          from: 'sync.go:120',
          fields: { warehouse: dice.pick(['north', 'south']), items: dice.between(200, 900) },
        },
  nuisance: (dice) => ({
    level: 'warning',
    message: 'Stock is low',
    from: 'reserve.go:91',
    fields: { sku: `SKU-${dice.between(1000, 9999)}`, left: dice.between(0, 3) },
  }),
  failed: (dice, to, failure) => {
    const err = {
      refused: `dial tcp ${hostOf(to)}: connect: connection refused`,
      timeout: `i/o timeout: ${hostOf(to)}`,
      error: `pq: ${to} is not available`,
    }[failure];
    return [
      {
        level: 'error',
        message: 'Failed to reserve stock',
        from: 'reserve.go:80',
        fields: { sku: `SKU-${dice.between(1000, 9999)}`, err },
      },
    ];
  },
  strained: () => ({ level: 'warning', message: 'Cache evicted to free memory', from: 'cache.go:55' }),
};

const users: ServiceSpec = {
  name: 'users',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/users:1.1.5',
  port: 8080,
  format: 'plain',
  linesPerSecond: 0.5,
  memoryBytes: mebibytes(80),
  memoryLimitBytes: mebibytes(256),
  calls: [{ to: 'postgres', share: 0.5 }],
  env: databaseUrl,
  start: () => [{ level: 'info', message: 'users service is up on port 8080' }],
  stop: () => [{ level: 'info', message: 'users service stops' }],
  work: (dice) =>
    dice.random() < 0.6
      ? { level: 'info', message: `login ok for user${dice.between(100, 999)}@mail.example from 203.0.113.${dice.between(1, 254)}` }
      : { level: 'info', message: `session ${dice.hex(12)} refreshed` },
  nuisance: (dice) => ({ level: 'warning', message: `wrong password for user${dice.between(100, 999)}@mail.example` }),
  failed: (_dice, to, failure) => {
    const why = { refused: 'connection refused', timeout: 'connection timed out', error: 'server closed the connection unexpectedly' }[
      failure
    ];
    return [{ level: 'error', message: `cannot reach ${hostOf(to)}: ${why}` }];
  },
  strained: () => ({ level: 'warning', message: 'memory is getting tight' }),
};

const postgres: ServiceSpec = {
  name: 'postgres',
  kind: 'StatefulSet',
  replicas: 1,
  image: 'registry.example/library/postgres:17.2',
  port: 5432,
  format: 'postgres',
  linesPerSecond: 0.3,
  memoryBytes: mebibytes(600),
  memoryLimitBytes: mebibytes(2048),
  calls: [],
  env: { PGDATA: '/var/lib/postgresql/data' },
  start: (dice) => [
    { level: 'info', message: 'starting PostgreSQL 17.2 on x86_64-pc-linux-gnu', from: '1' },
    { level: 'info', message: `database system was interrupted; last known up at transaction ${dice.between(10_000, 99_999)}`, from: '27' },
    { level: 'info', message: 'database system is ready to accept connections', from: '1' },
  ],
  stop: () => [{ level: 'info', message: 'received fast shutdown request', from: '1' }],
  work: (dice) =>
    dice.random() < 0.5
      ? {
          level: 'info',
          message: `duration: ${dice.between(250, 900)}.${dice.between(100, 999)} ms  statement: SELECT * FROM products WHERE category_id = ${dice.between(1, 80)}`,
          from: String(dice.between(80, 140)),
        }
      : {
          level: 'info',
          message: `checkpoint complete: wrote ${dice.between(10, 900)} buffers (0.${dice.between(1, 9)}%); write=${dice.between(1, 29)}.${dice.between(100, 999)} s`,
          from: '62',
        },
  nuisance: (dice) => ({
    level: 'error',
    message: `duplicate key value violates unique constraint "sessions_pkey_${dice.between(1, 4)}"`,
    from: String(dice.between(80, 140)),
  }),
  failed: () => [],
  strained: () => ({ level: 'warning', message: 'out of shared memory soon', from: '1' }),
};

const cache: ServiceSpec = {
  name: 'cache',
  kind: 'Deployment',
  replicas: 1,
  image: 'registry.example/library/valkey:8.0',
  port: 6379,
  format: 'redis',
  linesPerSecond: 0.15,
  memoryBytes: mebibytes(140),
  memoryLimitBytes: mebibytes(512),
  calls: [],
  env: {},
  start: () => [{ level: 'info', message: 'Ready to accept connections tcp' }],
  stop: () => [{ level: 'info', message: 'User requested shutdown...' }],
  work: (dice) =>
    dice.random() < 0.5
      ? { level: 'info', message: `${dice.between(100, 900)} changes in 300 seconds. Saving...` }
      : { level: 'info', message: `Background saving started by pid ${dice.between(100, 9999)}` },
  nuisance: (dice) => ({
    level: 'warning',
    message: `Client id=${dice.between(1000, 9999)} closed for overcoming of output buffer limits.`,
  }),
  failed: () => [],
  strained: () => ({ level: 'warning', message: 'maxmemory reached, evicting keys' }),
};

export const back: readonly ServiceSpec[] = [payments, orders, inventory, users, postgres, cache];
