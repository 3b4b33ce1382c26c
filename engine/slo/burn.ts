/**
 * How fast an error budget is spent: over two windows at once, so that a short burst wakes nobody and an end is seen at once, and at two speeds,
 * so that a slow fire is found too. Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": 2 % of the budget within an
 * hour, 5 % within six, each confirmed by a window of a twelfth.
 */
import type { Minutes } from './minutes.ts';

export interface Objective {
  /** Names of workloads, in which `*` stands for any text; empty: all. */
  readonly workloads: readonly string[];
  /** Share that must be good: 0.999. */
  readonly target: number;
  /** Over how long. */
  readonly windowForMs: number;
  /** What is counted: lines with the status of a request (bad from 500 on), all lines (bad from error on), or what counters of metrics say. */
  readonly count: 'requests' | 'lines' | 'metrics';
  /** Set when metrics are counted. */
  readonly metrics?: MetricChoices | null | undefined;
}

export interface MetricChoices {
  readonly total: MetricChoice;
  readonly bad: MetricChoice;
}

/** Counters, or histograms for what they count, by name; `*` stands for any text in the attributes that are asked for. */
export interface MetricChoice {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Burn {
  /** How many times as fast as the objective allows, over the long window. */
  readonly rate: number;
  readonly sentence: string;
}

const hourMs = 3_600_000;
const speeds = [
  { share: 0.02, longMinutes: 60, shortMinutes: 5 },
  { share: 0.05, longMinutes: 360, shortMinutes: 30 },
] as const;
const told = { requests: 'requests failed', lines: 'lines are errors', metrics: 'counted by metrics were bad' } as const;
/** A handful of failures is no rate, however few requests there are. */
const leastBad = 10;

/** Null while the budget is spent slowly enough; the faster of the two speeds is told. */
export function judgeBurn(minutes: Minutes, { target, windowForMs, count }: Objective, nowMs: number): Burn | null {
  const allowed = 1 - target;
  for (const { share, longMinutes, shortMinutes } of speeds) {
    const known = Math.max(1, Math.min(longMinutes, minutes.known(nowMs)));
    // What was spent counts against the whole window; of what was before the counting nothing is assumed but that it went well.
    const factor = ((share * windowForMs) / (longMinutes * 60_000)) * (longMinutes / known);
    const [long, short] = [minutes.sum(nowMs, longMinutes), minutes.sum(nowMs, shortMinutes)];
    if (long.bad < leastBad || short.total === 0) continue;
    const [rate, now] = [long.bad / long.total / allowed, short.bad / short.total / allowed];
    if (rate < factor || now < (factor * known) / longMinutes) continue;
    const what = told[count];
    const seen = `${percent(long.bad / long.total)} of ${Math.round(long.total).toLocaleString('en-US')} ${what} in ${words(known)}`;
    const gone = `at this rate the budget of ${Math.round(windowForMs / (24 * hourMs))} d is gone in ${lasts(windowForMs / rate)}`;
    const sentence = `its error budget burns ${times(rate)} times as fast as it may: ${seen}, ${percent(short.bad / short.total)} in ${words(shortMinutes)}; objective ${percent(target)}, ${gone}`;
    return { rate, sentence };
  }
  return null;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(share > 0.9 ? 5 : 2))} %`;
}

function times(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

function words(minutes: number): string {
  return minutes < 60 || minutes % 60 > 0 ? `${minutes} min` : `${minutes / 60} h`;
}

function lasts(forMs: number): string {
  return forMs < 48 * hourMs ? `${Math.max(1, Math.round(forMs / hourMs))} h` : `${Math.round(forMs / (24 * hourMs))} d`;
}
