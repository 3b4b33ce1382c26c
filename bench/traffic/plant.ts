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
      if (fleet !== null) manage(fleet, { service, atMs, load, happen });
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
}

/** An autoscaler looks every ten minutes and lets small differences be. */
const autoscaleEveryMs = 10 * minuteMs;

function manage(fleet: Fleet, { service, atMs, load, happen }: Managing): void {
  if (service.releases.includes(atMs)) {
    fleet.release();
    happen('release', fleet.wanted + 2);
  }
  const byHand = service.scalings.findLast((scaling) => scaling.atMs <= atMs)?.replicas ?? service.replicas;
  let wanted = byHand;
  if (service.scaling === 'asleep') wanted = isAwake(atMs) ? service.replicas : 0;
  if (service.scaling === 'load') {
    const ideal = (byHand * 1.5 * load) / 0.8;
    const isOff = Math.abs(ideal - fleet.wanted) > 0.7;
    wanted = atMs % autoscaleEveryMs === 0 && isOff ? Math.min(9, Math.max(1, Math.round(ideal))) : fleet.wanted;
  }
  if (wanted === fleet.wanted) return;
  happen('scaling', 3);
  fleet.scaleTo(wanted);
}
