/** Many more lines of a pattern than usual. */
import { timesAYear } from '../chance.ts';
import {
  confidenceOf,
  rankOf,
  surprise,
  amount,
  duration,
  type JudgedWindow,
  type PatternRule,
  type Situation,
  type Subject,
  type Verdict,
} from './rule.ts';

/** What the rule asks of a pattern, by how bad its lines are. */
interface Demand {
  readonly factor: number;
  readonly minimumLines: number;
  /** Above the highest that was ever usual at this time of day. */
  readonly overPeak: number;
}

/** Patterns that are no errors are judged only where they write in most minutes, and after half an hour. */
const steadyShare = 0.5;
const steadyMinutes = 30;

export const spike: PatternRule = {
  kind: 'spike',
  judge(subject, situation) {
    if (situation.learning !== null || !isJudged(subject, situation)) return null;
    // Most patterns end here: what follows looks at all patterns of the workload.
    const least = linesOf(subject, situation);
    if (!subject.windows.some(({ lines }) => lines >= least)) return null;
    const growth = situation.growth(subject.pattern);
    const demand = demandOn(subject, situation, growth === null);
    const verdicts = subject.windows.map((window) => judgeWindow(subject, situation, { window, demand, growth: growth ?? 1 }));
    return verdicts.reduce((best, verdict) => (verdict && (!best || verdict.z > best.z) ? verdict : best), null);
  },
};

function isJudged(subject: Subject, situation: Situation): boolean {
  const rank = rankOf(subject.level);
  if (rank >= rankOf('error')) return true;
  if (situation.isJob || (situation.changing && !subject.active)) return false;
  return rank >= rankOf('warning') || (subject.usual.steadiness >= steadyShare && subject.usual.minutes >= steadyMinutes);
}

function demandOn(subject: Subject, situation: Situation, alone: boolean): Demand {
  const { spikeFactor } = situation.thresholds;
  const minimumLines = linesOf(subject, situation);
  const rank = rankOf(subject.level);
  const ease = easeOf(subject);
  if (rank >= rankOf('error')) return { factor: Math.max(1.2, spikeFactor * ease), minimumLines, overPeak: 1.2 * ease };
  if (rank >= rankOf('warning')) return { factor: Math.max(1.2, spikeFactor * ease), minimumLines, overPeak: 1.3 * ease };
  // With no other pattern beside it, more lines are most likely more work.
  return { factor: spikeFactor * (alone ? 2.5 : 1.3) * ease, minimumLines, overPeak: 1.5 * ease };
}

function linesOf(subject: Subject, { thresholds: { minimumLines } }: Situation): number {
  const rank = rankOf(subject.level);
  const times = rank >= rankOf('error') ? 1 : rank >= rankOf('warning') ? 2 : 3;
  return minimumLines * times * easeOf(subject);
}

/** Half of what it took to begin, so that a spike that wavers is one spike. */
function easeOf({ active }: Subject): number {
  return active ? 0.5 : 1;
}

function judgeWindow(
  subject: Subject,
  situation: Situation,
  { window, demand, growth }: { readonly window: JudgedWindow; readonly demand: Demand; readonly growth: number },
): Verdict | null {
  const { usual } = subject;
  const share = window.forMs / 60_000;
  const scaled = situation.replicas * growth;
  // Lines that come in batches fill a short window at once: it is judged by the busiest ten seconds that are usual.
  const expected = Math.max(usual.location * share, usual.location > 0 ? usual.burst : 0) * scaled;
  const deviation = Math.sqrt(Math.max(expected, 0.25) + (usual.spread * scaled) ** 2 * share);
  const z = Math.min(1_000, (window.lines - expected) / deviation);
  const dispersion = expected > 0 ? (usual.spread * scaled) ** 2 / Math.max(usual.location * scaled, 1e-6) : 1;
  const highest = Math.min(usual.peak, usual.peakBurst * Math.max(1, window.forMs / 10_000)) * scaled;
  const floor = unseenRate(subject) * share * situation.replicas;
  const unlikely = surprise(window.lines, Math.max(expected, floor), dispersion);
  const passed =
    window.lines >= demand.minimumLines &&
    (subject.active || z >= situation.thresholds.zScore) &&
    window.lines >= demand.factor * expected &&
    window.lines > demand.overPeak * highest &&
    (subject.active || unlikely >= situation.thresholds.surprise);
  if (!passed) return null;
  return {
    observed: window.lines,
    expected,
    z,
    perYear: timesAYear(unlikely, window.forMs),
    confidence: confidenceOf(subject, z, situation.thresholds.zScore),
    reason: `${window.lines} lines in ${duration(window.forMs)} where ${amount(expected)} are usual (z ${amount(z)})`,
    sinceAtMs: situation.nowMs - window.forMs,
  };
}

/** What was not seen in n minutes happens at most three times in n minutes (rule of three), per replica. */
function unseenRate(subject: Subject): number {
  return subject.known ? 0 : 3 / Math.max(1, subject.usual.minutes);
}
