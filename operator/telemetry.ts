/**
 * Telemetry is named events (`<Noun><PastVerb>`). This file alone turns them into JSON log lines (pino) and Prometheus metrics
 * (prom-client); everyone else calls `emit`. A new event is one row of the table.
 */
import { pino, type DestinationStream } from 'pino';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { createRepeats } from './telemetry/repeats.ts';
import type { SpanName, ToldSpan } from './telemetry/spans.ts';
import type { Traces } from './telemetry/traces.ts';

type EventLevel = 'debug' | 'info' | 'warn' | 'error';

export interface EventRow {
  readonly level: EventLevel;
  /** Help of the counter `logdetector_<snake_case_name>_total`; without it the event is only logged. */
  readonly counter?: string;
  /** Fields of the event that become labels of the counter; each must have few values. */
  readonly labels?: readonly string[];
  /** Field whose number is added instead of 1. */
  readonly by?: string;
  /** What is tried again until it works: the same failure is logged now and then only. */
  readonly repeats?: true;
}

/** All events; `docs/telemetry.md` is written from it. */
export const events = {
  OperatorStarted: { level: 'info', counter: 'Starts of the process, by version.', labels: ['version'] },
  OperatorStopped: { level: 'info' },
  LeadershipChanged: { level: 'info', counter: 'Times this replica won or lost the lease.', labels: ['leading'] },
  LeadershipBlocked: { level: 'error', counter: 'Times the lease could not be had because of an error.' },
  // Every watch ends by itself after minutes, and there are a dozen: counted, and told to whoever looks closer.
  KubernetesAsked: {
    level: 'debug',
    counter:
      'Requests to the API server, by what was asked and the code of the answer (none: there was none). A log that is followed is one request.',
    labels: ['verb', 'resource', 'code'],
  },
  WatchRestarted: { level: 'debug', counter: 'Watches opened again after an end or an error.', labels: ['resource', 'reason'] },
  WatchFailed: { level: 'warn', repeats: true, counter: 'Watches or lists that the API server refused.', labels: ['resource', 'code'] },
  ObjectsForgotten: {
    level: 'debug',
    counter: 'Objects of a watch that were more than are kept; what they told has been told.',
    labels: ['resource'],
  },
  StreamOpened: { level: 'debug', counter: 'Log streams opened.' },
  StreamFailed: { level: 'warn', repeats: true, counter: 'Log streams that ended with an error.', labels: ['code'] },
  LinesRead: { level: 'debug', counter: 'Log lines read.', by: 'lines' },
  LinesDropped: { level: 'warn', repeats: true, counter: 'Log lines known to be lost, by reason.', labels: ['reason'], by: 'lines' },
  LinesCut: { level: 'debug', counter: 'Log lines longer than the limit, cut and counted as lines.', by: 'lines' },
  LinesDoubled: { level: 'debug', counter: 'Pushed log lines that had been taken before, counted once.', by: 'lines' },
  LinesIgnored: { level: 'debug', counter: 'Pushed log lines that were not used.', labels: ['why'], by: 'lines' },
  LinesRefused: {
    level: 'warn',
    repeats: true,
    counter: 'Pushed log lines that were not acknowledged; whoever sent them was asked to try again.',
    labels: ['why'],
    by: 'lines',
  },
  GapReported: { level: 'warn', repeats: true, counter: 'Gaps of unknown length in a log stream.', labels: ['reason'] },
  DetectorReconciled: { level: 'debug', counter: 'Reconciles of a LogDetector.', labels: ['outcome'] },
  ReconcileFailed: { level: 'warn', repeats: true, counter: 'Reconciles that failed.', labels: ['code'] },
  StatusWritten: { level: 'debug', counter: 'Status patches.' },
  IncidentOpened: { level: 'info', counter: 'Incidents opened.', labels: ['severity'] },
  IncidentUpdated: { level: 'info' },
  IncidentResolved: { level: 'info', counter: 'Incidents resolved.' },
  GateJudged: {
    level: 'debug',
    counter: 'Gates of pages whose answer was new or another one than before, by answer.',
    labels: ['gate', 'passed'],
  },
  PostPlanned: { level: 'debug', counter: 'Messages put into the outbox.' },
  PostDelivered: { level: 'info', counter: 'Messages that Slack has taken.' },
  PostFailed: { level: 'warn', repeats: true, counter: 'Messages that Slack refused.', labels: ['code'] },
  PostsPruned: { level: 'debug', counter: 'Old incidents and messages forgotten to keep the outbox bounded.', by: 'records' },
  EntriesFolded: { level: 'debug', counter: 'Thread entries folded into one because there were too many.', by: 'entries' },
  PageSent: { level: 'info', counter: 'Pages sent or resolved.', labels: ['receiver', 'action'] },
  PageFailed: { level: 'error', repeats: true, counter: 'Attempts to page that failed.', labels: ['receiver', 'code'] },
  PageAbandoned: { level: 'error', counter: 'Pages and resolves given up after a day.', labels: ['receiver', 'action'] },
  AcknowledgementUnknown: {
    level: 'warn',
    repeats: true,
    counter: 'Times a receiver could not be asked whether its page is acknowledged.',
    labels: ['receiver'],
  },
  IncidentTold: { level: 'debug', counter: 'Messages about incidents that chat receivers have taken.', labels: ['receiver'] },
  IncidentsFolded: {
    level: 'info',
    counter: 'Openings and ends of incidents told in one message, because there were too many.',
    by: 'incidents',
  },
  IncidentUntold: {
    level: 'warn',
    repeats: true,
    counter: 'Attempts to tell a chat receiver of incidents that failed.',
    labels: ['receiver', 'code'],
  },
  RevisionJudged: {
    level: 'info',
    counter: 'New revisions of workloads whose patterns were compared with those before.',
    labels: ['found'],
  },
  ChangeTold: { level: 'debug', counter: 'Rollouts told to receivers that keep a list of changes.', labels: ['receiver'] },
  ChangeFailed: { level: 'warn', repeats: true, counter: 'Rollouts that such a receiver did not take.', labels: ['receiver'] },
  HeartbeatSent: { level: 'debug', counter: 'Heartbeats that were taken.' },
  HeartbeatWithheld: { level: 'warn', repeats: true, counter: 'Heartbeats not sent because the operator cannot do its work.' },
  HeartbeatFailed: { level: 'warn', repeats: true, counter: 'Heartbeats that were not taken.' },
  SummaryWritten: { level: 'info', counter: 'Summaries by a language model that passed the check.' },
  SummaryRejected: { level: 'info', counter: 'Summaries by a language model that said more than the facts.' },
  SummaryFailed: { level: 'warn', repeats: true, counter: 'Times the language model gave no answer that can be read.' },
  ModelTrained: { level: 'info', counter: 'Model versions made.' },
  ModelRefused: { level: 'warn', counter: 'Trainings or models refused.', labels: ['code'] },
  ModelServed: { level: 'info', counter: 'Times another model version began to serve.' },
  ModelPromoted: { level: 'info', counter: 'Trials of a model version after which it serves.' },
  ModelRolledBack: { level: 'warn', counter: 'Trials of a model version after which it was taken back.' },
  ModelDrifted: { level: 'info', counter: 'Times more was written that the serving model does not know than it should be.' },
  StateOutdated: { level: 'warn', counter: 'LogDetectors whose saved state was of an earlier format and was begun anew.' },
  CheckpointWritten: { level: 'debug', counter: 'Checkpoints of counts and positions.' },
  StoreLost: { level: 'error', counter: 'Times the store was found to have lost what was written; everything in memory is written anew.' },
  StoreRewritten: { level: 'info', counter: 'LogDetectors of which everything was written anew after such a loss.' },
  CheckpointFailed: { level: 'error', repeats: true, counter: 'Checkpoints that the store refused.', labels: ['code'] },
  ObservationsTaken: {
    level: 'debug',
    counter: 'Spans, samples, alerts and changes told by others.',
    labels: ['inlet'],
    by: 'observations',
  },
  ObservationsIgnored: {
    level: 'debug',
    counter: 'Spans, samples, alerts and changes that were not used.',
    labels: ['inlet', 'why'],
    by: 'observations',
  },
  ObservationsRefused: {
    level: 'warn',
    repeats: true,
    counter: 'Spans, samples, alerts and changes that found no room; whoever told them was asked to try again.',
    labels: ['inlet'],
    by: 'observations',
  },
  RemedyAdvanced: { level: 'info', counter: 'Steps of remedies that somebody confirmed.', labels: ['action', 'state'] },
  RemedyPostponed: { level: 'warn', repeats: true, counter: 'Steps of remedies that are tried again later.' },
  InletClosed: { level: 'error', repeats: true, counter: 'Times the token of an inlet could not be used.' },
  ApiRequestRefused: { level: 'warn', repeats: true, counter: 'HTTP API requests refused.', labels: ['code'] },
  SignedIn: { level: 'info', counter: 'Sign-ins to the dashboard.', labels: ['method'] },
  SignInRefused: { level: 'warn', repeats: true, counter: 'Sign-ins and changes that the dashboard refused.', labels: ['method', 'why'] },
  ChatHealthChanged: { level: 'info' },
  AuditWritten: { level: 'info', counter: 'Commands and buttons, with their results.' },
  // Values, not texts: what was to be kept and held two addresses counts twice.
  TextRedacted: { level: 'debug', counter: 'Values redacted in text that was to be kept, by kind.', labels: ['kind'], by: 'values' },
  EventDropped: { level: 'warn', repeats: true, counter: 'Kubernetes Events that could not be written.', labels: ['reason'] },
  ConfigurationRejected: { level: 'error', counter: 'Times the configuration file could not be used; the last good one serves.' },
  TracesRefused: { level: 'error', counter: 'Starts without traces because their endpoint cannot be used.' },
  SpansLost: { level: 'warn', repeats: true, counter: 'Spans that could not be told to the collector of traces.', by: 'spans' },
  UnexpectedError: { level: 'error', repeats: true, counter: 'Errors nobody planned for; please report them.' },
} as const satisfies Record<string, EventRow>;

