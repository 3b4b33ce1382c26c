import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { tellDecided, tellDelivered } from '../../../operator/notify/traced.ts';
import { openTraces, type Traces } from '../../../operator/telemetry/traces.ts';
import { eventually } from '../../fakes/eventually.ts';

const SpanSchema = z.object({ name: z.string(), traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() });
const RequestSchema = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(SpanSchema) })) })),
});
let server: Server;
let endpoint: string;
let received: z.infer<typeof SpanSchema>[];
let lost: number;
let opened: Traces[];

beforeEach(async () => {
  [received, lost, opened] = [[], 0, []];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const { resourceSpans } = RequestSchema.parse(JSON.parse(Buffer.concat(parts).toString()));
      received.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  endpoint = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.map((traces) => traces.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function open(at = endpoint): Promise<Traces> {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', at);
  const traces = await openTraces({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: at },
    version: '1.2.3',
    onLost: (spans) => void (lost += spans),
    onRefused: () => undefined,
  });
  if (traces === null) throw new Error('not opened');
  opened.push(traces);
  return traces;
}

test('nothing is told unless an endpoint is named', async () => {
  const rest = { version: '1', onLost: () => undefined, onRefused: () => undefined };
  expect(await openTraces({ ...rest, environment: {} })).toBeNull();
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])
    expect(await openTraces({ ...rest, environment: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...off } })).toBeNull();
});

test.each(['collector:4318', 'not a url', 'ftp://collector'])(
  'an endpoint that cannot be used (%s) is said at the start, and nothing is told',
  async (at) => {
    const refused: string[] = [];
    const onRefused = (sentence: string) => void refused.push(sentence);
    const traces = await openTraces({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: at }, version: '1', onLost: () => undefined, onRefused });
    expect([traces, refused]).toEqual([null, [expect.stringContaining('correct OTEL_EXPORTER_OTLP_ENDPOINT')]]);
  },
);

const incident = { id: 'inc-4f7a2c', openedAtMs: 1000, detectedAtMs: 4000, severity: 'critical', preexisting: false } as const;
const record = {
  detector: 'shop/shop',
  incident: incident as unknown as Parameters<typeof tellDecided>[0]['incident'],
  gates: [
    { name: 'severity', passed: true, sentence: '' },
    { name: 'hours', passed: false, sentence: '' },
  ],
};

test("an incident's way to Slack is one trace, also when a restart lies between", async () => {
  const before = await open();
  tellDecided(record, { span: (...told) => before.tell(...told) }, 5000);
  await before.close();
  const after = await open();
  tellDelivered({ id: 'post-1', createdAtMs: 5000 }, record, { span: (...told) => after.tell(...told) }, 6000);
  await after.close();
  await eventually(() =>
    expect(received.map(({ name }) => name)).toEqual(['incident.detect', 'incident.decide', 'incident.post', 'incident']),
  );
  const root = received.at(-1);
  expect(new Set(received.map(({ traceId }) => traceId)).size).toBe(1);
  expect(new Set(received.map(({ spanId }) => spanId)).size).toBe(4);
  expect(received.slice(0, 3).map(({ parentSpanId }) => parentSpanId)).toEqual([root?.spanId, root?.spanId, root?.spanId]);
  expect(root?.parentSpanId ?? '').toBe('');
});

test('reconciles are traces of their own', async () => {
  const traces = await open();
  for (let i = 0; i < 3; i += 1) traces.tell('reconcile', { fromMs: 1, toMs: 2, attributes: {}, isError: i === 2 });
  await traces.close();
  expect(new Set(received.map(({ traceId }) => traceId)).size).toBe(3);
});

test('a collector that is away holds up nobody: what waits is bounded, and what is lost is counted', { timeout: 20_000 }, async () => {
  const traces = await open('http://127.0.0.1:9');
  const startedAt = process.cpuUsage();
  for (let i = 0; i < 10_000; i += 1) traces.tell('reconcile', { fromMs: 1, toMs: 2, attributes: { 'logdetector.detector': 'shop/shop' } });
  expect(lost).toBeGreaterThanOrEqual(10_000 - 2048 - 512);
  expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(5_000);
  const closedAtMs = performance.now();
  await traces.close();
  expect(performance.now() - closedAtMs).toBeLessThan(4_000);
});
