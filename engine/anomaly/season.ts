/**
 * How many lines a workload writes by hour of the week: one row for all its patterns together, because what makes them many or few, the load, is the
 * same for all. A short memory follows the time of day an hour late; this one knows what the hour brings. Hours are those of UTC, and their
 * neighbours count too, so that a change of clocks is no surprise.
 */
const hourMs = 3_600_000;
const weekHours = 168;
const dayHours = 24;
/** Fewer minutes of an hour say little about it. */
const leastMinutes = 20;
/** Share of the newest week. */
const newest = 0.5;

export interface SeasonState {
  /** Lines a minute of one replica by hour since Thursday 0:00 UTC; -1 where the hour was never seen. */
  readonly hours: readonly number[];
  readonly current: readonly [hour: number, lines: number, minutes: number];
}

export interface Season {
  /** One minute, per replica. */
  learn(atMs: number, lines: number): void;
  /** The least and the most, per replica and minute, that this hour of the week brought; before a week has passed, this hour of any day. Null when neither was seen. */
  usual(atMs: number): { readonly least: number; readonly most: number } | null;
  snapshot(): SeasonState;
  restore(state: SeasonState): void;
}

export function createSeason(): Season {
  const hours = new Float32Array(weekHours).fill(-1);
  let [hour, lines, minutes] = [-1, 0, 0];

  function close(): void {
    if (minutes < leastMinutes) return;
    const at = hour % weekHours;
    const before = hours[at] ?? -1;
    hours[at] = before < 0 ? lines / minutes : before + newest * (lines / minutes - before);
  }

  function range(places: readonly number[]): { readonly least: number; readonly most: number } | null {
    const seen = places.map((place) => hours[(place + weekHours) % weekHours] ?? -1).filter((rate) => rate >= 0);
    return seen.length < places.length / dayHours || seen.length === 0 ? null : { least: Math.min(...seen), most: Math.max(...seen) };
  }

  return {
    learn(atMs, count) {
      const now = Math.floor(atMs / hourMs);
      if (now !== hour) {
        close();
        [hour, lines, minutes] = [now, 0, 0];
      }
      lines += count;
      minutes += 1;
    },
    usual(atMs) {
      const at = Math.floor(atMs / hourMs) % weekHours;
      const near = [at - 1, at, at + 1];
      if ((hours[at] ?? -1) >= 0) return range(near);
      return range(Array.from({ length: weekHours / dayHours }, (_, day) => near.map((place) => place + day * dayHours)).flat());
    },
    snapshot: () => ({ hours: [...hours], current: [hour, lines, minutes] }),
    restore(state) {
      hours.set(state.hours.slice(0, weekHours));
      [hour, lines, minutes] = state.current;
    },
  };
}
