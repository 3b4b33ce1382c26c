/**
 * Slack's own charts and tables (since June 2026). Where Slack answers `invalid_blocks` to them, the message goes out with the same
 * facts as text, so each is made together with its words.
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, .../data-table-block
 */
import type { DataTableBlock, KnownBlock } from '@slack/types';
import { section } from './blocks.ts';
import { lengthOf, nativeLimits, type Cell, type NativeBlock } from './native-limits.ts';
import { code, count, plain } from './text.ts';

/** One thing to show, as Slack draws it and in words. */
export interface Shown {
  readonly native: NativeBlock;
  readonly plain: KnownBlock;
}

export interface Course {
  readonly title: string;
  /** Lines in each stretch, the oldest first. */
  readonly counts: readonly number[];
  /** Lines that are usual in one; null while learning. */
  readonly usual: number | null;
  readonly fromAtMs: number;
  readonly stepMs: number;
}

/** The rate against what is usual; null where there is nothing to draw. */
export function courseShown({ title, counts, usual, fromAtMs, stepMs }: Course): Shown | null {
  const shown = counts.slice(-nativeLimits.points);
  if (shown.length < 2 || shown.every((value) => value === 0)) return null;
  const firstAtMs = fromAtMs + (counts.length - shown.length) * stepMs;
  const labels = shown.map((_, at) => clock(firstAtMs + at * stepMs, stepMs));
  const data = (values: readonly number[]) => values.map((value, at) => ({ label: labels[at] ?? '', value }));
  const seen = { name: 'seen', data: data(shown) };
  const expected = usual === null ? [] : [{ name: 'usual', data: data(shown.map(() => round(usual))) }];
  const most = Math.max(...shown);
  const words = usual === null ? 'what is usual is being learned' : usualOf(usual);
  const range = `${clock(firstAtMs, stepMs)} to ${clock(firstAtMs + shown.length * stepMs, stepMs)} UTC`;
  return {
    native: {
      type: 'data_visualization',
      title: plain(title, nativeLimits.chartTitle),
      chart: {
        type: 'line',
        series: [seen, ...expected],
        axis_config: { categories: labels, x_label: 'UTC', y_label: `lines in ${spanOf(stepMs)}` },
      },
    },
    plain: section(`*Lines in ${spanOf(stepMs)}*, ${range}: ${code(title, 120)}\n\`${sparkline(shown)}\` most ${count(most)}, ${words}`),
  };
}

function usualOf(usual: number): string {
  if (usual < 0.05) return 'none are usual';
  return `usual are ${usual < 1 ? usual.toFixed(1) : count(usual)}`;
}

export interface Table {
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Default: Slack's, five. */
  readonly rowsShown?: number;
}

/** The table as a block; what goes over Slack's limits is cut, and the caption says how much. */
export function tableBlock({ caption, header, rows, rowsShown }: Table): DataTableBlock {
  const cells = rows.map((row) => row.map((value) => cellOf(value)));
  const head = header.map((text) => ({ type: 'raw_text' as const, text: plain(text, 60) }));
  const kept: (typeof cells)[number][] = [];
  let room = nativeLimits.tableText - lengthOf(head);
  for (const row of cells.slice(0, nativeLimits.rows - 1)) {
    room -= lengthOf(row);
    if (room < 0) break;
    kept.push(row);
  }
  const left = rows.length - kept.length;
  return {
    type: 'data_table',
    caption: plain(left > 0 ? `${caption} (+${count(left)} more)` : caption, nativeLimits.caption),
    rows: [head, ...kept],
    ...(rowsShown === undefined ? {} : { page_size: Math.min(100, Math.max(1, rowsShown)) }),
  };
}

function cellOf(value: string | number): Cell {
  if (typeof value === 'string') return { type: 'raw_text', text: plain(value, 200) };
  return { type: 'raw_number', value: Number.isFinite(value) ? value : 0, text: count(Number.isFinite(value) ? value : 0) };
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 1);
  return values.map((value) => bars[Math.min(bars.length - 1, Math.floor((Math.max(0, value) / most) * bars.length))] ?? '▁').join('');
}

function clock(atMs: number, stepMs: number): string {
  return isoOf(atMs).slice(11, stepMs < 60_000 ? 19 : 16);
}

/** `2026-01-02 03:04:05`: a cell of a table knows no time zone of its reader. */
export function utc(atMs: number): string {
  return isoOf(atMs).slice(0, 19).replace('T', ' ');
}

function isoOf(atMs: number): string {
  return new Date(Number.isFinite(atMs) ? Math.min(Math.max(0, atMs), 253_402_300_799_000) : 0).toISOString();
}

function spanOf(stepMs: number): string {
  return stepMs < 60_000 ? `${Math.round(stepMs / 1000)} s` : `${Math.round(stepMs / 60_000)} min`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
