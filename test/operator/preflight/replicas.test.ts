import { afterEach, expect, test } from 'vitest';
import { openHealthServer } from '../../../operator/http/health.ts';
import type { HttpServer } from '../../../operator/http/server.ts';
import { findReplicas } from '../../../operator/preflight/replicas.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const servers: HttpServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function replica(problem: () => string | null, leading: number): Promise<string> {
  const telemetry = createTelemetry({ level: 'silent' });
  telemetry.gauge('logdetector_leading', leading);
  const server = await openHealthServer({
    host: '127.0.0.1',
    port: 0,
    live: () => null,
    ready: problem,
    metrics: () => telemetry.metrics(),
  });
  servers.push(server);
  return server.url;
}

function look(urls: () => readonly string[], expected: number, onPause: () => void = () => undefined) {
  const pause = (): Promise<void> => Promise.resolve(onPause());
  return findReplicas({ find: () => Promise.resolve(urls()), expected, pause, waitForMs: 6_000 });
}

test('a leader and a standby, both ready, are as it should be', async () => {
  const urls = [await replica(() => null, 1), await replica(() => null, 0)];
  const findings = await look(() => urls, 2);
  expect(findings.filter(({ passed }) => !passed)).toEqual([]);
});

test('a replica whose store is away is told in its own words', async () => {
  const url = await replica(() => 'Redis cannot be reached.', 1);
  const findings = await look(() => [url], 1);
  expect(findings.filter(({ passed }) => !passed)).toEqual([{ passed: false, sentence: `${url} says: Redis cannot be reached.` }]);
});

test('two leaders, or none, are a failure', async () => {
  const urls = [await replica(() => null, 1), await replica(() => null, 1)];
  expect((await look(() => urls, 2)).at(-1)).toEqual({ passed: false, sentence: '2 of them lead; it must be one.' });
  expect((await look(() => [], 1)).map(({ passed }) => passed)).toEqual([false, false]);
});

test('what needs only time is waited for', async () => {
  let problem: string | null = 'Waiting for the store.';
  const url = await replica(() => problem, 1);
  const findings = await look(
    () => [url],
    1,
    () => (problem = null),
  );
  expect(findings.every(({ passed }) => passed)).toBe(true);
});
