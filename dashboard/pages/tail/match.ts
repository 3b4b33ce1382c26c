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
}

const wildcard = /<[a-z][a-z0-9 _-]{0,30}>/;

/** The most specific pattern wins: the one with most letters that are the same. */
export function createMatcher(patterns: readonly PatternView[]): (line: string) => Match | null {
  const prepared = patterns
    .map((pattern): Prepared => {
      const pieces = pattern.text.split(wildcard);
      const rarest = pieces.reduce((longest, piece) => (piece.trim().length > longest.length ? piece.trim() : longest), '');
      return { pattern, pieces, rarest };
    })
    .filter(({ rarest }) => rarest.length >= 3)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a));
  return (line) => {
    for (const one of prepared) {
      const parts = line.includes(one.rarest) ? cut(line, one.pieces) : null;
      if (parts !== null) return { pattern: one.pattern, parts };
    }
    return null;
  };
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
