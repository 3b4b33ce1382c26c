/** Patterns of the user's own, in RE2: time is linear in the text whatever the pattern, which JavaScript's own engine cannot promise. */
import { RE2JS, RE2JSException } from 're2js';
import type { Finding, Rule } from './rule.ts';

/** What a user wants redacted besides: every match is replaced by `<name>`. */
export interface NamedPattern {
  /** Small letters, digits and `-`. */
  readonly name: string;
  /** In the syntax of RE2 (https://github.com/google/re2/wiki/Syntax). */
  readonly regex: string;
}

export const LONGEST_PATTERN = 500;
export const PATTERN_NAME = /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/;
export const NAME_WORDS = 'up to 32 small letters, digits and "-" that begins with a letter and does not end in "-"';
const MOST_PATTERNS = 100;
/** Instructions of the compiled program: repeated repeats grow far beyond their text. */
const LARGEST_PROGRAM = 5_000;
/** Longer texts are searched in pieces of this many characters, parted at blanks. */
const PIECE = 4_096;
/**
 * One search is linear, many are not: each may look ahead to the end and find no more than one character. What follows so many matches in one
 * piece is replaced as a whole.
 */
const MOST_MATCHES = 256;

/** What is wrong with a regular expression, as the end of a sentence such as `it cannot be read by RE2: ...`; null where nothing is. */
export function regexFault(regex: string): string | null {
  if (regex.length > LONGEST_PATTERN) return `is longer than ${LONGEST_PATTERN} characters`;
  try {
    const compiled = RE2JS.compile(regex);
    if (compiled.programSize() > LARGEST_PROGRAM) return 'repeats too much: written out it is too large';
    return compiled.matcher('').find() ? 'matches the empty text' : null;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `cannot be read by RE2: ${error.message.replace('error parsing regexp: ', '')}`;
  }
}

/** Throws an Error with a sentence that names the pattern and its fault. */
export function createPatternRules(patterns: readonly NamedPattern[]): readonly Rule[] {
  if (patterns.length > MOST_PATTERNS) throw new Error(`There are ${patterns.length} patterns; at most ${MOST_PATTERNS} can be redacted.`);
  return patterns.map((pattern) => {
    const fault = PATTERN_NAME.test(pattern.name) ? regexFault(pattern.regex) : `must have a name of ${NAME_WORDS}`;
    if (fault !== null) throw new Error(`The pattern "${pattern.name}" ${fault}.`);
    const compiled = RE2JS.compile(pattern.regex);
    return { traits: 0, find: (text, found) => findAll(compiled, pattern.name, text, found) };
  });
}

// oxlint-disable-next-line max-params -- what to look for, what to call it, where, whom to tell
function findAll(compiled: RE2JS, kind: string, text: string, found: (finding: Finding) => void): void {
  for (let from = 0; from < text.length;) {
    const to = pieceEnd(text, from);
    const matcher = compiled.matcher(from === 0 && to === text.length ? text : text.slice(from, to));
    for (let matches = 0; matcher.find(); matches += 1) {
      const isLast = matches === MOST_MATCHES;
      if (matcher.end() > matcher.start()) found({ kind, start: from + matcher.start(), end: isLast ? to : from + matcher.end() });
      if (isLast) break;
    }
    from = to;
  }
}

function pieceEnd(text: string, from: number): number {
  if (text.length - from <= PIECE) return text.length;
  const blank = text.lastIndexOf(' ', from + PIECE);
  return blank > from ? blank : from + PIECE;
}
