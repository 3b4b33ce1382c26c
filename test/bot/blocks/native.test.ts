import type { DataTableBlock } from '@slack/types';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitForSlack } from '../../../bot/blocks/blocks.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import type { ChartBlock, NativeBlock } from '../../../bot/blocks/native-limits.ts';
import { courseShown, tableBlock, type Course } from '../../../bot/blocks/native.ts';
import { storyMessage } from '../../../bot/blocks/story.ts';
import { incidentView, startedAtMs } from '../builders.ts';

const of = (length: number): string => 'x'.repeat(length);

interface Wish {
  readonly title?: number;
  readonly series?: number;
  readonly points?: number;
  readonly label?: number;
  readonly name?: number;
  readonly axis?: number;
  readonly value?: number;
}

function chart({ title = 5, series = 1, points = 2, label = 5, name = 3, axis = 3, value = 1 }: Wish = {}): ChartBlock {
  const categories = Array.from({ length: points }, (_, at) => String(at).padEnd(label, 'x'));
  const data = categories.map((one) => ({ label: one, value }));
  return {
    type: 'data_visualization',
    title: of(title),
    chart: {
      type: 'line',
      series: Array.from({ length: series }, (_, at) => ({ name: String(at).padEnd(name, 'x'), data })),
      axis_config: { categories, x_label: of(axis), y_label: of(axis) },
    },
  };
}

function table(rows: number, columns: number, { cell = 1, caption = 5, pageSize = 5 } = {}): DataTableBlock {
  const row = Array.from({ length: columns }, () => ({ type: 'raw_text' as const, text: of(cell) }));
  return { type: 'data_table', caption: of(caption), page_size: pageSize, rows: Array.from({ length: rows }, () => row) };
}

const twice = (block: ChartBlock): ChartBlock => ({
  ...block,
  chart: { ...block.chart, series: [...block.chart.series, ...block.chart.series] },
});
const without = (block: ChartBlock): ChartBlock => ({
  ...block,
  chart: { ...block.chart, series: block.chart.series.map((one) => ({ ...one, data: one.data.slice(1) })) },
});
const ragged = (block: DataTableBlock): DataTableBlock => ({ ...block, rows: [...block.rows, []] });
const rich = (block: DataTableBlock): DataTableBlock => ({
  ...block,
  rows: [[{ type: 'rich_text', elements: [] }], ...block.rows.slice(1)],
});

const limitsTable: readonly [string, readonly NativeBlock[], readonly NativeBlock[]][] = [
  ['charts in a message', [chart(), chart()], [chart(), chart(), chart()]],
  ['chart title', [chart({ title: 50 })], [chart({ title: 51 })]],
  ['no chart title', [chart()], [chart({ title: 0 })]],
  ['series', [chart({ series: 6 })], [chart({ series: 7 })]],
  ['no series', [chart()], [chart({ series: 0 })]],
  ['points', [chart({ points: 20 })], [chart({ points: 21 })]],
  ['label', [chart({ label: 20 })], [chart({ label: 21 })]],
  ['series name', [chart({ name: 20 })], [chart({ name: 21 })]],
  ['axis label', [chart({ axis: 50 })], [chart({ axis: 51 })]],
  ['finite values', [chart({ value: -1 })], [chart({ value: Number.NaN })]],
  ['names of series', [chart({ series: 2 })], [twice(chart())]],
  ['a value for each category', [chart()], [without(chart())]],
  ['table rows', [table(101, 1)], [table(102, 1)]],
  ['a header alone', [table(2, 1)], [table(1, 1)]],
  ['table columns', [table(2, 20)], [table(2, 21)]],
  ['no column', [table(2, 1)], [table(2, 0)]],
  ['rows of one length', [table(2, 2)], [ragged(table(2, 2))]],
  ['caption', [table(2, 1, { caption: 150 })], [table(2, 1, { caption: 151 })]],
  ['no caption', [table(2, 1)], [table(2, 1, { caption: 0 })]],
  ['empty cell', [table(2, 1)], [table(2, 1, { cell: 0 })]],
  ['text of all cells', [table(2, 1, { cell: 5000 })], [table(2, 1, { cell: 5001 })]],
  ['page size', [table(2, 1, { pageSize: 100 })], [table(2, 1, { pageSize: 101 })]],
  ['rich text in a header', [table(2, 1)], [rich(table(2, 1))]],
];

describe("the limits of Slack's charts and tables", () => {
  it.each(limitsTable)('%s: the limit passes and one more does not', (_name, good, bad) => {
    expect(brokenLimits({ text: 'x', blocks: [], native: good })).toEqual([]);
    expect(brokenLimits({ text: 'x', blocks: [], native: bad })).not.toEqual([]);
  });

  it('a chart that breaks one leaves the message with its words', () => {
    const told: string[] = [];
    const story = storyMessage(incidentView());
    const fit = fitForSlack({ ...story, native: [chart({ title: 51 })] }, (broken) => told.push(...broken));
    expect(fit).toEqual({ text: story.text, blocks: story.blocks });
    expect(told).toHaveLength(1);
  });
});

describe('a course', () => {
  const course = { title: 'call to cart failed: <text>', fromAtMs: startedAtMs - 600_000, stepMs: 60_000 };

  it('is a chart against what is usual, and the same in words', () => {
    const shown = courseShown({ ...course, counts: [0, 1, 14, 41], usual: 0.4 });
    expect(shown?.native).toMatchObject({
      chart: { series: [{ name: 'seen', data: [{ label: '02:31', value: 0 }, {}, {}, { value: 41 }] }, { name: 'usual' }] },
    });
    expect(JSON.stringify(shown?.plain)).toContain('▁▁▃█');
    expect(JSON.stringify(shown?.plain)).toContain('most 41, usual are 0.4');
  });

  it('of any numbers and words is taken by Slack, with the story around it', () => {
    const anyCourse = fc.record({
      title: fc.string({ unit: 'binary', maxLength: 300 }),
      counts: fc.array(fc.integer({ min: 0, max: 1e9 }), { maxLength: 40 }),
      usual: fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1e9, noNaN: true })),
      fromAtMs: fc.integer({ min: 0, max: 2 ** 46 }),
      stepMs: fc.integer({ min: 1000, max: 3_600_000 }),
    });
    const check = (made: Course): void => {
      expect(brokenLimits(storyMessage(incidentView(), made))).toEqual([]);
    };
    fc.assert(fc.property(anyCourse, check), { numRuns: 300 });
  });
});

it('a table that is too long is cut, and says how much', () => {
  const rows = Array.from({ length: 300 }, (_, at) => [`pattern ${at} ${of(300)}`, at]);
  const block = tableBlock({ caption: 'Patterns', header: ['Pattern', 'Lines'], rows });
  expect(brokenLimits({ text: 'x', blocks: [], native: [block] })).toEqual([]);
  expect(block.caption).toBe(`Patterns (+${300 - (block.rows.length - 1)} more)`);
});
