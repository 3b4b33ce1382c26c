/** The alerts and the dashboard ask for metrics that exist, in PromQL that can be read; and each alert fires when it should and only then. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alerts, alertsYaml, runbooksPage } from '../../scripts/generate/alerts.ts';
import { dashboardExpressions, dashboardJson } from '../../scripts/generate/dashboard.ts';
import { counterOf, createTelemetry, events, gauges, histograms, type EventRow } from '../../operator/telemetry.ts';
import { evaluate, type Series } from './promql/evaluate.ts';
import { parseExpression, selectorsOf } from './promql/parse.ts';

/** Name -> the labels its series have besides those of the scrape. */
async function knownMetrics(): Promise<ReadonlyMap<string, readonly string[]>> {
  const telemetry = createTelemetry({ level: 'silent', processMetrics: true });
  const exposed = [...(await telemetry.metrics()).matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  const labels = new Map(Object.entries<EventRow>(events).map(([name, row]) => [counterOf(name), row.labels ?? []]));
  return new Map(exposed.map((name) => [name, labels.get(name) ?? (name.endsWith('_bucket') ? ['le'] : [])]));
}

const ofScrape = ['namespace', 'pod', 'job', 'instance', 'service'];

function labelsOf(expression: string): readonly string[] {
  return [...expression.matchAll(/(?:by|on) \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', '));
}

describe.each([
  ['alert', alerts.map(({ expr }) => expr)],
  ['panel', dashboardExpressions],
] as const)('every %s', (_, expressions) => {
  test('is PromQL', () => {
    expect(expressions.length).toBeGreaterThan(15);
    for (const expression of expressions) expect(() => parseExpression(expression), expression).not.toThrow();
  });

  test('asks for metrics and labels that the operator has', async () => {
    const known = await knownMetrics();
    for (const expression of expressions) {
      const metrics = selectorsOf(parseExpression(expression)).map(({ metric }) => metric);
      expect(
        metrics.filter((metric) => !known.has(metric)),
        expression,
      ).toEqual([]);
      const labels = new Set([...ofScrape, ...metrics.flatMap((metric) => known.get(metric) ?? [])]);
      expect(
        labelsOf(expression).filter((label) => !labels.has(label)),
        expression,
      ).toEqual([]);
    }
  });

  test('keeps to the installation that is meant', () => {
    for (const expression of expressions) {
      for (const { matchers } of selectorsOf(parseExpression(expression))) expect(matchers).toHaveProperty('namespace');
    }
  });
});

test('the dashboard shows every kind of metric that matters: each gauge and each histogram', () => {
  const shown = dashboardExpressions.join('\n');
  const missing = [...Object.keys(gauges), ...Object.keys(histograms)].filter((name) => !shown.includes(name));
  // What is given up is shown by its alert, and the number of LogDetectors by kubectl.
  expect(missing).toEqual(['logdetector_detectors', 'logdetector_pages_given_up']);
});

test('the panels of the dashboard do not lie upon each other', () => {
  const { panels }: { panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[] } = JSON.parse(dashboardJson());
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
});

test('every alert has its paragraph of the runbook, by the name that the link ends with', () => {
  const page = runbooksPage();
  const rows: { alert: string; description: string }[] = parse(alertsYaml());
  expect(rows.map(({ alert }) => alert)).toEqual(alerts.map(({ alert }) => alert));
  for (const { alert, description } of rows) {
    expect(page).toContain(`\n## ${alert}\n`);
    expect(description).toMatch(/^[A-Z].*\.$/);
  }
});

const minuteMs = 60_000;
const nowMs = 100 * minuteMs;
const labels = { namespace: 'ld', pod: 'ld-1' };
const steady = (metric: string, value: number, more: object = {}): Series => ({ metric, labels: { ...labels, ...more }, at: () => value });
/** Grows by so much a minute. */
const growing = (metric: string, perMinute: number, more: object = {}): Series => ({
  metric,
  labels: { ...labels, ...more },
  at: (atMs) => (atMs / minuteMs) * perMinute,
});

/** A leader that does its work, with some of what happens on an ordinary day. */
const healthy: readonly Series[] = [
  steady('logdetector_leading', 1),
  steady('logdetector_leading', 0, { pod: 'ld-2' }),
  ...Object.keys(gauges)
    .filter((name) => !['logdetector_leading', 'logdetector_store_available', 'logdetector_slack_connected'].includes(name))
    .map((name) => steady(name, 0)),
  steady('logdetector_store_available', 1),
  steady('logdetector_slack_connected', 1),
  steady('logdetector_slack_connected', 0, { pod: 'ld-2' }),
  steady('nodejs_eventloop_lag_p99_seconds', 0.02),
  // A standby that garbage is collected in is nobody's trouble.
  steady('nodejs_eventloop_lag_p99_seconds', 3, { pod: 'ld-2' }),
  ...Object.entries<EventRow>(events).flatMap(([name, row]) => (row.labels ? [] : [steady(counterOf(name), 2)])),
  growing('logdetector_stream_failed_total', 2, { code: 'ApiUnreachable' }),
  growing('logdetector_lines_dropped_total', 10, { reason: 'rotated' }),
  growing('logdetector_watch_failed_total', 0.1, { resource: 'pods', code: 'ApiGone' }),
];

function firing(series: readonly Series[]): readonly string[] {
  return alerts
    .filter(({ expr }) => evaluate(parseExpression(expr.replaceAll('NAMESPACE', 'ld')), series, nowMs).length > 0)
    .map(({ alert }) => alert);
}

/** The given series in place of those of the same name and labels. */
function but(...changed: readonly Series[]): readonly Series[] {
  const key = (series: Series): string => JSON.stringify([series.metric, series.labels]);
  const replaced = new Set(changed.map(key));
  return [...healthy.filter((series) => !replaced.has(key(series))), ...changed];
}

test('no alert fires on an ordinary day', () => {
  expect(firing(healthy)).toEqual([]);
});

const troubles: readonly (readonly [string, readonly Series[]])[] = [
  ['LogDetectorNotLeading', but(steady('logdetector_leading', 0))],
  [
    'LogDetectorTwoLeaders',
    but(steady('logdetector_leading', 1, { pod: 'ld-2' }), steady('nodejs_eventloop_lag_p99_seconds', 0.02, { pod: 'ld-2' })),
  ],
  ['LogDetectorStoreUnavailable', but(steady('logdetector_store_available', 0))],
  ['LogDetectorCheckpointFails', but(growing('logdetector_checkpoint_failed_total', 1, { code: 'StoreUnavailable' }))],
  ['LogDetectorPagesWaiting', but(steady('logdetector_pages_waiting', 1))],
  ['LogDetectorPagesGivenUp', but(steady('logdetector_pages_given_up', 1))],
  ['LogDetectorHeartbeatFails', but(growing('logdetector_heartbeat_withheld_total', 1))],
  ['LogDetectorSlackSilent', but(steady('logdetector_outbox_posts', 3), steady('logdetector_slack_connected', 0))],
  ['LogDetectorPostsRefused', but(growing('logdetector_post_failed_total', 1, { code: 'not_in_channel' }))],
  ['LogDetectorLinesLost', but(growing('logdetector_lines_dropped_total', 500, { reason: 'rotated' }))],
  ['LogDetectorStreamsBeyondLimit', but(steady('logdetector_log_streams_beyond_limit', 7))],
  ['LogDetectorStreamsFail', but(growing('logdetector_stream_failed_total', 60, { code: 'ApiUnreachable' }))],
  ['LogDetectorWatchFails', but(growing('logdetector_watch_failed_total', 1, { resource: 'nodes', code: 'ApiForbidden' }))],
  ['LogDetectorReconcileFails', but(growing('logdetector_reconcile_failed_total', 1, { code: 'ApiConflict' }))],
  ['LogDetectorConfigurationRejected', but(growing('logdetector_configuration_rejected_total', 0.1))],
  ['LogDetectorInletsFull', but(growing('logdetector_observations_refused_total', 10, { inlet: 'traces' }))],
  ['LogDetectorPushedLinesRefused', but(growing('logdetector_lines_refused_total', 10, { why: 'full' }))],
  ['LogDetectorOverloaded', but(steady('nodejs_eventloop_lag_p99_seconds', 2))],
  ['LogDetectorUnexpectedErrors', but(growing('logdetector_unexpected_error_total', 1))],
];

test.each(troubles)('%s fires for its trouble, and nothing else does', (alert, series) => {
  expect(firing(series)).toEqual([alert]);
});

test('each alert has been seen to fire', () => {
  expect(troubles.map(([alert]) => alert)).toEqual(alerts.map(({ alert }) => alert));
});

test('what happens in another namespace is no matter of ours', () => {
  const elsewhere = { metric: 'logdetector_pages_waiting', labels: { namespace: 'other', pod: 'x' }, at: () => 5 };
  expect(firing([...healthy, elsewhere])).toEqual([]);
});

test.each(['sum by (a (x)', 'rate(x)', 'increase(x[5])', 'nosuch(x)', 'x{a="b"', 'x > > 1', 'sum(x) y'])('%s is no PromQL', (text) => {
  expect(() => parseExpression(text)).toThrow(Error);
});
