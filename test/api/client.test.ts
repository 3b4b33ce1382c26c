import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import type { OperatorApi } from '../../bot/api.ts';
import { OperatorError } from '../../operator/errors.ts';
import { openApiServer, type HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import {
  createFakeBackend,
  detector,
  model,
  operation,
  pattern,
  post,
  view,
  wholeModel,
  type FakeBackend,
} from '../operator/http/fake-backend.ts';

let backend: FakeBackend;
let server: HttpServer;
let client: ApiClient;
beforeEach(async () => {
  backend = createFakeBackend();
  server = await openApiServer({ backend, token: 'right', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
  client = createApiClient({ url: server.url, token: () => Promise.resolve('right') });
});
afterEach(() => server.close());

test('every route is asked and understood', async () => {
  const api: OperatorApi = client;
  const { signal } = new AbortController();
  expect(await api.session({ waitSeconds: 0, leading: false }, signal)).toEqual({ leading: false, instance: 'pod-1', version: '0.1.0' });
  expect(await api.posts({ waitSeconds: 2 }, signal)).toEqual([post]);
  const delivered = { channelId: 'C1', ts: '1.1', revision: 2, entries: 1, storyTs: '1.2' };
  await api.delivered(post.id, delivered);
  const failed = { code: 'channel_not_found', message: 'Invite the bot.', retryInMs: null };
  await api.failed(post.id, failed);
  await api.reportHealth({ state: 'connected', code: '', message: '' });
  expect(await api.detectors('shop,bank')).toEqual([detector]);
  expect(await api.incidents({ namespaces: '*', state: 'open' })).toEqual([view]);
  expect(await api.incident('inc-1', 'shop')).toEqual(view);
  expect((await api.mark('shop/shop/inc-1a2b3c', { mark: 'useful', user: 'U1' })).marks).toEqual([{ mark: 'useful', user: 'U1', atMs: 3 }]);
  expect((await api.patterns({ namespaces: 'shop', workload: 'cart', forSeconds: 60, limit: 5 })).patterns).toEqual([pattern]);
  expect(await api.models({ namespaces: 'shop', detector: 'shop/shop' })).toEqual([model]);
  expect(await client.model('shop/shop', 1)).toEqual(wholeModel);
  const who = { requestedBy: 'U1', channel: 'C1' };
  expect(await api.retrain('shop/shop', who)).toEqual({ outcome: 'accepted', operation });
  expect(await api.rollback('shop/shop', { ...who, version: null, preview: true })).toMatchObject({ outcome: 'preview', toVersion: 1 });
  await api.writeAudit({ atMs: 1, user: 'U1', channel: 'C1', action: 'retrain', result: 'accepted' });
  expect(await client.audit(10)).toHaveLength(1);

  expect(backend.health).toEqual([{ state: 'connected', code: '', message: '' }]);
  expect(backend.asked).toEqual([
    ['posts', 2000],
    ['delivered', { id: post.id, body: delivered }],
    ['failed', { id: post.id, body: failed }],
    ['detectors', ['shop', 'bank']],
    ['incidents', { scope: '*', state: 'open', limit: 20 }],
    ['incident', { id: 'inc-1', scope: ['shop'] }],
    ['mark', { id: 'shop/shop/inc-1a2b3c', body: { mark: 'useful', user: 'U1' } }],
    ['patterns', { scope: ['shop'], workload: 'cart', since: null, only: null, forMs: 60_000, limit: 5 }],
    ['models', { scope: ['shop'], detector: 'shop/shop' }],
    ['model', { id: 'shop/shop', version: 1 }],
    ['retrain', { id: 'shop/shop', body: who }],
    ['rollback', { id: 'shop/shop', body: { ...who, version: null, preview: true } }],
  ]);
});

test('a person who may see no namespace sees nothing, not everything', async () => {
  await client.incidents({ namespaces: '' });
  expect(backend.asked[0]?.[1]).toMatchObject({ scope: [] });
});

test('a refusal arrives as the sentence of the Problem', async () => {
  await expect(client.incident('inc-9', '*')).rejects.toMatchObject({
    code: 'NotFound',
    status: 404,
    message: expect.stringContaining('inc-9') as unknown,
  });
  backend.fault = new OperatorError('ApiConflict', 'Somebody else has changed it.');
  await expect(client.retrain('shop/shop', { requestedBy: 'U1', channel: 'C1' })).rejects.toMatchObject({
    code: 'ApiConflict',
    status: 409,
    message: 'Somebody else has changed it.',
  });
  await expect(client.retrain('shop', { requestedBy: 'U1', channel: 'C1' })).rejects.toMatchObject({ code: 'DetectorInvalid' });
});

test('a post that was withdrawn is answered as not found', async () => {
  backend.delivered = () => Promise.resolve(false);
  backend.failed = () => Promise.resolve(false);
  const withdrawn = { status: 404, message: 'The post has been withdrawn.' };
  await expect(client.delivered('gone', { channelId: 'C1', ts: '1', revision: 1, entries: 0 })).rejects.toMatchObject(withdrawn);
  await expect(client.failed('gone', { code: 'x', message: '', retryInMs: null })).rejects.toMatchObject(withdrawn);
});

test('a token that cannot be read yet is an operator that does not answer', async () => {
  const early = createApiClient({ url: server.url, token: () => Promise.reject(new Error('ENOENT: no such file')) });
  await expect(early.audit(1)).rejects.toMatchObject({ name: 'ApiError', code: 'OperatorUnreachable', status: 0 });
});

test('a token that was replaced is read again for the next request', async () => {
  let token = 'old';
  const rotating = createApiClient({ url: server.url, token: () => Promise.resolve(token) });
  await expect(rotating.audit(1)).rejects.toMatchObject({ code: 'Unauthorized' });
  token = 'right';
  expect(await rotating.audit(1)).toEqual([]);
});

test('an abort ends a long poll with its reason', async () => {
  const controller = new AbortController();
  const waiting = client.session({ waitSeconds: 25, leading: false }, controller.signal);
  controller.abort(new Error('shutting down'));
  await expect(waiting).rejects.toThrow('shutting down');
});

test('an operator that is not there, hangs, or answers something else is said in a sentence', async () => {
  const other = createServer((request, response) => {
    if (request.url === '/v1/audit?limit=1') response.end('{"entries":[{"user":7}]}');
    else if (request.url === '/v1/audit?limit=2') response.writeHead(502).end('<html>');
    else if (request.url === '/v1/audit?limit=3') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const strange = createApiClient({ url, token: () => Promise.resolve('right'), timeoutMs: 200 });
  await expect(strange.audit(1)).rejects.toMatchObject({
    code: 'ReplyInvalid',
    message: expect.stringContaining('same release') as unknown,
  });
  await expect(strange.audit(2)).rejects.toMatchObject({ code: 'ReplyInvalid', status: 502 });
  await expect(strange.audit(3)).rejects.toMatchObject({ code: 'OperatorUnreachable' });
  await expect(strange.audit(4)).rejects.toMatchObject({ code: 'OperatorUnreachable' });
  other.closeAllConnections();
  other.close();
  await once(other, 'close');
  await expect(strange.audit(1)).rejects.toMatchObject({ code: 'OperatorUnreachable' });
});
