/** The programs that customers meet: web, checkout and cart. */
import type { Dice } from './dice.ts';
import { hostOf, mebibytes } from './service.ts';
import type { ServiceSpec } from './service.ts';

const paths = [
  '/',
  '/products',
  '/products/{n}',
  '/cart',
  '/cart/items',
  '/checkout',
  '/account',
  '/static/app.js',
  '/api/search?q=lamp',
] as const;
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605.1',
  'curl/8.9.1',
] as const;

const address = (dice: Dice): string => `198.51.100.${dice.between(1, 254)}`;

function access(dice: Dice, status: number, path: string): string {
  const size = status < 400 ? dice.between(200, 48_000) : 559;
  return `${address(dice)} - - [%t] "GET ${path} HTTP/1.1" ${status} ${size} "-" "${dice.pick(agents)}" ${(dice.between(3, 220) / 1000).toFixed(3)}`;
}

const web: ServiceSpec = {
  name: 'web',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/web:3.2.0',
  port: 80,
  format: 'nginx',
  linesPerSecond: 2.1,
  memoryBytes: mebibytes(48),
  memoryLimitBytes: mebibytes(256),
  calls: [
    { to: 'checkout', share: 0.2 },
    { to: 'cart', share: 0.25 },
    { to: 'catalog', share: 0.4 },
    { to: 'users', share: 0.1 },
    { to: 'recommendations', share: 0.1, optional: true },
  ],
  env: { NGINX_WORKER_PROCESSES: '2' },
  start: () => [{ level: 'warning', message: 'server name "_" has suspicious symbols in /etc/nginx/conf.d/default.conf:3' }],
  stop: () => [{ level: 'warning', message: 'signal 3 (SIGQUIT) received, shutting down' }],
  work: (dice) => {
    const path = dice.pick(paths).replace('{n}', String(dice.between(100, 9999)));
    return { level: 'info', message: access(dice, dice.random() < 0.08 ? 304 : 200, path) };
  },
  nuisance: (dice) =>
    dice.random() < 0.8
      ? { level: 'info', message: access(dice, 404, `/wp-login.php?id=${dice.between(1, 99)}`) }
      : {
          level: 'error',
          message: `open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory), client: ${address(dice)}`,
        },
  failed: (dice, to, failure) => {
    const status = failure === 'refused' ? 502 : failure === 'timeout' ? 504 : 500;
    const line = { level: 'info' as const, message: access(dice, status, `/${to}`) };
    if (failure === 'error') return [line];
    const why =
      failure === 'refused'
        ? 'connect() failed (111: Connection refused) while connecting to upstream'
        : 'upstream timed out (110: Connection timed out) while reading response header from upstream';
    return [
      {
        level: 'error',
        message: `${why}, client: ${address(dice)}, server: _, request: "GET /${to} HTTP/1.1", upstream: "http://${hostOf(to)}/"`,
      },
      line,
    ];
  },
  strained: () => ({ level: 'warning', message: 'a client request body is buffered to a temporary file' }),
};

