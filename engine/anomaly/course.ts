/** Lines of a pattern in stretches of five minutes, the oldest first; the last one ends with the last whole minute. */
export interface Course {
  of(pattern: number, nowMs: number): readonly number[];
}

export const stretchMs = 300_000;
const stretches = 6;
const minuteMs = 60_000;

/** Counts for all patterns when the first one is asked for, and once a minute: who asks is seldom, and half an hour moves slowly. */
export function createCourse(count: (fromMs: number, toMs: number) => Float64Array): Course {
  let countedAtMs = Number.NaN;
  let counted: readonly Float64Array[] = [];
  return {
    of(pattern, nowMs) {
      const endMs = Math.floor(nowMs / minuteMs) * minuteMs;
      if (endMs !== countedAtMs) {
        countedAtMs = endMs;
        counted = Array.from({ length: stretches }, (_, at) => {
          const fromMs = endMs - (stretches - at) * stretchMs;
          return count(fromMs, fromMs + stretchMs);
        });
      }
      return counted.map((lines) => lines[pattern] ?? 0);
    },
  };
}

/** How steep the counts rise, in deviations of what chance makes of equal counts. */
export function slope(course: readonly number[], dispersion: number): number {
  const middle = (course.length - 1) / 2;
  const mean = course.reduce((sum, lines) => sum + lines, 0) / course.length;
  const rise = course.reduce((sum, lines, at) => sum + (at - middle) * lines, 0);
  const squares = course.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return rise / Math.sqrt(Math.max(mean, 0.25) * squares * dispersion);
}

/** A burst: half of the lines of the busiest stretch have gone by the last, or the busy stretch is the last one alone. */
const passing = { left: 0.6, alone: 4 };

export function isPassing(course: readonly number[]): boolean {
  const [before = 0, last = 0] = course.slice(-2);
  return last < passing.left * Math.max(...course) || last > passing.alone * Math.max(1, before);
}

/** Where the growth began that lasts until now. */
export function risingFrom(course: readonly number[]): number {
  let from = course.length - 1;
  while (from > 0 && (course[from - 1] ?? 0) <= (course[from] ?? 0)) from -= 1;
  return from;
}
