/** Our engine as a contestant: the same calls as the operator makes, and every anomaly and incident that it reports. */
import { createEngine, type Anomaly, type Engine, type IncidentChange } from '../../engine/index.ts';
import { createBeginnings, type Alarm, type AlarmPart } from './alarm.ts';
import { hourMs, minuteMs } from './calendar.ts';
import type { Truth } from './faults.ts';
import type { Service } from './service.ts';
import type { Sink } from './world.ts';

export interface Watch extends Sink {
  readonly engine: Engine;
  readonly anomalies: readonly Alarm[];
  readonly incidents: readonly Alarm[];
  /** Anomalies whose pattern holds the words of no statement. */
  readonly unknown: number;
}

/** Most of the processor time is in looking, so it looks as often as the operator where a delay is measured, and seldom where nothing is scored. */
const learningTickMs = 30_000;
const scoredTickMs = 15_000;
const faultTickMs = 5_000;
/** Whoever has not found a fault until then has no delay that seconds could change. */
const measuredForMs = 45 * minuteMs;

export function createWatch(roster: readonly Service[], truth: Truth): Watch {
  const tickMsAt = createPace(truth);
  const engine = createEngine({ detector: 'bench/traffic' });
  const anomalies = createAnomalies(roster);
  const incidents = createIncidentAlarms(roster);
  return {
    engine,
    anomalies: anomalies.alarms,
    incidents: incidents.alarms,
    get unknown() {
      return anomalies.unknown();
    },
    observe: (observation) => engine.observe(observation),
    push: (chunk) => engine.push(chunk),
    slotEnded(nowMs) {
      if (nowMs % tickMsAt(nowMs) !== 0) return;
      const found = engine.tick(nowMs);
      for (const anomaly of found.anomalies) anomalies.see(anomaly, nowMs);
      for (const change of found.changes) incidents.see(change, nowMs);
    },
    counted: () => {},
  };
}

/** Between two looks at a time; times must not go back. */
function createPace({ faults, scoredFromMs }: Truth): (nowMs: number) => number {
  const waiting = faults.toSorted((a, b) => a.beginAtMs - b.beginAtMs);
  let next = 0;
  let fastUntilMs = 0;
  return (nowMs) => {
    for (; nowMs >= (waiting[next]?.beginAtMs ?? Number.POSITIVE_INFINITY) - minuteMs; next += 1) {
      const { beginAtMs = 0, endAtMs = 0 } = waiting[next] ?? {};
      fastUntilMs = Math.max(fastUntilMs, Math.min(endAtMs + 2 * minuteMs, beginAtMs + measuredForMs));
    }
    if (nowMs < fastUntilMs) return faultTickMs;
    return nowMs < scoredFromMs - hourMs ? learningTickMs : scoredTickMs;
  };
}

function createAnomalies(roster: readonly Service[]) {
  const alarms: Alarm[] = [];
  const services = new Map(roster.map((service) => [service.id, service]));
  const beginnings = createBeginnings();
  let unknown = 0;
  return {
    alarms,
    unknown: () => unknown,
    see({ kind, workload, template, reason }: Anomaly, nowMs: number): void {
      const service = services.get(workload);
      if (service === undefined || !beginnings.begins(`${kind} ${workload} ${template?.id ?? ''}`, nowMs)) return;
      const about = template === null ? null : statementOf(service, template);
      if (template !== null && about === null) unknown += 1;
      const text = template === null ? reason : `${template.level} "${template.text}": ${reason}`;
      alarms.push({ what: kind, reason: text, parts: [{ atMs: nowMs, service: service.index, about }] });
    },
  };
}

/** By its text, and where a wildcard has taken the words, by its samples. */
function statementOf({ statements }: Service, { text, samples }: NonNullable<Anomaly['template']>): number | null {
  for (const candidate of [text, ...samples]) {
    const statement = statements.find(({ signature }) => candidate.includes(signature));
    if (statement !== undefined) return statement.index;
  }
  return null;
}

function createIncidentAlarms(roster: readonly Service[]) {
  const alarms: Alarm[] = [];
  const indexes = new Map(roster.map(({ id, index }) => [id, index]));
  const open = new Map<string, AlarmPart[]>();
  return {
    alarms,
    see({ type, incident }: IncidentChange, nowMs: number): void {
      let parts = open.get(incident.id);
      if (parts === undefined || type === 'opened' || type === 'reopened') {
        parts = [];
        open.set(incident.id, parts);
        alarms.push({ what: 'incident', reason: incident.title, parts });
      }
      const named = [
        ...incident.affected.map(({ workload }) => workload),
        ...incident.anomalies.map(({ workload }) => workload),
        ...incident.causes.flatMap(({ workload }) => workload ?? []),
      ];
      for (const service of new Set(named.flatMap((id) => indexes.get(id) ?? [])))
        if (!parts.some((part) => part.service === service)) parts.push({ atMs: nowMs, service, about: null });
      if (type === 'resolved') open.delete(incident.id);
    },
  };
}
