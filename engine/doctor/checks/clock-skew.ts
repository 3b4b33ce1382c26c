import type { WorkloadFacts } from '../facts.ts';
import { span, type Symptom } from '../finding.ts';

/** Below it a line may just have waited to be written. */
const leastMs = 60_000;
/** Zones differ by quarters of an hour. */
const zoneStepMs = 900_000;

/** The times within the lines are not those at which they were written. */
export function findClockSkew({ skews }: WorkloadFacts): Symptom | null {
  const wrong = skews.filter(({ skewMs }) => Math.abs(skewMs) >= leastMs).toSorted((a, b) => Math.abs(b.skewMs) - Math.abs(a.skewMs));
  const [worst] = wrong;
  if (worst === undefined) return null;
  const { pod, skewMs } = worst;
  const pods = new Set(wrong.map((skew) => skew.pod)).size;
  const all = new Set(skews.map((skew) => skew.pod)).size;
  const where = pods === 1 ? `pod ${pod}` : `${pods} of ${all} pods, pod ${pod} the most`;
  return {
    kind: 'clock-skew',
    evidence: `its lines are dated ${span(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} the container runtime's times (${where})`,
    figures: { skewMs, pods, allPods: all },
    remedy: isZone(skewMs)
      ? 'Write times in UTC or with their zone, for example with TZ=UTC; until then the time of the runtime is used.'
      : // A container has its node's clock, as its runtime has: no setting of clocks would help.
        'Look for a program that hands on lines of elsewhere, holds lines back or makes up its times; until then the time of the runtime is used.',
  };
}

function isZone(skewMs: number): boolean {
  const rest = Math.abs(skewMs) % zoneStepMs;
  return Math.abs(skewMs) > zoneStepMs - leastMs && Math.min(rest, zoneStepMs - rest) < leastMs;
}
