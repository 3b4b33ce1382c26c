/** How busy every service is at a minute: its own season and growth, and the load that its callers send on. */
import { dayMs, startAtMs } from './calendar.ts';
import { isAwake } from './roster.ts';
import { levelAt } from './season.ts';
import type { Service } from './service.ts';

export interface Loads {
  /** By service; 1 is the highest hour of an ordinary day. `noise` multiplies each and flows on to those it calls. */
  at(atMs: number, noise?: Float64Array): Float64Array;
}

export function createLoads(roster: readonly Service[]): Loads {
  const callers = callersOf(roster);
  return {
    at(atMs, noise) {
      const loads = new Float64Array(roster.length);
      for (const service of roster) {
        const { index, season, fromCallers, scaling, growthPerDay } = service;
        if (scaling === 'asleep' && !isAwake(atMs)) continue;
        const own = levelAt(season, atMs) * (1 + (growthPerDay * (atMs - startAtMs)) / dayMs);
        const above = callers[index] ?? [];
        const share = above.length === 0 ? 0 : fromCallers;
        const sent = above.reduce((sum, caller) => sum + (loads[caller] ?? 0), 0) / Math.max(1, above.length);
        loads[index] = ((1 - share) * own + share * sent) * (noise?.[index] ?? 1);
      }
      return loads;
    },
  };
}

/** By service, who calls it. */
export function callersOf(roster: readonly Service[]): readonly (readonly number[])[] {
  return roster.map(({ index }) => roster.filter(({ calls }) => calls.includes(index)).map((caller) => caller.index));
}
