/** Picks the patterns that a rule could find something in, and gathers what the rules want to know of them. */
import type { Level } from '../domain.ts';
import type { MinedPattern, PatternGlance } from '../template/miner.ts';
import { moreTolerant, type Baseline, type Usual } from './baseline.ts';
import type { Exceptions } from './exceptions.ts';
import { floodOf, type Flood } from './flood.ts';
import type { Lately } from './lately.ts';
import type { Span } from './span.ts';
import { rankOf, type JudgedWindow, type Subject } from './rules/rule.ts';
import type { Thresholds } from './settings.ts';
import { createScratch } from './scratch.ts';
import { bucketMs, type CountWindow } from './window.ts';

/** What a served model knows of a workload; pattern ids are those of its templates. */
export interface ServedBaseline {
  usual(templateId: string): Usual | null;
  readonly all: Usual | null;
}

export interface SubjectsInput {
  readonly nowMs: number;
  readonly window: CountWindow;
  readonly baseline: Baseline;
  readonly served: ServedBaseline | null;
  readonly thresholds: Thresholds;
  readonly exceptions: Exceptions;
  readonly replicas: number;
  pattern(this: void, index: number): MinedPattern;
  glance(index: number): PatternGlance;
  readonly lately: Lately;
  isActive(pattern: number): boolean;
  /** Whether any pattern is. */
  readonly hasActive: boolean;
  /** Whether it is part of what somebody declared to be normal, though it may not be learned yet. */
  isDeclared(this: void, pattern: number): boolean;
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly linesInMinute: number;
  readonly growth: (pattern: number) => number | null;
  readonly spans: readonly Span[];
  readonly flood: () => Flood;
}

/** 5 to 60 seconds: the short ones find a burst at once, the long ones what is small. */
const windowBuckets = [1, 2, 6, 12] as const;
export const recentMs = 300_000;
/** Fewer expected lines than this in a minute tell nothing about load. */
const tellingLines = 3;
/** Of a minute: twelve buckets and the one that has begun. */
const longestShare = 13 / 12;

/** The lines of one workload in its last minute, in each window and of late; judged before the next one's are gathered. */
const linesOfMinute = createScratch();
const linesOfWindow = windowBuckets.map(() => createScratch());
const linesOfLate = createScratch();

export function gatherSubjects(input: SubjectsInput): Subjects {
  const { nowMs, window } = input;
  const inMinute = window.addCounts(startOf(nowMs) - 12 * bucketMs, nowMs + 1, linesOfMinute(window.patterns));
  const spans = input.lately.spans(input);
  const chosen = chooseSubjects(input, inMinute);
  const [shortest] = spans;
  return {
    subjects: chosen.length === 0 ? [] : describe(chosen, input),
    linesInMinute: sumOf(inMinute),
    growth: createGrowth(input, inMinute),
    spans,
    flood: () => (shortest ? floodOf(inMinute, shortest) : noFlood),
  };
}

const noFlood: Flood = { lines: 0, patterns: 0, entropy: 0 };

function chooseSubjects(input: SubjectsInput, inMinute: Float64Array): readonly Chosen[] {
  const chosen: Chosen[] = [];
  for (let index = 0; index < inMinute.length; index += 1) {
    const isFar = input.lately.isTelling(index);
    const lines = inMinute[index] ?? 0;
    const active = input.hasActive && input.isActive(index);
    if (lines === 0 && !active && !isFar) continue;
    const pattern = input.glance(index);
    const known = isKnown(input, index, pattern.id);
    if (active || isFar || isTelling(input, { pattern, index, known, lines })) chosen.push({ pattern, index, known, active });
  }
  return chosen;
}

function isKnown({ baseline, served, isDeclared }: SubjectsInput, index: number, id: string): boolean {
  return baseline.knows(index) || (served?.usual(id) ?? null) !== null || isDeclared(index);
}

