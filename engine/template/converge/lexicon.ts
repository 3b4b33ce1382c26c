import type { Symbols } from './symbols.ts';

/**
 * What was seen to be a name: a word that stood where other words stand as well, in more lines than it was ever seen to be a statement's own. Words
 * are kept as hashes, so that none can be read.
 */
export interface Lexicon {
  isName(word: number): boolean;
  /** In how many lines it is a statement's own word; 0 for a name. */
  ownLines(word: number): number;
  learnName(word: number, lines: number): void;
  learnOwn(word: number, lines: number): void;
}

/** By the hash of a word: the most lines of a statement that mentions it, and of one whose own it is. */
export interface LexiconState {
  readonly names: Map<number, number>;
  readonly own: Map<number, number>;
}

/** Most words kept of each sort: those of the most lines. */
const mostWords = 4_096;

export function createLexiconState(): LexiconState {
  return { names: new Map(), own: new Map() };
}

export function createLexicon({ names, own }: LexiconState, { hashes }: Symbols): Lexicon {
  const look = (words: ReadonlyMap<number, number>, word: number): number => words.get(hashes[word] ?? 0) ?? 0;
  const isName = (word: number): boolean => look(names, word) > look(own, word);
  return {
    isName,
    ownLines: (word) => (isName(word) ? 0 : look(own, word)),
    learnName: (word, lines) => raise(names, hashes[word] ?? 0, lines),
    learnOwn: (word, lines) => raise(own, hashes[word] ?? 0, lines),
  };
}

/** Takes over what another has seen. */
export function uniteLexicons(into: LexiconState, from: LexiconState): void {
  for (const [hash, lines] of from.names) raise(into.names, hash, lines);
  for (const [hash, lines] of from.own) raise(into.own, hash, lines);
}

function raise(words: Map<number, number>, hash: number, lines: number): void {
  if ((words.get(hash) ?? 0) >= lines) return;
  words.set(hash, lines);
  if (words.size <= mostWords) return;
  const kept = [...words].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, mostWords / 2);
  words.clear();
  for (const [word, count] of kept) words.set(word, count);
}
