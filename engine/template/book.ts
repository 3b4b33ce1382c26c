import type { Level, LogRecord } from '../domain.ts';
import type { ByteSpan } from '../line/bytes.ts';
import { admits, createAdmission, isExhausted, returnForms } from './admission.ts';
import type { AdmissionState } from './admission.ts';
import { FRESH_SAMPLE, NOTHING, addSample, countRecord, createCell, overflowCell, writtenLevel } from './cell.ts';
import type { Cell } from './cell.ts';
import { createGenerals, isGeneral } from './converge/generals.ts';
import type { Generals } from './converge/generals.ts';
import { createLexiconState } from './converge/lexicon.ts';
import type { LexiconState } from './converge/lexicon.ts';
import { chooseEvicted, moveToOverflow } from './eviction.ts';
import type { Freed } from './eviction.ts';
import { createFlood } from './flood.ts';
import type { Flood } from './flood.ts';
import { mergeConverging } from './merge.ts';
import type { MinerOptions } from './options.ts';
import { glanceOf, patternOf } from './pattern.ts';
import type { MinedPattern, PatternGlance } from './pattern.ts';
import { createShape } from './shape.ts';
import type { Shape } from './shape.ts';
import { createSignatures } from './signatures.ts';
import { joinBook, splitBook } from './regroup.ts';
import type { SplitState } from './split.ts';
import type { Tokens } from './tokens.ts';

/** All patterns of one miner: found by signature or by what they take, merged by evidence, evicted when there are too many. */
export interface Book {
  readonly options: MinerOptions;
  /** Index of the living pattern of a signature, or -1. */
  lookup(low: number, high: number): number;
  /** Whether a flood has come, in which new forms are turned away. */
  isFlooded(): boolean;
  /** In a flood, whether the message is certain to be counted in the overflow bucket, so that it need not be split into tokens. */
  isForeign(record: LogRecord, message: ByteSpan): boolean;
  /** Index of the pattern that a form not seen before belongs to, which may be new; 0 when there is no room. */
  place(tokens: Tokens, record: LogRecord): number;
  /** Index of the living pattern that would take the form, or -1; learns and counts nothing. */
  recognize(tokens: Tokens, written: Level | null): number;
  /** Makes `lookup` answer with the index. */
  remember(low: number, high: number, index: number): void;
  count(index: number, record: LogRecord): void;
  /** Merges what is evident, when at least this share of the patterns is new. */
  settle(share: number): void;
  /** Undoes what was merged into the pattern, for good. Answers with the indexes that count for themselves again. */
  split(index: number): readonly number[];
  /** Counts one pattern with another from now on; false where that is nothing new. */
  join(from: number, into: number): boolean;
  pattern(index: number): MinedPattern;
  glance(index: number): PatternGlance;
  resolve(index: number): number;
  patterns(): readonly MinedPattern[];
  /** How many `patterns` gives. */
  patternCount(): number;
  size(): number;
  readonly state: BookState;
}

/** Everything the book remembers. */
export interface BookState {
  readonly cells: Cell[];
  readonly freed: Freed[];
  /** Observations so far: the clock of eviction. */
  observed: number;
  evicted: number;
  /** When, in observations, samples were last renewed because they were old. */
  renewed: number;
  readonly admission: AdmissionState;
  /** Forms that came since the patterns were last compared with each other, and how much longer than usual the next comparison waits. */
  fresh: number;
  patience: number;
  readonly lexicon: LexiconState;
  readonly split: SplitState;
}

/** What a miner knows before its first record. */
export function emptyState(): BookState {
  const numbers = { observed: 0, evicted: 0, renewed: 0, fresh: 0, patience: 1 };
  return { ...numbers, cells: [overflowCell()], freed: [], admission: createAdmission(), lexicon: createLexiconState(), split: new Map() };
}

/** Samples are renewed for at most one record in so many: redacting one costs as much as counting fifty. */
const RENEWED_EVERY = 64;
/** So many renewals can be saved up, so that a quiet service shows its first errors fresh. */
const SAVED_RENEWALS = 64;

/** Patterns are compared as they come only when so many are new, and these are a share of all, so that comparing costs little beside reading. */
const leastFresh = 1_024;
const freshShare = 0.5;
/** Where comparing finds little it waits longer and longer, up to so many times as long. */
const mostPatience = 256;
/** And each comparison waits until so many times as much was observed as at the last: a flood whose forms merge would bring one after the other. */
const settleGrowth = 4;
/** It finds little when less than this share of the new forms go into others. */
const littleShare = 0.1;

