import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTelemetry, type HistogramName } from '../../operator/telemetry.ts';
import { processMetrics, telemetryPage } from '../../scripts/generate/telemetry-page.ts';

async function exposed(): Promise<ReadonlyMap<string, string>> {
  const text = await createTelemetry({ level: 'silent', processMetrics: true }).metrics();
  return new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]));
}

test('every metric of ours is on the page, and every one on the page is exposed', async () => {
  const metrics = await exposed();
  const page = telemetryPage();
  const told = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '');
  const ours = [...metrics.keys()].filter((name) => name.startsWith('logdetector_'));
  expect(ours.filter((name) => !told.includes(name))).toEqual([]);
  const invented = told.filter((name) => /^(logdetector|nodejs|process)_/.test(name) && !metrics.has(name));
  expect(invented).toEqual([]);
  expect(Object.keys(processMetrics).every((name) => told.includes(name))).toBe(true);
});

test('names keep to the conventions of Prometheus', async () => {
  for (const [name, type] of await exposed()) {
    if (!name.startsWith('logdetector_')) continue;
    expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|percent)$/);
  }
});

test('no label can take values without a bound', () => {
  const unbounded = new Set([
    'pod',
    'container',
    'detector',
    'key',
    'incident',
    'post',
    'page',
    'namespace',
    'workload',
    'error',
    'message',
    'user',
  ]);
  const source = readFileSync(new URL('../../operator/telemetry.ts', import.meta.url), 'utf8');
  const labels = [...source.matchAll(/labels: \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    list.split(', ').map((label) => label.slice(1, -1)),
  );
  expect(labels.length).toBeGreaterThan(10);
  expect(labels.filter((label) => unbounded.has(label))).toEqual([]);
});

test('a duration is counted in its bucket', async () => {
  const telemetry = createTelemetry({ level: 'silent' });
  const name: HistogramName = 'logdetector_delivery_delay_seconds';
  for (const seconds of [0.3, 4, 70]) telemetry.observe(name, seconds);
  const text = await telemetry.metrics();
  expect(text).toContain(`${name}_bucket{le="0.5"} 1\n`);
  expect(text).toContain(`${name}_bucket{le="5"} 2\n`);
  expect(text).toContain(`${name}_count 3\n`);
});
