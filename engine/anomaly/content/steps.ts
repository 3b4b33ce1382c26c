/**
 * Requests that lack a step, or have it out of order, where nearly all before them had it and in order. Which they are is found out where the lines of
 * all workloads are joined by their ids; here it is decided whether it is worth a word.
 */
import type { ActiveAnomaly } from '../anomaly.ts';
import { duration, rankOf } from '../rules/rule.ts';
import type { Detector } from './findings.ts';
import type { Asked, Found } from './found.ts';
import type { ContentTimes } from './times.ts';

/** A step of the requests of one workload that is not as before. */
export interface BrokenStep {
  /** How its lines begin, and those of the step that says it is broken. */
  readonly form: string;
  readonly beside: string;
  readonly how: 'missing' | 'fewer' | 'swapped';
  /** Requests of late that break it, and all that could. */
  readonly missed: number;
  readonly tried: number;
  /** Share of the requests before that broke it. */
  readonly usual: number;
  /** Requests since the last that broke it. */
  readonly kept: number;
  readonly nats: number;
  readonly sinceAtMs: number;
}

export interface Steps extends Detector {
  /** At every tick, before it is told: whether anything is judged now, and when pods last came or went. */
  settle(about: Pick<ContentTimes, 'judges' | 'counted'>): void;
  /** What is known at this tick, beside what the rules of counts have found. */
  tell(broken: readonly BrokenStep[], standing: readonly ActiveAnomaly[]): void;
}

/** What is said: so many requests, this share of all, so many times the usual share. */
const leastMissed = 8;
const leastShare = 0.3;
const leastFactor = 5;
/** Where half of the requests still broke it, so many in a row that keep it would be one chance in a thousand. */
const enoughKept = 10;
/** A release changes what requests write: what all of them lack since about then was taken out. */
const releaseMs = 600_000;
const ofRelease = 0.9;
const mostQuoted = 80;

export function createSteps(): Steps {
  let broken: readonly BrokenStep[] = [];
  let [judges, changedAtMs] = [false, Number.NEGATIVE_INFINITY];

  return {
    kind: 'sequence',
    settle(about) {
      judges = about.judges;
      changedAtMs = about.counted?.changedAtMs ?? Number.NEGATIVE_INFINITY;
    },
    tell(steps, standing) {
      // What is told of the whole workload, or as an error in the place of the step, is not told again.
      const isTold = standing.some(({ pattern, level }) => pattern === null || rankOf(level) >= rankOf('error'));
      broken = judges && !isTold ? steps : [];
    },
    judge(about) {
      const said = broken.filter((step) => isWorthIt(step, about) && (about.isActive || !isOfRelease(step, changedAtMs)));
      const best = said.reduce<BrokenStep | null>((most, step) => (most === null || step.nats > most.nats ? step : most), null);
      return best === null ? null : foundOf(best, about.nowMs);
    },
    // What goes on is learned where the requests are followed.
    accept() {},
  };
}

function isWorthIt({ missed, tried, usual, kept, nats }: BrokenStep, { isActive, needed }: Asked): boolean {
  if (kept >= enoughKept) return false;
  if (isActive) return nats >= needed / 2;
  return nats >= needed && missed >= leastMissed && missed >= leastShare * tried && missed >= leastFactor * usual * tried;
}

function isOfRelease({ sinceAtMs, missed, tried }: BrokenStep, changedAtMs: number): boolean {
  return Math.abs(sinceAtMs - changedAtMs) < releaseMs && missed >= ofRelease * tried;
}

const yearMs = 365 * 86_400_000;

function foundOf(step: BrokenStep, nowMs: number): Found {
  const { missed, tried, usual, nats, sinceAtMs } = step;
  const everyMs = Math.max(1, (nowMs - sinceAtMs) / Math.max(1, tried));
  return {
    pattern: null,
    level: 'info',
    verdict: {
      observed: missed,
      expected: usual * tried,
      z: Math.sqrt(2 * nats),
      perYear: (Math.exp(-nats) * yearMs) / everyMs,
      confidence: Math.round(100 * Math.min(0.95, 0.5 + nats / 80)) / 100,
      reason: `${missed} of ${tried} requests in ${duration(nowMs - sinceAtMs)} ${sentenceOf(step)}; ${percent(usual)} are usual`,
      sinceAtMs,
    },
  };
}

function sentenceOf({ form, beside, how }: BrokenStep): string {
  if (how === 'swapped') return `have "${quoted(form)}" after "${quoted(beside)}", which it comes before`;
  if (how === 'fewer') return `have "${quoted(form)}" less often than such requests do`;
  return `lack "${quoted(form)}", which comes with "${quoted(beside)}"`;
}

function quoted(form: string): string {
  return form.length > mostQuoted ? `${form.slice(0, mostQuoted - 1)}…` : form;
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`;
}