/** What is so now; all but the store's and the lease's are those of the leader. */
export const gauges = {
  logdetector_log_streams: 'Log streams open now.',
  logdetector_log_lag_seconds:
    'Age of the newest log lines that were read last, of the detector furthest behind; more than some seconds: the reading does not keep up, or a backlog is read.',
  logdetector_log_streams_beyond_limit:
    'Containers that wait for their turn because the limits of the configuration leave them no log stream now.',
  logdetector_workloads: 'Workloads watched now.',
  logdetector_workloads_learning: 'Workloads whose baseline is still learned.',
  logdetector_workloads_incomplete: 'Workloads of which lines have been missed since they are watched.',
  logdetector_patterns: 'Patterns known now.',
  logdetector_incidents_open: 'Incidents open now.',
  logdetector_detectors: 'LogDetectors served now.',
  logdetector_reconcile_queue_length: 'LogDetectors that wait to be reconciled.',
  logdetector_inlet_queue_length: 'Observations told by others that wait to be taken in.',
  logdetector_pushed_requests: 'Requests with pushed log lines that are taken in or wait for their checkpoint.',
  logdetector_store_available: '1 while the store answers.',
  logdetector_slack_connected: '1 while the bot says that it is connected to Slack.',
  logdetector_outbox_posts: 'Messages waiting for the bot.',
  logdetector_pages_waiting: 'Pages and resolves that a receiver has not taken yet.',
  logdetector_pages_given_up: 'Pages that nobody took within a day, of incidents that are kept.',
  logdetector_leading: '1 while this replica holds the lease.',
} as const;

