/** Finds the pattern of a line by the words that all its lines share. Pure. */
import type { PatternView } from '../../../api/contract.ts';

export interface Match {
  readonly pattern: PatternView;
  /** The line, cut where words of the pattern and what differs meet; `around` is what is no message: time, level, logger. */
  readonly parts: readonly { readonly text: string; readonly kind: 'around' | 'same' | 'differs' }[];
}

interface Prepared {
  readonly pattern: PatternView;
  /** The longest piece that every line has: a cheap look first. */
  readonly rarest: string;
  readonly pieces: readonly string[];
  /** Of a request, whatever the form of the access log: its status, `2xx` or exact; its pieces are those before the status. */
  readonly status: string | null;
}

const wildcard = /<[a-z][a-z0-9 _-]{0,30}>/;

/** As the engine tells the requests of all kinds of access logs: method, path, class of the status. */
const request = /^([A-Z]{3,10} .*) status=([1-5](?:xx|\d\d))$/;

/** The most specific pattern wins: the one with most letters that are the same. */
export function createMatcher(patterns: readonly PatternView[]): (line: string) => Match | null {
  const prepared = patterns
    .flatMap((pattern) => formsOf(pattern.text).map((text) => prepare(pattern, text)))
    .filter(({ rarest }) => rarest.length >= 3)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a));
  return (line) => {
    for (const { rarest, pieces, status, pattern } of prepared) {
      if (!line.includes(rarest)) continue;
      const parts = status === null ? cut(line, pieces) : cutRequest(line, pieces, status);
      if (parts !== null) return { pattern, parts };
    }
    return null;
  };
}

/** Also as the line holds it where its message is a string of JSON. */
function formsOf(text: string): readonly string[] {
  return [...new Set([text, JSON.stringify(text).slice(1, -1)])];
}

function prepare(pattern: PatternView, text: string): Prepared {
  const [, asked, status = null] = request.exec(text) ?? [];
  const pieces = (asked ?? text).split(wildcard);
  const rarest = pieces.reduce((longest, piece) => (piece.trim().length > longest.length ? piece.trim() : longest), '');
  return { pattern, pieces, rarest, status };
}

/** `GET /shelf/4 HTTP/1.1" 200 512` as much as `{"method":"GET","path":"/shelf/4","status":200}`: method first, status last, in any dress. */
function cutRequest(line: string, pieces: readonly string[], status: string): Match['parts'] | null {
  const [method = '', ...path] = pieces.flatMap((piece) => piece.trim().split(/\s+/)).filter(Boolean);
  const parts = cut(line, [method, ...path, '']);
  if (parts === null || !isWord(line, line.indexOf(method), method.length)) return null;
  const last = parts.at(-1);
  const rest = last === undefined || last.kind === 'same' ? '' : last.text;
  const at = statusAt(rest);
  if (at === null || !isOf(status, rest.slice(at, at + 3))) return null;
  const tail = [
    { text: rest.slice(0, at), kind: 'differs' },
    { text: rest.slice(at, at + 3), kind: 'same' },
    { text: rest.slice(at + 3), kind: 'around' },
  ] as const;
  return [...parts.slice(0, -1), ...tail.filter(({ text }) => text !== '')];
}

/** The number of bytes and of milliseconds look like a status, too: only the first number is one, where none is called so. */
function statusAt(rest: string): number | null {
  const found = /status\W{0,3}([1-5]\d\d)(?!\w)/di.exec(rest) ?? /(?<![\w./-]|\d:)([1-5]\d\d)(?![\w./-]|:\d)/d.exec(rest);
  return found?.indices?.[1]?.[0] ?? null;
}

/** `status`: `502`, or `5xx` for the class. */
function isOf(status: string, word: string): boolean {
  return status.endsWith('xx') ? word.startsWith(status.slice(0, 1)) : word === status;
}

function isWord(line: string, at: number, length: number): boolean {
  return !/\w/.test(line[at - 1] ?? '') && !/\w/.test(line[at + length] ?? '');
}

function lengthOf({ pieces }: Prepared): number {
  return pieces.reduce((sum, piece) => sum + piece.trim().length, 0);
}

/** Each piece after the one before; null when one is missing. No regular expression: a pattern of odd text costs no more than another. */
function cut(line: string, pieces: readonly string[]): Match['parts'] | null {
  const parts: { text: string; kind: 'around' | 'same' | 'differs' }[] = [];
  let at = 0;
  let isFirst = true;
  for (const piece of pieces) {
    const words = piece.trim();
    if (words === '') continue;
    const found = line.indexOf(words, at);
    if (found < 0) return null;
    if (found > at) parts.push({ text: line.slice(at, found), kind: isFirst ? 'around' : 'differs' });
    parts.push({ text: words, kind: 'same' });
    at = found + words.length;
    isFirst = false;
  }
  const endsOpen = (pieces.at(-1) ?? '').trim() === '';
  if (at < line.length) parts.push({ text: line.slice(at), kind: endsOpen ? 'differs' : 'around' });
  return parts;
}
