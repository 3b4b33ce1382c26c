const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One character a value, relative to the largest; blank where there is none. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(...values, 0);
  return values.map((value) => (value <= 0 ? ' ' : (BLOCKS[Math.ceil((value / most) * BLOCKS.length) - 1] ?? '█'))).join('');
}
