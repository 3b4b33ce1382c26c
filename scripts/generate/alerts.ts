/**
 * Alerts about the operator itself, and what to do about each: the chart's PrometheusRule and `docs/runbooks.md` are written from this
 * list. What it alerts about must hurt somebody (a page that does not arrive, lines that are not read), and leave time to look.
 */
import { stringify } from 'yaml';

export interface Alert {
  readonly alert: string;
  /** PromQL; NAMESPACE stands for that of the release. */
  readonly expr: string;
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What is lost while it lasts. */
  readonly meaning: string;
  /** What to look at and do, in order. */
  readonly steps: readonly string[];
}

const own = '{namespace="NAMESPACE"}';
const log = '`kubectl logs -n NAMESPACE deploy/RELEASE-logdetector -c operator`';
const metric = (name: string): string => `max by (namespace) (logdetector_${name}${own})`;
const growth = (name: string, over: string): string => `sum by (namespace) (increase(logdetector_${name}_total${own}[${over}]))`;

export const alerts: readonly Alert[] = [
  {
    alert: 'LogDetectorNotLeading',
    expr: `absent(logdetector_leading${own} == 1)`,
    for: '2m',
    severity: 'critical',
    summary: 'No LogDetector replica leads, so no log is read and nobody is paged.',
    meaning:
      'Nothing is read, judged, posted or paged. Reading goes on where it stopped; what the kubelets rotate away meanwhile is a gap.',
    steps: [
      '`kubectl get pods -n NAMESPACE`: is a pod running and ready? If it restarts, its last words: `kubectl logs --previous`.',
      '`kubectl get lease -n NAMESPACE RELEASE-logdetector-leader -o yaml`: who holds it, and since when?',
      `${log}: \`LeadershipBlocked\` says why the lease cannot be had; \`helm test\` says whether a right is missing.`,
      'If the operator runs and only the metric is missing: is the pod scraped (NetworkPolicy `metricsFrom`, ServiceMonitor labels)?',
    ],
  },
  {
    alert: 'LogDetectorTwoLeaders',
    expr: `sum by (namespace) (logdetector_leading${own}) > 1`,
    for: '1m',
    severity: 'warning',
    summary: 'More than one LogDetector replica believes that it leads.',
    meaning:
      'The store refuses the writes of the older one (`StoreFenced`), so nothing is posted twice; two releases in one namespace look the same.',
    steps: [
      '`helm list -n NAMESPACE`: two releases that each watch their own namespaces are as it should be; silence this alert then.',
      'Otherwise delete the pod whose log says `LeadershipBlocked` or `StoreFenced`.',
    ],
  },
  {
    alert: 'LogDetectorStoreUnavailable',
    expr: `min by (namespace) (logdetector_store_available${own}) == 0`,
    for: '5m',
    severity: 'critical',
    summary: 'LogDetector cannot reach its store.',
    meaning: 'What is read and judged is kept in memory and written later; a restart now loses what was not written, and it is read again.',
    steps: [
      `${log}: \`CheckpointFailed\` quotes the store.`,
      'SQLite: is the volume full or read-only? `kubectl exec ... -c operator -- node -e "console.log(fs.statfsSync(\'/data\'))"`',
      'Redis: is it up, does the password in the Secret still hold, does the NetworkPolicy let it through?',
    ],
  },
  {
    alert: 'LogDetectorCheckpointFails',
    expr: `${growth('checkpoint_failed', '15m')} > 3`,
    for: '5m',
    severity: 'critical',
    summary: 'LogDetector cannot save what it has counted and read.',
    meaning: 'As above: nothing is lost while the process lives.',
    steps: [`${log}: the code of \`CheckpointFailed\` is explained in docs/errors.md.`],
  },
  {
    alert: 'LogDetectorPagesWaiting',
    expr: `${metric('pages_waiting')} > 0`,
    for: '5m',
    severity: 'critical',
    summary: 'A page has waited for its receiver for five minutes.',
    meaning: 'Somebody who should be awake is not. The page is tried again for a day.',
    steps: [
      '`kubectl get ld -A`: the condition `PagingReady` names the receiver and what it answered.',
      'Refused (4xx): renew the key in its Secret. Unreachable: look at the egress rules, the proxy and the state page of the receiver.',
      'Wake somebody by other means: the incident is in Slack and in `logbot incidents`.',
    ],
  },
  {
    alert: 'LogDetectorPagesGivenUp',
    expr: `${metric('pages_given_up')} > 0`,
    for: '1m',
    severity: 'critical',
    summary: 'A page was given up after a day without a receiver that took it.',
    meaning: 'Nobody was woken for an incident that deserved it.',
    steps: [
      'As for LogDetectorPagesWaiting. The alert ends when the incident is forgotten, or its LogDetector names a receiver that works.',
    ],
  },
  {
    alert: 'LogDetectorHeartbeatFails',
    expr: `${growth('heartbeat_failed', '15m')} + ${growth('heartbeat_withheld', '15m')} > 3`,
    for: '5m',
    severity: 'warning',
    summary: 'The heartbeat of LogDetector is not sent or not taken.',
    meaning: 'Whoever watches it will say that LogDetector is dead.',
    steps: [`${log}: \`HeartbeatWithheld\` says what is wrong with the operator, \`HeartbeatFailed\` what the other side answered.`],
  },
  {
    alert: 'LogDetectorSlackSilent',
    expr: `${metric('outbox_posts')} > 0 and ${metric('slack_connected')} == 0`,
    for: '10m',
    severity: 'warning',
    summary: 'Messages wait, and the bot is not connected to Slack.',
    meaning: 'Incidents are found and paged, but nobody reads them in Slack. Nothing is lost: the messages follow.',
    steps: [
      '`kubectl get ld -A`: the condition `SlackReady` says what is wrong and what to do.',
      '`helm test RELEASE -n NAMESPACE --logs` asks Slack for both tokens.',
      '`kubectl logs -n NAMESPACE deploy/RELEASE-logdetector -c bot`',
    ],
  },
  {
    alert: 'LogDetectorPostsRefused',
    expr: `${growth('post_failed', '30m')} > 5`,
    for: '10m',
    severity: 'warning',
    summary: 'Slack refuses messages of LogDetector.',
    meaning: 'A channel does not get its messages; others are not concerned.',
    steps: [`${log}: \`PostFailed\` has Slack's code; docs/slack.md says what helps (invite the bot, unarchive the channel, add a scope).`],
  },
  {
    alert: 'LogDetectorLinesLost',
    expr: `${growth('lines_dropped', '15m')} > 1000 or ${growth('gap_reported', '15m')} > 10`,
    for: '15m',
    severity: 'warning',
    summary: 'LogDetector misses log lines.',
    meaning: 'Counts are too low, and a page needs them: above half of the lines missing nobody is paged.',
    steps: [
      '`kubectl get ld -A -o wide`: `CoverageComplete` names workload and reason.',
      "A workload that floods: raise the kubelet's `containerLogMaxSize`, or let it write less.",
      'Many at once: is the operator throttled or the API server slow? See the dashboard.',
    ],
  },
  {
    alert: 'LogDetectorStreamsBeyondLimit',
    expr: `${metric('log_streams_beyond_limit')} > 0`,
    for: '15m',
    severity: 'warning',
    summary: 'Containers are read in turns because the limit of log streams is reached.',
    meaning: 'What they write outside of their turn is not read. `StreamsReady` of the LogDetectors concerned says `LimitReached`.',
    steps: ['Raise `configuration.limits.streams` (78 KiB of memory each) or `streamsPerNamespace`, or select fewer pods.'],
  },
  {
    alert: 'LogDetectorStreamsFail',
    expr: `sum by (namespace, code) (rate(logdetector_stream_failed_total${own}[10m])) > 0.5`,
    for: '15m',
    severity: 'warning',
    summary: 'Log streams break again and again ({{ $labels.code }}).',
    meaning: 'Lines come late; those that the kubelet rotates away before they are read are lost and counted.',
    steps: ['The code is explained in docs/errors.md; look at the node and at the API server that the log names.'],
  },
  {
    alert: 'LogDetectorWatchFails',
    expr: `sum by (namespace, resource, code) (increase(logdetector_watch_failed_total${own}[15m])) > 5`,
    for: '15m',
    severity: 'warning',
    summary: 'LogDetector cannot watch {{ $labels.resource }} ({{ $labels.code }}).',
    meaning: 'What that kind tells is missing in causes; docs/evidence.md says what.',
    steps: [
      '`ApiForbidden`: grant the right, or switch the kind off (`evidence.configMaps`); `helm test` lists all that is missing.',
      'Otherwise look at the API server: its log, its priority and fairness metrics.',
    ],
  },
  {
    alert: 'LogDetectorReconcileFails',
    expr: `sum by (namespace, code) (increase(logdetector_reconcile_failed_total${own}[15m])) > 5`,
    for: '15m',
    severity: 'warning',
    summary: 'LogDetectors cannot be reconciled ({{ $labels.code }}).',
    meaning: 'Changes of their spec have no effect, and their status may be old.',
    steps: [`${log}: \`ReconcileFailed\` names the LogDetector; the code is explained in docs/errors.md.`],
  },
  {
    alert: 'LogDetectorConfigurationRejected',
    expr: `${growth('configuration_rejected', '1h')} > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'The configuration of LogDetector cannot be used; the last good one serves.',
    meaning: 'What was changed has no effect. A restart would not come up.',
    steps: [`${log}: \`ConfigurationRejected\` names the field. Correct it before anything restarts the pod.`],
  },
  {
    alert: 'LogDetectorInletsFull',
    expr: `${growth('observations_refused', '15m')} > 0`,
    for: '15m',
    severity: 'warning',
    summary: 'Traces, metrics, alerts or changes find no room.',
    meaning: 'Senders are asked to try again; what they drop is missing in causes.',
    steps: ['Send less: sample traces, keep to the metrics of saturation and errors. docs/evidence.md has the bounds.'],
  },
  {
    alert: 'LogDetectorPushedLinesRefused',
    expr: `${growth('lines_refused', '15m')} > 0`,
    for: '15m',
    severity: 'warning',
    summary: 'Log lines that a collector sends cannot be taken in.',
    meaning: 'The collector keeps them and sends them again; when its queue is full it drops them, and they are missing.',
    steps: [
      'The label `why` says it: `not-saved` and `unsettled` are the store, `full` is too much at once, `switching` ends by itself.',
      'The condition `StreamsReady` of the LogDetectors, and docs/otlp.md for the bounds.',
    ],
  },
  {
    alert: 'LogDetectorOverloaded',
    expr: `max by (namespace) (nodejs_eventloop_lag_p99_seconds${own} and on (namespace, pod) logdetector_leading${own} == 1) > 1`,
    for: '10m',
    severity: 'warning',
    summary: 'LogDetector is so busy that it answers late.',
    meaning: 'Judgement and pages come late, and log streams may lose lines.',
    steps: [
      'The dashboard: is it lines a second, one LogDetector that judges long, or the CPU limit?',
      'Give it more CPU (`operator.resources`; no CPU limit is the default), or split by namespaces into two releases.',
    ],
  },
  {
    alert: 'LogDetectorUnexpectedErrors',
    expr: `${growth('unexpected_error', '30m')} > 3`,
    for: '10m',
    severity: 'warning',
    summary: 'LogDetector meets errors that nobody planned for.',
    meaning: 'A fault of ours; the rest goes on.',
    steps: [`${log}: please report what \`UnexpectedError\` says.`],
  },
];

