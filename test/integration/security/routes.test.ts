/** Every route that any server of the operator has, as the servers themselves register it: without the right proof of who asks, none of them answers. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHealthServer } from '../../../operator/http/health.ts';
import { openApiServer, type HttpServer } from '../../../operator/http/server.ts';
import { createInletAccess } from '../../../operator/inlets/access.ts';
import { openInletServer } from '../../../operator/inlets/server.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { startDashboard, type Dashboard } from '../../operator/http/dashboard/start.ts';
import { createFakeBackend, type FakeBackend } from '../../operator/http/fake-backend.ts';

interface Route {
  readonly server: 'api' | 'inlets' | 'health' | 'dashboard';
  readonly method: string;
  readonly url: string;
}

const apiToken = 'the-token-of-the-api-of-the-operator';
const inletToken = 'the-token-of-a-teller';
const telemetry = createTelemetry({ level: 'silent' });
const found: Route[] = [];
const urls: Record<string, string> = {};
const closing: (() => Promise<void>)[] = [];
let backend: FakeBackend;
let dashboard: Dashboard;
let told: number;

/** What people need before they are signed in, and nothing that is worth a sign-in. `/v1/live` and all else that tells something is not among them. */
const openToAll: ReadonlySet<string> = new Set([
  'health GET /livez',
  'health GET /readyz',
  'health GET /metrics',
  'dashboard GET /livez',
  'dashboard GET /assets/:name',
  'dashboard GET /*',
  'dashboard GET /auth/ways',
]);
/** Where somebody proves who they are: refused without that proof, by a word of its own. */
const signIns = /^dashboard (GET|POST) \/auth\/(kubernetes|kubeconfig|this-computer|oidc)/;

beforeAll(async () => {
  told = 0;
  backend = createFakeBackend();
  const observer = { token: inletToken };
  await walk('api', () => openApiServer({ backend, token: apiToken, port: 0, telemetry }));
  await walk('inlets', () =>
    openInletServer({
      host: '127.0.0.1',
      port: 0,
      access: createInletAccess({
        inlets: () => [{ name: 'one', tokenFile: 'one', namespaces: ['shop'] }],
        readSecret: async () => observer.token,
        now: Date.now,
        telemetry,
      }),
      sink: () => () => void (told += 1),
      logs: () => () => {
        told += 1;
        return Promise.resolve(new Map());
      },
      now: Date.now,
      telemetry,
    }),
  );
  await walk('health', () =>
    openHealthServer({ host: '127.0.0.1', port: 0, live: () => null, ready: () => null, metrics: async () => '' }),
  );
  await walk('dashboard', async () => {
    dashboard = await startDashboard({
      kubernetes: {},
      oidc: { issuer: 'https://idp.test', clientId: 'x', clientSecretFile: '/x' },
      publicUrl: 'https://ld.test',
    });
    return dashboard;
  });
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** Opens a server and writes down what it serves. */
async function walk(server: Route['server'], open: () => Promise<Pick<HttpServer, 'url' | 'close'>>): Promise<void> {
  const onRoute = ({ method, url }: RouteOptions): void => {
    for (const one of [method].flat()) found.push({ server, method: one, url });
  };
  const onFastify = (message: unknown): void => void (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', onRoute);
  subscribe('fastify.initialization', onFastify);
  try {
    const opened = await open();
    urls[server] = opened.url;
    closing.push(() => opened.close());
  } finally {
    unsubscribe('fastify.initialization', onFastify);
  }
}

/** Fastify answers HEAD wherever it answers GET. */
const doorOf = (route: Route): string => named(route).replace(' HEAD ', ' GET ');
const isOpen = (route: Route): boolean => openToAll.has(doorOf(route));
const isSignIn = (route: Route): boolean => signIns.test(doorOf(route));
const named = ({ server, method, url }: Route): string => `${server} ${method} ${url}`;
const parts: Readonly<Record<string, string>> = { namespace: 'shop', name: 'shop', version: '1', id: 'inc-1' };

async function ask({ server, method, url }: Route, headers: Readonly<Record<string, string>>, query = '') {
  const path = url.replaceAll(/:(\w+)/g, (_, part: string) => parts[part] ?? 'x').replace('*', '');
  const body = ['GET', 'HEAD'].includes(method) ? {} : { body: '{}' };
  const type = { 'content-type': 'application/json' };
  const address = new URL(`${path}${query}`, urls[server]);
  const response = await fetch(address, {
    method,
    headers: { ...type, ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(10_000),
    ...body,
  });
  await response.body?.cancel();
  return response.status;
}

test('the walk meets every server, and the routes that are known to be there', () => {
  const names = found.map(named);
  for (const known of [
    'api POST /v1/detectors/:namespace/:name/retrain',
    'inlets POST /v1/traces',
    'dashboard GET /v1/live',
    'health GET /metrics',
  ])
    expect(names).toContain(known);
  expect(found.length).toBeGreaterThan(50);
});

test('health answers everybody, and of the dashboard the empty page alone', async () => {
  for (const route of found.filter(isOpen)) expect(await ask(route, {}), named(route)).toBeLessThan(500);
  expect(
    found
      .map(named)
      .filter((name) => openToAll.has(name))
      .toSorted(),
  ).toEqual([...openToAll].toSorted());
});

const forged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no proof at all': {},
  'an empty token': { authorization: 'Bearer ' },
  'a token cut short': { authorization: `Bearer ${apiToken.slice(0, -1)}` },
  'another scheme': { authorization: `Basic ${Buffer.from(`x:${apiToken}`).toString('base64')}` },
  'the token of another door': { authorization: `Bearer ${inletToken}x`, cookie: `logdetector=${apiToken}` },
  'a session that was never opened': { cookie: 'logdetector=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  'a name by headers that only a proxy may set': {
    'x-forwarded-user': 'eve',
    'x-remote-user': 'eve',
    'x-auth-request-user': 'eve',
    'x-forwarded-for': '127.0.0.1',
  },
};

test.each(Object.entries(forged))('with %s no other route answers', async (_, headers) => {
  const doors = found.filter((route) => !isOpen(route) && !isSignIn(route));
  for (const route of doors) expect([401, 403, 404], named(route)).toContain(await ask(route, headers, '?token=x&access_token=x'));
  for (const route of doors.filter(({ server }) => server !== 'dashboard')) expect(await ask(route, headers), named(route)).toBe(401);
  expect([backend.asked, dashboard.backend.asked, told]).toEqual([[], [], 0]);
});

test('the token of the API opens neither inlets nor the dashboard, and that of an inlet not the API', async () => {
  for (const route of found.filter((one) => !isOpen(one) && !isSignIn(one))) {
    const wrong = route.server === 'api' ? inletToken : apiToken;
    expect([401, 403, 404], named(route)).toContain(await ask(route, { authorization: `Bearer ${wrong}` }));
  }
  expect([backend.asked, dashboard.backend.asked, told]).toEqual([[], [], 0]);
});

test('nobody signs in without a proof, or from a page of another address', async () => {
  for (const route of found.filter(isSignIn)) {
    const status = await ask(route, { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' });
    expect([302, 303, 400, 401, 403, 404, 429, 502, 503], named(route)).toContain(status);
  }
  expect(dashboard.backend.asked.filter(([name]) => name !== 'detectors')).toEqual([]);
});
