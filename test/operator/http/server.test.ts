import { createConnection } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../../operator/errors.ts';
import { openHealthServer } from '../../../operator/http/health.ts';
import { openApiServer, type HttpServer } from '../../../operator/http/server.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { createFakeBackend, type FakeBackend } from './fake-backend.ts';
import { eventually } from '../../fakes/eventually.ts';

const telemetry = createTelemetry({ level: 'silent' });
let backend: FakeBackend;
let server: HttpServer;
beforeEach(async () => {
  backend = createFakeBackend();
  server = await openApiServer({ backend, token: 'right', port: 0, telemetry });
});
afterEach(() => server.close());

interface Init {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | null;
}

const call = async (path: string, init: Init = {}) => {
  const { token = 'right', headers, ...rest } = init;
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, server.url), {
    ...rest,
    headers: { ...authorization, ...headers },
  });
  const text = await response.text();
  const json: { code?: string; sentence?: string } | null = text === '' ? null : JSON.parse(text);
  return { status: response.status, json };
};
const send = (path: string, body: string, method = 'POST') => call(path, { method, body, headers: { 'content-type': 'application/json' } });

test.each([[null], ['wrong'], ['righ'], ['']])(
  'the token %s opens nothing, not even the knowledge which routes there are',
  async (token) => {
    for (const path of ['/v1/session', '/v1/posts', '/nothing']) {
      const { status, json } = await call(path, { token });
      expect([status, json?.code]).toEqual([401, 'Unauthorized']);
    }
    expect(backend.asked).toEqual([]);
  },
);

test('an unknown route and an unknown incident are problems with a sentence', async () => {
  expect(await call('/v1/nothing')).toMatchObject({ status: 404, json: { code: 'NotFound' } });
  expect(await call('/v1/incidents/inc-9?namespaces=*')).toMatchObject({
    status: 404,
    json: { sentence: expect.stringMatching(/^There is no incident inc-9 to be seen from here, or more than one begins so: give more/) },
  });
});

test.each([
  ['/v1/incidents', 'namespaces'],
  ['/v1/incidents?namespaces=*&limit=0', 'limit'],
  ['/v1/incidents?namespaces=*&limit=2&limit=3', 'limit'],
  ['/v1/incidents?namespaces=*&state=closed', 'state'],
  ['/v1/patterns?namespaces=a&forSeconds=1e9', 'forSeconds'],
  ['/v1/posts?wait=31', 'wait'],
  ['/v1/session?wait=1&leading=perhaps', 'leading'],
])('%s is refused and the field is named', async (path, field) => {
  const { status, json } = await call(path);
  expect([status, json?.code]).toEqual([400, 'RequestInvalid']);
  expect(json?.sentence).toContain(field);
});

test.each([
  ['no JSON', '{"user":'],
  ['a wrong mark', '{"mark":"great","user":"U1"}'],
  ['a missing field', '{"mark":"useful"}'],
  ['a text that is too long', JSON.stringify({ mark: 'useful', user: 'x'.repeat(101) })],
  ['a poisoned prototype', '{"mark":"useful","user":"U1","__proto__":{"admin":true}}'],
  ['a poisoned constructor', '{"mark":"useful","user":"U1","constructor":{"prototype":{"admin":true}}}'],
  ['no object', '[]'],
])('a body with %s is refused', async (_what, body) => {
  const { status, json } = await send('/v1/incidents/inc-1/marks', body);
  expect([status, json?.code]).toEqual([400, 'RequestInvalid']);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(backend.asked).toEqual([]);
});

test('a model may be larger than any other body', async () => {
  const body = JSON.stringify({ requestedBy: 'ann', model: 'x'.repeat(100_000) });
  expect(await send('/v1/detectors/shop/shop/models', body)).toMatchObject({ status: 200, json: { version: 5 } });
  expect(await send('/v1/detectors/shop/shop/retrain', body)).toMatchObject({ status: 413 });
});

