import { displayName } from '../../engine/index.ts';
import type { Model, ModelMetrics } from '../../engine/index.ts';
import { dateTime, duration, range } from '../text/clock.ts';
import { counted, grouped, rough } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';

/** What a person asks of a model: from what it was made, what was left out and why, what it knows. */
export function summaryText(model: Model): string {
  const { detector, version, createdAtMs, madeBy, trainedFromAtMs, trainedToAtMs, sampleSize, workloads, leftOut, omitted, checksum } =
    model;
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
  for (const { workload, patterns, reason } of omitted) {
    lines.push(`not in it: ${counted(patterns, 'pattern')} of ${displayName(workload)}, ${reason}`);
  }
  lines.push(...metricsText(model.metrics));
  return lines.map(printable).join('\n');
}

function metricsText(metrics: ModelMetrics | null): string[] {
  if (!metrics) return [];
  const { sample, clusterAgreement, validation } = metrics;
  const levels = Object.entries(sample.linesByLevel).map(([level, lines]) => `${level} ${lines}`);
  const without = sample.patternsLeftOut > 0 ? `; no room for ${counted(sample.patternsLeftOut, 'pattern')}` : '';
  const lines = [`sample: ${counted(sample.lines, 'line')} of ${counted(sample.patterns, 'pattern')} (${levels.join(', ')})${without}`];
  if (clusterAgreement !== null) lines.push(`${Math.round(clusterAgreement * 100)} % of its lines fall into the group of their pattern`);
  if (validation) {
    const { fromAtMs, toAtMs, windows, alarms, serving } = validation;
    const before = serving ? `, model ${serving.version} ${serving.alarms}` : '';
    lines.push(`kept back: ${range(fromAtMs, toAtMs)} UTC; of ${windows} quiet minutes it would have reported ${alarms}${before}`);
  }
  return lines;
}