/** In a flood one message in so many is looked at closely, whatever it looks like. */
const lookedAtEvery = 64;

export function createBook(options: MinerOptions, state: BookState = emptyState()): Book {
  const inner: Inner = {
    options,
    state,
    generals: createGenerals(),
    bySignature: new Map(),
    signatures: createSignatures(options.signatures),
    flood: null,
    settledAt: 0,
    alive: 0,
  };
  for (const cell of state.cells) {
    inner.bySignature.set(cell.low, cell);
    if (cell.isAlive) adopt(inner, cell);
  }
  return {
    options,
    state,
    lookup(low, high) {
      const index = inner.signatures.get(low, high);
      if (index < 0) return -1;
      return state.cells[index]?.aliasOf === null ? index : resolve(state, index) || -1;
    },
    isFlooded: () => isExhausted(state.admission, state.observed),
    isForeign(record, message) {
      if (state.observed % lookedAtEvery === 0) return false;
      const level = writtenLevel(record);
      return level !== 'error' && level !== 'fatal' && floodOf(inner).isForeign(message);
    },
    place: (tokens, record) => placeForm(inner, tokens, record),
    recognize(tokens, written) {
      const known = formerOf(inner, tokens) ?? inner.generals.find(tokens, written, state.cells);
      return known === undefined ? -1 : resolve(state, known.index) || -1;
    },
    remember: (low, high, index) => inner.signatures.set(low, high, index),
    count(index, record) {
      const cell = state.cells[index];
      if (cell === undefined) return;
      state.observed += 1;
      cell.seenAt = state.observed;
      const due = countRecord(cell, record);
      if (due !== NOTHING && (due !== FRESH_SAMPLE || mayRenew(state))) addSample(cell, record, options.redact);
    },
    settle(share) {
      if (state.fresh > 0 && state.fresh >= share * inner.alive) settleBook(inner);
    },
    split: (index) => splitBook(inner, resolve(state, index), (cell) => adopt(inner, cell)),
    join: (from, into) => joinBook(inner, resolve(state, from), resolve(state, into)),
    pattern: (index) => patternOf(state.cells[index] ?? state.cells[0] ?? overflowCell(), options.redact),
    glance: (index) => glanceOf(state.cells[index] ?? state.cells[0] ?? overflowCell()),
    resolve: (index) => resolve(state, index),
    patterns: () => state.cells.filter(isCounted).map((cell) => patternOf(cell, options.redact)),
    patternCount: () => state.cells.reduce((sum, cell) => sum + (isCounted(cell) ? 1 : 0), 0),
    size: () => inner.alive,
  };
}

function isCounted({ aliasOf, count }: Cell): boolean {
  return aliasOf === null && count > 0;
}

interface Inner {
  readonly options: MinerOptions;
  readonly state: BookState;
  readonly generals: Generals;
  /** By the first half of the signature of the first form: what the cache forgets is still found. */
  readonly bySignature: Map<number, Cell>;
  readonly signatures: ReturnType<typeof createSignatures>;
  /** Made only when a flood has come. */
  flood: Flood | null;
  /** Observations when patterns were last compared. */
  settledAt: number;
  alive: number;
}

function floodOf(inner: Inner): Flood {
  if (inner.flood === null || inner.flood.isStale()) inner.flood = createFlood(inner.state.cells);
  return inner.flood;
}

function resolve(state: BookState, index: number): number {
  let at = index;
  for (let cell = state.cells[at]; cell !== undefined && cell.aliasOf !== null; cell = state.cells[at]) at = cell.aliasOf;
  return state.cells[at] === undefined ? 0 : at;
}

function mayRenew(state: BookState): boolean {
  const saved = Math.min(SAVED_RENEWALS * RENEWED_EVERY, state.observed - state.renewed);
  if (saved < RENEWED_EVERY) return false;
  state.renewed = state.observed - saved + RENEWED_EVERY;
  return true;
}

