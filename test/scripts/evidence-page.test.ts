/** The examples of the page are taken as they stand there. */
import { expect, test } from 'vitest';
import { createAlertsReader } from '../../operator/inlets/alerts.ts';
import { readChanges } from '../../operator/inlets/changes.ts';
import { createMetricsReader } from '../../operator/inlets/metrics.ts';
import type { Reader } from '../../operator/inlets/reader.ts';
import { readTraces } from '../../operator/inlets/traces.ts';
import { evidencePage } from '../../scripts/generate/evidence-page.ts';

const readers: Readonly<Record<string, Reader>> = {
  '/changes': readChanges,
  '/api/v2/alerts': createAlertsReader(),
  '/v1/traces': readTraces,
  '/v1/metrics': createMetricsReader(),
};
const nowMs = Date.UTC(2026, 0, 5, 10);
const examples = [
  ...evidencePage().matchAll(/^curl -sS http:\/\/[^/]+(\S+) [^']*'[^']*' (?:-d )?(?:-H '[^']*' )?(?:-d )?'([^]*?)'\n(?=\n|```)/gm),
].map(([, path = '', body = '']) => [path, body.replaceAll("'$NOW'", `${nowMs}000000`)] as const);

test('there is an example of every inlet', () => {
  expect(examples.map(([path]) => path)).toEqual(['/changes', '/api/v2/alerts', '/v1/traces', '/v1/metrics']);
});

test.each(examples)('what the example sends to %s is taken whole', (path, body) => {
  const reading = readers[path]?.(JSON.parse(body), nowMs);
  expect([reading?.told.length, reading?.ignored.size]).toEqual([path === '/changes' ? 4 : 1, 0]);
});
