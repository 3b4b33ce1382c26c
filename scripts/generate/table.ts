/** A Markdown table; what Markdown would take for its own in a cell is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll(/[|*<]/g, '\\$&').replaceAll('\n', ' ')).join(' | ')} |\n`).join('');
}
