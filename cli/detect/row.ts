/** `timestamp,value`; a time without a zone counts as UTC, one of digits alone as seconds or milliseconds since 1970. Null when it is no such row. */
export function parseRow(text: string): { readonly atMs: number; readonly value: number } | null {
  const [time = '', number = ''] = text.split(',');
  const atMs = parseTime(time.trim());
  const value = number.trim() === '' ? Number.NaN : Number(number);
  return Number.isFinite(atMs) && Number.isFinite(value) ? { atMs, value } : null;
}

/** `{"id": ..., "t": [...]}`; null when it is none. */
export function parseSession(text: string): { readonly id: string | number; readonly steps: readonly string[] } | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read !== 'object' || read === null || !('id' in read) || !('t' in read)) return null;
  const { id, t } = read;
  if ((typeof id !== 'string' && typeof id !== 'number') || !Array.isArray(t) || !t.every((step) => typeof step === 'string')) return null;
  return { id, steps: t };
}

const SECONDS = /^\d{9,10}(\.\d+)?$/;
const MILLISECONDS = /^\d{12,13}$/;
const ZONED = /(?:z|[+-]\d\d:?\d\d)$/i;

function parseTime(text: string): number {
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (MILLISECONDS.test(text)) return Number(text);
  return Date.parse(ZONED.test(text) ? text : `${text.replace(' ', 'T')}Z`);
}