test('a body that is too large, or no JSON by its type, is refused', async () => {
  expect(await send('/v1/audit', `"${'x'.repeat(70_000)}"`)).toMatchObject({ status: 413, json: { code: 'BodyTooLarge' } });
  const init = { method: 'POST', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  expect(await call('/v1/audit', init)).toMatchObject({ status: 415, json: { code: 'NotJson' } });
});

test('a LogDetector name that cannot be one is refused before anybody is asked', async () => {
  const body = '{"requestedBy":"U1","channel":"C1"}';
  expect(await send('/v1/detectors/Shop/shop/retrain', body)).toMatchObject({ status: 400 });
  expect(await send('/v1/detectors/shop/none/retrain', body)).toMatchObject({
    status: 404,
    json: { sentence: 'There is no LogDetector shop/none.' },
  });
});

test('an error of the operator arrives as its sentence, one that nobody planned for does not', async () => {
  backend.fault = new OperatorError('StoreUnavailable', 'The volume is full; make it larger.');
  expect(await call('/v1/posts')).toEqual({
    status: 503,
    json: { code: 'StoreUnavailable', sentence: 'The volume is full; make it larger.' },
  });
  backend.fault = new Error('secret path /etc/token');
  expect(await call('/v1/posts')).toEqual({
    status: 500,
    json: { code: 'Unexpected', sentence: 'The operator failed to answer; its log says why.' },
  });
});

test('a session is answered when the leadership changes, and at once when it is already another', async () => {
  expect(await call('/v1/session?wait=25&leading=true')).toMatchObject({ json: { leading: false, instance: 'pod-1' } });
  const waiting = call('/v1/session?wait=25&leading=false');
  await eventually(() => expect(backend.leadership).toBeDefined());
  backend.leadership.set(true);
  expect(await waiting).toMatchObject({ json: { leading: true } });
});

test('closing the server ends its long polls', async () => {
  const waiting = call('/v1/session?wait=25&leading=false').catch(() => 'ended');
  await call('/v1/session');
  const before = performance.now();
  await server.close();
  await waiting;
  expect(performance.now() - before).toBeLessThan(5000);
});

test('a client in a circle is slowed down with a sentence', async () => {
  let last = { status: 200, code: '' as string | undefined };
  for (let round = 0; round < 70 && last.status !== 429; round += 1) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => call('/v1/audit', { token: 'wrong' })));
    const refused = answers.find(({ status }) => status === 429);
    if (refused) last = { status: refused.status, code: refused.json?.code };
  }
  expect(last).toEqual({ status: 429, code: 'TooManyRequests' });
}, 60_000);

test('a client that sends its headers drop by drop is cut off', { timeout: 20_000 }, async () => {
  const { hostname, port } = new URL(server.url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  // A write after the cut ends in an error, which is a cut too.
  const cut = new Promise<void>((resolve) => socket.once('error', () => resolve()).once('close', () => resolve()));
  socket.write('GET /v1/session HTTP/1.1\r\nHost: x\r\n');
  const drip = setInterval(() => socket.write('X-A: b\r\n'), 200);
  await cut;
  clearInterval(drip);
  socket.destroy();
});

test('a port that is taken is said in one sentence', async () => {
  const port = Number(new URL(server.url).port);
  await expect(openApiServer({ backend, token: 'right', port, telemetry })).rejects.toMatchObject({
    code: 'ConfigurationInvalid',
    message: expect.stringContaining('another process may have it') as unknown,
  });
});

test('the kubelet and Prometheus need no token', async () => {
  let missing: string | null = 'the store is away';
  const health = await openHealthServer({
    host: '127.0.0.1',
    port: 0,
    live: () => null,
    ready: () => missing,
    metrics: () => telemetry.metrics(),
  });
  const get = async (path: string) => {
    const response = await fetch(new URL(path, health.url));
    return [response.status, await response.text()] as const;
  };
  expect(await get('/livez')).toEqual([200, 'ok\n']);
  expect(await get('/readyz')).toEqual([503, 'the store is away\n']);
  missing = null;
  expect((await get('/readyz'))[0]).toBe(200);
  expect((await get('/metrics'))[1]).toContain('logdetector_post_planned_total');
  expect((await get('/v1/posts'))[0]).toBe(404);
  await health.close();
});
