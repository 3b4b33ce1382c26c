/** What ordinary thing was going on when an alarm was raised: what its author would ask first. */
import type { AlarmPart } from './alarm.ts';
import { hourMs, minuteMs, occasion, startAtMs } from './calendar.ts';
import type { Happening } from './plant.ts';
import type { Traffic } from './world.ts';

/** For so long it can still be seen in counts. */
const seenForMs: Readonly<Record<Happening['what'], number>> = {
  release: 30 * minuteMs,
  scaling: 30 * minuteMs,
  batch: 5 * minuteMs,
  burst: 5 * minuteMs,
};

/** The nearest explanation, `nothing` where there is none. */
export function contextOf({ atMs, service, about }: AlarmPart, { happenings, roster, truth }: Traffic): string {
  const own = happenings.filter((one) => one.service === service);
  const isOn = ({ what, fromAtMs, untilAtMs }: Happening): boolean => atMs >= fromAtMs && atMs <= untilAtMs + seenForMs[what];
  const kinds = new Set(own.filter(isOn).map(({ what }) => what));
  for (const what of ['release', 'batch', 'scaling', 'burst'] as const) if (kinds.has(what)) return `a ${what} of the service`;
  const wasBroken = truth.faults.some((fault) => fault.service === service && atMs > fault.endAtMs && atMs < fault.endAtMs + 12 * hourMs);
  if (wasBroken) return 'the half day after a fault of the service';
  const statement = about === null ? undefined : roster[service]?.statements[about];
  if (statement !== undefined && statement.fromAtMs > startAtMs) return 'a pattern of an earlier release';
  if (statement?.driver === 'load' && statement.perMinute * 60 < 1) return 'a rare pattern';
  const day = occasion(atMs);
  return day === null ? 'nothing' : `nothing on a day of ${day}`;
}
