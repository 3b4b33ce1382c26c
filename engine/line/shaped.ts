import { decode } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { ALWAYS } from './columns.ts';
import type { Field, Head } from './fields.ts';
import { SpanRecord } from './record.ts';
import { parseStructured } from './structured.ts';

/** Most columns that their shape alone can tell. */
const MOST = 6;
const FEWEST_LINES = 10;
/** So many digits are a stamp or a number of the program; fewer may be a count that begins a message. */
const STAMP_DIGITS = 4;
const DIFFERENT = 0.3;
/** With fewer beginnings behind them, what all lines begin with is as likely a message. */
const FEWEST_MESSAGES = 4;

/**
 * The header of lines that have no time or level that is known as one: columns that look alike in nearly all lines, such as `[30.10 - 16:07:24]`,
 * `PMP0007;396991;24-Dec;00.31.33;` or `t=+5.906 unit=gear channel=2`. Returns the heads with their anchor at the last of these columns, or none where such a
 * column is missing or the lines are of a format that tells by itself what is the message.
 */
export function shapedHeads(heads: readonly Head[], referenceMs: number): readonly Head[] {
  if (heads.length < FEWEST_LINES || isStructured(heads, referenceMs)) return [];
  const columns = columnsOf(heads);
  let count = columns.findIndex((column) => column === null);
  if (count < 0) count = columns.length;
  while (count > 0 && beginsAt(heads, count) < FEWEST_MESSAGES) count -= 1;
  const found = columns.slice(0, count).filter((column) => column !== null);
  if (found.filter(({ isVaried }) => isVaried).length < 2 && !found.some(({ isStamp }) => isStamp)) return [];
  const shapes = found.map(({ shape }) => shape);
  return heads
    .filter(({ line, fields }) => fields.length > count && shapes.every((shape, at) => shapeOf(line, fields[at]) === shape))
    .map((head) => ({ ...head, anchor: count - 1 }));
}

interface Column {
  readonly shape: string;
  /** Has digits, or a key, that is the same in all lines. */
  readonly isVaried: boolean;
  readonly isStamp: boolean;
}

/** Of each of the first places what nearly all lines have there; null from where they differ. */
function columnsOf(heads: readonly Head[]): (Column | null)[] {
  return Array.from({ length: MOST }, (_, at) => {
    const counts = new Map<string, number>();
    for (const { line, fields } of heads) {
      const shape = shapeOf(line, fields[at]);
      if (shape !== '') counts.set(shape, (counts.get(shape) ?? 0) + 1);
    }
    const [shape, count] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0];
    if (count < heads.length * ALWAYS) return null;
    const isVaried = /[0x=]/.test(shape);
    return { shape, isVaried, isStamp: isVaried && isStampIn(heads, at) };
  });
}

/** `PMP0` for `PMP0007`, `0-Dec`, `[0.0 - 0:0:0]`, `ecu=`; a long hexadecimal number is `x`; empty for nothing. */
function shapeOf(line: ByteSpan, field: Field | undefined): string {
  if (field === undefined) return '';
  const text = textOf(line, field);
  const key = /^[\w.-]+=/.exec(text)?.[0];
  if (key !== undefined) return key;
  const plain = text.replaceAll(/[0-9a-f]{8,}/gi, (digits) => (/\d/.test(digits) ? 'x' : digits));
  return plain.replaceAll(/\d+/g, '0') + field.marks;
}

/** A time or a running number: of many digits, and another in most lines, while a code that says what happened comes again. */
function isStampIn(heads: readonly Head[], at: number): boolean {
  const texts = heads.flatMap(({ line, fields }) => (fields[at] === undefined ? [] : [textOf(line, fields[at])]));
  const stamps = texts.filter((text) => !text.includes('=') && (text.match(/\d/g)?.length ?? 0) >= STAMP_DIGITS);
  return stamps.length >= heads.length * ALWAYS && new Set(stamps).size >= heads.length * DIFFERENT;
}

/** How many different words, or keys, stand at that place. */
function beginsAt(heads: readonly Head[], at: number): number {
  const begins = heads.flatMap(({ line, fields }) => (fields[at] === undefined ? [] : [textOf(line, fields[at]).replace(/=.*/s, '=')]));
  return new Set(begins.filter((word) => !/\d/.test(word))).size;
}

function textOf(line: ByteSpan, { start, end }: Field): string {
  return decode(line.source, start, Math.min(end, start + 64));
}

function isStructured(heads: readonly Head[], referenceMs: number): boolean {
  const record = new SpanRecord();
  const structured = heads.filter(({ line }) => {
    record.begin({
      source: line.source,
      start: line.start,
      end: line.end,
      atMs: Number.NaN,
      receivedAtMs: referenceMs,
      lines: 1,
      bytes: 0,
      rest: '',
      firstLine: 0,
      ordinals: null,
    });
    return parseStructured(record, referenceMs);
  });
  return structured.length * 2 >= heads.length;
}
