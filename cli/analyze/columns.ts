/** From bins of time, or parts of the course, to the columns of a sparkline. */
import { PARTS } from './course.ts';
import type { PatternReport, Report } from './report.ts';

/** Gives each pattern its values, all over the same range. */
export interface Columns {
  valuesOf(pattern: Pick<PatternReport, 'series' | 'parts'>): readonly number[];
  /** First and last moment shown; null without times. */
  readonly range: { readonly fromAtMs: number; readonly toAtMs: number } | null;
  /** Records whose time lies outside of it. */
  readonly outside: number;
  /** Most columns that `valuesOf` gives. */
  readonly width: number;
}

/** This share of the records may lie outside of what is shown, when without them it is at most half as long. */
const STRAY_SHARE = 0.001;

export function createColumns(report: Report, most: number): Columns {
  if (!report.isDated) return { valuesOf: ({ parts }) => grouped(parts, PARTS, most), range: null, outside: 0, width: most };
  const total = new Map<number, number>();
  for (const { series } of report.patterns) for (const [bin, count] of series) total.set(bin, (total.get(bin) ?? 0) + count);
  const bins = [...total].toSorted(([a], [b]) => a - b);
  const [from, to] = mainRange(bins);
  const width = Math.max(1, Math.ceil((to - from + 1) / most));
  const outside = bins.reduce((sum, [bin, count]) => sum + (bin < from || bin > to ? count : 0), 0);
  return {
    valuesOf({ series }) {
      const values = Array.from({ length: Math.ceil((to - from + 1) / width) }, () => 0);
      for (const [bin, count] of series) {
        const column = Math.floor((bin - from) / width);
        if (column >= 0 && column < values.length) values[column] = (values[column] ?? 0) + count;
      }
      return values;
    },
    range: bins.length === 0 ? null : { fromAtMs: from * report.stepMs, toAtMs: (to + 1) * report.stepMs },
    outside,
    width: most,
  };
}

function grouped(parts: readonly number[], length: number, most: number): readonly number[] {
  const width = Math.ceil(length / most);
  const used = Math.ceil(parts.length / width);
  return Array.from({ length: used }, (_, at) => parts.slice(at * width, (at + 1) * width).reduce((sum, count) => sum + count, 0));
}

/** A few lines with a wrong date must not squeeze all others into one column. */
function mainRange(bins: readonly (readonly [number, number])[]): readonly [number, number] {
  const all = bins.reduce((sum, [, count]) => sum + count, 0);
  const first = bins[0]?.[0] ?? 0;
  const last = bins.at(-1)?.[0] ?? 0;
  const from = quantile(bins, all * STRAY_SHARE) ?? first;
  const to = quantile(bins.toReversed(), all * STRAY_SHARE) ?? last;
  const low = to - from < (to - first) / 2 ? from : first;
  return [low, to - low < (last - low) / 2 ? to : last];
}

/** The first bin at which more than `most` have been passed. */
function quantile(bins: readonly (readonly [number, number])[], most: number): number | undefined {
  let passed = 0;
  return bins.find(([, count]) => (passed += count) > most)?.[0];
}
