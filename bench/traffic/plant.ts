/** Pods, releases, scaling and scheduled work of a service. */
import type { KubeObject, Observation } from '../../engine/index.ts';
import { minuteMs, startAtMs } from './calendar.ts';
import { createFleet, emptyFleet, type Fleet, type FleetMinute } from './fleet.ts';
import { createJobs } from './jobs.ts';
import { isAwake } from './roster.ts';
import { isDue } from './schedule.ts';
import type { Batch, Service } from './service.ts';

/** What is ordinary and may look otherwise. */
export interface Happening {
  readonly service: number;
  readonly what: 'release' | 'scaling' | 'batch' | 'burst';
  readonly fromAtMs: number;
  readonly untilAtMs: number;
}

interface Running {
  readonly batch: Batch;
  readonly untilAtMs: number;
}

export interface Plant {
  minute(atMs: number, load: number): { readonly fleet: FleetMinute; readonly batches: readonly Batch[] };
}

export interface PlantOptions {
  readonly service: Service;
  readonly roster: readonly Service[];
  readonly sink: { observe(observation: Observation): void };
  readonly happenings: Happening[];
}

export function createPlant({ service, roster, sink, happenings }: PlantOptions): Plant {
  let nowMs = startAtMs;
  let running: readonly Running[] = [];
  const tell = (object: KubeObject, deleted = false): void => sink.observe({ type: 'object', atMs: nowMs, object, deleted });
  const callees = service.calls.flatMap((index) => roster[index]?.ref.name ?? []);
  const jobs = service.ref.kind === 'CronJob' ? createJobs(service, tell) : null;
  const autoscaler = createAutoscaler();
  const fleet = jobs === null ? createFleet({ service, callees, tell }) : null;
  const happen = (what: Happening['what'], minutes: number): void =>
    void happenings.push({ service: service.index, what, fromAtMs: nowMs, untilAtMs: nowMs + minutes * minuteMs });

  return {
    minute(atMs, load) {
      nowMs = atMs;
      running = running.filter(({ untilAtMs }) => atMs < untilAtMs);
      for (const batch of service.batches) {
        if (!isDue(batch.schedule, atMs)) continue;
        running = [...running, { batch, untilAtMs: atMs + batch.lengthMinutes * minuteMs }];
        happen('batch', batch.lengthMinutes);
      }
      if (fleet !== null) manage(fleet, { service, atMs, load, happen, autoscaler });
      const pod = jobs?.minute(atMs) ?? null;
      const now = fleet?.minute(atMs) ?? (pod === null ? emptyFleet : { ...emptyFleet, serving: [pod] });
      return { fleet: now, batches: now.serving.length === 0 ? [] : running.map(({ batch }) => batch) };
    },
  };
}

interface Managing {
  readonly service: Service;
  readonly atMs: number;
  readonly load: number;
  readonly happen: (what: Happening['what'], minutes: number) => void;
  readonly autoscaler: Autoscaler;
}

/** An autoscaler looks every ten minutes at a mean, lets small differences be, and gives pods up only when none of its last looks wanted them. */
const autoscaleEveryMs = 10 * minuteMs;
const stableLooks = 4;
const smoothing = 0.15;

interface Autoscaler {
  /** To be called for every minute in turn; `ideal` is how many replicas its load would need. */
  wanted(ideal: number, now: { readonly atMs: number; readonly wanted: number }): number;
}

function createAutoscaler(): Autoscaler {
  let mean = Number.NaN;
  let looks: readonly number[] = [];
  return {
    wanted(ideal, { atMs, wanted }) {
      mean = Number.isNaN(mean) ? ideal : mean + smoothing * (ideal - mean);
      if (atMs % autoscaleEveryMs !== 0) return wanted;
      looks = [...looks, mean].slice(-stableLooks);
      const next = Math.max(...looks);
      return Math.abs(next - wanted) > 0.7 ? Math.min(9, Math.max(1, Math.round(next))) : wanted;
    },
  };
}

function manage(fleet: Fleet, { service, atMs, load, happen, autoscaler }: Managing): void {
  if (service.releases.includes(atMs)) {
    fleet.release();
    happen('release', fleet.wanted + 2);
  }
  const byHand = service.scalings.findLast((scaling) => scaling.atMs <= atMs)?.replicas ?? service.replicas;
  let wanted = byHand;
  if (service.scaling === 'asleep') wanted = isAwake(atMs) ? service.replicas : 0;
  if (service.scaling === 'load') wanted = autoscaler.wanted(byHand * 1.9 * load, { atMs, wanted: fleet.wanted });
  if (wanted === fleet.wanted) return;
  happen('scaling', 3);
  fleet.scaleTo(wanted);
}
