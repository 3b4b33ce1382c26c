/**
 * The limits of Slack's own charts and tables, as documented; where sources differ, the smaller.
 * https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block, .../data-table-block
 */
import type { DataTableBlock, KnownBlock } from '@slack/types';

/** Not in Slack's own types yet. */
export interface ChartBlock {
  readonly type: 'data_visualization';
  readonly block_id?: string;
  readonly title: string;
  readonly chart: {
    readonly type: 'line';
    readonly series: readonly { readonly name: string; readonly data: readonly { readonly label: string; readonly value: number }[] }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly x_label?: string; readonly y_label?: string };
  };
}

export type NativeBlock = KnownBlock | ChartBlock;

export const nativeLimits = {
  charts: 2,
  chartTitle: 50,
  series: 6,
  points: 20,
  label: 20,
  axisLabel: 50,
  /** With the header. */
  rows: 101,
  columns: 20,
  caption: 150,
  /** All cells of a table together. */
  tableText: 10_000,
} as const;

type Check = (path: string, length: number, range: { readonly min?: number; readonly max: number }) => void;

export function checkChart(path: string, { title, chart }: ChartBlock, check: Check): void {
  const { categories, x_label: x = 'x', y_label: y = 'y' } = chart.axis_config;
  check(`${path}.title`, title.length, { max: nativeLimits.chartTitle });
  check(`${path}.series`, chart.series.length, { max: nativeLimits.series });
  check(`${path}.categories`, categories.length, { max: nativeLimits.points });
  check(`${path} names that are not unique`, chart.series.length - new Set(chart.series.map(({ name }) => name)).size, { min: 0, max: 0 });
  check(`${path} categories that are not unique`, categories.length - new Set(categories).size, { min: 0, max: 0 });
  for (const label of categories) check(`${path}.category`, label.length, { max: nativeLimits.label });
  for (const label of [x, y]) check(`${path}.axis label`, label.length, { max: nativeLimits.axisLabel });
  for (const { name, data } of chart.series) {
    check(`${path}.series name`, name.length, { max: nativeLimits.label });
    check(`${path}.data`, data.length, { min: categories.length, max: categories.length });
    const wrong = data.filter(({ label, value }, at) => label !== categories[at] || !Number.isFinite(value));
    check(`${path} points that are no number of their category`, wrong.length, { min: 0, max: 0 });
  }
}

export function checkTable(path: string, { caption, rows, page_size: pageSize = 5 }: DataTableBlock, check: Check): void {
  check(`${path}.caption`, caption.length, { max: nativeLimits.caption });
  check(`${path}.rows`, rows.length, { min: 2, max: nativeLimits.rows });
  check(`${path}.page_size`, pageSize, { max: 100 });
  const columns = rows[0]?.length ?? 0;
  check(`${path}.columns`, columns, { max: nativeLimits.columns });
  const ragged = rows.filter((row) => row.length !== columns).length;
  check(`${path} rows of another length`, ragged, { min: 0, max: 0 });
  for (const cell of rows.flat()) if (cell.type === 'raw_text') check(`${path} cell`, cell.text.length, { max: nativeLimits.tableText });
  check(`${path} text of all cells`, lengthOf(rows.flat()), { min: 0, max: nativeLimits.tableText });
  check(`${path} header cells of rich text`, (rows[0] ?? []).filter(({ type }) => type === 'rich_text').length, { min: 0, max: 0 });
}

export type Cell = DataTableBlock['rows'][number][number];

/** What is shown in the cells, in characters. */
export function lengthOf(cells: readonly Cell[]): number {
  return cells.reduce(
    (sum, cell) => sum + ('text' in cell && typeof cell.text === 'string' ? cell.text.length : JSON.stringify(cell).length),
    0,
  );
}
