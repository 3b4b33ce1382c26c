/**
 * Spans joined by their trace, in windows of ten seconds: who calls whom, what each operation took by itself, what was lost between a caller and whom it
 * called, and where errors began. Of all of it only numbers are kept.
 */
import type { Observation } from '../../domain.ts';
import { createClocks, type Clocks } from './clocks.ts';
import type { Timings } from './timings.ts';

export type SpanObservation = Extract<Observation, { readonly type: 'span' }>;

export interface SpansInput {
  readonly timings: Timings;
  /** Who was seen to call whom, by place (`namespace/name`). */
  onCall(from: string, to: string, atMs: number): void;
  /** An operation that failed although nothing that it called did. */
  onError(place: string, error: SpanError): void;
}

export interface SpanError {
  readonly atMs: number;
  readonly operation: string;
  readonly text: string;
}

export interface Spans extends Pick<Clocks, 'ahead'> {
  observe(span: SpanObservation): void;
  /** Reads the traces that are quiet for a window. */
  settle(nowMs: number): void;
  /** Spans of which there were too many at once. */
  readonly refused: number;
}

/** A trace is complete when nothing of it came for so long. */
export const windowMs = 10_000;
const mostTraces = 5_000;
const mostSpansOfTrace = 1_000;
const mostSpans = 100_000;

interface Trace {
  lastAtMs: number;
  readonly spans: SpanObservation[];
}

export function createSpans(input: SpansInput): Spans {
  const traces = new Map<string, Trace>();
  const clocks = createClocks();
  let held = 0;
  let refused = 0;

  function close(traceId: string, { spans }: Trace): void {
    traces.delete(traceId);
    held -= spans.length;
    read(spans, { ...input, clocks });
  }

  return {
    observe(span) {
      const trace = traces.get(span.traceId);
      if (held >= mostSpans || (trace?.spans.length ?? 0) >= mostSpansOfTrace || (trace === undefined && traces.size >= mostTraces)) {
        refused += 1;
        return;
      }
      held += 1;
      const endAtMs = span.atMs + Math.min(windowMs, span.durationMs);
      if (trace === undefined) traces.set(span.traceId, { lastAtMs: endAtMs, spans: [span] });
      else {
        trace.spans.push(span);
        trace.lastAtMs = Math.max(trace.lastAtMs, endAtMs);
      }
    },
    settle(nowMs) {
      for (const [traceId, trace] of traces) if (Math.abs(nowMs - trace.lastAtMs) >= windowMs) close(traceId, trace);
      clocks.settle();
    },
    ahead: (workload) => clocks.ahead(workload),
    get refused() {
      return refused;
    },
  };
}

/** Where a span's workload is. */
export function placeOf({ namespace = '', workload }: Pick<SpanObservation, 'namespace' | 'workload'>): string {
  return `${namespace}/${workload}`;
}

type Reading = SpansInput & { readonly clocks: Clocks };

function read(spans: readonly SpanObservation[], input: Reading): void {
  const children = new Map<string, SpanObservation[]>();
  const known = new Set(spans.map(({ spanId }) => spanId));
  for (const span of spans) {
    if (span.parentId === null || span.parentId === span.spanId || !known.has(span.parentId)) continue;
    const siblings = children.get(span.parentId);
    if (siblings === undefined) children.set(span.parentId, [span]);
    else siblings.push(span);
  }
  for (const span of spans) readSpan(span, children.get(span.spanId) ?? [], input);
}

function readSpan(span: SpanObservation, children: readonly SpanObservation[], input: Reading): void {
  const { timings } = input;
  const place = placeOf(span);
  const called = children.filter((child) => placeOf(child) !== place);
  for (const child of called) {
    input.onCall(place, placeOf(child), child.atMs);
    input.clocks.see({ from: place, to: placeOf(child), caller: span, called: child });
  }
  const [first] = called;
  const forMs = ownTime(span, children);
  if (first === undefined) timings.add({ kind: 'own', place, name: span.name }, span.atMs, forMs);
  else timings.add({ kind: 'call', place, name: placeOf(first) }, span.atMs, forMs);
  const { error } = span;
  if (typeof error !== 'string' || children.some((child) => typeof child.error === 'string')) return;
  input.onError(place, { atMs: span.atMs, operation: span.name, text: error });
}

/** Its duration without the time in which a child was at work; children may run side by side, and outlive it. */
function ownTime(span: SpanObservation, children: readonly SpanObservation[]): number {
  const endAtMs = span.atMs + span.durationMs;
  let coveredMs = 0;
  let untilAtMs = span.atMs;
  for (const { fromMs, toMs } of staysIn(span, children).toSorted((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(untilAtMs, fromMs);
    const to = Math.min(endAtMs, toMs);
    if (to <= from) continue;
    coveredMs += to - from;
    untilAtMs = to;
  }
  return Math.max(0, span.durationMs - coveredMs);
}

interface Stay {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When its children were at work, by the clock of the span. What was called cannot begin before its caller or end after it; where all that one workload did
 * would have fitted and stands outside, its clock is another, and it is put into the middle, as Jaeger does (model/adjuster/clockskew).
 */
function staysIn(span: SpanObservation, children: readonly SpanObservation[]): readonly Stay[] {
  const byPlace = Map.groupBy(children, placeOf);
  return [...byPlace].flatMap(([place, own]) => {
    const shiftMs = place === placeOf(span) ? 0 : shiftInto(span, own);
    return own.map(({ atMs, durationMs }) => ({ fromMs: atMs + shiftMs, toMs: atMs + durationMs + shiftMs }));
  });
}

function shiftInto(span: SpanObservation, children: readonly SpanObservation[]): number {
  const fromMs = Math.min(...children.map(({ atMs }) => atMs));
  const toMs = Math.max(...children.map(({ atMs, durationMs }) => atMs + durationMs));
  const endAtMs = span.atMs + span.durationMs;
  const roomMs = span.durationMs - (toMs - fromMs);
  return roomMs < 0 || (fromMs >= span.atMs && toMs <= endAtMs) ? 0 : span.atMs + roomMs / 2 - fromMs;
}
