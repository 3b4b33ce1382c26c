/** A Markdown table; bars and asterisks in a cell are escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll(/[|*]/g, '\\$&').replaceAll('\n', ' ')).join(' | ')} |\n`).join('');
}
