/** `charts/logdetector/dashboard.json`: a Grafana dashboard over our own metrics, from "does it do its work" down to the process. */

interface Target {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly targets: readonly Target[];
  /** One number instead of a line over time, with the value from which it is red. */
  readonly stat?: { readonly redFrom?: number; readonly redBelow?: number };
}

const own = '{namespace="$namespace"}';
const gauge = (name: string, legend: string): Target => ({ expr: `max(logdetector_${name}${own})`, legend });
const rate = (name: string, by: string): Target => ({
  expr: `sum by (${by}) (rate(logdetector_${name}_total${own}[$__rate_interval]))`,
  legend: `{{${by}}}`,
});
const total = (name: string, legend: string): Target => ({ expr: `sum(rate(logdetector_${name}_total${own}[$__rate_interval]))`, legend });
const growth = (name: string, by: string): Target => ({
  expr: `sum by (${by}) (increase(logdetector_${name}_total${own}[$__range]))`,
  legend: by
    .split(', ')
    .map((label) => `{{${label}}}`)
    .join(' '),
});
const quantile = (name: string, share: number): Target => ({
  expr: `histogram_quantile(${share}, sum by (le) (rate(logdetector_${name}_seconds_bucket${own}[$__rate_interval])))`,
  legend: `p${share * 100}`,
});
const quantiles = (name: string): readonly Target[] => [quantile(name, 0.5), quantile(name, 0.95)];

/** Rows of panels; each row has a title. */
export const rows: Readonly<Record<string, readonly Panel[]>> = {
  'Does it do its work': [
    {
      title: 'Leaders',
      description: 'Must be one.',
      unit: 'none',
      targets: [{ expr: `sum(logdetector_leading${own})`, legend: 'leaders' }],
      stat: { redBelow: 1 },
    },
    {
      title: 'Store',
      description: '1 while it answers.',
      unit: 'none',
      targets: [{ expr: `min(logdetector_store_available${own})`, legend: 'store' }],
      stat: { redBelow: 1 },
    },
    {
      title: 'Slack',
      description: '1 while the bot is connected.',
      unit: 'none',
      targets: [gauge('slack_connected', 'Slack')],
      stat: { redBelow: 1 },
    },
    {
      title: 'Pages waiting',
      description: 'Not taken by their receiver yet.',
      unit: 'none',
      targets: [gauge('pages_waiting', 'waiting')],
      stat: { redFrom: 1 },
    },
    { title: 'Open incidents', description: 'Of all LogDetectors.', unit: 'none', targets: [gauge('incidents_open', 'open')], stat: {} },
    {
      title: 'Workloads with missed lines',
      description: 'CoverageComplete of their LogDetector says why.',
      unit: 'none',
      targets: [gauge('workloads_incomplete', 'incomplete')],
      stat: { redFrom: 1 },
    },
  ],
  Reading: [
    { title: 'Lines read', description: 'Log lines a second.', unit: 'cps', targets: [total('lines_read', 'lines')] },
    {
      title: 'Lines missed',
      description: 'By reason; gaps of unknown length are counted beside.',
      unit: 'cps',
      targets: [rate('lines_dropped', 'reason'), total('gap_reported', 'gaps')],
    },
    {
      title: 'Log streams',
      description: 'Open now, and containers for which the limits leave none.',
      unit: 'none',
      targets: [
        gauge('log_streams', 'open'),
        gauge('log_streams_beyond_limit', 'beyond the limit'),
        gauge('log_lag_seconds', 'seconds behind'),
      ],
    },
    {
      title: 'Streams that broke',
      description: 'By code of docs/errors.md.',
      unit: 'cps',
      targets: [rate('stream_failed', 'code'), total('stream_opened', 'opened')],
    },
    {
      title: 'Workloads and patterns',
      description: 'Watched, still learning, and patterns known.',
      unit: 'none',
      targets: [gauge('workloads', 'workloads'), gauge('workloads_learning', 'learning'), gauge('patterns', 'patterns')],
    },
    {
      title: 'Told by others',
      description: 'Observations a second by inlet, those refused for want of room, and those that wait.',
      unit: 'cps',
      targets: [rate('observations_taken', 'inlet'), total('observations_refused', 'refused'), gauge('inlet_queue_length', 'waiting')],
    },
    {
      title: 'Lines pushed over OTLP',
      description: 'Lines a second that came twice, were not used or were sent back, and requests that wait for their checkpoint.',
      unit: 'cps',
      targets: [
        total('lines_doubled', 'doubled'),
        rate('lines_ignored', 'why'),
        rate('lines_refused', 'why'),
        gauge('pushed_requests', 'requests waiting'),
      ],
    },
  ],
  'Judging and telling': [
    {
      title: 'Incidents opened',
      description: 'In the time shown, by severity.',
      unit: 'none',
      targets: [growth('incident_opened', 'severity')],
    },
    {
      title: 'Gates of pages',
      description: 'What stood before a page, in the time shown.',
      unit: 'none',
      targets: [growth('gate_judged', 'gate, passed')],
    },
    {
      title: 'Pages',
      description: 'Sent and resolved by receiver in the time shown, and attempts that failed.',
      unit: 'none',
      targets: [growth('page_sent', 'receiver, action'), growth('page_failed', 'receiver, code')],
    },
    {
      title: 'Failure to message',
      description: 'From the first line of a failure to its message in the outbox.',
      unit: 's',
      targets: quantiles('detection_delay'),
    },
    { title: 'Message to Slack', description: 'From the outbox until Slack has it.', unit: 's', targets: quantiles('delivery_delay') },
    {
      title: 'Messages',
      description: 'Delivered, refused, and waiting in the outbox.',
      unit: 'none',
      targets: [total('post_delivered', 'delivered a second'), total('post_failed', 'refused a second'), gauge('outbox_posts', 'waiting')],
    },
  ],
  'Kubernetes and the store': [
    {
      title: 'Reconciles',
      description: 'A second, by outcome; and LogDetectors that wait.',
      unit: 'cps',
      targets: [rate('detector_reconciled', 'outcome'), gauge('reconcile_queue_length', 'waiting')],
    },
    {
      title: 'Time of a reconcile',
      description: 'Most of it is waiting for the API server.',
      unit: 's',
      targets: quantiles('reconcile_duration'),
    },
    {
      title: 'Watches refused',
      description: 'By kind and code.',
      unit: 'cps',
      targets: [{ ...rate('watch_failed', 'resource'), legend: '{{resource}}' }, total('watch_restarted', 'restarted')],
    },
    {
      title: 'Checkpoints',
      description: 'Written and failed.',
      unit: 'cps',
      targets: [total('checkpoint_written', 'written'), total('checkpoint_failed', 'failed')],
    },
  ],
  Process: [
    {
      title: 'CPU',
      description: 'Cores.',
      unit: 'none',
      targets: [
        { expr: `rate(process_cpu_seconds_total${own}[$__rate_interval]) and on (pod) logdetector_leading${own}`, legend: '{{pod}}' },
      ],
    },
    {
      title: 'Memory',
      description: 'Resident, and the heap of JavaScript in it.',
      unit: 'bytes',
      targets: [
        { expr: `process_resident_memory_bytes${own} and on (pod) logdetector_leading${own}`, legend: '{{pod}} resident' },
        { expr: `nodejs_heap_size_used_bytes${own} and on (pod) logdetector_leading${own}`, legend: '{{pod}} heap' },
      ],
    },
    {
      title: 'Event-loop lag',
      description: 'How late the process does what is due.',
      unit: 's',
      targets: [{ expr: `nodejs_eventloop_lag_p99_seconds${own} and on (pod) logdetector_leading${own}`, legend: '{{pod}} p99' }],
    },
    {
      title: 'Time of a judgement',
      description: 'Of one LogDetector and second; reading waits meanwhile.',
      unit: 's',
      targets: quantiles('judgement_duration'),
    },
    { title: 'Errors nobody planned for', description: 'Please report them.', unit: 'cps', targets: [total('unexpected_error', 'errors')] },
    { title: 'Starts', description: 'In the time shown, by version.', unit: 'none', targets: [growth('operator_started', 'version')] },
  ],
};

