/** Times as programs write them, found by their shape and written anew in the same shape. */

/** Writes a time in the shape of one that was found. `digits` gives fresh digits for what is finer than a millisecond. */
export type TimeWriter = (atMs: number, digits: (count: number) => string) => string;

export interface FoundTime {
  readonly start: number;
  readonly end: number;
  readonly write: TimeWriter;
}

interface Shape {
  readonly pattern: RegExp;
  readonly write: (match: RegExpExecArray) => TimeWriter;
}

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const months = `(?:${monthNames.join('|')})`;
const clock = String.raw`(\d{1,2})([:.])\d{1,2}\2\d{1,2}(?:([.,:])(\d+))?( ?[-+]\d\d:?\d\d(?!\d))?`;

/** Looked for in this order at each place; the first that fits is it. */
const shapes: readonly Shape[] = [
  {
    pattern: /(?<![\d.])(?:19|20)\d\d([-/.])\d\d\1\d\d(?!\d)/y,
    write: ([, mark]) => onDay((day) => [day.year, day.month, day.day].join(mark)),
  },
  { pattern: /(?<!\d)(?:19|20)\d{6}(?=[-T ]\d{1,2}:)/y, write: () => onDay((day) => day.year + day.month + day.day) },
  {
    pattern: /(?<!\d)\d\d([-/])\d\d\1\d\d(?= \d\d:)/y,
    write: ([, mark]) => onDay((day) => [day.year.slice(2), day.month, day.day].join(mark)),
  },
  {
    pattern: /(?<!\d)\d{6} \d{6}(?= )/y,
    write: () => (atMs) => onDay((day) => `${day.year.slice(2)}${day.month}${day.day} `)(atMs, noDigits) + clockOf(atMs, ''),
  },
  {
    pattern: new RegExp(String.raw`(?<!\w)${months} [ \d]\d (\d\d:\d\d:\d\d)(?: (20\d\d|19\d\d))?`, 'y'),
    write:
      ([, , year]) =>
      (atMs) =>
        `${monthAndDay(atMs)} ${clockOf(atMs, ':')}${year === undefined ? '' : ` ${new Date(atMs).getUTCFullYear()}`}`,
  },
  {
    pattern: new RegExp(String.raw`(?<!\d)\d\d/${months}/\d{4}(?=:)`, 'y'),
    write: () => onDay((day) => `${day.day}/${day.name}/${day.year}`),
  },
  { pattern: new RegExp(String.raw`(?<!\d)${clock}(?!\d)`, 'y'), write: clockWriter },
  { pattern: /(?<![\w.])1\d{9}(\.\d+|\d{3})?(?![\d.])/y, write: epochWriter },
];

/** All times in a line, first to last. */
export function findTimes(line: string): readonly FoundTime[] {
  const found: FoundTime[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const time = timeAt(line, at);
    if (time === null) continue;
    found.push(time);
    at = time.end - 1;
  }
  return found;
}

function timeAt(line: string, at: number): FoundTime | null {
  for (const { pattern, write } of shapes) {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) return { start: at, end: at + match[0].length, write: write(match) };
  }
  return null;
}

interface Day {
  readonly year: string;
  readonly month: string;
  readonly name: string;
  readonly day: string;
}

function onDay(write: (day: Day) => string): TimeWriter {
  return (atMs) => {
    const iso = new Date(atMs).toISOString();
    return write({ year: iso.slice(0, 4), month: iso.slice(5, 7), name: nameOfMonth(iso), day: iso.slice(8, 10) });
  };
}

function nameOfMonth(iso: string): string {
  return monthNames[Number(iso.slice(5, 7)) - 1] ?? '';
}

function monthAndDay(atMs: number): string {
  const iso = new Date(atMs).toISOString();
  return `${nameOfMonth(iso)} ${String(Number(iso.slice(8, 10))).padStart(2)}`;
}

function noDigits(): string {
  return '';
}

function clockOf(atMs: number, mark: string): string {
  return new Date(atMs).toISOString().slice(11, 19).replaceAll(':', mark);
}

/** A fraction behind a colon is written, like the hour before it, without leading zeros; a zone stays as it is. */
function clockWriter([, , mark = ':', fractionMark = '', fraction = '', zone = '']: RegExpExecArray): TimeWriter {
  return (atMs, digits) => {
    const time = clockOf(atMs, mark);
    if (fractionMark === '') return time + zone;
    if (fractionMark === ':') return [...time.split(mark).map(Number), atMs % 1000].join(':');
    return `${time}${fractionMark}${fractionOf(atMs, fraction.length, digits)}${zone}`;
  };
}

function epochWriter([, rest]: RegExpExecArray): TimeWriter {
  if (rest === undefined) return (atMs) => String(Math.floor(atMs / 1000));
  if (!rest.startsWith('.')) return (atMs) => String(Math.floor(atMs));
  return (atMs, digits) => `${Math.floor(atMs / 1000)}.${fractionOf(atMs, rest.length - 1, digits)}`;
}

function fractionOf(atMs: number, length: number, digits: (count: number) => string): string {
  const ms = String(Math.floor(atMs) % 1000).padStart(3, '0');
  return length <= 3 ? ms.slice(0, length) : ms + digits(length - 3);
}
