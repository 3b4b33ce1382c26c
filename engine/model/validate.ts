/** Keeps the latest minutes back from a baseline of those before them, and asks what it would have made of them. */
import { Baseline } from '../anomaly/baseline.ts';
import type { Thresholds } from '../anomaly/settings.ts';
import { minuteMs } from '../anomaly/window.ts';
import type { GatheredPattern, GatheredWorkload } from './gather.ts';
import type { ModelValidation } from './model.ts';
import { eachMinute, judgeMinute, type Span } from './past.ts';

export interface ValidationInput {
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  /** Version of the model that serves; null when none does. */
  readonly serving: number | null;
  readonly workloads: readonly GatheredWorkload[];
}

/** The latest fifth of what is kept, at most four hours. */
const keptBack = 0.2;
const longestMs = 4 * 3_600_000;
/** Shorter histories are all needed to learn from. */
const leastHistoryMs = 60 * minuteMs;
const historyMs = 24 * 3_600_000;

/** Null while there is too little to keep some of it back. */
export function validate({ nowMs, thresholds, serving, workloads }: ValidationInput): ModelValidation | null {
  const toAtMs = Math.floor(nowMs / minuteMs) * minuteMs;
  const known = workloads.filter(({ isServed }) => isServed || serving === null);
  const sinceAtMs = Math.min(toAtMs, ...known.map(({ watchedSinceAtMs }) => watchedSinceAtMs ?? toAtMs));
  const lengthMs = Math.min(historyMs, toAtMs - sinceAtMs);
  if (lengthMs < leastHistoryMs) return null;
  const fromAtMs = toAtMs - Math.floor(Math.min(longestMs, lengthMs * keptBack) / minuteMs) * minuteMs;
  const judged = known.map((workload) => judge(workload, { fromAtMs, toAtMs }, thresholds));
  const sum = (of: (one: Judged) => number): number => judged.reduce((total, one) => total + of(one), 0);
  const windows = sum((one) => one.windows);
  if (windows === 0) return null;
  const before = serving === null ? null : { version: serving, alarms: sum((one) => one.served) };
  return { fromAtMs, toAtMs, windows, alarms: sum((one) => one.alarms), serving: before };
}

/** A few alarms more are chance, and so is what stays below one in a hundred minutes. */
const fewAlarms = 3;
const fewInWindows = 0.01;

/** Null, or why a model of such data is not to be had. */
export function refuseValidation(validation: ModelValidation | null): string | null {
  if (!validation?.serving) return null;
  const { alarms, serving, windows, fromAtMs, toAtMs } = validation;
  if (alarms <= 2 * serving.alarms + fewAlarms || alarms <= fewInWindows * windows) return null;
  return (
    `What was learned does not hold: of the last ${Math.round((toAtMs - fromAtMs) / minuteMs)} minutes, kept back from it, it would have reported ` +
    `${alarms} of ${windows} quiet ones where model ${serving.version}, which serves, would have reported ${serving.alarms}. ` +
    'Try again when the workloads write as usual.'
  );
}

interface Judged {
  readonly windows: number;
  readonly alarms: number;
  readonly served: number;
}

function judge(past: GatheredWorkload, heldOut: Span, thresholds: Thresholds): Judged {
  const baseline = learnBefore(past, heldOut.fromAtMs);
  // Without a past of its own it could only be called new.
  if (baseline.minutes < leastMinutes) return { windows: 0, alarms: 0, served: 0 };
  const served = new Map(past.patterns.map((pattern: GatheredPattern) => [pattern.index, pattern.served]));
  const twin = {
    thresholds,
    usual: ({ index }: { readonly index: number }) => (baseline.knows(index) ? baseline.usual(index, heldOut.fromAtMs) : null),
  };
  const model = { thresholds, usual: ({ index }: { readonly index: number }) => served.get(index) ?? null };
  let [windows, alarms, servedAlarms] = [0, 0, 0];
  eachMinute(past, heldOut, (atMs, lines) => {
    if (isLeftOut(past, atMs)) return;
    windows += 1;
    if (judgeMinute(past, { atMs, lines }, twin).length > 0) alarms += 1;
    if (past.isServed && judgeMinute(past, { atMs, lines }, model).length > 0) servedAlarms += 1;
  });
  return { windows, alarms, served: servedAlarms };
}

const leastMinutes = 4;
/** Of a minute no more than the lines is kept: they are taken as evenly spread, which the judge of whole minutes does not look at. */
const burstShare = 1 / 6;

function learnBefore(past: GatheredWorkload, untilAtMs: number): Baseline {
  const baseline = new Baseline();
  eachMinute(past, { fromAtMs: -Infinity, toAtMs: untilAtMs }, (atMs, lines) => {
    if (isLeftOut(past, atMs)) return;
    const total = lines.reduce((sum, count) => sum + count, 0);
    baseline.learn({
      atMs,
      replicas: past.replicas,
      lines,
      bursts: lines.map((count) => count * burstShare),
      all: { lines: total, burst: total * burstShare },
      skip: () => false,
    });
  });
  return baseline;
}

function isLeftOut({ leftOut }: GatheredWorkload, atMs: number): boolean {
  return leftOut.some((stretch) => atMs < stretch.toAtMs && atMs + minuteMs > stretch.fromAtMs);
}