/** `charts/logdetector/alerts.yaml`, which the chart's PrometheusRule is made of. */
export function alertsYaml(): string {
  const rows = alerts.map(({ alert, expr, for: lasting, severity, summary, meaning }) => ({
    alert,
    expr,
    for: lasting,
    severity,
    summary,
    description: meaning,
  }));
  return `# Written by npm run generate from scripts/generate/alerts.ts. Do not edit.\n${stringify(rows, { lineWidth: 0 })}`;
}

export function runbooksPage(): string {
  const sections = alerts.map(({ alert, expr, for: lasting, severity, summary, meaning, steps }) => {
    const list = steps.map((step, index) => `${index + 1}. ${step}\n`).join('');
    const condition = `\`\`\`promql\n${expr.replaceAll(own, '')}\n\`\`\``;
    return `## ${alert}\n\n**${summary.replaceAll(/ \(\{\{.*?\}\}\)| \{\{.*?\}\}/g, '')}** (${severity}, after ${lasting})\n\n${meaning}\n\n${list}\n${condition}\n`;
  });
  return `# Runbooks

<!-- Written by npm run generate from scripts/generate/alerts.ts. Do not edit. -->

One paragraph an alert about LogDetector itself. They come with \`metrics.prometheusRule.enabled\` of the chart; \`metrics.prometheusRule.runbookUrl\` says where
this page can be read, and every alert links to its paragraph. NAMESPACE and RELEASE are those of the installation. The metrics are in
[telemetry.md](telemetry.md), the codes in [errors.md](errors.md).

${sections.join('\n')}`;
}
