/**
 * Lines that grow from minute to minute, too slowly for a spike: `5, 7, 10, 14, 20` in stretches of five minutes. More of what is no warning is most
 * likely more work, so that much is asked of it: that the rest of the workload stays, and that chance hardly ever does it.
 */
import { deviation, isRare, timesAYear } from '../chance.ts';
import { isPassing, risingFrom, slope, stretchMs } from '../course.ts';
import type { Span } from '../span.ts';
import { amount, rankOf, surprise, type PatternRule, type Situation, type Subject, type Verdict } from './rule.ts';

/** A rate must have been known for longer than the growth is looked at. */
const knownMinutes = 45;
/** Of the deviations of a slope by chance. */
const steepness = 3;
/** Above the usual at the end, to begin and to go on. */
const factor = { begins: 2.5, lasts: 1.5 };
/** Of the lines it takes to begin. */
const leastShare = 0.5;
const overPeak = 1.2;
const mostDispersion = 2;
const mostOfDays = 8;
/** Less growth of the other patterns in a single minute is chance. */
const leastGrowth = 1.5;
/** Stretches that must be above the usual together: one alone is a burst. */
const lastStretches = 2;
/** What is no warning: known for a day of counted minutes, and the other patterns at most so many times busier. */
const work = { knownMinutes: 600, settledMs: 6 * 3_600_000, together: 2, growth: 1.3, minimumLines: 1.5 };
/** Stretches with lines, each with more than the one before: what comes and goes within minutes rises in two or three. */
const fewestRising = 4;

export const trend: PatternRule = {
  kind: 'trend',
  judge(subject, situation) {
    const { usual } = subject;
    if (usual.minutes < knownMinutes || situation.learning !== null || situation.isJob) return null;
    const isWork = rankOf(subject.level) < rankOf('warning');
    if (isWork && !isWorkJudged(subject, situation)) return null;
    // Most patterns end here: what follows looks at all patterns of the workload, and back for half an hour.
    if (subject.recent < leastShare * situation.thresholds.minimumLines) return null;
    const expected = expectedIn(stretchMs, subject, situation);
    const course = subject.course();
    if (subject.active) return isLasting(subject, situation, expected) ? verdictOf(subject, situation, expected) : null;
    const judged = { subject, situation, expected };
    if (!isGrowing(course, judged) || (isWork && !isNoLoad(course, judged))) return null;
    return verdictOf(subject, situation, expected);
  },
};

interface Judged {
  readonly subject: Subject;
  readonly situation: Situation;
  /** Lines in a stretch. */
  readonly expected: number;
}

function isGrowing(course: readonly number[], { subject, situation, expected }: Judged): boolean {
  const last = course.at(-1) ?? 0;
  if (last < Math.max(situation.thresholds.minimumLines, factor.begins * expected, highest(subject, situation))) return false;
  const dispersion = dispersionOf(subject, situation);
  if (slope(course, dispersion) < steepness || isPassing(course)) return false;
  if (course.slice(risingFrom(course)).filter((lines) => lines > 0).length < fewestRising) return false;
  const recent = course.slice(-lastStretches).reduce((sum, lines) => sum + lines, 0);
  return surprise(recent, lastStretches * expected, dispersion) >= situation.thresholds.surprise;
}

function isWorkJudged({ pattern, known, level, usual, active, firstSeenAtMs }: Subject, { nowMs, changing, spans }: Situation): boolean {
  if (!known || rankOf(level) < rankOf('info') || usual.minutes < work.knownMinutes || nowMs - firstSeenAtMs < work.settledMs) return false;
  return active || (!changing && spans.at(-1)?.isEven(pattern) === true);
}

/** The longest span is the one in which the others tell best whether there is more work. */
function isNoLoad(course: readonly number[], { subject, situation, expected }: Judged): boolean {
  const { thresholds, spans } = situation;
  const span: Span | undefined = spans.at(-1);
  const last = course.at(-1) ?? 0;
  if (span === undefined || last < work.minimumLines * thresholds.minimumLines) return false;
  if (span.shift(subject.pattern) > work.growth) return false;
  const usual = { mean: (expected * span.forMs) / stretchMs, dispersion: span.most(subject.pattern)?.dispersion ?? mostDispersion };
  const lines = span.lines(subject.pattern);
  return lines >= work.together * usual.mean && isRare('trend', timesAYear(deviation(lines, usual), span.forMs), thresholds.chanceAYear);
}

/** Scaled with the load where other patterns show it; what was never seen is expected as often as the rule of three allows. */
function expectedIn(forMs: number, { usual, known, pattern }: Subject, situation: Situation): number {
  const floor = known ? 0 : 3 / Math.max(1, usual.minutes);
  const growth = situation.growth(pattern) ?? 1;
  const perMinute = Math.max(usual.location * (growth < leastGrowth ? 1 : growth), floor);
  return (perMinute * situation.replicas * forMs) / 60_000;
}

/** Lines that come in batches: five minutes must hold more than the busiest minute that was usual. */
function highest({ usual }: Subject, { replicas }: Situation): number {
  return overPeak * usual.peak * replicas;
}

/**
 * Variance over mean. What grows slowly widens the spread while it is learned, so that little is believed of that of the last hours; what comes in batches
 * does so for days, and rises by itself again and again.
 */
function dispersionOf({ usual, pattern }: Subject, { replicas, spans }: Situation): number {
  const learned = usual.location > 0 ? (usual.spread ** 2 * replicas) / usual.location : 1;
  const ofDays = usual.minutes < work.knownMinutes ? 1 : (spans.at(-1)?.most(pattern)?.dispersion ?? 1);
  return Math.max(1, Math.min(mostDispersion, learned), Math.min(mostOfDays, ofDays));
}

/** In the last stretch and in the last minute there is more than usual: the stretch alone would hold on to what is over. */
function isLasting(subject: Subject, { thresholds }: Situation, expected: number): boolean {
  const least = Math.max(leastShare * thresholds.minimumLines, factor.lasts * expected);
  const now = subject.windows.at(-1);
  return (subject.course().at(-1) ?? 0) >= least && now !== undefined && now.lines >= (least * now.forMs) / stretchMs;
}

function verdictOf(subject: Subject, situation: Situation, expected: number): Verdict {
  const course = subject.course();
  const last = course.at(-1) ?? 0;
  const dispersion = dispersionOf(subject, situation);
  const rising = course.slice(risingFrom(course));
  return {
    observed: last,
    expected,
    z: Math.min(1_000, (last - expected) / Math.sqrt(Math.max(expected, 0.25) * dispersion)),
    perYear: timesAYear(deviation(last, { mean: expected, dispersion }), stretchMs),
    confidence: Math.min(0.9, 0.6 + 0.3 * Math.min(1, subject.usual.minutes / 600)),
    reason: `grows: ${rising.map(amount).join(', ')} lines in five minutes each, where ${amount(expected)} are usual`,
    sinceAtMs: situation.nowMs - rising.length * stretchMs,
  };
}
