/** The report for a person: what matters on the first screen, the rest by frequency, and what was not read at the end. */
import type { Level } from '../../engine/index.ts';
import { counted } from '../text/numbers.ts';
import { attentionOf, changed, rankOf } from './attention.ts';
import { createCanvas } from './canvas.ts';
import type { Canvas, Look } from './canvas.ts';
import { footLines } from './foot.ts';
import { headLines } from './head.ts';
import { changeLines, noteworthyLines, plainLines, shownTemplate } from './item.ts';
import type { PatternReport, Report } from './report.ts';

export interface TextOptions extends Look {
  /** How many patterns are listed by frequency; null for as many as there is room for. */
  readonly top: number | null;
  /** Patterns below it are not listed. */
  readonly level: Level | null;
}

/** What is listed where nothing limits the height. */
const MOST_NOTEWORTHY = 8;
const MOST_PLAIN = 10;
/** Lines that a section takes besides its patterns: a blank one, its title, and what is left over. */
const SECTION_LINES = 3;

export function reportLines(report: Report, options: TextOptions): readonly string[] {
  const canvas = createCanvas(report, options);
  const isListed = ({ level }: PatternReport): boolean => options.level === null || rankOf(level) >= rankOf(options.level);
  const changes = changed(report).filter(isListed);
  const noteworthy = attentionOf(report).filter(isListed);
  const head = headLines(canvas);
  const foot = footLines(canvas, options.level);
  let left = options.height === null ? Number.POSITIVE_INFINITY : options.height - head.length - foot.length - 2;
  const parts: string[] = [];
  const shown = new Set<PatternReport>();
  const add = (section: Section): void => {
    const { lines, listed } = sectionLines(canvas, section);
    parts.push(...lines);
    left -= lines.length;
    for (const pattern of listed) shown.add(pattern);
  };
  if (report.comparison !== null) {
    const room = left * (noteworthy.length > 0 ? 0.5 : 0.7);
    add({ title: changesTitle(canvas, changes), patterns: changes, most: MOST_NOTEWORTHY, room, linesOf: changeLines });
  }
  const title = noteworthy.length > 0 ? canvas.colours.bold('Errors, warnings and news') : nothingTitle(canvas);
  add({ title, patterns: noteworthy, most: MOST_NOTEWORTHY, room: left * 0.7, linesOf: noteworthyLines });
  const rest = report.patterns.filter((pattern) => isListed(pattern) && !shown.has(pattern));
  const room = options.top === null ? left : Number.POSITIVE_INFINITY;
  add({
    title: canvas.colours.bold('By frequency'),
    patterns: rest,
    most: options.top ?? MOST_PLAIN,
    room,
    linesOf: plainLines,
    more: '--top',
  });
  return [...head, ...parts, '', ...foot];
}

interface Section {
  readonly title: string;
  readonly patterns: readonly PatternReport[];
  readonly most: number;
  /** Lines that it may take; one pattern is shown all the same. */
  readonly room: number;
  readonly linesOf: (canvas: Canvas, pattern: PatternReport) => readonly string[];
  /** The option that shows more of it. */
  readonly more?: string;
}

function sectionLines(canvas: Canvas, section: Section): { lines: readonly string[]; listed: readonly PatternReport[] } {
  const { linesOf, title, room } = section;
  if (section.patterns.length === 0 && (section.more !== undefined || title === '')) return { lines: [], listed: [] };
  const groups = alike(canvas, section.patterns);
  const lines: string[] = [];
  let count = 0;
  for (const [first, ...others] of groups.slice(0, section.most)) {
    const own = first === undefined ? [] : [...linesOf(canvas, first), ...alikeLine(canvas, others)];
    if (count > 0 && lines.length + own.length + SECTION_LINES > room) break;
    lines.push(...own);
    count += 1;
  }
  const left = groups.slice(count).flat();
  const hint = section.more === undefined ? '' : ` (${section.more} ${groups.length} shows all)`;
  return { lines: ['', title, ...lines, ...more(canvas, left, hint)], listed: groups.slice(0, count).flat() };
}

/** Long patterns that look the same as far as they are shown, such as calls of a compiler, stand there once. */
function alike(canvas: Canvas, patterns: readonly PatternReport[]): readonly (readonly PatternReport[])[] {
  const groups = new Map<string, PatternReport[]>();
  for (const pattern of patterns) {
    const { text, isCut } = shownTemplate(canvas, pattern);
    const key = isCut ? `${pattern.level} ${pattern.change?.kind ?? ''} ${text}` : `${pattern.workload} ${pattern.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pattern]);
    else group.push(pattern);
  }
  return [...groups.values()];
}

/** What of a section is not shown is told, never dropped in silence. */
function more({ colours }: Canvas, left: readonly PatternReport[], hint: string): string[] {
  return left.length === 0
    ? []
    : [colours.dim(`  and ${counted(left.length, 'more pattern')} with ${counted(recordsOf(left), 'record')}${hint}`)];
}

function alikeLine({ colours }: Canvas, others: readonly PatternReport[]): string[] {
  if (others.length === 0) return [];
  return [
    colours.dim(`         and ${counted(others.length, 'more pattern')} beginning alike, with ${counted(recordsOf(others), 'record')}`),
  ];
}

function recordsOf(patterns: readonly PatternReport[]): number {
  return patterns.reduce((sum, { count }) => sum + count, 0);
}

function changesTitle({ colours }: Canvas, changes: readonly PatternReport[]): string {
  if (changes.length === 0) return colours.bold('Nothing has changed against the baseline');
  const kinds = (['new', 'more', 'gone', 'less'] as const).flatMap((kind) => {
    const count = changes.filter(({ change }) => change?.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `${colours.bold('Changed against the baseline')} ${colours.dim(kinds.join(', '))}`;
}

function nothingTitle({ report, colours }: Canvas): string {
  if (report.records === 0 || report.comparison !== null) return '';
  return colours.dim('No errors, no warnings, and nothing that came in a burst');
}
