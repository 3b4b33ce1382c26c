import { byteAt } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { exception } from './exception.ts';
import { go } from './go.ts';
import type { Grammar, OpenTrace, TraceKind } from './grammar.ts';
import { depthOf, json } from './json.ts';
import { native } from './native.ts';
import { node } from './node.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { firstWord } from './shape.ts';
import { sql } from './sql.ts';
import { wrapped } from './wrapped.ts';

/** What a line opens: a kind, and the phase in which it begins. */
export interface Opening {
  readonly kind: TraceKind;
  readonly phase: number;
}

const GRAMMARS = { json, python, go, rust, php, native, ruby, node, exception, wrapped, sql } as const;
type Kind = keyof typeof GRAMMARS;

const KINDS: readonly Kind[] = ['json', 'python', 'go', 'rust', 'php', 'native', 'ruby', 'node', 'exception', 'wrapped', 'sql'];
const PLACES: readonly Kind[] = ['ruby', 'native', 'node'];
const NAMES: readonly Kind[] = ['exception'];
const NOTHING: readonly Kind[] = [];

/** The kinds that a first byte may open, so that most lines are through with one look. */
const byFirst = Array.from({ length: 128 }, (_, byte) => KINDS.filter((kind) => GRAMMARS[kind].firsts.includes(String.fromCharCode(byte))));

export function grammarOf(kind: TraceKind): Grammar | null {
  return kind === 'unknown' || kind === 'plain' || kind === 'closed' ? null : GRAMMARS[kind];
}

/** Sets kind and phase of a record by its first line: a complete JSON object is closed, and what nothing knows stays `unknown`. */
export function recognise(open: OpenTrace): void {
  open.kind = 'unknown';
  const first = byteAt(open.source, open.start);
  if (first >= 48 && first <= 57) return;
  if (first === 123 && open.source[open.end - 1] === 125) {
    open.kind = 'closed';
    return;
  }
  const found = opening(open);
  if (found === null) return;
  open.kind = found.kind;
  open.phase = found.phase;
  if (found.kind === 'json') open.depth = depthOf(open);
}

/** What a line opens, or null. */
export function opening(line: ByteSpan): Opening | null {
  const found = firstOf(line, byFirst[byteAt(line.source, line.start)] ?? NOTHING);
  if (found !== null) return found;
  const word = firstWord(line);
  if (word === 'word') return null;
  return firstOf(line, word === 'place' ? PLACES : NAMES);
}

function firstOf(line: ByteSpan, candidates: readonly Kind[]): Opening | null {
  for (const kind of candidates) {
    const phase = GRAMMARS[kind].opens(line);
    if (phase >= 0) return { kind, phase };
  }
  return null;
}
