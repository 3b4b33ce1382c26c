/** One seed: the traffic is written once and read by all contestants. */
import { dayMs, startAtMs } from './calendar.ts';
import { drawTruth } from './faults.ts';
import { drawRoster } from './roster.ts';
import { score, scoredDays, type Score } from './score.ts';
import { createSigma } from './sigma.ts';
import { createWatch } from './watch.ts';
import { generate, type TrafficOptions } from './world.ts';

export const contestants = ['anomalies', 'incidents', 'sigma'] as const;
export type Contestant = (typeof contestants)[number];

/** JSON-able. */
export interface SeedResult extends TrafficOptions {
  readonly lines: number;
  readonly bytes: number;
  readonly scoredDays: number;
  /** Processor time of all threads; a fifth or so of it writes the lines. */
  readonly cpuSeconds: number;
  /** Kinds for which no service was fit. */
  readonly unplaced: readonly string[];
  /** Anomalies whose pattern could not be traced back to a statement: they may speak of any fault of the service. */
  readonly unknownPatterns: number;
  readonly patterns: number;
  readonly scores: Readonly<Record<Contestant, Score>>;
}

export function measure(options: TrafficOptions, onDay: (seed: number, day: number) => void): SeedResult {
  const before = process.cpuUsage();
  const roster = drawRoster(options);
  const watch = createWatch(roster, drawTruth(roster, options.seed, options.days));
  const sigma = createSigma(roster);
  const traffic = generate(options, {
    observe: (observation) => watch.observe(observation),
    push: (chunk) => watch.push(chunk),
    slotEnded(nowMs) {
      watch.slotEnded(nowMs);
      if ((nowMs - startAtMs) % dayMs === 0) onDay(options.seed, (nowMs - startAtMs) / dayMs);
    },
    counted: (nowMs, service, counts) => sigma.counted(nowMs, service, counts),
  });
  const { user, system } = process.cpuUsage(before);
  return {
    ...options,
    lines: traffic.lines,
    bytes: traffic.bytes,
    scoredDays: scoredDays(traffic),
    cpuSeconds: (user + system) / 1e6,
    unplaced: traffic.truth.unplaced,
    unknownPatterns: watch.unknown,
    patterns: watch.engine.workloads().reduce((sum, { patterns }) => sum + patterns, 0),
    scores: {
      anomalies: score(watch.anomalies, traffic),
      incidents: score(watch.incidents, traffic),
      sigma: score(sigma.alarms, traffic),
    },
  };
}