function placeForm(inner: Inner, tokens: Tokens, record: LogRecord): number {
  const { state, signatures } = inner;
  const former = formerOf(inner, tokens);
  if (former !== undefined && !former.isAlive) return revive(inner, former, tokens);
  if (former !== undefined) becomeItself(state, former, tokens);
  const known = former ?? inner.generals.find(tokens, writtenLevel(record), state.cells);
  if (known !== undefined) {
    signatures.set(tokens.low, tokens.high, known.index);
    return known.index;
  }
  if (!hasRoom(inner, record.atMs) || !admits(state.admission, tokens, record, state.observed)) return 0;
  const cell = create(inner, createShape(tokens), record);
  adopt(inner, cell);
  signatures.set(cell.low, cell.high, cell.index);
  state.fresh += 1;
  const isDue = state.fresh >= leastFresh * state.patience && state.fresh >= freshShare * inner.alive;
  if (isDue && state.observed >= settleGrowth * inner.settledAt) settleBook(inner);
  return resolve(state, cell.index);
}

/** What was made from a form like this. */
function formerOf({ bySignature }: Inner, { low, high }: Tokens): Cell | undefined {
  const cell = bySignature.get(low);
  return cell?.high === high ? cell : undefined;
}

/** A pattern that was merged is counted with the other; one that was evicted is itself again. */
function revive(inner: Inner, cell: Cell, tokens: Tokens): number {
  const { state, options, signatures } = inner;
  const root = resolve(state, cell.index);
  if (root === 0) {
    if (inner.alive >= options.patterns) evict(inner, cell.lastSeenAtMs);
    cell.aliasOf = null;
    cell.levels = [];
    cell.shape = createShape(tokens);
    adopt(inner, cell);
    state.fresh += 1;
  }
  signatures.set(tokens.low, tokens.high, root === 0 ? cell.index : root);
  return root === 0 ? cell.index : root;
}

/** What is left of a pattern that was taken apart is its own form, now that it comes again. */
function becomeItself(state: BookState, cell: Cell, tokens: Tokens): void {
  if (state.split.get(cell.index) !== true) return;
  cell.shape = createShape(tokens);
  cell.text = null;
  state.split.set(cell.index, false);
}

/** A new cell in a free index. */
function create(inner: Inner, shape: Shape, record: LogRecord): Cell {
  const { state, options } = inner;
  if (inner.alive >= options.patterns) evict(inner, record.atMs);
  const index = state.cells.length < options.indexes ? state.cells.length : (state.freed.shift()?.index ?? 0);
  const former = state.cells[index];
  if (former !== undefined && inner.bySignature.get(former.low) === former) inner.bySignature.delete(former.low);
  const cell = createCell(index, shape, record);
  state.cells[index] = cell;
  state.split.delete(index);
  return cell;
}

/** Whether there is an index for another pattern: a new one, or one that was freed long enough ago. */
function hasRoom({ state, options }: Inner, nowMs: number): boolean {
  if (state.cells.length < options.indexes) return true;
  // Those that have come back are no longer free.
  while (state.freed[0] !== undefined && state.cells[state.freed[0].index]?.aliasOf !== 0) state.freed.shift();
  return state.freed[0] !== undefined && nowMs - state.freed[0].atMs >= options.reuseAfterMs;
}

/** Makes a cell findable. */
function adopt(inner: Inner, cell: Cell): void {
  if (cell.shape !== null && isGeneral(cell.shape) && inner.state.split.get(cell.index) !== true) inner.generals.add(cell);
  if (cell.shape !== null) inner.flood?.add(cell.shape);
  cell.pack(isGeneral);
  inner.bySignature.set(cell.low, cell);
  inner.alive += 1;
}

function settleBook(inner: Inner): void {
  const { state, generals } = inner;
  const merged = mergeConverging(state, generals);
  if (merged > 0) for (const { shape } of state.cells.filter(({ isAlive }) => isAlive)) if (shape !== null) inner.flood?.add(shape);
  for (const cell of state.cells) cell.pack(isGeneral);
  inner.alive -= merged;
  state.patience = merged >= littleShare * state.fresh ? 1 : Math.min(mostPatience, state.patience * 2);
  state.fresh = 0;
  inner.settledAt = state.observed;
  returnForms(state.admission, merged);
}

function evict(inner: Inner, nowMs: number): void {
  const { state, generals } = inner;
  const overflow = state.cells[0];
  if (overflow === undefined) return;
  for (const cell of chooseEvicted(state.cells, inner.alive, state.observed)) {
    generals.remove(cell);
    moveToOverflow(overflow, cell);
    inner.alive -= 1;
    state.evicted += 1;
    state.freed.push({ index: cell.index, atMs: nowMs });
  }
}
