/** Events, alerts and edges as they were told: bounded, repeats as one with their count, redacted. */
import type { Observation } from '../domain.ts';
import { redactCut } from '../evidence/slim.ts';
import type { Alert, ClusterEvent } from './cluster.ts';

type Of<T extends Observation['type']> = Extract<Observation, { readonly type: T }>;

export interface ToldEdge {
  readonly namespace: string | null;
  readonly from: string;
  readonly to: string;
}

export interface HappeningsState {
  readonly events: readonly ClusterEvent[];
  readonly alerts: readonly Alert[];
  readonly edges: readonly ToldEdge[];
}

/** Objects with Events, and Events an object: 5,000 pods with ten each fit. */
const maxObjects = 20_000;
const maxPerObject = 40;
const maxEvents = 50_000;
const maxAlerts = 5000;
const maxEdges = 20_000;
const maxMessageLength = 1000;
const maxAnswerLength = 2000;
/** Who complains once and is not heard again has been helped; what lasts is told again by whoever told it. */
const complaintHoldsForMs = 60 * 60_000;

export class Happenings {
  readonly #redact: (text: string) => string;
  readonly #events = new Map<string, ClusterEvent[]>();
  readonly #alerts = new Map<string, Alert>();
  readonly #edges = new Map<string, ToldEdge>();
  #eventCount = 0;
  /** What was forgotten because there was too much. */
  forgotten = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  seeEvent(event: Of<'event'>): void {
    const { namespace, object, reason, severity, count, atMs, sinceAtMs = event.atMs, source = null } = event;
    const message = redactCut(event.message, maxMessageLength, this.#redact);
    this.#addEvent({ namespace, object, reason, message, severity, count, atMs, sinceAtMs: Math.min(sinceAtMs, atMs), source });
  }

  seeAlert(alert: Of<'alert'>): void {
    const { atMs, name, severity, sinceAtMs = atMs, count = 1, text } = alert;
    this.#addAlert({
      atMs,
      namespace: alert.namespace ?? null,
      workload: alert.workload ?? null,
      pod: alert.pod ?? null,
      node: alert.node ?? null,
      name,
      severity,
      summary: redactCut(alert.summary, maxMessageLength, this.#redact),
      sinceAtMs,
      count,
      port: alert.port ?? null,
      unit: alert.unit ?? null,
      text: text === undefined ? null : redactCut(text, maxAnswerLength, this.#redact),
    });
  }

  seeEdge({ namespace, from, to }: Of<'edge'>): void {
    this.#edges.set(`${namespace ?? ''} ${from}>${to}`, { namespace: namespace ?? null, from, to });
    this.#bound(this.#edges, maxEdges);
  }

  /** Of all objects without arguments, of a kind, of the kind in a namespace, of one object. */
  events(kind?: string, namespace?: string, name?: string): readonly ClusterEvent[] {
    if (kind !== undefined && namespace !== undefined && name !== undefined)
      return (this.#events.get(keyOf(kind, namespace, name)) ?? []).toSorted(byTime);
    const all = [...this.#events.values()].flat();
    return all
      .filter((event) => (kind === undefined || event.object.kind === kind) && (namespace === undefined || event.namespace === namespace))
      .toSorted(byTime);
  }

  alerts(name?: string): readonly Alert[] {
    return [...this.#alerts.values()].filter((alert) => name === undefined || alert.name === name).toSorted(byTime);
  }

  /** What somebody says is wrong: alerts that are no passed check and that were told lately. */
  complaints(nowMs: number): readonly Alert[] {
    return this.alerts().filter(({ severity, atMs }) => severity !== 'info' && nowMs - atMs <= complaintHoldsForMs);
  }

  edges(): readonly ToldEdge[] {
    return [...this.#edges.values()];
  }

  snapshot(): HappeningsState {
    return { events: [...this.#events.values()].flat(), alerts: [...this.#alerts.values()], edges: this.edges() };
  }

  restore({ events, alerts, edges }: HappeningsState): void {
    for (const map of [this.#events, this.#alerts, this.#edges]) map.clear();
    this.#eventCount = 0;
    for (const event of events) this.#addEvent(event);
    for (const alert of alerts) this.#addAlert(alert);
    for (const edge of edges) this.#edges.set(`${edge.namespace ?? ''} ${edge.from}>${edge.to}`, edge);
  }

  #addEvent(event: ClusterEvent): void {
    const key = keyOf(event.object.kind, event.namespace, event.object.name);
    const list = this.#events.get(key) ?? [];
    this.#events.delete(key);
    this.#events.set(key, list);
    const at = list.findIndex(({ reason, message }) => reason === event.reason && message === event.message);
    const known = list[at];
    if (known !== undefined) {
      list[at] = joined(known, event);
      return;
    }
    list.push(event);
    this.#eventCount += 1;
    if (list.length > maxPerObject) {
      list.shift();
      this.#eventCount -= 1;
      this.forgotten += 1;
    }
    while (this.#eventCount > maxEvents || this.#events.size > maxObjects) this.#forgetOldestObject();
  }

  #forgetOldestObject(): void {
    const oldest = this.#events.entries().next().value;
    if (oldest === undefined) return;
    this.#events.delete(oldest[0]);
    this.#eventCount -= oldest[1].length;
    this.forgotten += oldest[1].length;
  }

  #addAlert(alert: Alert): void {
    const key = `${identityOf(alert)} ${alert.summary}`;
    if (alert.severity === 'info' && alert.name !== 'probe') this.#end(alert);
    const known = this.#alerts.get(key);
    this.#alerts.delete(key);
    this.#alerts.set(key, known === undefined ? alert : joined(known, alert));
    this.#bound(this.#alerts, maxAlerts);
  }

  /** An alert that is over says so with other words. Checks are no alerts: one that passed does not undo one that failed a moment before. */
  #end(over: Alert): void {
    const prefix = `${identityOf(over)} `;
    for (const [key, { severity, atMs }] of this.#alerts)
      if (severity !== 'info' && atMs <= over.atMs && key.startsWith(prefix)) this.#alerts.delete(key);
  }

  #bound(map: Map<string, unknown>, max: number): void {
    const oldest = map.keys().next().value;
    if (map.size <= max || oldest === undefined) return;
    map.delete(oldest);
    this.forgotten += 1;
  }
}

/** The newer telling with the earlier beginning. What begins anew adds up; what is told again, as after an outage of ours, counts once. */
function joined<T extends { readonly atMs: number; readonly sinceAtMs: number; readonly count: number }>(known: T, told: T): T {
  const newer = told.atMs >= known.atMs ? told : known;
  const count = told.sinceAtMs > known.atMs ? known.count + told.count : Math.max(known.count, told.count);
  return { ...newer, sinceAtMs: Math.min(known.sinceAtMs, told.sinceAtMs), count };
}

function identityOf({ name, namespace, workload, pod, node, port, unit }: Alert): string {
  return JSON.stringify([name, namespace, workload, pod, node, port, unit]);
}

function keyOf(kind: string, namespace: string, name: string): string {
  return kind === 'Node' ? `Node//${name}` : `${kind}/${namespace}/${name}`;
}

function byTime(a: { readonly atMs: number }, b: { readonly atMs: number }): number {
  return a.atMs - b.atMs;
}