/** How long things take, in seconds. */
export const histograms = {
  logdetector_detection_delay_seconds: {
    help: 'From the first line of a failure to its message in the outbox.',
    buckets: [1, 2, 5, 10, 15, 30, 60, 120, 300],
  },
  logdetector_delivery_delay_seconds: {
    help: 'From a message in the outbox until Slack has taken it for the first time.',
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 900],
  },
  logdetector_reconcile_duration_seconds: {
    help: 'Reconciles of a LogDetector.',
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  logdetector_judgement_duration_seconds: {
    help: 'Judging of the last second of a LogDetector; reading waits meanwhile.',
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
} as const;

export type EventName = keyof typeof events;
export type HistogramName = keyof typeof histograms;
export type GaugeName = keyof typeof gauges;
export type EventFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Telemetry {
  emit(name: EventName, fields?: EventFields): void;
  gauge(name: GaugeName, value: number): void;
  observe(name: HistogramName, seconds: number): void;
  /** Where traces are switched on. */
  span(name: SpanName, span: ToldSpan): void;
  /** Prometheus text exposition format 0.0.4. */
  metrics(): Promise<string>;
}

export interface TelemetryOptions {
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly destination?: DestinationStream;
  /** Event-loop lag, heap and CPU of the process; off in tests. */
  readonly processMetrics?: boolean;
  readonly now?: () => number;
  /** Every text goes through it before it is logged: errors quote what others have sent. Left out, texts are logged as they are. */
  readonly redact?: (text: string) => string;
  /** OpenTelemetry; left out or null: no spans are told. */
  readonly traces?: () => Pick<Traces, 'tell'> | null;
}

/** The library's 10 ms woke a process a hundred times a second that had nothing else to do. What it measures has this time in it. */
const lagMeasuredEveryMs = 100;

export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  const level = options.level ?? 'info';
  const settings = { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  const logger = options.destination ? pino(settings, options.destination) : pino(settings);
  const repeats = createRepeats(options.now ?? Date.now);
  const registry = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagMeasuredEveryMs });
  const counters = createCounters(registry);
  const gaugesByName = new Map(Object.entries(gauges).map(([name, help]) => [name, new Gauge({ name, help, registers: [registry] })]));
  const durations = new Map(
    Object.entries(histograms).map(([name, { help, buckets }]) => [
      name,
      new Histogram({ name, help, buckets: [...buckets], registers: [registry] }),
    ]),
  );
  return {
    emit(name, fields = {}) {
      const row: EventRow = events[name];
      const keptBack = row.repeats && level !== 'debug' ? repeats.pass(name, fields) : 0;
      if (keptBack !== null && logger.isLevelEnabled(row.level)) {
        logger[row.level]({ event: name, ...redacted(fields, options.redact), ...(keptBack > 0 ? { keptBack } : {}) });
      }
      const labels = Object.fromEntries((row.labels ?? []).map((label) => [label, String(fields[label] ?? '')]));
      counters.get(name)?.inc(labels, row.by ? Number(fields[row.by] ?? 1) : 1);
    },
    gauge: (name, value) => gaugesByName.get(name)?.set(value),
    observe: (name, seconds) => durations.get(name)?.observe(seconds),
    span: (name, span) => options.traces?.()?.tell(name, span),
    metrics: () => registry.metrics(),
  };
}

/** `StreamFailed` is counted in `logdetector_stream_failed_total`. */
export function counterOf(event: string): string {
  return `logdetector_${event.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase()}_total`;
}

function redacted(fields: EventFields, redact: TelemetryOptions['redact']): EventFields {
  if (!redact) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]));
}

function createCounters(registry: Registry): Map<string, Counter> {
  const counters = new Map<string, Counter>();
  for (const [name, row] of Object.entries<EventRow>(events)) {
    if (!row.counter) continue;
    const labelNames = [...(row.labels ?? [])];
    counters.set(name, new Counter({ name: counterOf(name), help: row.counter, labelNames, registers: [registry] }));
  }
  return counters;
}
