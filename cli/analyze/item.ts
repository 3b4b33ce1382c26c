/** One pattern in the report for a person. */
import type { Level } from '../../engine/index.ts';
import { duration } from '../text/clock.ts';
import type { Colours } from '../text/colours.ts';
import { counted, grouped, percent, rough } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';
import { sparkline } from '../text/sparkline.ts';
import { cut, flow, padEnd, widthOf, wrap } from '../text/width.ts';
import type { PatternReport } from './report.ts';
import type { Canvas } from './canvas.ts';

const INDENT = 9;
const GAP = '  ';
const LEAST_PART = 16;

/** The level, the template, what is known of it, and an example. */
export function noteworthyLines(canvas: Canvas, pattern: PatternReport): readonly string[] {
  return lines(canvas, pattern, { first: '', last: newsText(canvas, pattern) });
}

export function changeLines(canvas: Canvas, pattern: PatternReport): readonly string[] {
  return lines(canvas, pattern, { first: changeText(pattern), last: '' });
}

/** Count, share, course and template in columns, and a second line with the rest. */
export function plainLines(canvas: Canvas, pattern: PatternReport): readonly string[] {
  const { colours, width, columns } = canvas;
  const course = sparkline(columns.valuesOf(pattern));
  const head = `${grouped(pattern.count).padStart(9)} ${percent(pattern.share).padStart(7)} `;
  const room = width - head.length - 1;
  const name = nameOf(canvas, pattern);
  const text = cut(`${name}${printable(pattern.template)}`, room);
  const level = pattern.level === 'info' ? [] : [pattern.level];
  const details = [course, ...level, timesOf(canvas, pattern), pattern.cluster ?? '', exampleOf(pattern)];
  const second = beside(
    details.filter((part) => part !== ''),
    room,
  );
  return [`${colours.bold(head)}${text}`, `${' '.repeat(head.length)}${colours.dim(second)}`];
}

/** What a person sees of a template, and whether that is not all of it. */
export function shownTemplate(canvas: Canvas, pattern: PatternReport): { readonly text: string; readonly isCut: boolean } {
  const text = templateLines(canvas, pattern).join(' ');
  return { text, isCut: text.endsWith('…') };
}

function templateLines(canvas: Canvas, pattern: PatternReport): readonly string[] {
  return wrap(`${nameOf(canvas, pattern)}${printable(pattern.template)}`, canvas.width - INDENT, canvas.isTight ? 1 : 2);
}

/** As many of the parts as fit side by side; the last one may be cut, but not to a stump. */
function beside(parts: readonly string[], width: number): string {
  let line = '';
  for (const part of parts) {
    const gap = line === '' ? '' : GAP;
    const left = width - widthOf(line) - gap.length;
    if (left < Math.min(widthOf(part), LEAST_PART)) break;
    line += gap + cut(part, left);
  }
  return line;
}

function lines(canvas: Canvas, pattern: PatternReport, told: { first: string; last: string }): readonly string[] {
  const { colours, width } = canvas;
  const room = width - INDENT;
  const [first = '', ...others] = templateLines(canvas, pattern);
  const label = paint(colours, pattern.level, padEnd(pattern.level.toUpperCase(), INDENT - 1));
  const course = padEnd(sparkline(canvas.columns.valuesOf(pattern)), canvas.columns.width);
  const isGone = pattern.count === 0;
  const count = isGone ? '' : `${grouped(pattern.count)} (${percent(pattern.share)})`;
  const facts = [course.trim() === '' ? '' : course, told.first, count, timesOf(canvas, pattern), told.last];
  const shown = facts.filter((part) => part !== '');
  const last = canvas.isTight
    ? ''
    : beside(
        [pattern.cluster ?? '', exampleOf(pattern)].filter((part) => part !== ''),
        room,
      );
  return [
    ` ${label}${colours.bold(first)}`,
    ...others.map((line) => colours.bold(line)),
    ...flow(shown, GAP, room).slice(0, canvas.isTight ? 1 : undefined),
    ...(last === '' ? [] : [colours.dim(last)]),
  ].map((line, at) => (at === 0 ? line : `${' '.repeat(INDENT)}${line}`));
}

function nameOf({ isNamed }: Canvas, { workload }: PatternReport): string {
  return isNamed ? `${printable(workload)}: ` : '';
}

function timesOf({ report, clock }: Canvas, { firstAtMs, lastAtMs }: PatternReport): string {
  return !report.isDated || firstAtMs === null || lastAtMs === null ? '' : clock.span(firstAtMs, lastAtMs);
}

/** The newest sample, unless the template says it all. */
function exampleOf({ samples, template }: PatternReport): string {
  const sample = samples.at(-1) ?? '';
  const [first = '', ...others] = sample.split('\n');
  if ((first === template || first.trim() === '') && others.length === 0) return '';
  const rest = others.length === 0 ? '' : ` (and ${counted(others.length, 'line')})`;
  return `› ${printable(first)}${rest}`;
}

function newsText({ report, clock }: Canvas, { news, firstAtMs, lastAtMs }: PatternReport): string {
  if (news === null) return '';
  const at = (atMs: number | null, record: number): string =>
    report.isDated && atMs !== null ? clock.time(atMs) : `record ${grouped(record + 1)}`;
  if (news.kind === 'began') return `began at ${at(firstAtMs, news.fromRecord)}`;
  if (news.kind === 'stopped') return `stopped at ${at(lastAtMs, news.toRecord)}`;
  const records = `${grouped(news.records)} where ${rough(news.expected)} would be even`;
  if (news.kind === 'rose') return `${records} since ${at(news.fromAtMs, news.fromRecord)}`;
  const isTimed = report.isDated && news.fromAtMs !== null && news.toAtMs !== null;
  const length = isTimed ? duration((news.toAtMs ?? 0) - (news.fromAtMs ?? 0)) : counted(news.toRecord - news.fromRecord, 'record');
  return `burst of ${grouped(news.records)} within ${length}`;
}

function changeText({ change, count }: PatternReport): string {
  if (change === null) return '';
  const unsure = change.isSignificant ? '' : ', which may be chance';
  if (change.kind === 'new') return `new${unsure}`;
  const found = change.kind === 'gone' ? 'gone' : `${change.kind}: ${grouped(count)}`;
  return `${found} where ${rough(change.expected)} were expected${unsure}`;
}

function paint(colours: Colours, level: Level, text: string): string {
  if (level === 'fatal') return colours.bold(colours.red(text));
  if (level === 'error') return colours.red(text);
  return level === 'warning' ? colours.yellow(text) : colours.cyan(text);
}
