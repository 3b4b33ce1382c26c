/** `docs/telemetry.md`: every event, and every metric that is made of it, out of the tables of `operator/telemetry.ts`. */
import { counterOf, events, gauges, histograms, type EventRow } from '../../operator/telemetry.ts';
import { spans, type SpanRow } from '../../operator/telemetry/spans.ts';
import { table } from './table.ts';

/** Of Node.js and the process, by prom-client; those that are worth a look. */
export const processMetrics: Readonly<Record<string, string>> = {
  nodejs_eventloop_lag_p99_seconds:
    'How long until the process does what is due in 0.1 s, 99th percentile since the last scrape; 0.1 where nothing is late.',
  nodejs_eventloop_lag_seconds: 'How late it did what was due at the scrape.',
  nodejs_heap_size_used_bytes: 'Heap of JavaScript in use.',
  nodejs_external_memory_bytes: 'Memory of buffers outside the heap.',
  nodejs_gc_duration_seconds: 'Garbage collections, by kind (histogram).',
  process_cpu_seconds_total: 'Processor time.',
  process_resident_memory_bytes: 'Resident memory.',
  process_open_fds: 'Open files and sockets.',
};

export function telemetryPage(): string {
  const rows = Object.entries<EventRow>(events);
  return `# Telemetry

<!-- Written by npm run generate from operator/telemetry.ts and scripts/generate/telemetry-page.ts. Do not edit. -->

Everything the operator tells of itself is a named event. An event is a JSON line of its log (\`event\` is its name), a counter, or both. Names of metrics begin
with \`logdetector_\`, units are base units (seconds, bytes), and no label has values without a bound: no pod, no LogDetector, no text. Texts in log lines are redacted.
What fails again and again is logged once in five minutes with \`keptBack\`, the number of lines in between; the counters count every one.

\`GET :8081/metrics\` of each replica, in the text format of Prometheus; the chart makes the Service, and on wish the ServiceMonitor, the alerts
([runbooks.md](runbooks.md)) and a Grafana dashboard. A standby has the same metrics; what only the leader knows is 0 there, so ask for the maximum over replicas.

## Counters

A counter with labels has a series only from its first event on, so that the very first does not show in \`increase()\`.

${table(
  ['metric', 'labels', 'counts', 'log line'],
  rows
    .filter(([, { counter }]) => counter !== undefined)
    .map(([name, { counter = '', labels = [], level, repeats }]) => [
      `\`${counterOf(name)}\``,
      labels.map((label) => `\`${label}\``).join(', '),
      counter,
      `\`${name}\`, ${level}${repeats ? ', repeats kept back' : ''}`,
    ]),
)}
## Gauges

${table(
  ['metric', 'what it is'],
  Object.entries(gauges).map(([name, help]) => [`\`${name}\``, help]),
)}
## Histograms

${table(
  ['metric', 'what it is', 'buckets'],
  Object.entries(histograms).map(([name, { help, buckets }]) => [`\`${name}\``, help, buckets.join(', ')]),
)}
${spansPart()}
## Of the process

${table(
  ['metric', 'what it is'],
  Object.entries(processMetrics).map(([name, help]) => [`\`${name}\``, help]),
)}
## Only logged

${table(
  ['event', 'level'],
  rows.filter(([, { counter }]) => counter === undefined).map(([name, { level }]) => [`\`${name}\``, level]),
)}
The bot has no metrics of its own: it tells the operator how it stands with Slack (\`logdetector_slack_connected\`) and what was delivered.
`;
}

function spansPart(): string {
  return `## Spans

Off by default. With \`traces.endpoint\` of the chart (\`OTEL_EXPORTER_OTLP_ENDPOINT\`; the other \`OTEL_EXPORTER_OTLP_*\` variables, \`OTEL_SERVICE_NAME\` and
\`OTEL_RESOURCE_ATTRIBUTES\` by \`operator.extraEnv\`) the operator tells spans over OTLP/HTTP. Those of one incident are one trace, also across a restart of the operator.
An endpoint that is no URL is said at the start (\`TracesRefused\`), and the operator goes on without traces. At most 2,048 wait for a collector that is away; what is lost is counted in \`logdetector_spans_lost_total\`, and nothing waits for it.

${table(
  ['span', 'lies in', 'what it is', 'attributes'],
  Object.entries<SpanRow>(spans).map(([name, { within, help, attributes }]) => [
    `\`${name}\``,
    within === undefined ? '' : `\`${within}\``,
    help,
    Object.entries(attributes)
      .map(([key, says]) => `\`${key}\`: ${says}`)
      .join(' '),
  ]),
)}`;
}
