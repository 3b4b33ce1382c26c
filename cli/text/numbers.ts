/** Numbers as a person reads them. */

/** `12,034`. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 line`, `12,034 lines`. */
export function counted(count: number, singular: string): string {
  return `${grouped(count)} ${singular}${count === 1 ? '' : 's'}`;
}

/** `43.4 %`; never 0 for what there is, and never 100 for what is not all. */
export function percent(share: number): string {
  if (share <= 0) return '0 %';
  if (share >= 1) return '100 %';
  if (share < 0.001) return '<0.1 %';
  return `${Math.min(99.9, share * 100).toFixed(1)} %`;
}

/** `12`, `3.4`, `0.05`: two digits that say something. */
export function rough(value: number): string {
  if (value >= 10 || value === 0) return grouped(value);
  return String(Number(value.toPrecision(2)));
}

/** `1.2 MB`, in powers of 1,000 as disks count. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
