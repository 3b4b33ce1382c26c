/**
 * Which workload is to blame, by everything that is known of each: errors of its own, steps that requests lack in it, its own time, its metrics. How loud
 * somebody is says little: each kind of evidence is weighed by how surely it means something inside of the workload, and saturates.
 */
import type { Anomaly, WorkloadId } from '../domain.ts';
import type { Signal } from './signals/metrics.ts';
import type { SpanErrors } from './traces/failures.ts';
import type { Missing } from './traces/missing.ts';
import type { Slowness } from './traces/timings.ts';
import type { Graph } from './graph.ts';
import { nameOf } from './words.ts';

export interface Suspect {
  readonly workload: WorkloadId;
  /** 0 to 1. */
  readonly score: number;
  readonly sinceAtMs: number;
  /** What speaks against it, strongest first. */
  readonly reasons: readonly string[];
}

/** What is looked at. */
interface ClueSource {
  signals(nowMs: number): readonly Signal[];
  slow(nowMs: number): readonly Slowness[];
  missing(nowMs: number): readonly Missing[];
  errors(): readonly SpanErrors[];
}

export interface SuspectsInput {
  readonly nowMs: number;
  readonly anomalies: readonly Anomaly[];
  readonly clues: ClueSource;
  readonly graph: Graph;
}

interface Clue {
  readonly workload: WorkloadId;
  /** 0 to 1: how surely it says that the fault is in there. */
  readonly weight: number;
  readonly sinceAtMs: number;
  readonly reason: string;
}

/** At most, however much of it there is; and how much of it is half of that. */
const kinds = {
  missing: { most: 0.9, half: 12 },
  /** Of whom requests do not come to nothing is seen inside: who should have called it may be to blame as well. */
  unreached: { most: 0.45, half: 12 },
  slow: { most: 0.85, half: 12 },
  inside: { most: 0.6, half: 10 },
  outside: { most: 0.35, half: 10 },
  unknown: { most: 0.3, half: 10 },
  spanErrors: { most: 0.85, half: 2 },
} as const;

const mostReasons = 5;
const longestQuote = 120;
/** Errors that a workload writes about itself, or about somebody else; and of whom others write. */
const ownErrors = 0.8;
const errorsAboutOthers = 0.1;
const named = 0.2;

/** All workloads of which anything is unusual, the most suspected first. */
export function rankSuspects(input: SuspectsInput): readonly Suspect[] {
  const byWorkload = new Map<WorkloadId, Clue[]>();
  for (const clue of [...missingOf(input), ...slowOf(input), ...signalsOf(input), ...errorsOf(input), ...linesOf(input)])
    byWorkload.set(clue.workload, [...(byWorkload.get(clue.workload) ?? []), clue]);
  return [...byWorkload]
    .map(([workload, clues]) => suspectOf(workload, clues))
    .toSorted((a, b) => b.score - a.score || a.sinceAtMs - b.sinceAtMs || (a.workload < b.workload ? -1 : 1));
}

function suspectOf(workload: WorkloadId, clues: readonly Clue[]): Suspect {
  const sorted = clues.toSorted((a, b) => b.weight - a.weight);
  return {
    workload,
    // Independent witnesses: what is left of the doubt after each.
    score: 1 - sorted.reduce((doubt, { weight }) => doubt * (1 - weight), 1),
    sinceAtMs: Math.min(...sorted.filter(({ weight }) => weight >= (sorted[0]?.weight ?? 0) / 2).map(({ sinceAtMs }) => sinceAtMs)),
    reasons: sorted.slice(0, mostReasons).map(({ reason }) => reason),
  };
}

function weightOf(kind: keyof typeof kinds, amount: number): number {
  const { most, half } = kinds[kind];
  return (most * amount) / (amount + half);
}

function missingOf({ clues, nowMs }: SuspectsInput): readonly Clue[] {
  const surest = new Map<WorkloadId, Clue>();
  for (const { workload, nats, sinceAtMs, missed, tried, isRepeat, isReached } of clues.missing(nowMs)) {
    const how = isRepeat ? 'have a line of it less often than such requests do' : 'lack a line of it that such requests have';
    const reason = `${missed} of ${tried} requests ${how}`;
    const weight = weightOf(isReached ? 'missing' : 'unreached', nats);
    if ((surest.get(workload)?.weight ?? 0) < weight) surest.set(workload, { workload, weight, sinceAtMs, reason });
  }
  return [...surest.values()];
}

function slowOf({ clues, nowMs, graph }: SuspectsInput): readonly Clue[] {
  return clues.slow(nowMs).map(({ place, weight, sinceAtMs, sentence }) => ({
    workload: graph.workloadAt(place),
    weight: weightOf('slow', weight),
    sinceAtMs,
    reason: sentence,
  }));
}

/** Of each side the surest metric of a workload: what makes one series unusual makes others so too. */
function signalsOf({ clues, nowMs, graph }: SuspectsInput): readonly Clue[] {
  const surest = new Map<string, Clue>();
  for (const { place, side, nats, isBad, sinceAtMs, sentence } of clues.signals(nowMs)) {
    const workload = graph.workloadAt(place);
    const weight = weightOf(side, nats) * (isBad ? 1 : 0.3);
    const known = surest.get(`${workload} ${side}`);
    if (known === undefined || known.weight < weight) surest.set(`${workload} ${side}`, { workload, weight, sinceAtMs, reason: sentence });
  }
  return [...surest.values()];
}

function errorsOf({ clues, graph }: SuspectsInput): readonly Clue[] {
  return clues.errors().map(({ place, count, sinceAtMs, operation, text }) => ({
    workload: graph.workloadAt(place),
    weight: weightOf('spanErrors', count),
    sinceAtMs,
    reason: `${operation} failed ${count} times by itself: ${text}`,
  }));
}

/** Errors in logs. A caller whose errors name somebody else is loud, and says more about the other. */
function linesOf({ anomalies, graph }: SuspectsInput): readonly Clue[] {
  const surest = new Map<string, Clue>();
  const give = (clue: Clue, why: string): void => {
    const key = `${clue.workload} ${why}`;
    if ((surest.get(key)?.weight ?? 0) < clue.weight) surest.set(key, clue);
  };
  for (const { workload, template, level, confidence, startedAtMs: sinceAtMs, lastSeenAtMs, reason } of anomalies) {
    if (template === null || (level !== 'error' && level !== 'fatal')) continue;
    const { strong, weak } = graph.named(workload, [template.text, ...template.samples], lastSeenAtMs);
    const others = [...strong, ...weak].filter((entity) => !entity.startsWith('external/'));
    const weight = (others.length > 0 ? errorsAboutOthers : ownErrors) * confidence;
    give({ workload, weight, sinceAtMs, reason: `"${template.text.slice(0, longestQuote)}": ${reason}` }, 'own');
    for (const other of others)
      give({ workload: other, weight: named * confidence, sinceAtMs, reason: `errors of ${nameOf(workload)} name it` }, `by ${workload}`);
  }
  return [...surest.values()];
}
