/** The last lines of the report: what was read, and what of it does not stand in the patterns. */
import { bytesText, counted, grouped } from '../text/numbers.ts';
import type { Level } from '../../engine/index.ts';
import { rankOf } from './attention.ts';
import type { WorkloadReport } from './report.ts';
import type { Canvas } from './canvas.ts';
import { wrap } from '../text/width.ts';

type Count = { [Name in keyof WorkloadReport]: WorkloadReport[Name] extends number ? Name : never }[keyof WorkloadReport];

export function footLines({ report, colours, width, columns }: Canvas, level: Level | null): string[] {
  const sum = (of: Count): number => report.workloads.reduce((total, workload) => total + workload[of], 0);
  const told = [`Read ${counted(sum('lines'), 'line')} (${bytesText(sum('bytes'))})`];
  const note = (count: number, text: string): void => {
    if (count > 0) told.push(text);
  };
  note(sum('otherTimeLines'), `${counted(sum('otherTimeLines'), 'line')} of another time left out`);
  note(sum('unknownTimeLines'), `${counted(sum('unknownTimeLines'), 'line')} of unknown time left out`);
  note(sum('cutLines'), `${counted(sum('cutLines'), 'long line')} cut by ${bytesText(sum('cutBytes'))}`);
  note(sum('overflowRecords'), `${counted(sum('overflowRecords'), 'record')} in patterns there was no room for`);
  note(columns.outside, `${counted(columns.outside, 'record')} dated outside of the time shown`);
  if (report.isDated) note(sum('undatedRecords'), `${counted(sum('undatedRecords'), 'record')} without a time of their own`);
  if (level !== null) {
    const hidden = report.patterns.filter((pattern) => rankOf(pattern.level) < rankOf(level)).length;
    note(hidden, `${grouped(hidden)} patterns below ${level} not shown`);
  }
  return wrap(told.join(' · '), width, 3).map((line) => colours.dim(line));
}
