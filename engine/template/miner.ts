import type { Level, LogRecord } from '../domain.ts';
import { encode } from '../line/bytes.ts';
import type { ByteSpan } from '../line/bytes.ts';
import { SpanRecord } from '../line/record.ts';
import { createBook } from './book.ts';
import type { Book } from './book.ts';
import { maskBytes } from './mask.ts';
import type { Mask } from './mask.ts';
import { tokenize } from './tokenize.ts';
import { isOfValues, readRow } from './row.ts';
import { createTokens } from './tokens.ts';
import { DEFAULT_MINER_OPTIONS } from './options.ts';
import type { MinerOptions } from './options.ts';
import type { MinedPattern, PatternGlance } from './pattern.ts';
import { readBook, writeBook } from './state.ts';
import { uniteStates } from './unite.ts';

export type { MinerOptions } from './options.ts';
export type { MinedPattern, PatternGlance } from './pattern.ts';

/** Mines the patterns of one workload, online. Bounded in everything; nothing it is given makes it throw. */
export interface Miner {
  /** Counts a record and returns the index of its pattern. */
  observe(record: LogRecord): number;
  /** The index of the pattern that would take a message, written with this level or with none; -1 for none. Learns and counts nothing. */
  recognize(message: string, written: Level | null): number;
  /** The pattern at an index, as it is now; the overflow bucket for an unknown index. */
  pattern(index: number): MinedPattern;
  /** The same without what takes time. */
  glance(index: number): PatternGlance;
  /** The index that counts for `index` after late merges; 0 for an evicted one. */
  resolve(index: number): number;
  /**
   * Merges the patterns that evidence says are one, when at least this share of them is new: 0 for all that is evident now. Indexes stay; `resolve`
   * says what they count for.
   */
  settle(share: number): void;
  /**
   * Takes apart a pattern that wrongly took in others, for good: they count for themselves again, under their own ids, and no later merge takes them
   * in. What was counted together since they were merged stays with the oldest. Answers with the indexes that live again; others do when they are seen.
   */
  split(index: number): readonly number[];
  /** Counts one pattern with another from now on, since somebody says that they are one; `split` undoes it. False where they are one already. */
  join(from: number, into: number): boolean;
  /** All patterns with records, without aliases and evicted ones. */
  patterns(): readonly MinedPattern[];
  /** How many `patterns` gives. */
  patternCount(): number;
  /** How many patterns there are, without aliases and the overflow bucket. */
  size(): number;
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

/** Two halves of a stream that were mined apart, as one. */
export interface MergedMiner {
  readonly miner: Miner;
  /** The index in `miner` for an index of the other miner; those of the first are the same. 0 for what no pattern has room for. */
  readonly indexOf: (other: number) => number;
}

/**
 * Mines nothing anew: patterns that both know are one, ids and aliases stay, counts are added, bounds hold. Neither miner is changed. In what is
 * grouped it hardly matters how many are merged in which order.
 */
export function mergeMiners(one: Miner, other: Miner, options: Partial<MinerOptions> = {}): MergedMiner {
  const all = { ...DEFAULT_MINER_OPTIONS, ...options };
  const { state } = readBook(one.snapshot(), all);
  const indexes = uniteStates(state, readBook(other.snapshot(), all).state, all);
  const miner = minerOf(createBook(all, state));
  miner.settle(0);
  return { miner, indexOf: (index) => miner.resolve(indexes[index] ?? 0) };
}

/** After so many messages in a row that no mask has found, masks are tried for one in so many: where no line is like another they only cost. */
const mostMissed = 256;
const triedEvery = 16;

function minerOf(book: Book): Miner {
  const tokens = createTokens(book.options.tokens);
  const mask: Mask = { low: 0, high: 0 };
  let missed = 0;

  function findByTokens({ source, start, end }: ByteSpan, record: LogRecord, isMasked: boolean): number {
    tokenize(source, start, end, tokens);
    if (isOfValues(tokens)) readRow(tokens, { source, start, end }, record);
    const known = book.lookup(tokens.low, tokens.high);
    const index = known < 0 ? book.place(tokens, record) : known;
    if (isMasked && index > 0 && !tokens.readsDigits) book.remember(mask.low, mask.high, index);
    return index;
  }

  return {
    observe(record) {
      const { source, start, end } = record instanceof SpanRecord ? record : spanOf(record.message);
      const stop = Math.min(end, start + book.options.messageBytes);
      if (book.isFlooded() && book.isForeign(record, { source, start, end: stop })) {
        book.count(0, record);
        return 0;
      }
      const isTried = missed < mostMissed || missed % triedEvery === 0;
      const isMasked = isTried && maskBytes(source, start, stop, mask);
      const known = isMasked ? book.lookup(mask.low, mask.high) : -1;
      missed = known < 0 ? missed + 1 : 0;
      const index = known < 0 ? findByTokens({ source, start, end: stop }, record, isMasked) : known;
      book.count(index, record);
      return index;
    },
    recognize(message, written) {
      const { source, start, end } = spanOf(message);
      const stop = Math.min(end, start + book.options.messageBytes);
      tokenize(source, start, stop, tokens);
      if (isOfValues(tokens)) readRow(tokens, { source, start, end: stop }, null);
      const known = book.lookup(tokens.low, tokens.high);
      return known > 0 ? known : book.recognize(tokens, written);
    },
    pattern: (index) => book.pattern(index),
    glance: (index) => book.glance(index),
    resolve: (index) => book.resolve(index),
    settle: (share) => book.settle(share),
    split: (index) => book.split(index),
    join: (from, into) => book.join(from, into),
    patterns: () => book.patterns(),
    patternCount: () => book.patternCount(),
    size: () => book.size(),
    snapshot: () => writeBook(book),
  };
}

function spanOf(message: string): ByteSpan {
  const source = encode(message);
  return { source, start: 0, end: source.length };
}
