import { displayName } from '../../engine/index.ts';
import type { Model } from '../../engine/index.ts';
import { dateTime, duration, range } from '../text/clock.ts';
import { counted, grouped, rough } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';

/** What a person asks of a model: from what it was made, what was left out and why, what it knows. */
export function summaryText(model: Model): string {
  const { detector, version, createdAtMs, madeBy, trainedFromAtMs, trainedToAtMs, sampleSize, workloads, leftOut, checksum } = model;
  const names = new Set(workloads.flatMap(({ patterns }) => patterns.flatMap(({ cluster }) => cluster ?? [])));
  const lines = [
    `Model ${version} of ${detector}, made ${dateTime(createdAtMs)} UTC by ${madeBy} (checksum ${checksum})`,
    `from ${grouped(sampleSize)} lines of ${duration(trainedToAtMs - trainedFromAtMs)}: ${range(trainedFromAtMs, trainedToAtMs)} UTC`,
    '',
    ...workloads.map(({ workload, patterns, all }) => {
      const errors = patterns.filter(({ level }) => level === 'error' || level === 'fatal').length;
      return `  ${displayName(workload)}: ${counted(patterns.length, 'pattern')}, ${errors} of errors; usually ${rough(all.location)} lines a minute and replica`;
    }),
    '',
    `${counted(names.size, 'group')} of meaning${names.size > 0 ? `: ${[...names].toSorted().join(', ')}` : ''}`,
  ];
  for (const { workload, fromAtMs, toAtMs, reason } of leftOut) {
    lines.push(`left out: ${displayName(workload)} ${range(fromAtMs, toAtMs)} UTC, ${reason}`);
  }
  return lines.map(printable).join('\n');
}
