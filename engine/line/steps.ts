import { closerOf } from './bracket.ts';
import { decode, encode, isDigit, skipDigits } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import type { Field } from './fields.ts';
import { BLANKS, BRACKET, BRACKET_LEVEL, CUT, LETTER, LEVEL, MARK, OPTIONAL_BLANKS, PRIORITY, TIME, WORD, WORDS } from './layout.ts';

/** A step of a layout with its argument. */
export function step(kind: number, argument = 0): number {
  return kind + argument * 16;
}

/** The steps that read a field; `time` is the number of its time, or -1 where a time before it has said all. */
export function fieldSteps(field: Field, line: ByteSpan, time: number): number[] {
  const inner = innerSteps(field, line, time);
  const { opener, kind } = field;
  if (opener !== 0 && kind === 'level') return [step(BRACKET_LEVEL, opener)];
  if (opener === 0 || kind === 'bracket' || kind === 'uptime') return inner;
  if (kind === 'open') return [step(MARK, opener), OPTIONAL_BLANKS];
  return [step(MARK, opener), OPTIONAL_BLANKS, ...inner, OPTIONAL_BLANKS, step(MARK, closerOf(opener))];
}

function innerSteps(field: Field, line: ByteSpan, time: number): number[] {
  switch (field.kind) {
    case 'time':
      return time < 0 ? wordsOf(field, line) : [step(TIME, time)];
    case 'level':
    case 'word-level':
      return [LEVEL];
    case 'letter':
      return [LETTER];
    case 'uptime':
    case 'bracket':
      return [isPriority(field, line) ? PRIORITY : step(BRACKET, field.opener)];
    case 'word':
    case 'open':
    default:
      return [step(WORD, field.tightBefore ? field.marks.charCodeAt(0) : 0)];
  }
}

/** A further time says nothing new, so that its words are skipped. */
function wordsOf({ start, end, marks, tightBefore, opener }: Field, line: ByteSpan): number[] {
  const inner = opener === 0 ? [start, end] : [start + 1, end - 1];
  const words = decode(line.source, inner[0] ?? start, inner[1] ?? end)
    .trim()
    .split(/[ \t]+/);
  const stopper = opener === 0 ? (tightBefore ? marks.charCodeAt(0) : 0) : closerOf(opener);
  return words.flatMap((_, i) => (i === 0 ? [] : [BLANKS]).concat(step(WORD, i === words.length - 1 ? stopper : 0)));
}

/** Of the longest priority, `<191>`. */
const PRIORITY_BYTES = 5;

/** `<34>` at the very start of a line. */
export function isPriority({ start, end, opener }: Field, line: ByteSpan): boolean {
  if (start !== line.start || opener !== 60 || end - start > PRIORITY_BYTES) return false;
  return isDigit(line.source[start + 1]) && skipDigits(line.source, start + 1, end) === end - 1;
}

/** The steps over what stands between two fields. */
export function gapSteps({ marks, kind, opener, tightAfter }: Field, next: Field | undefined): number[] {
  if (kind === 'open') return [];
  const isTight = opener !== 0 || (next !== undefined && next.opener !== 0);
  if (marks === '') return [isTight || tightAfter ? OPTIONAL_BLANKS : BLANKS];
  const bytes = encode(marks);
  return [...Array.from(bytes, (mark) => [OPTIONAL_BLANKS, step(MARK, mark)]).flat(), OPTIONAL_BLANKS];
}

/** The same steps with words in a row as one. */
export function packSteps(steps: readonly number[]): number[] {
  const packed: number[] = [];
  for (const one of steps) {
    const last = packed.at(-1) ?? CUT;
    if (one === BLANKS && last === WORD) {
      const before = packed.at(-2) ?? CUT;
      const words = (before & 15) === WORDS ? before >> 4 : 0;
      packed.splice(words > 0 ? -2 : -1, 2, step(WORDS, words + 1));
    } else packed.push(one);
  }
  return packed;
}
