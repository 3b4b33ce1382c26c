import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { KubeError, openKubeClient, resources } from '../../../operator/kube/client.ts';
import { createTelemetry, type Telemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that answers every request the same. */
async function answering(status: number, body: string, seen: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

function clientOf(server: string, user: object = { token: 'secret' }, telemetry?: Telemetry) {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  return openKubeClient({ kubeconfig: JSON.stringify(kubeconfig), userAgent: 'test', telemetry });
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => null,
    (error: unknown) => error,
  );
}

test('an unreachable API server is named by its host', async () => {
  const server = await answering(200, '{}');
  const closed = servers.pop();
  await new Promise((resolve) => closed?.close(resolve));
  const error = await errorOf(clientOf(server).list(resources.pods));
  expect(error).toBeInstanceOf(KubeError);
  expect(error).toMatchObject({ code: 'ApiUnreachable', action: 'retry' });
  expect(String(error)).toContain(new URL(server).host);
});

test.each([
  [401, 'ApiUnauthorized'],
  [403, 'ApiForbidden'],
  [404, 'ApiNotFound'],
  [409, 'ApiConflict'],
  [410, 'ApiGone'],
  [422, 'ApiInvalid'],
  [429, 'ApiThrottled'],
  [500, 'ApiUnavailable'],
  [503, 'ApiUnavailable'],
])('an answer of %i, even of a proxy that speaks no JSON, is %s', async (status, code) => {
  const error = await errorOf(
    clientOf(await answering(status, '<html>no</html>')).get(resources.pods, { namespace: 'shop', name: 'cart' }),
  );
  expect(error).toMatchObject({ code, status });
});

test('what is asked of the API server is counted, by verb, resource and answer', async () => {
  const telemetry = createTelemetry({ level: 'silent' });
  const client = clientOf(await answering(404, '{}'), undefined, telemetry);
  const name = { namespace: 'shop', name: 'cart' };
  await errorOf(client.get(resources.pods, name));
  await errorOf(client.log({ namespace: 'shop', pod: 'cart', container: 'main' }));
  for (const server of servers) server.closeAllConnections();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  await errorOf(client.get(resources.pods, name));
  const lines = (await telemetry.metrics()).split('\n').filter((line) => line.startsWith('logdetector_kubernetes_asked_total{'));
  expect(lines).toEqual([
    'logdetector_kubernetes_asked_total{verb="get",resource="pods",code="404"} 1',
    'logdetector_kubernetes_asked_total{verb="get",resource="pods/log",code="404"} 1',
    'logdetector_kubernetes_asked_total{verb="get",resource="pods",code="none"} 1',
  ]);
});

test('the token is sent, and a name cannot leave its place in the path', async () => {
  const seen: string[] = [];
  const client = clientOf(await answering(200, '{}', seen));
  await client.get(resources.pods, { namespace: 'shop', name: '../../secrets/x?a=b' });
  expect(seen).toEqual(['GET /api/v1/namespaces/shop/pods/..%2F..%2Fsecrets%2Fx%3Fa%3Db Bearer secret']);
});

/** Takes one token and refuses every other with 401. */
async function guarded(good: string, seen: string[]): Promise<string> {
  const server = createServer((request, response) => {
    const token = request.headers.authorization ?? '';
    seen.push(token);
    response.writeHead(token === `Bearer ${good}` ? 200 : 401, { 'content-type': 'application/json' }).end('{"items":[]}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

test('a token that has expired is read anew from its file and the call made again, before anybody hears of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'first');
  const seen: string[] = [];
  const client = clientOf(await guarded('second', seen), { 'auth-provider': { name: 'file', config: { tokenFile } } });
  expect(await errorOf(client.list(resources.pods))).toMatchObject({ code: 'ApiUnauthorized', action: 'retry' });
  // The file says the same as before: asking again at once would be no use.
  expect(seen).toEqual(['Bearer first']);
  await writeFile(tokenFile, 'second');
  expect(await client.list(resources.pods)).toMatchObject({ items: [] });
  expect(seen).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
  await rm(folder, { recursive: true });
});

test('the wait that a throttling server asks for is known', async () => {
  const status = { kind: 'Status', reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } };
  const error = await errorOf(clientOf(await answering(429, JSON.stringify(status))).list(resources.pods));
  expect(error).toMatchObject({ retryAfterMs: 7_000 });
});

test('an error inside a watch is the error of the watch', async () => {
  const event = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' } };
  const client = clientOf(await answering(200, `${JSON.stringify(event)}\n`));
  const watching = async (): Promise<void> => {
    for await (const _ of client.watch(resources.pods, { resourceVersion: '1' })) expect.unreachable();
  };
  expect(await errorOf(watching())).toMatchObject({ code: 'ApiGone', reason: 'Expired' });
});

test('a call that is given up rejects with the reason of its signal', async () => {
  const client = clientOf(await answering(200, '{}'));
  const reason = new Error('enough');
  expect(await errorOf(client.list(resources.pods, { signal: AbortSignal.abort(reason) }))).toBe(reason);
});

test('a kubeconfig that cannot be read says so', () => {
  expect(() => openKubeClient({ kubeconfig: '{{{', userAgent: 'test' })).toThrow(/kubeconfig/);
  expect(() => openKubeClient({ kubeconfig: 'clusters: []\ncontexts: []\nusers: []\n', userAgent: 'test' })).toThrow(/current-context/);
});

test('of a log that nobody reads just now one piece is held, and all of it comes when it is read again', async () => {
  let answer: ServerResponse | undefined;
  const server = createServer((_, response) => {
    answer = response.writeHead(200, { 'content-type': 'text/plain' });
    response.flushHeaders();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const body = await clientOf(`http://127.0.0.1:${port}`).log({ namespace: 'shop', pod: 'cart', container: 'cart', follow: true });
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
  const read: string[] = [];
  body.on('data', (piece: Buffer) => read.push(piece.toString())).pause();
  for (const line of lines) {
    answer?.write(line);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await eventually(() => expect(body.readableLength).toBeGreaterThan(0));
  expect(body.readableLength).toBeLessThan(lines.join('').length / 4);
  body.resume();
  await eventually(() => expect(read.join('')).toBe(lines.join('')));
  body.destroy();
});
