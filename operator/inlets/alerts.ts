/**
 * Alerts as Alertmanager's webhook sends them (payload version 4) and as Prometheus posts them to an Alertmanager (`/api/v2/alerts`). Both say the
 * same again and again while an alert lasts; it is told once, and once more when it is over.
 */
import { BodyError, Collected, isFields, objectsOf, textOf, type Fields, type Reader } from './reader.ts';

/** Alerts that are known to have been told. */
const knownAtMost = 10_000;
/** An alert that lasts is told again after it. */
const againAfterMs = 15 * 60_000;
const nameAtMost = 200;
const textAtMost = 1000;
const severities: Readonly<Record<string, string>> = { page: 'critical', warn: 'warning', none: 'info', error: 'error' };

export function createAlertsReader(): Reader {
  const known = new Map<string, number>();

  /** Whether it is the first telling of what it says. */
  function isNew(key: string, nowMs: number): boolean {
    const toldAtMs = known.get(key);
    if (toldAtMs !== undefined && nowMs - toldAtMs < againAfterMs) return false;
    known.delete(key);
    known.set(key, nowMs);
    const oldest = known.keys().next().value;
    if (known.size > knownAtMost && oldest !== undefined) known.delete(oldest);
    return true;
  }

  return (body, nowMs) => {
    const list = isFields(body) ? body['alerts'] : body;
    if (!Array.isArray(list)) throw new BodyError('The body must be a list of alerts, or an object with a list "alerts".');
    const collected = new Collected(nowMs);
    for (const alert of objectsOf(list)) {
      const labels = isFields(alert['labels']) ? alert['labels'] : {};
      const name = textOf(labels['alertname'], nameAtMost);
      const isOver = hasEnded(alert, nowMs);
      const key = JSON.stringify([pairsOf(labels), alert['startsAt'], isOver]);
      if (name === undefined) collected.ignore('no label alertname');
      else if (!isNew(key, nowMs)) collected.ignore('told before');
      else addAlert(collected, { alert, labels, name, isOver, nowMs });
    }
    return collected;
  };
}

interface Alert {
  readonly alert: Fields;
  readonly labels: Fields;
  readonly name: string;
  readonly isOver: boolean;
  readonly nowMs: number;
}

function addAlert(collected: Collected, { alert, labels, name, isOver, nowMs }: Alert): void {
  const annotations = isFields(alert['annotations']) ? alert['annotations'] : {};
  const label = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => textOf(labels[key], nameAtMost)).find((value) => value !== undefined);
  const namespace = label('exported_namespace', 'namespace', 'kubernetes_namespace');
  const severity = label('severity')?.toLowerCase() ?? 'warning';
  const said = ['summary', 'message', 'description'].map((key) => textOf(annotations[key], textAtMost)).find((text) => text !== undefined);
  const sinceAtMs = timeOf(alert['startsAt']);
  const place = {
    namespace,
    // Which of the labels is there depends on where the series comes from; `service` and `app` are what people set themselves.
    workload: label('workload', 'deployment', 'statefulset', 'daemonset', 'cronjob', 'job_name', 'service', 'app'),
    pod: label('exported_pod', 'pod'),
    node: label('node', 'kubernetes_node'),
  };
  collected.add(namespace ?? null, {
    type: 'alert',
    atMs: nowMs,
    ...Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined)),
    name,
    severity: isOver ? 'info' : (severities[severity] ?? severity),
    summary: `${isOver ? 'over: ' : ''}${said ?? name}`,
    ...(sinceAtMs === undefined ? {} : { sinceAtMs }),
  });
}

function pairsOf(labels: Fields): readonly string[] {
  return Object.entries(labels)
    .map((pair) => JSON.stringify(pair))
    .toSorted();
}

/** The webhook says so in words, Prometheus by an end in the past. */
function hasEnded(alert: Fields, nowMs: number): boolean {
  const endsAtMs = timeOf(alert['endsAt']);
  return alert['status'] === 'resolved' || (alert['status'] === undefined && endsAtMs !== undefined && endsAtMs <= nowMs);
}

/** Go writes the year 1 for a time that is not set. */
function timeOf(value: unknown): number | undefined {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) || atMs <= 0 ? undefined : atMs;
}