interface Chosen {
  readonly pattern: PatternGlance;
  readonly index: number;
  readonly known: boolean;
  readonly active: boolean;
}

/** Whether a rule could find something in so few lines. */
function isTelling(input: SubjectsInput, about: Omit<Chosen, 'active'> & { readonly lines: number }): boolean {
  const { pattern, index, known, lines } = about;
  if (lines >= input.thresholds.minimumLines || (lines > 0 && rankOf(pattern.level) >= rankOf('warning'))) return true;
  return (!known && rankOf(pattern.level) >= rankOf('info')) || isAlwaysReported(input, index);
}

function isAlwaysReported(input: SubjectsInput, index: number): boolean {
  return input.exceptions.hasReported && input.exceptions.isAlwaysReported(input.pattern(index));
}

function describe(chosen: readonly Chosen[], input: SubjectsInput): Subject[] {
  const { nowMs, window } = input;
  const sums = sumWindows(input);
  const recent = window.addCounts(startOf(nowMs) - recentMs, nowMs + 1, linesOfLate(window.patterns));
  return chosen.map((one) => new GatheredSubject(one, { input, sums, recent }));
}

interface Gathered {
  readonly input: SubjectsInput;
  readonly sums: readonly { readonly forMs: number; readonly lines: Float64Array }[];
  readonly recent: Float64Array;
}

/** Most patterns are looked at and passed over, so what few rules ask of few of them is put together when it is asked. */
class GatheredSubject implements Subject {
  readonly pattern: number;
  readonly id: string;
  readonly level: Level;
  readonly firstSeenAtMs: number;
  readonly recent: number;
  readonly known: boolean;
  readonly active: boolean;
  private readonly gathered: Gathered;
  private judgedWindows: readonly JudgedWindow[] | null = null;
  private judgedUsual: Usual | null = null;
  private judgedText: string | null = null;

  constructor({ pattern: { id, level, firstSeenAtMs }, index, known, active }: Chosen, gathered: Gathered) {
    this.pattern = index;
    this.id = id;
    this.level = level;
    this.firstSeenAtMs = firstSeenAtMs;
    this.recent = gathered.recent[index] ?? 0;
    this.known = known;
    this.active = active;
    this.gathered = gathered;
  }

  get text(): string {
    return (this.judgedText ??= this.gathered.input.pattern(this.pattern).text);
  }

  get windows(): readonly JudgedWindow[] {
    return (this.judgedWindows ??= this.gathered.sums.map(({ forMs, lines }) => ({ forMs, lines: lines[this.pattern] ?? 0 })));
  }

  get usual(): Usual {
    return (this.judgedUsual ??= usualOf(this.gathered.input, this.pattern, this.id));
  }

  course(): readonly number[] {
    const { window, nowMs } = this.gathered.input;
    return window.course(this.pattern, nowMs);
  }

  written(fromMs: number, untilMs: number): number {
    return this.gathered.input.window.counts(fromMs, untilMs)[this.pattern] ?? 0;
  }
}

/** The lines of each window. A longer one holds the shorter, so each bucket is looked at once. */
function sumWindows({ nowMs, window }: SubjectsInput): readonly { readonly forMs: number; readonly lines: Float64Array }[] {
  const isNested = window.isFine(startOf(nowMs) - Math.max(...windowBuckets) * bucketMs);
  let untilMs = nowMs + 1;
  let shorter: Float64Array | null = null;
  return windowBuckets.map((buckets, place) => {
    const lines = (linesOfWindow[place] ?? createScratch())(window.patterns);
    if (shorter !== null) lines.set(shorter);
    const fromMs = startOf(nowMs) - buckets * bucketMs;
    window.addCounts(fromMs, untilMs, lines);
    if (isNested) [shorter, untilMs] = [lines, fromMs];
    return { forMs: lengthOf(nowMs, buckets), lines };
  });
}