/** Every PromQL expression of the dashboard. */
export const dashboardExpressions: readonly string[] = Object.values(rows).flatMap((panels) =>
  panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
);

const columns = 24;

export function dashboardJson(): string {
  const panels: object[] = [];
  let y = 0;
  for (const [title, row] of Object.entries(rows)) {
    panels.push({ type: 'row', title, id: panels.length + 1, gridPos: { x: 0, y, w: columns, h: 1 }, collapsed: false, panels: [] });
    y += 1;
    const isStats = row.every(({ stat }) => stat !== undefined);
    const size = isStats ? { w: columns / row.length, h: 4 } : { w: columns / 3, h: 8 };
    const perRow = columns / size.w;
    for (const [index, panel] of row.entries()) {
      const gridPos = { x: (index % perRow) * size.w, y: y + Math.floor(index / perRow) * size.h, ...size };
      panels.push(panelOf(panel, panels.length + 1, gridPos));
    }
    y += Math.ceil(row.length / perRow) * size.h;
  }
  const dashboard = {
    uid: 'logdetector',
    title: 'LogDetector',
    description: 'Written by npm run generate from scripts/generate/dashboard.ts.',
    tags: ['logdetector'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [dataSource, namespace] },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const dataSource = { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' };
const namespace = {
  name: 'namespace',
  label: 'Namespace of LogDetector',
  type: 'query',
  datasource: { type: 'prometheus', uid: '${datasource}' },
  query: { query: 'label_values(logdetector_leading, namespace)', refId: 'namespace' },
  refresh: 2,
  sort: 1,
};

function panelOf({ title, description, unit, targets, stat }: Panel, id: number, gridPos: object): object {
  const steps = stepsOf(stat);
  return {
    id,
    title,
    description,
    type: stat ? 'stat' : 'timeseries',
    gridPos,
    datasource: { type: 'prometheus', uid: '${datasource}' },
    targets: targets.map(({ expr, legend }, index) => ({ refId: String.fromCodePoint(65 + index), expr, legendFormat: legend })),
    fieldConfig: { defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options: stat
      ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'background' }
      : { legend: { displayMode: 'list', placement: 'bottom' } },
  };
}

function stepsOf({ redFrom, redBelow }: NonNullable<Panel['stat']> = {}): readonly object[] {
  if (redBelow !== undefined)
    return [
      { color: 'red', value: null },
      { color: 'green', value: redBelow },
    ];
  return [{ color: 'green', value: null }, ...(redFrom === undefined ? [] : [{ color: 'red', value: redFrom }])];
}
