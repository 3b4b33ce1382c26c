/**
 * Whether normal operation is known so well that one line of what was never part of it is news by itself: because somebody declared a time to be
 * normal, or because the workload was watched for a week in which it brought no new kind of error.
 */
import type { Level } from '../domain.ts';
import type { MinedPattern, Miner } from '../template/miner.ts';
import { rankOf, type Subject } from './rules/rule.ts';

/** The time that somebody declared to be normal operation. */
export interface Declared {
  readonly forMs: number;
  readonly untilAtMs: number;
  /** How many patterns there were by then: those with a smaller index are part of it. */
  readonly patterns: number;
}

/** What one workload's normal operation says of a pattern. */
interface NormalOperation {
  /** Whether the pattern, or one that turned out to be the same, is part of what somebody declared to be normal. */
  isDeclared(this: void, pattern: number): boolean;
  /** Whether one line of the failure is enough. */
  isUnheard(this: void, subject: Subject): boolean;
}

interface NormalAbout {
  readonly nowMs: number;
  readonly watchedSinceAtMs: number;
  readonly declared: Declared;
  /** The patterns of the workload, which are looked at only where a failure is new, and how many there are. */
  readonly miner: Pick<Miner, 'pattern' | 'resolve'>;
  readonly size: number;
}

/** Half an hour of a few kinds of work shows what they write when they succeed. */
const declaredEnoughMs = 1_800_000;
/** Where it brings new kinds of errors more often than this, one more is nothing to report. */
const mostNewsMs = 3_600_000;
/** A week has every job and every season of the load in it but those of a month. */
const watchedEnoughMs = 7 * 86_400_000;
/** Errors that are first seen within so long came of one reason. */
const burstMs = 300_000;

const stackTrace = /\bTraceback \(most recent call last\)|^\s*at [\w$.<>/]+ ?\(|^goroutine \d+ \[|^\s*File ".+", line \d+|\bpanic: /m;
const toldException = /\bexception (?:was |has been )?(?:thrown|raised|caught)\b/i;
const failedRequest = /\b(?:status|code)\b["']?[=: ]+5xx\b/i;

/** How bad the lines are, by their level or by what they hold: a stack trace, a word of an exception, and a request that the server failed are errors at any level. */
export function failureOf({ level, text }: Pick<Subject, 'level' | 'text'>): Level | null {
  if (rankOf(level) >= rankOf('error')) return level;
  return [stackTrace, toldException, failedRequest].some((sign) => sign.test(text)) ? 'error' : null;
}

/** It is asked seldom: only of what is new. */
export function normalOperation(about: NormalAbout): NormalOperation {
  return { isDeclared: (pattern) => isDeclared(pattern, about), isUnheard: (subject) => isUnheard(subject, about) };
}

function isUnheard(subject: Subject, normal: NormalAbout): boolean {
  const { declared, nowMs, watchedSinceAtMs } = normal;
  if (declared.forMs >= declaredEnoughMs) return !isDeclared(subject.pattern, normal) && isNewsRare(normal);
  if (nowMs - watchedSinceAtMs < watchedEnoughMs) return false;
  // Nobody said that it is normal, so only what no program expects counts: an error that was handled may mean little.
  if (!hasTrace(normal.miner.pattern(subject.pattern))) return false;
  return (
    errorsFirstSeen(normal, { size: normal.size, fromMs: nowMs - watchedEnoughMs, toMs: subject.firstSeenAtMs - burstMs }).length === 0
  );
}

function isDeclared(pattern: number, { declared, miner }: Pick<NormalAbout, 'declared' | 'miner'>): boolean {
  if (pattern < declared.patterns) return true;
  for (let index = 0; index < declared.patterns; index += 1) if (miner.resolve(index) === pattern) return true;
  return false;
}

/** At first everything is new; what the second half still brought, the next hour may bring as well. */
function isNewsRare(normal: NormalAbout): boolean {
  const { forMs, untilAtMs, patterns } = normal.declared;
  const times = errorsFirstSeen(normal, { size: patterns, fromMs: untilAtMs - forMs / 2, toMs: untilAtMs }).toSorted((a, b) => a - b);
  const bursts = times.filter((atMs, i) => i === 0 || atMs - (times[i - 1] ?? atMs) > burstMs).length;
  return bursts <= Math.max(1, forMs / 2 / mostNewsMs);
}

function errorsFirstSeen(
  { miner }: NormalAbout,
  { size, fromMs, toMs }: { readonly size: number; readonly fromMs: number; readonly toMs: number },
): readonly number[] {
  const times: number[] = [];
  for (let index = 0; index < size; index += 1) {
    const { level, firstSeenAtMs } = miner.pattern(index);
    if (firstSeenAtMs > fromMs && firstSeenAtMs <= toMs && rankOf(level) >= rankOf('error')) times.push(firstSeenAtMs);
  }
  return times;
}

function hasTrace({ text, samples }: MinedPattern): boolean {
  return [text, ...samples].some((one) => stackTrace.test(one));
}