/** What is usual of the whole workload, by the more tolerant of the served model and the online baseline. */
export function usualOfAll(baseline: Baseline, served: ServedBaseline | null, atMs: number): Usual {
  const online = baseline.usualOfAll(atMs);
  return served?.all ? moreTolerant(online, served.all) : online;
}

/** A stray line this long before the others is not where it began: healthy programs write a lone error now and then. */
const strayMs = 90_000;

/**
 * The first bucket of the stretch that lasts until now, with more lines than `usualPerBucket`, or without such a bucket the first with
 * any, to the millisecond of its first line. Looks back to `sinceAtMs`.
 */
export function findBeginning(
  window: CountWindow,
  pattern: number,
  search: { readonly sinceAtMs: number; readonly untilAtMs: number; readonly usualPerBucket: number },
): number {
  const busyAtMs = beginningOfStretch(window, pattern, { ...search, above: Math.max(0, search.usualPerBucket) });
  return busyAtMs ?? beginningOfStretch(window, pattern, { ...search, above: 0 }) ?? search.sinceAtMs;
}

function beginningOfStretch(
  window: CountWindow,
  pattern: number,
  { sinceAtMs, untilAtMs, above }: { readonly sinceAtMs: number; readonly untilAtMs: number; readonly above: number },
): number | null {
  let beganAtMs: number | null = null;
  for (let atMs = startOf(untilAtMs); atMs >= startOf(sinceAtMs); atMs -= bucketMs) {
    if (beganAtMs !== null && beganAtMs - atMs > strayMs) break;
    if (window.inBucket(pattern, atMs) > above) beganAtMs = atMs;
  }
  return beganAtMs === null ? null : window.firstInBucketAtMs(pattern, beganAtMs);
}

function usualOf(input: SubjectsInput, index: number, id: string): Usual {
  const online = input.baseline.usual(index, input.nowMs);
  const served = input.served?.usual(id);
  return served ? moreTolerant(online, served) : online;
}

/**
 * The median of how much busier the other steady patterns are that are no errors: when the whole workload has more work, each of its
 * patterns has.
 */
function createGrowth(input: SubjectsInput, inMinute: Float64Array): (pattern: number) => number | null {
  let ratios: readonly Ratio[] | null = null;
  return (judged) => {
    ratios ??= ratiosOf(input, inMinute);
    const place = ratios.findIndex(({ pattern }) => pattern === judged);
    const others = ratios.length - Number(place >= 0);
    const [below, above] = [Math.floor((others - 1) / 2), Math.ceil((others - 1) / 2)];
    // Without the judged one, those behind it move up.
    const middle = ratios[below + Number(place >= 0 && place <= below)];
    const upper = ratios[above + Number(place >= 0 && place <= above)];
    return others > 0 && middle && upper ? Math.max(1, (middle.ratio + upper.ratio) / 2) : null;
  };
}

interface Ratio {
  readonly pattern: number;
  readonly ratio: number;
}

function ratiosOf(input: SubjectsInput, inMinute: Float64Array): readonly Ratio[] {
  const { baseline, nowMs, replicas } = input;
  const share = lengthOf(nowMs, 12) / 60_000;
  const ratios: Ratio[] = [];
  for (const pattern of baseline.busy(nowMs, { patterns: inMinute.length, location: tellingLines / (replicas * longestShare) })) {
    const usual = baseline.usual(pattern, nowMs).location * replicas * share;
    if (usual < tellingLines || rankOf(input.glance(pattern).level) >= rankOf('warning')) continue;
    ratios.push({ pattern, ratio: (inMinute[pattern] ?? 0) / usual });
  }
  return ratios.toSorted((a, b) => a.ratio - b.ratio);
}

function sumOf(lines: Float64Array): number {
  let sum = 0;
  for (const count of lines) sum += count;
  return sum;
}

function lengthOf(nowMs: number, buckets: number): number {
  return nowMs - startOf(nowMs) + buckets * bucketMs;
}

function startOf(atMs: number): number {
  return Math.floor(atMs / bucketMs) * bucketMs;
}
