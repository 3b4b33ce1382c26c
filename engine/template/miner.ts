import type { LogRecord } from '../domain.ts';
import { encode } from '../line/bytes.ts';
import { SpanRecord } from '../line/record.ts';
import { createBook } from './book.ts';
import type { Book } from './book.ts';
import { tokenize, createTokens } from './tokens.ts';
import { DEFAULT_MINER_OPTIONS } from './options.ts';
import type { MinerOptions } from './options.ts';
import type { MinedPattern } from './pattern.ts';
import { readBook, writeBook } from './state.ts';

export type { MinerOptions } from './options.ts';
export type { MinedPattern } from './pattern.ts';

/** Mines the patterns of one workload, online. Bounded in everything; nothing it is given makes it throw. */
export interface Miner {
  /** Counts a record and returns the index of its pattern. */
  observe(record: LogRecord): number;
  /** The pattern at an index, as it is now; the overflow bucket for an unknown index. */
  pattern(index: number): MinedPattern;
  /** The index that counts for `index` after late merges; 0 for an evicted one. */
  resolve(index: number): number;
  /** All patterns with records, without aliases and evicted ones. */
  patterns(): readonly MinedPattern[];
  /** How many patterns there are, without aliases and the overflow bucket. */
  readonly size: number;
  /** Everything that is known, as JSON. */
  snapshot(): unknown;
}

export function createMiner(options: Partial<MinerOptions> = {}): Miner {
  return minerOf(createBook({ ...DEFAULT_MINER_OPTIONS, ...options }));
}

/** A miner that goes on where `snapshot` was taken. Throws an Error with a sentence when the state cannot be read. */
export function restoreMiner(state: unknown, options: Partial<MinerOptions> = {}): Miner {
  return minerOf(readBook(state, { ...DEFAULT_MINER_OPTIONS, ...options }));
}

function minerOf(book: Book): Miner {
  const tokens = createTokens(book.options.tokens);
  return {
    observe(record) {
      const span = record instanceof SpanRecord ? record : spanOf(record.message);
      tokenize(span.source, span.start, Math.min(span.end, span.start + book.options.messageBytes), tokens);
      const known = book.lookup(tokens.low, tokens.high);
      const index = known > 0 ? known : book.place(span.source, tokens, record);
      book.count(index, record);
      return index;
    },
    pattern: (index) => book.pattern(index),
    resolve: (index) => book.resolve(index),
    patterns: () => book.patterns(),
    get size() {
      return book.size;
    },
    snapshot: () => writeBook(book),
  };
}

function spanOf(message: string): { readonly source: Uint8Array; readonly start: number; readonly end: number } {
  const source = encode(message);
  return { source, start: 0, end: source.length };
}
