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
