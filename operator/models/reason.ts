/** Why a model is to be made now: somebody asked, the schedule says so, there is none yet, or what is written has drifted away from the one that serves. */
import { Cron } from 'croner';
import type { Memory, Reason, Visit } from './visit.ts';

export const firstBaseline = 'the first baseline';
/** Drift asks again only after so long: what a training refused, or could not mend, is not asked for every minute. */
const driftAsksEveryMs = 6 * 3_600_000;

export function reasonToTrain(visit: Visit): Reason | null {
  const { wish, memory, engine, rollout, now } = visit;
  const { retrainRequestTime: requestTime } = wish;
  if (requestTime !== null && requestTime !== memory.doneRequestTime) return { madeBy: madeByRequest(requestTime), requestTime };
  if (rollout.accepted === null) {
    return engine.learning() === null && now() >= memory.retryAtMs ? { madeBy: firstBaseline, requestTime: null } : null;
  }
  if (isScheduled(wish.retrainSchedule, memory, now())) return { madeBy: `the schedule ${wish.retrainSchedule}`, requestTime: null };
  return mayDriftAsk(visit) ? { madeBy: 'drift', requestTime: null } : null;
}

/** A version on trial may well know what has come since. */
function mayDriftAsk({ memory, known, rollout, now }: Visit): boolean {
  if (memory.drift === null || rollout.canary !== null) return false;
  return now() - Math.max(memory.lastRetrainAtMs ?? 0, known.at(-1)?.createdAtMs ?? 0) >= driftAsksEveryMs;
}

/** Kept with the version, so that a restart knows which wishes were fulfilled. */
export function madeByRequest(requestTime: string): string {
  return `the request of ${requestTime}`;
}

/** True once for each time that the schedule names. Times missed while no operator ran are not made up for. */
function isScheduled(schedule: string | null, memory: Memory, nowMs: number): boolean {
  const due = memory.schedule === schedule && memory.nextScheduledAtMs !== null && nowMs >= memory.nextScheduledAtMs;
  if (due || memory.schedule !== schedule) {
    memory.schedule = schedule;
    memory.nextScheduledAtMs = schedule === null ? null : nextRunAtMs(schedule, nowMs);
  }
  return due;
}

function nextRunAtMs(schedule: string, nowMs: number): number | null {
  try {
    return new Cron(schedule, { timezone: 'UTC' }).nextRun(new Date(nowMs))?.getTime() ?? null;
  } catch {
    // The schema refuses what is no schedule; a date that never comes (31 February) has no next run.
    return null;
  }
}
