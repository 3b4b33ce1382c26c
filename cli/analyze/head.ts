/** The first lines of the report: what was read, how much of it is bad, and how it went on. */
import type { Level } from '../../engine/index.ts';
import { duration, range } from '../text/clock.ts';
import { counted, grouped } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';
import { sparkline } from '../text/sparkline.ts';
import { cut, flow, padEnd } from '../text/width.ts';
import { rankOf } from './attention.ts';
import type { PatternReport, WorkloadReport } from './report.ts';
import type { Canvas } from './canvas.ts';

/** Workloads listed; those with most errors come first. */
const MOST_WORKLOADS = 8;
const MOST_WHEN_TIGHT = 4;

export function headLines(canvas: Canvas): string[] {
  const { report, colours, width } = canvas;
  const [only, ...others] = report.workloads;
  const name = others.length === 0 ? printable(only?.workload ?? '') : counted(report.workloads.length, 'workload');
  const facts = [
    counted(sum(report.workloads, 'lines'), 'line'),
    counted(report.records, 'record'),
    counted(sum(report.workloads, 'patterns'), 'pattern'),
    ...timesOf(canvas),
  ];
  const [first = '', ...rest] = flow([name, ...facts], ' · ', width);
  return [
    `${colours.bold(first.slice(0, name.length))}${first.slice(name.length)}`,
    ...rest,
    ...courseLines(canvas),
    ...(others.length === 0 ? [] : workloadLines(canvas)),
  ];
}

function timesOf({ report, columns }: Canvas): string[] {
  const fromAtMs = Math.min(...report.workloads.map(({ firstAtMs }) => firstAtMs));
  const toAtMs = Math.max(...report.workloads.map(({ lastAtMs }) => lastAtMs));
  if (!report.isDated || columns.range === null) return ['no times'];
  const from = Math.max(fromAtMs, columns.range.fromAtMs);
  const to = Math.min(toAtMs, columns.range.toAtMs);
  return [`${range(from, to)} UTC${to > from ? ` (${duration(to - from)})` : ''}`];
}

/** All records over time, and how many of them are of which level. */
function courseLines({ report, columns, colours, width }: Canvas): readonly string[] {
  const paints: readonly (readonly [Level, (text: string) => string])[] = [
    ['fatal', (text) => colours.bold(colours.red(text))],
    ['error', colours.red],
    ['warning', colours.yellow],
  ];
  const told = paints.map(([level, paint]) => {
    const count = countOf(report.patterns.filter((pattern) => pattern.level === level));
    return { plain: `${grouped(count)} ${level}`, paint: count === 0 ? colours.dim : paint };
  });
  const levels = flow(
    told.map(({ plain }) => plain),
    ' · ',
    width,
  );
  // Colours come last, because they would count as columns.
  return flow(
    [sparkline(totalOf(report.patterns, columns)), ...levels].filter((part) => part !== ''),
    '  ',
    width,
  ).map((line) => told.reduce((painted, { plain, paint }) => painted.replace(plain, paint(plain)), line));
}

function workloadLines({ report, columns, colours, width, isTight }: Canvas): string[] {
  const byWorkload = new Map<string, PatternReport[]>(report.workloads.map(({ workload }) => [workload, []]));
  for (const pattern of report.patterns) byWorkload.get(pattern.workload)?.push(pattern);
  const rows = report.workloads.map((workload) => {
    const patterns = byWorkload.get(workload.workload) ?? [];
    const errors = countOf(patterns.filter(({ level }) => rankOf(level) >= rankOf('error')));
    return { workload, errors, course: sparkline(totalOf(patterns, columns)) };
  });
  const shown = rows
    .toSorted((a, b) => b.errors - a.errors || b.workload.records - a.workload.records)
    .slice(0, isTight ? MOST_WHEN_TIGHT : MOST_WORKLOADS);
  const longest = Math.min(Math.floor(width / 3), Math.max(...shown.map(({ workload }) => workload.workload.length)));
  const lines = shown.map(({ workload, errors, course }) => {
    const name = padEnd(cut(printable(workload.workload), longest), longest);
    const bad = `${grouped(errors)} error${errors === 1 ? ' ' : 's'}`.padStart(14);
    const isRoom = longest + 30 + columns.width <= width;
    return `  ${name} ${grouped(workload.records).padStart(9)} ${errors === 0 ? colours.dim(bad) : colours.red(bad)}${isRoom ? `  ${course}` : ''}`;
  });
  const left = rows.length - shown.length;
  return ['', ...lines, ...(left === 0 ? [] : [colours.dim(`  and ${counted(left, 'more workload')}`)])];
}

function totalOf(patterns: readonly PatternReport[], columns: Canvas['columns']): readonly number[] {
  const values: number[] = [];
  for (const pattern of patterns) {
    columns.valuesOf(pattern).forEach((value, at) => (values[at] = (values[at] ?? 0) + value));
  }
  return values;
}

function countOf(patterns: readonly PatternReport[]): number {
  return patterns.reduce((records, { count }) => records + count, 0);
}

function sum(workloads: readonly WorkloadReport[], of: 'lines' | 'patterns'): number {
  return workloads.reduce((total, workload) => total + workload[of], 0);
}
