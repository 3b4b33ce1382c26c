/** A Markdown table; what Markdown would take for its own in a cell is escaped, in code only what would end the cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(escapedCell).join(' | ')} |\n`).join('');
}

function escapedCell(cell: string): string {
  const parts = cell.replaceAll('\n', ' ').split('`');
  return parts.map((part, index) => part.replaceAll(index % 2 === 0 ? /[|*<]/g : /\|/g, '\\$&')).join('`');
}
