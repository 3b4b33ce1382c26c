/**
 * The busiest minute of a pattern by hour of day. What a nightly job writes every night is no spike, and what is usual at noon
 * says nothing about the night. A peak loses half of its height in four days without being reached again.
 */
export interface Peaks {
  add(atMs: number, lines: number, burst: number): void;
  /** Of this hour of day and its neighbours (clocks change); of all hours until the hour has been seen on an earlier day. */
  at(atMs: number): { readonly peak: number; readonly peakBurst: number };
  merge(other: Peaks): void;
  snapshot(): number[];
  restore(state: readonly number[]): void;
}

const hours = 24;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const halfLifeMs = 4 * dayMs;

export function createPeaks(): Peaks {
  const peaks = new Float64Array(hours * 2);
  const seenAt = new Float64Array(hours);
  let firstAtMs = 0;

  function decayed(hour: number, atMs: number): number {
    return 2 ** (-Math.max(0, atMs - (seenAt[hour] ?? 0)) / halfLifeMs);
  }

  function raise(hour: number, atMs: number, values: readonly [number, number]): void {
    const left = decayed(hour, atMs);
    peaks[hour * 2] = Math.max((peaks[hour * 2] ?? 0) * left, values[0]);
    peaks[hour * 2 + 1] = Math.max((peaks[hour * 2 + 1] ?? 0) * left, values[1]);
    seenAt[hour] = Math.max(atMs, seenAt[hour] ?? 0);
  }

  function highest(wanted: readonly number[], atMs: number): { peak: number; peakBurst: number } {
    let peak = 0;
    let peakBurst = 0;
    for (const hour of wanted) {
      const left = decayed(hour, atMs);
      peak = Math.max(peak, (peaks[hour * 2] ?? 0) * left);
      peakBurst = Math.max(peakBurst, (peaks[hour * 2 + 1] ?? 0) * left);
    }
    return { peak, peakBurst };
  }

  return {
    add(atMs, lines, burst) {
      if (firstAtMs === 0) firstAtMs = atMs;
      raise(hourOfDay(atMs), atMs, [lines, burst]);
    },
    at(atMs) {
      // Two days: the first full day ends at another hour than it began.
      if (atMs - firstAtMs < 2 * dayMs) return highest(everyHour, atMs);
      return highest(hoursAround(atMs), atMs);
    },
    merge(other) {
      const [first = 0, ...rest] = other.snapshot();
      firstAtMs = firstAtMs === 0 ? first : Math.min(firstAtMs, first === 0 ? firstAtMs : first);
      for (let at = 0; at + 3 < rest.length; at += 4) raise(rest[at] ?? 0, rest[at + 1] ?? 0, [rest[at + 2] ?? 0, rest[at + 3] ?? 0]);
    },
    snapshot() {
      const list = [firstAtMs];
      for (const hour of everyHour) {
        if ((seenAt[hour] ?? 0) > 0) list.push(hour, seenAt[hour] ?? 0, peaks[hour * 2] ?? 0, peaks[hour * 2 + 1] ?? 0);
      }
      return list;
    },
    restore([first = 0, ...rest]) {
      firstAtMs = first;
      for (let at = 0; at + 3 < rest.length; at += 4) {
        const hour = rest[at] ?? 0;
        seenAt[hour] = rest[at + 1] ?? 0;
        peaks[hour * 2] = rest[at + 2] ?? 0;
        peaks[hour * 2 + 1] = rest[at + 3] ?? 0;
      }
    },
  };
}

const everyHour = Array.from({ length: hours }, (_, hour) => hour);

function hourOfDay(atMs: number): number {
  return ((Math.floor(atMs / hourMs) % hours) + hours) % hours;
}

function hoursAround(atMs: number): number[] {
  return [-1, 0, 1].map((beside) => hourOfDay(atMs + beside * hourMs));
}