const checkout: ServiceSpec = {
  name: 'checkout',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/checkout:2.7.1',
  port: 8080,
  format: 'pino',
  linesPerSecond: 0.9,
  memoryBytes: mebibytes(110),
  memoryLimitBytes: mebibytes(384),
  calls: [
    { to: 'cart', share: 0.7 },
    { to: 'payments', share: 0.4 },
    { to: 'orders', share: 0.4 },
    { to: 'users', share: 0.2 },
  ],
  env: { NODE_ENV: 'production' },
  start: () => [
    { level: 'info', message: 'configuration loaded' },
    { level: 'info', message: 'server listening at http://0.0.0.0:8080' },
  ],
  stop: () => [{ level: 'info', message: 'SIGTERM received, closing server' }],
  work: (dice) => {
    const reqId = `req-${dice.hex(6)}`;
    if (dice.random() < 0.6) {
      return {
        level: 'info',
        message: 'request completed',
        fields: { reqId, method: 'POST', url: '/checkout', statusCode: 200, responseTime: dice.between(12, 380) },
      };
    }
    return {
      level: 'info',
      message: `checkout ${dice.between(10_000, 99_999)} priced: ${dice.between(1, 9)} items, total ${dice.between(5, 400)}.${dice.between(10, 99)} EUR`,
      fields: { reqId },
    };
  },
  nuisance: (dice) =>
    dice.random() < 0.7
      ? { level: 'warning', message: `coupon ${dice.hex(5)} has expired`, fields: { reqId: `req-${dice.hex(6)}` } }
      : { level: 'error', message: 'request aborted by client', fields: { reqId: `req-${dice.hex(6)}`, code: 'ECONNRESET' } },
  failed: (dice, to, failure) => {
    const reqId = `req-${dice.hex(6)}`;
    const why = {
      refused: `connect ECONNREFUSED ${hostOf(to)}`,
      timeout: `no answer from ${hostOf(to)} within 3000 ms`,
      error: `${to} answered 500`,
    }[failure];
    return [
      {
        level: 'error',
        message: `call to ${to} failed: ${why}`,
        fields: { reqId, upstream: `http://${hostOf(to)}`, attempt: dice.between(1, 3) },
      },
      {
        level: 'error',
        message: 'request failed',
        fields: {
          reqId,
          method: 'POST',
          url: '/checkout',
          statusCode: 502,
          responseTime: failure === 'timeout' ? dice.between(3000, 3100) : dice.between(2, 40),
        },
      },
    ];
  },
  strained: (dice) => ({ level: 'warning', message: `event loop delayed by ${dice.between(200, 900)} ms` }),
};

const cart: ServiceSpec = {
  name: 'cart',
  kind: 'Deployment',
  replicas: 2,
  image: 'registry.example/shop/cart:1.4.1',
  port: 8080,
  format: 'zap',
  linesPerSecond: 1.2,
  memoryBytes: mebibytes(90),
  memoryLimitBytes: mebibytes(256),
  calls: [
    { to: 'cache', share: 0.8 },
    { to: 'catalog', share: 0.2 },
  ],
  env: { GOMAXPROCS: '2' },
  start: () => [
    { level: 'info', message: 'starting cart service', from: 'cmd/main.go:31', fields: { version: '1.4' } },
    { level: 'info', message: 'listening', from: 'server/server.go:52', fields: { address: ':8080' } },
  ],
  stop: () => [{ level: 'info', message: 'shutting down', from: 'cmd/main.go:77', fields: { signal: 'terminated' } }],
  work: (dice) => {
    const customer = dice.between(1000, 9999);
    if (dice.random() < 0.5)
      return {
        level: 'info',
        message: 'item added',
        from: 'cart/handler.go:87',
        fields: { customer, product: dice.between(100, 999), quantity: dice.between(1, 4) },
      };
    return {
      level: 'info',
      message: 'cart loaded',
      from: 'cart/handler.go:41',
      fields: { customer, items: dice.between(0, 12), took: `${dice.between(1, 30)}ms` },
    };
  },
  nuisance: (dice) =>
    dice.random() < 0.8
      ? {
          level: 'warning',
          message: 'cart not found, creating a new one',
          from: 'cart/store.go:118',
          fields: { customer: dice.between(1000, 9999) },
        }
      : {
          level: 'error',
          message: 'could not decode session cookie',
          from: 'cart/session.go:29',
          fields: { error: 'illegal base64 data at input byte 4' },
        },
  failed: (dice, to, failure) => {
    const error = {
      refused: `dial tcp ${hostOf(to)}: connect: connection refused`,
      timeout: 'context deadline exceeded',
      error: `unexpected status 500 from ${to}`,
    }[failure];
    return [
      {
        level: 'error',
        message: `${to} request failed`,
        from: 'cart/client.go:64',
        fields: { customer: dice.between(1000, 9999), host: hostOf(to), error },
      },
    ];
  },
  strained: (dice) => ({
    level: 'warning',
    message: 'garbage collection took long',
    from: 'runtime/gc.go:19',
    fields: { pause: `${dice.between(300, 1900)}ms`, heap: `${dice.between(200, 250)}MiB` },
  }),
};

export const front: readonly ServiceSpec[] = [web, checkout, cart];
