/** Incidents and models as those hear of them who watch the operator itself: its log, its metrics, and the Events of the LogDetector. */
import type { LogDetector } from '../../api/resource.ts';
import type { IncidentChange } from '../../engine/index.ts';
import type { EventRecorder, EventSubject } from '../kube/events.ts';
import type { Supervisor } from '../pipeline/supervisor.ts';
import type { Telemetry } from '../telemetry.ts';

export interface Announcer {
  incident(change: IncidentChange, about: LogDetector | undefined): void;
  model(outcome: { readonly type: keyof typeof reasons; readonly sentence: string }, about: LogDetector | undefined): void;
  /** Called at every tick; sums now and then. `waiting`: LogDetectors that wait to be reconciled. */
  counts(supervisor: Supervisor, waiting: number): void;
}

/** Gauges are summed over all detectors, and no scrape is more frequent. */
const gaugesEveryMs = 5_000;

export function createAnnouncer(events: EventRecorder, telemetry: Telemetry, now: () => number): Announcer {
  let nextGaugesAtMs = -Infinity;
  return {
    incident({ incident, type }, about) {
      const fields = { incident: incident.id, severity: incident.severity, title: incident.title };
      if (type === 'updated') return telemetry.emit('IncidentUpdated', fields);
      const isResolved = type === 'resolved';
      const reason = isResolved ? 'IncidentResolved' : 'IncidentOpened';
      telemetry.emit(reason, fields);
      if (!about) return;
      // Some are alerted by Warnings; in shadow mode nobody is to be.
      const isShadow = about.spec.mode === 'Shadow';
      const message = `${isShadow ? 'In shadow mode, ' : ''}${incident.id}: ${incident.title}`;
      events.record(subjectOf(about), { type: isResolved || isShadow ? 'Normal' : 'Warning', reason, message });
    },
    model({ type, sentence }, about) {
      const severity = warnings.has(type) ? 'Warning' : 'Normal';
      if (about) events.record(subjectOf(about), { type: severity, reason: reasons[type], message: sentence });
    },
    counts(supervisor, waiting) {
      if (now() < nextGaugesAtMs) return;
      nextGaugesAtMs = now() + gaugesEveryMs;
      const pipelines = [...supervisor.all().values()];
      const workloads = pipelines.flatMap(({ engine }) => engine.workloads());
      telemetry.gauge(
        'logdetector_log_streams',
        sum(pipelines, (pipeline) => pipeline.streams().open),
      );
      telemetry.gauge(
        'logdetector_log_streams_beyond_limit',
        sum(pipelines, (pipeline) => pipeline.streams().beyond),
      );
      const lagMs = Math.max(0, ...pipelines.map((pipeline) => pipeline.streams().lagMs));
      telemetry.gauge('logdetector_log_lag_seconds', lagMs / 1000);
      telemetry.gauge('logdetector_detectors', pipelines.length);
      telemetry.gauge('logdetector_reconcile_queue_length', waiting);
      telemetry.gauge('logdetector_workloads', workloads.length);
      telemetry.gauge('logdetector_workloads_learning', workloads.filter(({ learning }) => learning !== null).length);
      telemetry.gauge(
        'logdetector_workloads_incomplete',
        workloads.filter(({ coverage }) => Object.keys(coverage.droppedBy).length > 0).length,
      );
      telemetry.gauge(
        'logdetector_patterns',
        sum(workloads, ({ patterns }) => patterns),
      );
      telemetry.gauge(
        'logdetector_incidents_open',
        sum(pipelines, ({ engine }) => engine.incidents().length),
      );
    },
  };
}

const reasons = {
  trained: 'ModelTrained',
  refused: 'ModelRefused',
  served: 'ModelServed',
  unserved: 'ModelRefused',
  promoted: 'ModelPromoted',
  'rolled-back': 'ModelRolledBack',
} as const;
const warnings: ReadonlySet<string> = new Set(['refused', 'unserved', 'rolled-back']);

function subjectOf({ apiVersion, kind, metadata }: LogDetector): EventSubject {
  const uid = typeof metadata['uid'] === 'string' ? { uid: metadata['uid'] } : {};
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name, ...uid };
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
