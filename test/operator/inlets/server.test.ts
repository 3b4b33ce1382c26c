/** The inlets as their senders meet them: over HTTP, with tokens, packed bodies, and more than there is room for. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InletConfiguration } from '../../../api/configuration.ts';
import type { Observation } from '../../../engine/index.ts';
import type { HttpServer } from '../../../operator/http/server.ts';
import { createInletAccess } from '../../../operator/inlets/access.ts';
import type { TakeLogs } from '../../../operator/inlets/logs-route.ts';
import { openInletServer } from '../../../operator/inlets/server.ts';
import { NotTakenError, type PushedLog } from '../../../operator/sources/source.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';
import { logsBody } from '../../fakes/log-sender.ts';
import { attribute, fixed64, hex, message, text as textField } from './protobuf-bytes.ts';

const tokens: Record<string, string> = { all: 'token-of-everybody', shop: 'token-of-the-shop', short: 'short' };
const inlets: readonly InletConfiguration[] = [
  { name: 'all', tokenFile: 'all', namespaces: ['*'] },
  { name: 'shop', tokenFile: 'shop', namespaces: ['shop', 'shop-test'] },
  { name: 'short', tokenFile: 'short', namespaces: ['*'] },
  { name: 'gone', tokenFile: 'gone', namespaces: ['*'] },
];
let server: HttpServer;
let told: (readonly [namespace: string | null, observation: Observation])[];
let leads: boolean;
let nowMs: number;
let takeLogs: TakeLogs | null;
const telemetry = createTelemetry({ level: 'silent' });

beforeEach(async () => {
  told = [];
  leads = true;
  takeLogs = null;
  nowMs = Date.UTC(2026, 0, 5, 10);
  const readSecret = async (path: string): Promise<string> => tokens[path] ?? (await Promise.reject(new Error('ENOENT')));
  server = await openInletServer({
    host: '127.0.0.1',
    port: 0,
    access: createInletAccess({ inlets: () => inlets, readSecret, now: () => nowMs, telemetry }),
    sink: () => (leads ? (namespace, observation) => void told.push([namespace, observation]) : null),
    logs: () => takeLogs,
    now: () => nowMs,
    telemetry,
  });
});
afterEach(() => server.close());

async function post(
  path: string,
  body: string | Buffer,
  over: { readonly token?: string; readonly headers?: Record<string, string> } = {},
) {
  const { token = 'token-of-everybody', headers = {} } = over;
  const response = await fetch(new URL(path, server.url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
  });
  const text = await response.text();
  const json: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  return { status: response.status, json, retryAfter: response.headers.get('retry-after') };
}
const send = (path: string, body: unknown, over: Parameters<typeof post>[2] = {}) => post(path, JSON.stringify(body), over);

const flag = { type: 'flag', name: 'new-checkout', change: 'on' };
const span = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  name: 'GET /',
  startTimeUnixNano: `${Date.UTC(2026, 0, 5, 9, 59)}000000`,
  endTimeUnixNano: `${Date.UTC(2026, 0, 5, 9, 59)}000000`,
};
const traces = (spans: readonly object[]) => ({
  resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] }, scopeSpans: [{ spans }] }],
});

test.each([['wrong'], [''], ['short'], ['token-of-the-sho']])(
  'the token "%s" opens nothing, and its body is not even read',
  async (token) => {
    for (const path of ['/changes', '/v1/traces', '/v1/metrics', '/v1/logs', '/api/v2/alerts'])
      expect(await post(path, 'no JSON', { token })).toMatchObject({ status: 401, json: { code: 'Unauthorized' } });
    expect(told).toEqual([]);
  },
);

test('a token speaks of its own namespaces only; what names none goes to all of them', async () => {
  const list = [{ ...flag, namespace: 'shop' }, { ...flag, namespace: 'bank' }, flag];
  expect(await send('/changes', list, { token: 'token-of-the-shop' })).toMatchObject({
    status: 200,
    json: { taken: 2, ignored: { 'of a namespace that this token may not speak of': 1 } },
  });
  await eventually(() => expect(told.map(([namespace]) => namespace)).toEqual(['shop', 'shop', 'shop-test']));
});

test('what names no namespace goes to everybody by a token for all', async () => {
  await send('/changes', flag);
  await eventually(() => expect(told).toMatchObject([[null, { type: 'flag', atMs: nowMs }]]));
});

test('traces, metrics and alerts arrive, packed or not', async () => {
  const packed = gzipSync(JSON.stringify(traces([span])));
  expect(await post('/v1/traces', packed, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200, json: {} });
  const point = { timeUnixNano: span.endTimeUnixNano, asDouble: 1 };
  await send('/v1/metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'x', gauge: { dataPoints: [point] } }] }] }] });
  await send('/api/v2/alerts', { alerts: [{ labels: { alertname: 'Slow' }, status: 'firing' }] });
  await eventually(() => expect(told.map(([, { type }]) => type)).toEqual(['span', 'metric', 'alert']));
});

test('OpenTelemetry is told in its own form what was not used', async () => {
  expect((await send('/v1/traces', traces([span, { ...span, spanId: '' }]))).json).toEqual({
    partialSuccess: { rejectedSpans: '1', errorMessage: '1 no id or no times' },
  });
});

test('while another replica leads, whoever tells something is asked to try again', async () => {
  leads = false;
  expect(await send('/changes', flag)).toMatchObject({ status: 503, json: { code: 'NotLeading' }, retryAfter: '5' });
});

test('what was taken and cannot be handed on, because another replica leads by now, is counted', async () => {
  const many = traces(Array.from({ length: 5000 }, () => span));
  const sent = send('/v1/traces', many);
  await eventually(() => expect(told.length).toBeGreaterThan(0));
  leads = false;
  await sent;
  await eventually(async () => {
    const counted = /observations_ignored_total\{inlet="queue",why="not leading any more"\} (\d+)/.exec(await telemetry.metrics())?.[1];
    expect(told.length + Number(counted ?? 0)).toBe(5000);
  });
});

test('what finds no room is refused as a whole, and what was taken before is kept', async () => {
  const many = traces(Array.from({ length: 15_000 }, () => span));
  const answers = await Promise.all([send('/v1/traces', many), send('/v1/traces', many), send('/v1/traces', many)]);
  const taken = answers.filter(({ status }) => status === 200).length;
  for (const { status, json, retryAfter } of answers)
    if (status !== 200) expect([status, json['code'], retryAfter]).toEqual([503, 'QueueFull', '5']);
  await eventually(() => expect(told).toHaveLength(taken * 15_000));
  const beyond = traces(Array.from({ length: 20_001 }, () => span));
  expect(await send('/v1/traces', beyond)).toMatchObject({ status: 503, json: { code: 'QueueFull' } });
});

test.each([
  ['no JSON', 'a', {}, 400, 'no JSON'],
  ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'application/json'],
  ['another packing', 'a', { 'content-encoding': 'br' }, 415, 'gzip'],
  ['a torn packing', gzipSync('{}').subarray(0, 12), { 'content-encoding': 'gzip' }, 400, 'gzip'],
  ['too long a body', 'x'.repeat(5_000_000), {}, 413, 'body'],
  ['a bomb', gzipSync(Buffer.alloc(30_000_000)), { 'content-encoding': 'gzip' }, 413, '16 MiB'],
] as const)('%s is refused with a sentence', async (...[, body, headers, status, sentence]) => {
  const answer = await post('/changes', body, { headers });
  expect(answer).toMatchObject({ status, json: { sentence: expect.stringContaining(sentence) } });
});

test('a token that was exchanged is taken within seconds', async () => {
  expect((await send('/changes', flag)).status).toBe(200);
  tokens['all'] = 'another-token-of-everybody';
  expect((await send('/changes', flag)).status).toBe(200);
  try {
    nowMs += 11_000;
    expect((await send('/changes', flag)).status).toBe(401);
    expect((await send('/changes', flag, { token: 'another-token-of-everybody' })).status).toBe(200);
  } finally {
    tokens['all'] = 'token-of-everybody';
  }
});

const protobuf = { 'content-type': 'application/x-protobuf' };

async function postBytes(path: string, body: Buffer, headers: Record<string, string> = protobuf) {
  const authorization = 'Bearer token-of-everybody';
  const response = await fetch(new URL(path, server.url), { method: 'POST', body, headers: { authorization, ...headers } });
  return { status: response.status, type: response.headers.get('content-type'), answer: Buffer.from(await response.arrayBuffer()) };
}

const spanBytes = (name: string): Buffer =>
  message(
    2,
    hex(1, span.traceId),
    hex(2, span.spanId),
    textField(5, name),
    fixed64(7, BigInt(span.startTimeUnixNano)),
    fixed64(8, BigInt(span.endTimeUnixNano)),
  );
const tracesBytes = (...resource: readonly Buffer[]): Buffer => message(1, message(1, ...resource), message(2, spanBytes('GET /')));

test('protobuf is taken, packed or not, and answered in protobuf', async () => {
  const body = tracesBytes(attribute(1, 'service.name', textField(1, 'cart')));
  expect(await postBytes('/v1/traces', body)).toEqual({ status: 200, type: 'application/x-protobuf', answer: Buffer.alloc(0) });
  expect((await postBytes('/v1/traces', gzipSync(body), { ...protobuf, 'content-encoding': 'gzip' })).status).toBe(200);
  await eventually(() => expect(told).toHaveLength(2));
  expect(told[0]?.[1]).toMatchObject({ type: 'span', workload: 'cart', traceId: span.traceId });
});

test('what is not used is answered as OTLP wants it', async () => {
  const { status, answer } = await postBytes('/v1/traces', tracesBytes());
  expect(status).toBe(200);
  // partial_success { rejected_spans: 1, error_message }
  expect(answer.subarray(0, 4)).toEqual(Buffer.from([0x0a, answer.length - 2, 0x08, 1]));
  expect(answer.toString()).toContain('1 no service.name');
});

test.each([
  ['no protobuf', '/v1/traces', Buffer.from('not at all'), protobuf, 400],
  ['protobuf that is no gzip', '/v1/metrics', Buffer.from([0x0a, 0x00]), { ...protobuf, 'content-encoding': 'gzip' }, 400],
  ['more than four megabytes', '/v1/traces', Buffer.alloc(5 * 1024 * 1024), protobuf, 413],
  [
    'what unpacks to more than 16 megabytes',
    '/v1/traces',
    gzipSync(Buffer.alloc(20 * 1024 * 1024)),
    { ...protobuf, 'content-encoding': 'gzip' },
    413,
  ],
  ['changes in protobuf', '/changes', Buffer.from([0x0a, 0x00]), protobuf, 415],
])('%s is refused in protobuf', async (...[, path, body, headers, expected]) => {
  const { status, type, answer } = await postBytes(path, body, headers);
  expect([status, type]).toEqual([expected, 'application/x-protobuf']);
  // google.rpc.Status { message }
  expect(answer[0]).toBe(0x12);
  expect(told).toEqual([]);
});

const cart = { namespace: 'shop', pod: 'cart-1', container: 'app' };
const logs = (about = cart) => logsBody(about, [{ atMs: nowMs, text: 'INFO order 1 placed' }]);

test('log lines are answered when they are taken, packed or not, and what nobody reads is no mistake of the sender', async () => {
  const taken: PushedLog[] = [];
  takeLogs = (pushed) => {
    taken.push(...pushed);
    return Promise.resolve(new Map([['of a container that no LogDetector selects', 1]]));
  };
  const packed = gzipSync(JSON.stringify(logs()));
  expect(await post('/v1/logs', packed, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200, json: {} });
  expect(await send('/v1/logs', logs())).toMatchObject({ status: 200, json: {} });
  expect(taken.map(({ origin, lines }) => [origin.pod, lines.length])).toEqual([
    ['cart-1', 1],
    ['cart-1', 1],
  ]);
});

test('of another namespace no line is taken, whatever the token', async () => {
  const taken: PushedLog[] = [];
  takeLogs = (pushed) => Promise.resolve(new Map(void taken.push(...pushed)));
  const answer = await send('/v1/logs', logs({ ...cart, namespace: 'bank' }), { token: 'token-of-the-shop' });
  expect(answer.json).toEqual({
    partialSuccess: { rejectedLogRecords: '1', errorMessage: '1 of a namespace that this token may not speak of' },
  });
  expect(taken).toEqual([]);
});

test('a sender of lines is asked to try again while nobody leads or they cannot be saved', async () => {
  expect(await send('/v1/logs', logs())).toMatchObject({ status: 503, json: { code: 'NotLeading' }, retryAfter: '5' });
  takeLogs = () => Promise.reject(new NotTakenError('not-saved', 'Send them again.'));
  expect(await send('/v1/logs', logs())).toMatchObject({
    status: 503,
    json: { code: 'TryAgain', sentence: 'Send them again.' },
    retryAfter: '5',
  });
});

test.each([
  ['no JSON', '{"resourceLogs":', 400, 'The body is no JSON.'],
  ['another request', '{"resourceSpans":[]}', 400, 'The body must be an object with a list "resourceLogs".'],
  [
    'half a million objects',
    `{"resourceLogs":[${'{},'.repeat(500_000)}{}]}`,
    413,
    'The body holds more than 300000 objects and lists; send smaller batches.',
  ],
  ['more than 4 MiB', `"${'x'.repeat(4 * 1024 * 1024)}"`, 413, 'The body is larger than 4 MiB, packed or not; send smaller batches.'],
])('%s is refused with a sentence', async (_what, body, status, sentence) => {
  takeLogs = () => Promise.resolve(new Map());
  expect(await post('/v1/logs', body)).toMatchObject({ status, json: { sentence } });
});
