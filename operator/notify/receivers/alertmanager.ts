/** Alertmanager's API v2 (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml). */
import { isClusterKey, namespaceOf } from '../../detector-key.ts';
import { defaultTimeoutMs, describePage, post, readKey, type PageMessage, type ReadSecret, type Receiver } from '../deliver.ts';

export interface AlertmanagerOptions {
  readonly name: string;
  /** Without `/api/v2`. */
  readonly url: string;
  readonly tokenFile?: string | undefined;
  readonly readSecret: ReadSecret;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** It forgets an alert that is not repeated; the end that is told with each one leaves us time to restart. */
const repeatAfterMs = 120_000;
const standsForMs = 30 * 60_000;

/** It knows an alert by its labels, so only what never changes while the incident lasts is one. */
export function createAlertmanager(options: AlertmanagerOptions): Receiver {
  const { name, url, tokenFile, readSecret, now, timeoutMs = defaultTimeoutMs } = options;
  return {
    name,
    type: 'alertmanager',
    repeat: { afterMs: repeatAfterMs, times: Infinity },
    async send(page, signal) {
      const token = tokenFile === undefined ? null : await readKey(readSecret, tokenFile, name);
      const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
      const body = JSON.stringify([alertOf(page, now())]);
      await post({ receiver: name, url: `${url.replace(/\/+$/, '')}/api/v2/alerts`, headers, body, timeoutMs }, signal);
    },
  };
}

function alertOf(page: PageMessage, nowMs: number): Readonly<Record<string, unknown>> {
  const namespace = isClusterKey(page.detector) ? {} : { namespace: namespaceOf(page.detector) };
  const [link] = page.links;
  // An end before the beginning is refused.
  const endsAtMs = page.action === 'trigger' ? nowMs + standsForMs : Math.max(page.openedAtMs + 1, nowMs);
  return {
    labels: { alertname: 'LogDetectorIncident', severity: page.severity, ...namespace, detector: page.detector, page: page.dedupKey },
    annotations: { summary: page.title, description: describePage(page), cause: page.cause ?? 'not known yet', incident: page.incident },
    startsAt: new Date(page.openedAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    ...(link ? { generatorURL: link.href } : {}),
  };
}
