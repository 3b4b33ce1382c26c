/** The path of one request: whom it came to in which order, where it went wrong first, and who should have had it and did not. */
import type { Level, WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import { groupBy } from '../../math.ts';
import type { KeptLine, KeptRequest, KeptSpan, KeptStep } from './kept.ts';

/** One line or span. */
export interface PathStep {
  readonly atMs: number;
  readonly level: Level;
  /** Redacted; of a line that was not kept itself, its pattern. */
  readonly text: string;
  readonly isPattern: boolean;
  /** Null for a span. */
  readonly pattern: string | null;
  /** Null for a line. */
  readonly forMs: number | null;
}

/** A workload that the request came to. */
export interface PathHop {
  /** `namespace/name`. */
  readonly workload: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isFailing: boolean;
  readonly steps: readonly PathStep[];
}

/** A line that such requests nearly always have and this one has not. */
export interface PathGap {
  readonly workload: string;
  readonly form: string;
  /** The workload and form of which those requests are known that say so, how many they are, and how many of these lacked it too. */
  readonly beside: { readonly workload: string; readonly form: string };
  readonly requests: number;
  readonly without: number;
  /** The workload had the request: it wrote something else of it. */
  readonly isReached: boolean;
}

export interface RequestPath {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** In the order in which the request came to them. */
  readonly hops: readonly PathHop[];
  /** Where it went wrong first; null where nothing says that it did. */
  readonly failing: { readonly workload: string; readonly atMs: number; readonly text: string } | null;
  /** Null while it may be under way. */
  readonly missing: readonly PathGap[] | null;
  /** Lines and spans besides those that are told. */
  readonly more: number;
}

/** Of a request, what its lines are as steps. */
export interface StepSeen {
  readonly workload: WorkloadId;
  readonly form: string;
  readonly isError: boolean;
  readonly atMs: number;
}

export interface Lacking {
  readonly workload: WorkloadId;
  readonly form: string;
  readonly beside: { readonly workload: WorkloadId; readonly form: string };
  readonly requests: number;
  readonly without: number;
}

export interface PathContext {
  readonly formOf: (line: KeptLine) => string;
  readonly lacking: (seen: readonly StepSeen[]) => readonly Lacking[];
  readonly nowMs: number;
}

/** Lines come late; before that nothing is said to be missing. */
const overAfterMs = 60_000;
const gapsAtMost = 5;

export function pathOf({ id, firstAtMs, lastAtMs, steps, more }: KeptRequest, context: PathContext): RequestPath {
  const inOrder = steps.toSorted((a, b) => a.atMs - b.atMs);
  const byPlace = groupBy(inOrder, placeOf);
  const isOver = Math.abs(context.nowMs - lastAtMs) >= overAfterMs;
  return {
    id,
    fromMs: firstAtMs,
    toMs: inOrder.reduce((latest, step) => Math.max(latest, endOf(step)), lastAtMs),
    hops: [...byPlace].map(([workload, own]) => hopOf(workload, own)),
    failing: failingOf(inOrder),
    missing: isOver && more === 0 ? gapsOf(inOrder, context) : isOver ? [] : null,
    more,
  };
}

function placeOf(step: KeptStep): string {
  return step.type === 'span' ? step.place : nameOf(step.source.id);
}

function nameOf(workload: WorkloadId): string {
  const { namespace, name } = parseWorkloadId(workload);
  return `${namespace}/${name}`;
}

function endOf(step: KeptStep): number {
  return step.type === 'span' ? step.atMs + step.durationMs : step.atMs;
}

function hopOf(workload: string, steps: readonly KeptStep[]): PathHop {
  return {
    workload,
    fromMs: steps[0]?.atMs ?? 0,
    toMs: Math.max(...steps.map(endOf)),
    isFailing: steps.some(isError),
    steps: steps.map(stepOf),
  };
}

function isError(step: KeptStep): boolean {
  return step.type === 'span' ? step.isError : step.level === 'error' || step.level === 'fatal';
}

function stepOf(step: KeptStep): PathStep {
  if (step.type === 'span') {
    const { atMs, text, durationMs } = step;
    return {
      atMs,
      level: step.isError ? 'error' : 'info',
      text: text ?? 'a span',
      isPattern: text === null,
      pattern: null,
      forMs: durationMs,
    };
  }
  const { id, text } = patternOf(step);
  return { atMs: step.atMs, level: step.level, text: step.text ?? text, isPattern: step.text === null, pattern: id, forMs: null };
}

function patternOf({ source: { miner }, pattern }: KeptLine): { readonly id: string; readonly text: string } {
  return miner.pattern(miner.resolve(pattern));
}

/** A span none of whose children failed knows best where it began; of lines the first does. */
function failingOf(steps: readonly KeptStep[]): RequestPath['failing'] {
  const failed = steps.filter(isError);
  const spans = failed.filter((step): step is KeptSpan => step.type === 'span');
  const origin = spans.find(({ spanId }) => !spans.some(({ parentId }) => parentId === spanId)) ?? failed[0];
  return origin === undefined ? null : { workload: placeOf(origin), atMs: origin.atMs, text: stepOf(origin).text };
}

function gapsOf(steps: readonly KeptStep[], { formOf, lacking }: PathContext): readonly PathGap[] {
  const lines = steps.filter((step): step is KeptLine => step.type === 'line');
  const seen = lines.map((line) => ({ workload: line.source.id, form: formOf(line), isError: isError(line), atMs: line.atMs }));
  const had = new Set(steps.map(placeOf));
  const failed = new Set(steps.filter(isError).map(placeOf));
  const gaps = lacking(seen).map(({ workload, form, beside, requests, without }) => ({
    workload: nameOf(workload),
    form,
    beside: { workload: nameOf(beside.workload), form: beside.form },
    requests,
    without,
    isReached: had.has(nameOf(workload)),
  }));
  // An error in the place of a line says more than that the line is missing; and one line a workload is enough.
  const told = gaps.filter(({ workload }, at) => !failed.has(workload) && gaps.findIndex((one) => one.workload === workload) === at);
  return told.slice(0, gapsAtMost);
}
