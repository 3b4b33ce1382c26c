/** Figures and tables in Markdown. */

/** `1.23 M`, `412 k`; a dash where there is none. */
export function speed(perSecond: number | undefined): string {
  if (perSecond === undefined || !Number.isFinite(perSecond)) return '-';
  if (perSecond >= 999_500) return `${(perSecond / 1e6).toPrecision(3)} M`;
  return perSecond >= 1_000 ? `${Number((perSecond / 1e3).toPrecision(3))} k` : perSecond.toFixed(0);
}

export function ratio(of: number | undefined, by: number | undefined): string {
  return of === undefined || by === undefined ? '-' : (of / by).toFixed(2);
}

export function bytes(of: number): string {
  if (of < 1e6) return `${count(of / 1e3)} KB`;
  return of < 10e6 ? `${(of / 1e6).toFixed(1)} MB` : `${count(of / 1e6)} MB`;
}

export function count(of: number): string {
  return Math.round(of).toLocaleString('en');
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** A table; the first column is text, the others are figures. */
export function rows(header: readonly string[], body: readonly (readonly string[])[]): string {
  return [row(header), row(header.map((_, column) => (column === 0 ? '---' : '--:'))), ...body.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
