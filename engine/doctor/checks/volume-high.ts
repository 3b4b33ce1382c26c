import type { WorkloadFacts } from '../facts.ts';
import { grouped, percent, type Symptom } from '../finding.ts';

const leastTimes = 100;
const leastPerMinute = 1_000;
/** What a nightly job writes in its busiest minute is its usual, too. */
const leastTimesPeak = 2;
/** Of a workload that mostly says nothing. */
const leastUsual = 0.5;

/** A hundred times the usual volume: a loop, or a level that was left on debug. */
export function findVolumeHigh({ usual, replicas, linesPerMinute, hour }: WorkloadFacts): Symptom | null {
  if (usual === null || linesPerMinute < leastPerMinute) return null;
  const usually = Math.max(leastUsual, usual.location * replicas);
  if (linesPerMinute < leastTimes * usually || linesPerMinute < leastTimesPeak * usual.peak * replicas) return null;
  const [most] = hour.toSorted((a, b) => b.count - a.count);
  const records = hour.reduce((sum, { count }) => sum + count, 0);
  const share = (most?.count ?? 0) / Math.max(1, records);
  return {
    kind: 'volume-high',
    evidence: `${grouped(linesPerMinute)} lines a minute where ${grouped(Math.max(1, usual.location * replicas))} are usual, ${percent(share)} of them "${(most?.text ?? '').slice(0, 120)}"`,
    figures: { linesPerMinute, usualPerMinute: usual.location * replicas, times: linesPerMinute / usually, largestShare: share },
    remedy: 'Look for a retry loop or for debug logging that was left on, and turn down the logger of that pattern.',
  };
}
