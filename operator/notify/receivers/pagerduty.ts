/** PagerDuty Events API v2 (https://developer.pagerduty.com/docs/send-alert-event). */
import type { Severity } from '../../../engine/index.ts';
import { defaultTimeoutMs, post, readKey, type ChangeMessage, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

export interface PagerDutyOptions {
  readonly name: string;
  readonly url: string;
  /** File with the integration key; read at every sending. */
  readonly routingKeyFile: string;
  readonly readSecret: ReadSecret;
  readonly timeoutMs?: number;
  /** Endpoint of change events; null tells none. Default: null. */
  readonly changeUrl?: string | null;
}

/** PagerDuty itself drops a repeated `dedup_key`, so that sending again after a crash shows one alert. */
export function createPagerDuty(options: PagerDutyOptions): Receiver {
  const { name, url, routingKeyFile, readSecret, timeoutMs = defaultTimeoutMs, changeUrl = null } = options;
  async function tell(to: string, event: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    const routingKey = await readKey(readSecret, routingKeyFile, name);
    const body = JSON.stringify({ routing_key: routingKey, ...event });
    await post({ receiver: name, url: to, headers: { 'content-type': 'application/json' }, body, timeoutMs }, signal);
  }
  return {
    name,
    type: 'pagerduty',
    repeat: { afterMs: 60_000, times: 1 },
    send: (page, signal) => tell(url, eventOf(page), signal),
    ...(changeUrl === null ? {} : { announce: (change: ChangeMessage, signal: AbortSignal) => tell(changeUrl, changeOf(change), signal) }),
  };
}

/** https://developer.pagerduty.com/docs/send-change-events */
function changeOf({ detector, workload, atMs, text }: ChangeMessage): Readonly<Record<string, unknown>> {
  const payload = {
    summary: text.slice(0, summaryAtMost),
    source: workload.slice(0, sourceAtMost),
    timestamp: new Date(atMs).toISOString(),
  };
  return { payload: { ...payload, custom_details: { detector, workload } } };
}

/** The API refuses a summary above 1,024 characters and a source above 255. */
const summaryAtMost = 1024;
const sourceAtMost = 255;

function eventOf(page: PageMessage): Readonly<Record<string, unknown>> {
  const { action, dedupKey } = page;
  if (action === 'resolve') return { event_action: 'resolve', dedup_key: dedupKey };
  return {
    event_action: 'trigger',
    dedup_key: dedupKey,
    client: 'LogDetector',
    ...(page.links.length > 0 ? { links: page.links.map(({ href, text }) => ({ href, text })) } : {}),
    payload: {
      summary: page.title.slice(0, summaryAtMost),
      source: page.source.slice(0, sourceAtMost),
      severity: severities[page.severity],
      timestamp: new Date(page.openedAtMs).toISOString(),
      component: page.source.slice(0, sourceAtMost),
      group: page.detector,
      class: 'log incident',
      custom_details: {
        incident: page.incident,
        detector: page.detector,
        likely_cause: page.cause ?? 'not known yet',
        affected: page.affected,
        why_paged: page.sentence,
        gates: page.gates.map(({ name, passed, sentence }) => `${passed ? 'passed' : 'failed'} ${name}: ${sentence}`),
      },
    },
  };
}

/** PagerDuty's own four are named the same; a record keeps it so when ours change. */
const severities: Readonly<Record<Severity, 'info' | 'warning' | 'error' | 'critical'>> = {
  info: 'info',
  warning: 'warning',
  error: 'error',
  critical: 'critical',
};
