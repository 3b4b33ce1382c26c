/** What of a report a person has to see first. */
import type { Level } from '../../engine/index.ts';
import type { Change } from './compare.ts';
import type { News } from './news.ts';
import type { PatternReport, Report } from './report.ts';

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];

export function rankOf(level: Level): number {
  return LEVELS.indexOf(level);
}

const WARNING = rankOf('warning');
const ERROR = rankOf('error');

/** What has just begun is the likeliest to be what is looked for. */
const NEWS_ORDER: readonly (News['kind'] | null)[] = ['began', 'rose', 'burst', 'stopped', null];
const CHANGE_ORDER: readonly Change['kind'][] = ['new', 'more', 'gone', 'less'];

/** Fewer records show no course, and where more of the patterns than this come and go, the log is a sequence of phases and its course no news. */
const LEAST_RECORDS = 20;
const PHASED_SHARE = 0.25;
/** Of what is neither warning nor error only the most striking. */
const MOST_HARMLESS = 2;

/**
 * Errors first (the worst, then what began, rose or came in a burst, then the most frequent), warnings behind them, and at last what else begins or stops.
 * With a baseline none of those that `changed` tells of.
 */
export function attentionOf(report: Report): readonly PatternReport[] {
  const left = report.patterns.filter(({ change, count }) => change === null && count > 0);
  const serious = left.filter(({ level }) => rankOf(level) >= WARNING);
  const harmless = isPhased(report) ? [] : left.filter(({ level, news }) => rankOf(level) < WARNING && news !== null);
  return [...serious.toSorted(byWeight), ...harmless.toSorted(byWeight).slice(0, MOST_HARMLESS)];
}

/** What a baseline shows to be new, more, gone or less: errors that there are more of first, what may be chance last. */
export function changed(report: Report): readonly PatternReport[] {
  return report.patterns.filter(({ change }) => change !== null).toSorted(byChange);
}

function isPhased({ patterns }: Report): boolean {
  const steady = patterns.filter(({ count, level }) => count >= LEAST_RECORDS && rankOf(level) < WARNING);
  return steady.filter(({ news }) => news !== null).length > steady.length * PHASED_SHARE;
}

function byWeight(a: PatternReport, b: PatternReport): number {
  return rankOf(b.level) - rankOf(a.level) || newsOrder(a) - newsOrder(b) || b.count - a.count;
}

function newsOrder({ news }: PatternReport): number {
  return NEWS_ORDER.indexOf(news?.kind ?? null);
}

function byChange(a: PatternReport, b: PatternReport): number {
  return orderOf(a) - orderOf(b) || rankOf(b.level) - rankOf(a.level) || differenceOf(b) - differenceOf(a);
}

function orderOf({ change, level }: PatternReport): number {
  if (change === null) return CHANGE_ORDER.length * 3;
  const kind = CHANGE_ORDER.indexOf(change.kind);
  const isWorse = kind < 2 && rankOf(level) >= ERROR;
  if (isWorse) return kind;
  return CHANGE_ORDER.length * (change.isSignificant ? 1 : 2) + kind;
}

function differenceOf({ change, count }: PatternReport): number {
  return Math.abs(count - (change?.expected ?? count));
}
