/** An error that this workload never wrote before. */
import { timesAYear } from '../chance.ts';
import { failureOf } from '../normal.ts';
import { rankOf, surprise, amount, duration, type PatternRule, type Situation, type Subject, type Verdict } from './rule.ts';

/** Words that are bad news at any level. */
const severeWords =
  /\b(?:panic|fatal|out of memory|oomkilled|segmentation fault|segfault|core dumped|stack overflow|deadlock|corrupt(?:ed|ion)?|data loss|no space left|too many open files|unhandled|uncaught|assertion failed)\b/i;

const longestMs = 300_000;
/** It still comes: the last minute has at least this share of the busiest of five. */
const stillComes = 0.2;
/** Rare enough over a day of new patterns; a single look, so less than for a spike. */
const wanted = 4;
/** What was there from the first half minute on is how this workload is, unless it fills the log. */
const fromTheStartMs = 30_000;
const fillsTheLog = 0.6;
/** Half an hour without a fatal line makes the first one news; earlier a second one must confirm it. */
const trustedMinutes = 30;

export const newPattern: PatternRule = {
  kind: 'new-pattern',
  judge(subject, situation) {
    if (subject.active) return failureOf(subject) !== null || weigh(subject) !== 'harmless' ? lastsStill(subject, situation) : null;
    return subject.known ? null : (byItsFirstLine(subject, situation) ?? byItsLines(subject, situation));
  },
};

/** Where normal operation is known well, its first line says enough. */
function byItsFirstLine(subject: Subject, situation: Situation): Verdict | null {
  // The text is read last: putting it together for every new pattern with every tick takes longer than all that is asked before.
  if (subject.recent === 0 || !situation.isUnheard(subject)) return null;
  const level = failureOf(subject);
  if (level === null) return null;
  return { ...verdictOf(subject, situation, 0), level, isUnheard: true };
}

function byItsLines(subject: Subject, situation: Situation): Verdict | null {
  const lines = subject.recent;
  if (lines < Math.min(linesNeeded('bad', situation), linesNeeded('fatal', situation))) return null;
  if (situation.learning && !isNewsWhileLearning(subject, situation)) return null;
  const weight = weigh(subject);
  if (weight === 'harmless' || lines < linesNeeded(weight, situation)) return null;
  const expected = expectedBy(subject, situation);
  if (weight === 'bad' && surprise(lines, expected) < wanted) return null;
  return verdictOf(subject, situation, expected);
}

type Weight = 'harmless' | 'bad' | 'fatal';

function weigh(subject: Subject): Weight {
  const rank = rankOf(subject.level);
  if (rank >= rankOf('fatal')) return 'fatal';
  const severe = severeWords.test(subject.text);
  if (severe && rank >= rankOf('error')) return 'fatal';
  return rank >= rankOf('error') || severe ? 'bad' : 'harmless';
}

function linesNeeded(weight: Weight, situation: Situation): number {
  if (weight === 'bad') return situation.thresholds.newErrorLines;
  return situation.learning === null && situation.silence.usual.minutes >= trustedMinutes ? 1 : 2;
}

/** Everything is new at first: only what was not there at the start, or fills the log, is news. */
function isNewsWhileLearning(subject: Subject, situation: Situation): boolean {
  const later = subject.firstSeenAtMs - situation.watchedSinceAtMs >= fromTheStartMs;
  const inMinute = subject.windows.at(-1)?.lines ?? 0;
  return later || (inMinute >= 2 * situation.thresholds.newErrorLines && inMinute >= fillsTheLog * situation.linesInMinute);
}

/**
 * What did not happen in n minutes happens at most three times in n minutes, with 95 % confidence (rule of three; Hanley &
 * Lippman-Hand 1983): novelty means much only against a long history.
 */
function expectedBy(subject: Subject, situation: Situation): number {
  const forMs = Math.min(longestMs, Math.max(60_000, situation.nowMs - subject.firstSeenAtMs));
  return (3 * forMs) / 60_000 / Math.max(1, situation.silence.usual.minutes);
}

/**
 * What came seldom lasts while lines come at all: the pause between two crashes is no end, and the incident waits longer still. Of a burst the one line a
 * minute that every busy service has is left when it is over.
 */
function lastsStill(subject: Subject, situation: Situation): Verdict | null {
  const inMinute = subject.windows.at(-1)?.lines ?? 0;
  if (inMinute === 0) return null;
  const comes = inMinute >= stillComes * subject.recent || inMinute >= stillComes * busiestMinute(subject, situation.nowMs);
  return comes ? verdictOf(subject, situation, 0) : null;
}

/** Of the last five. */
function busiestMinute(subject: Subject, nowMs: number): number {
  const ends = [0, 1, 2, 3, 4].map((back) => nowMs - back * 60_000);
  return Math.max(...ends.map((endMs) => subject.written(endMs - 60_000, endMs)));
}

function verdictOf(subject: Subject, situation: Situation, expected: number): Verdict {
  const forMs = Math.min(longestMs, Math.max(5_000, situation.nowMs - subject.firstSeenAtMs));
  const z = Math.min(1_000, (subject.recent - expected) / Math.sqrt(Math.max(expected, 0.25)));
  const history = situation.learning ? 0.4 : Math.min(0.95, 0.6 + 0.35 * (situation.silence.usual.minutes / 60));
  return {
    observed: subject.recent,
    expected,
    z,
    perYear: timesAYear(surprise(subject.recent, expectedBy(subject, situation)), forMs),
    confidence: Math.round(100 * history) / 100,
    reason: `never seen before; ${amount(subject.recent)} ${subject.recent === 1 ? 'line' : 'lines'} in ${duration(forMs)}`,
    sinceAtMs: Math.max(subject.firstSeenAtMs, situation.nowMs - longestMs),
  };
}
