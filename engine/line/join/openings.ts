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
const EXCEPTIONS: readonly Kind[] = ['exception'];
const NOTHING: readonly Kind[] = [];

/** The kinds that the first two bytes of a line may open, so that most lines are through with one look. */
const CANDIDATES: (readonly Kind[])[] = [[]];
const candidatesAt = new Uint8Array(65_536);
for (const kind of KINDS) for (const text of GRAMMARS[kind].begins) addCandidates(text, kind);

export function grammarOf(kind: TraceKind): Grammar | null {
  return kind === 'unknown' || kind === 'plain' || kind === 'closed' ? null : GRAMMARS[kind];
}

/** Sets kind and phase of a record by its first line: a complete JSON object is closed, and what nothing knows, or only its first word might tell, is `unknown`. */
export function recognise(open: OpenTrace, looksAtWord: boolean): void {
  open.kind = 'unknown';
  const first = byteAt(open.source, open.start);
  if (first >= 48 && first <= 57) return;
  if (first === 123 && open.source[open.end - 1] === 125) {
    open.kind = 'closed';
    return;
  }
  const found = looksAtWord ? opening(open) : openingByText(open);
  if (found === null) return;
  open.kind = found.kind;
  open.phase = found.phase;
  if (found.kind === 'json') open.depth = depthOf(open);
}

/** What a line opens, or null. */
export function opening(line: ByteSpan): Opening | null {
  const found = openingByText(line);
  if (found !== null) return found;
  const word = firstWord(line);
  if (word === 'word') return null;
  return firstOf(line, word === 'place' ? PLACES : EXCEPTIONS);
}

/** Without a look at the first word, with which most messages of syslog begin as others do. */
function openingByText(line: ByteSpan): Opening | null {
  const candidates = candidatesAt[pairOf(byteAt(line.source, line.start), byteAt(line.source, line.start + 1))] ?? 0;
  return candidates === 0 ? null : firstOf(line, CANDIDATES[candidates] ?? NOTHING);
}

function firstOf(line: ByteSpan, candidates: readonly Kind[]): Opening | null {
  for (const kind of candidates) {
    const phase = GRAMMARS[kind].opens(line);
    if (phase >= 0) return { kind, phase };
  }
  return null;
}

function pairOf(first: number, second: number): number {
  return first * 256 + second;
}

function addCandidates(text: string, kind: Kind): void {
  const first = text.charCodeAt(0);
  if (text.length > 1) addCandidate(pairOf(first, text.charCodeAt(1)), kind);
  else for (let second = 0; second < 256; second += 1) addCandidate(pairOf(first, second), kind);
}

function addCandidate(pair: number, kind: Kind): void {
  const kinds = [...(CANDIDATES[candidatesAt[pair] ?? 0] ?? NOTHING), kind];
  const known = CANDIDATES.findIndex((one) => one.join() === kinds.join());
  candidatesAt[pair] = known < 0 ? CANDIDATES.push(kinds) - 1 : known;
}
