/** A stretch of time of one workload as numbers: not how many lines of which pattern, which has rules of its own, but what the lines as a whole are like. */

/** What was counted of one window: at least a minute and some lines. */
export interface WindowCounts {
  readonly atMs: number;
  readonly minutes: number;
  readonly replicas: number;
  readonly lines: number;
  readonly errors: number;
  /** Lines of patterns that were first seen not long ago. */
  readonly fresh: number;
  /** Different patterns, and the Shannon entropy of the lines over them, in bits. */
  readonly patterns: number;
  readonly entropy: number;
  readonly bytes: number;
  /** Durations that were looked at, and the sum of their normal scores: by rank among what is usual of each, in deviations. */
  readonly durations: number;
  readonly slowness: number;
  /** Statuses of requests that were looked at, and those of them that say failure. */
  readonly statuses: number;
  readonly failed: number;
}

/** A feature as a number whose chance deviations are about as large whatever it is, and as a person reads it. */
interface Feature {
  readonly name: string;
  /** `usualLines`: how many lines are usual in such a window. */
  readonly value: (window: WindowCounts, usualLines: number) => number;
  /** Less of it than usual is good or says nothing. */
  readonly isOnlyMore: boolean;
  /** What chance alone does to the value; less than that is never taken for its usual spread. */
  readonly leastSpread: (window: WindowCounts) => number;
  /** Of a value. */
  readonly spoken: (value: number) => string;
}

export const features: readonly Feature[] = [
  {
    name: 'lines a minute',
    isOnlyMore: false,
    value: ({ lines, minutes, replicas }) => Math.log((lines + 0.5) / (minutes * Math.max(1, replicas))),
    leastSpread: ({ lines }) => Math.max(0.1, 1 / Math.sqrt(lines + 1)),
    spoken: (value) => digits(Math.exp(value)),
  },
  // Some errors come whatever the load: where it is low they are a larger share, and no news.
  share('share of errors', ({ errors, lines }, usualLines) => [errors, Math.max(lines, usualLines)]),
  {
    name: 'different patterns',
    isOnlyMore: false,
    value: ({ patterns }) => Math.sqrt(patterns),
    leastSpread: () => 0.25,
    spoken: (value) => digits(value ** 2),
  },
  {
    name: 'bits of entropy over patterns',
    isOnlyMore: false,
    value: ({ entropy }) => entropy,
    leastSpread: ({ lines }) => Math.max(0.05, 1 / Math.sqrt(lines + 1)),
    spoken: digits,
  },
  {
    name: 'bytes a line',
    isOnlyMore: false,
    value: ({ bytes, lines }) => Math.log((bytes + 1) / Math.max(1, lines)),
    leastSpread: ({ lines }) => Math.max(0.02, 0.5 / Math.sqrt(lines + 1)),
    spoken: (value) => digits(Math.exp(value)),
  },
  share('share of new patterns', ({ fresh, lines }) => [fresh, lines]),
  {
    name: 'deviations of durations from their median',
    isOnlyMore: true,
    value: ({ slowness, durations }) => slowness / Math.max(1, durations),
    leastSpread: ({ durations }) => 1 / Math.sqrt(durations + 1),
    spoken: digits,
  },
  share('share of failed requests', ({ failed, statuses }) => [failed, statuses]),
];

/** A share as the angle whose variance is one over the number (Anscombe 1948). */
function share(name: string, parts: (window: WindowCounts, usualLines: number) => readonly [some: number, all: number]): Feature {
  return {
    name,
    isOnlyMore: true,
    value(window, usualLines) {
      const [some, all] = parts(window, usualLines);
      return 2 * Math.asin(Math.sqrt(Math.min(1, (some + 0.375) / (all + 0.75))));
    },
    leastSpread(window) {
      const [, all] = parts(window, 0);
      return 1 / Math.sqrt(all + 0.5);
    },
    spoken: (value) => `${digits(100 * Math.sin(Math.max(0, value) / 2) ** 2)} %`,
  };
}

function digits(value: number): string {
  return String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
}
