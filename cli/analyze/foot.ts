/** The last lines of the report: what was read, and what of it does not stand in the patterns. */
import { duration, range } from '../text/clock.ts';
import { bytesText, counted, grouped, percent, rough } from '../text/numbers.ts';
import { findBrokenText } from '../../engine/index.ts';
import type { Level } from '../../engine/index.ts';
import { rankOf } from './attention.ts';
import type { Report, WorkloadReport } from './report.ts';
import type { Canvas } from './canvas.ts';
import { printable } from '../text/printable.ts';
import { flow } from '../text/width.ts';

/** Below it a line may just have waited to be written. */
const LEAST_SKEW_MS = 60_000;

type Count = { [Name in keyof WorkloadReport]: WorkloadReport[Name] extends number ? Name : never }[keyof WorkloadReport];

export function footLines({ report, colours, width, columns }: Canvas, level: Level | null): string[] {
  const sum = (of: Count): number => report.workloads.reduce((total, workload) => total + workload[of], 0);
  const told = [`Read ${counted(sum('lines'), 'line')} (${bytesText(sum('bytes'))})`];
  const note = (count: number, text: string): void => {
    if (count > 0) told.push(text);
  };
  note(sum('otherTimeLines'), `${counted(sum('otherTimeLines'), 'line')} of another time left out${otherTimes(report)}`);
  note(sum('unknownTimeLines'), `${counted(sum('unknownTimeLines'), 'line')} of unknown time left out`);
  note(sum('cutLines'), `${counted(sum('cutLines'), 'long line')} cut by ${bytesText(sum('cutBytes'))}`);
  note(sum('overflowRecords'), `${counted(sum('overflowRecords'), 'record')} in patterns there was no room for`);
  note(sum('evictedContainers'), `more containers in one stream than are told apart (${grouped(sum('evictedContainers'))} times)`);
  note(columns.outside, `${counted(columns.outside, 'record')} dated outside of the time shown`);
  if (report.isDated) note(sum('undatedRecords'), `${counted(sum('undatedRecords'), 'record')} without a time of their own`);
  if (level !== null) {
    const hidden = report.patterns.filter((pattern) => rankOf(pattern.level) < rankOf(level)).length;
    note(hidden, `${counted(hidden, 'pattern')} below ${level} not listed`);
  }
  const foot = flow([...told, ...skewOf(report), ...comparedWith(report)], ' · ', width).map((line) => colours.dim(line));
  return [...foot, ...[...qualityOf(report), ...encodingOf(report)].flatMap((sentence) => flow(sentence.split(' '), ' ', width))];
}

/** Of a folder in which nothing clusters. */
const MOST_POOR = 3;

/** Says of which workloads the patterns are of little use. */
function qualityOf({ workloads }: Report): string[] {
  const poor = workloads.flatMap(({ workload, quality: { sentence } }) =>
    sentence === null ? [] : [`${printable(workload)} ${sentence}`],
  );
  const left = poor.length - MOST_POOR;
  return left > 0 ? [...poor.slice(0, MOST_POOR), `so ${left === 1 ? 'does' : 'do'} ${counted(left, 'more workload')}`] : poor;
}

/** Says of which workload the text has been spoilt on its way. */
function encodingOf({ workloads, patterns }: Report): string[] {
  const spoilt = workloads.flatMap(({ workload, records }) => {
    const own = patterns.filter((pattern) => pattern.workload === workload).map((pattern) => ({ ...pattern, text: pattern.template }));
    const found = findBrokenText(own, records);
    return found === null ? [] : [{ workload, share: found.lines / records, example: found.example }];
  });
  const [worst, ...others] = spoilt.toSorted((a, b) => b.share - a.share);
  if (worst === undefined) return [];
  const more = others.length > 0 ? `, and ${counted(others.length, 'more workload')} with such` : '';
  const share = percent(worst.share);
  return [
    `${printable(worst.workload)} has characters that are no UTF-8 in the patterns of ${share} of its records, such as ${printable(worst.example)}${more}; make it write UTF-8`,
  ];
}

/** Says where the lines are when a time was asked for at which there are none. */
function otherTimes({ workloads, records }: Report): string {
  const fromAtMs = Math.min(...workloads.map(({ otherFirstAtMs }) => otherFirstAtMs));
  const toAtMs = Math.max(...workloads.map(({ otherLastAtMs }) => otherLastAtMs));
  return records > 0 || fromAtMs > toAtMs ? '' : `, which are of ${range(fromAtMs, toAtMs)} UTC`;
}

/** A clock that is wrong makes times of several containers hard to compare. */
function skewOf({ workloads }: Report): string[] {
  const skewed = workloads.flatMap(({ workload, skewMs }) =>
    skewMs === null || Math.abs(skewMs) < LEAST_SKEW_MS ? [] : [{ workload, skewMs }],
  );
  const [worst] = skewed.toSorted((a, b) => Math.abs(b.skewMs) - Math.abs(a.skewMs));
  if (worst === undefined) return [];
  const direction = worst.skewMs > 0 ? 'ahead of' : 'behind';
  const others = skewed.length > 1 ? ` and of ${counted(skewed.length - 1, 'more workload')}` : '';
  return [
    `the clock of ${printable(worst.workload)}${others} is ${duration(Math.abs(worst.skewMs))} ${direction} the runtime's, whose times are shown`,
  ];
}

function comparedWith({ comparison, workloads }: Report): string[] {
  if (comparison === null) return [];
  const records = workloads.reduce((sum, { baseline }) => sum + (baseline?.records ?? 0), 0);
  const by = comparison.scaledBy > 0 ? `the median of ${comparison.scaledBy} patterns` : 'the ratio of all records';
  return [`expected: ${counted(records, 'record')} of the baseline times ${rough(comparison.scale)}, ${by}`];
}
