/** Minutes in which a pattern would have been reported, joined to what a person would call one alarm. */
import { minuteMs } from '../anomaly/window.ts';
import type { Level, WorkloadId } from '../domain.ts';
import { groupBy } from '../math.ts';
import type { PastAlarm } from './past.ts';

export interface PastSpell {
  readonly workload: WorkloadId;
  readonly pattern: string;
  readonly text: string;
  readonly level: Level;
  readonly fromAtMs: number;
  readonly toAtMs: number;
  /** Most lines in one minute, and what was usual. */
  readonly lines: number;
  readonly expected: number;
}

/** As long as an incident waits before it is over, and a little more. */
const longestPauseMs = 5 * minuteMs;

/** Oldest first. */
export function joinAlarms(alarms: readonly PastAlarm[]): readonly PastSpell[] {
  const spells: PastSpell[] = [];
  for (const of of groupBy(alarms, ({ workload, pattern }) => `${workload} ${pattern}`).values()) {
    const own: PastSpell[] = [];
    for (const { atMs, ...alarm } of of.toSorted((a, b) => a.atMs - b.atMs)) {
      const last = own.at(-1);
      const toAtMs = atMs + minuteMs;
      if (last && atMs - last.toAtMs <= longestPauseMs) {
        own[own.length - 1] = {
          ...last,
          toAtMs,
          lines: Math.max(last.lines, alarm.lines),
          expected: Math.max(last.expected, alarm.expected),
        };
      } else own.push({ ...alarm, fromAtMs: atMs, toAtMs });
    }
    spells.push(...own);
  }
  return spells.toSorted((a, b) => a.fromAtMs - b.fromAtMs || (a.workload + a.pattern < b.workload + b.pattern ? -1 : 1));
}
