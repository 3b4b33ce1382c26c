/** Rows of a table for a terminal. */
import { cut, padEnd, widthOf } from './width.ts';

const gap = '  ';

/** Columns as wide as they need; the first `right` of them end at one edge. Nothing is wider than `width`, the last column gives way. */
export function rowsOf(
  rows: readonly (readonly string[])[],
  { right, width }: { readonly right: number; readonly width: number },
): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(0, ...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, at) => {
      const wide = widths[at] ?? 0;
      if (at < right) return `${' '.repeat(wide - widthOf(cell))}${cell}`;
      return at === columns - 1 ? cell : padEnd(cell, wide);
    });
    return cut(`${gap}${cells.join(gap)}`, width).trimEnd();
  });
}
