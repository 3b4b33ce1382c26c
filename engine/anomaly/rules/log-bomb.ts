/** Ten times what the workload writes, of what it does not usually write: a dump, a loop, a forgotten debug level. It fills disks and hides all else. */
import { deviation, isRare, rarity, timesAYear } from '../chance.ts';
import { amount, workloadConfidence, type Situation, type Verdict, type WorkloadRule } from './rule.ts';

const knownMinutes = 60;
/** Times the usual of the whole workload, to begin and to go on. */
const factor = { begins: 10, lasts: 3 };
/** In a minute: fewer fill nothing. */
const fewestLines = 200;
/** Times the busiest minute that was usual at this time of day: a nightly job writes as much every night. */
const overPeak = { begins: 2, lasts: 1 };
const minuteMs = 60_000;
/** More bits: hardly a line is like another. */
const manySorts = 4;

export const logBomb: WorkloadRule = {
  kind: 'log-bomb',
  level: 'warning',
  judge(situation, active) {
    const [span] = situation.spans;
    if (span === undefined || situation.isJob || situation.learning !== null || situation.silence.usual.minutes < knownMinutes) return null;
    const ease = active ? factor.lasts : factor.begins;
    const { most } = span.together;
    const usual = { ...most, mean: (most.mean * minuteMs) / span.forMs };
    // Most end here: what follows looks at every pattern of the minute.
    if (situation.linesInMinute < Math.max((fewestLines * ease) / factor.begins, ease * usual.mean)) return null;
    const flood = situation.flood();
    const highest = (active ? overPeak.lasts : overPeak.begins) * situation.silence.usual.peak * situation.replicas;
    if (flood.lines < Math.max((fewestLines * ease) / factor.begins, ease * usual.mean, highest)) return null;
    const z = Math.min(1_000, deviation(flood.lines, usual));
    const perYear = timesAYear(z, minuteMs);
    if (!active && !isRare('log-bomb', perYear, situation.thresholds.chanceAYear)) return null;
    return verdictOf(situation, { observed: flood.lines, expected: usual.mean, z, perYear }, flood);
  },
};

function verdictOf(
  situation: Situation,
  numbers: Pick<Verdict, 'observed' | 'expected' | 'z' | 'perYear'>,
  { patterns, entropy }: { readonly patterns: number; readonly entropy: number },
): Verdict {
  const sorts = patterns === 1 ? 'of one pattern' : entropy >= manySorts ? 'hardly two alike' : `of ${patterns} patterns`;
  return {
    ...numbers,
    confidence: workloadConfidence(situation),
    reason: `a flood: ${amount(numbers.observed)} lines in a minute, ${sorts}, where the whole workload writes ${amount(numbers.expected)}; ${rarity(numbers.perYear)}`,
    sinceAtMs: situation.nowMs - minuteMs,
  };
}
