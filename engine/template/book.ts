import type { LogRecord } from '../domain.ts';
import { absorb, countRecord, createCell, overflowCell, textOf } from './cell.ts';
import type { Cell } from './cell.ts';
import { covers, differences, generalize, neededEvidence } from './merge.ts';
import type { MinerOptions } from './options.ts';
import { patternOf } from './pattern.ts';
import type { MinedPattern } from './pattern.ts';
import { createShape, skeletonOf } from './shape.ts';
import type { Shape } from './shape.ts';
import { createSignatures } from './signatures.ts';
import type { Tokens } from './tokens.ts';

/** Patterns of the same build: those with a merged place first looked at, then the newest of the others. */
interface Group {
  general: Cell[];
  plain: Cell[];
}

/** All patterns of one miner: found by signature, placed by likeness, merged by evidence, evicted when there are too many. */
export interface Book {
  readonly options: MinerOptions;
  /** Index of the living pattern of a signature, or -1. */
  lookup(low: number, high: number): number;
  /** Index of the pattern that a form not seen before belongs to, which may be new; 0 when there is no room. */
  place(source: Uint8Array, tokens: Tokens, record: LogRecord): number;
  count(index: number, record: LogRecord): void;
  pattern(index: number): MinedPattern;
  resolve(index: number): number;
  patterns(): readonly MinedPattern[];
  readonly size: number;
  readonly state: BookState;
}

/** Everything the book remembers. */
export interface BookState {
  readonly cells: Cell[];
  /** Evicted indexes, oldest first, with the time of their eviction. */
  readonly freed: { readonly index: number; readonly atMs: number }[];
  /** Observations so far: the clock of eviction. */
  observed: number;
  evicted: number;
}

export function createBook(
  options: MinerOptions,
  state: BookState = { cells: [overflowCell()], freed: [], observed: 0, evicted: 0 },
): Book {
  const inner: Inner = {
    options,
    state,
    groups: new Map(),
    bySignature: new Map(),
    signatures: createSignatures(options.signatures),
    alive: 0,
  };
  for (const cell of state.cells) {
    if (cell.shape !== null) adopt(inner, cell, cell.shape);
  }
  return {
    options,
    state,
    lookup(low, high) {
      const index = inner.signatures.get(low, high);
      if (index < 0) return -1;
      return state.cells[index]?.aliasOf === null ? index : resolve(state, index) || -1;
    },
    place: (source, tokens, record) => placeForm(inner, source, tokens, record),
    count(index, record) {
      const cell = state.cells[index];
      if (cell === undefined) return;
      state.observed += 1;
      cell.seenAt = state.observed;
      countRecord(cell, record);
    },
    pattern: (index) => patternOf(state.cells[index] ?? state.cells[0] ?? overflowCell()),
    resolve: (index) => resolve(state, index),
    patterns: () => state.cells.filter((cell) => cell.aliasOf === null && cell.count > 0).map(patternOf),
    get size() {
      return inner.alive;
    },
  };
}

interface Inner {
  readonly options: MinerOptions;
  readonly state: BookState;
  readonly groups: Map<number, Group>;
  /** By the first half of the signature of the first form: what the cache forgets is still found. */
  readonly bySignature: Map<number, Cell>;
  readonly signatures: ReturnType<typeof createSignatures>;
  alive: number;
}

function resolve(state: BookState, index: number): number {
  let at = index;
  for (let cell = state.cells[at]; cell !== undefined && cell.aliasOf !== null; cell = state.cells[at]) at = cell.aliasOf;
  return state.cells[at] === undefined ? 0 : at;
}

// oxlint-disable-next-line max-params -- called once per form, with what observe has at hand
function placeForm(inner: Inner, source: Uint8Array, tokens: Tokens, record: LogRecord): number {
  const group = inner.groups.get(skeletonOf(tokens, tokens.count));
  const known = findKnown(inner, group, source, tokens);
  if (known !== undefined) {
    inner.signatures.set(tokens.low, tokens.high, known.index);
    return known.index;
  }
  const shape = createShape(source, tokens);
  const cell = create(inner, shape, record);
  if (cell === null) return 0;
  const partners = group === undefined ? null : findPartners(inner, group, shape);
  adopt(inner, cell, shape);
  if (partners !== null) merge(inner, cell, partners);
  return resolve(inner.state, cell.index);
}

// oxlint-disable-next-line max-params -- the same
function findKnown(inner: Inner, group: Group | undefined, source: Uint8Array, tokens: Tokens): Cell | undefined {
  const cell = inner.bySignature.get(tokens.low);
  if (cell?.shape !== null && cell?.shape.high === tokens.high) return cell;
  return group?.general.find(({ shape }) => shape !== null && covers(shape, source, tokens));
}

function matches(cell: Cell, shape: Shape): boolean {
  return cell.shape !== null && differences(cell.shape, shape, 0)?.length === 0;
}

/** A new cell in a free index, or null when all indexes are in use. */
function create(inner: Inner, shape: Shape, record: LogRecord): Cell | null {
  const { state, options } = inner;
  if (inner.alive >= options.patterns) evict(inner, record.atMs);
  if (state.cells.length < options.indexes) {
    const cell = createCell(state.cells.length, shape, record);
    state.cells.push(cell);
    return cell;
  }
  const oldest = state.freed[0];
  if (oldest === undefined || record.atMs - oldest.atMs < options.reuseAfterMs) return null;
  state.freed.shift();
  const cell = createCell(oldest.index, shape, record);
  state.cells[oldest.index] = cell;
  return cell;
}

/** Makes a cell findable. */
function adopt(inner: Inner, cell: Cell, shape: Shape): void {
  const key = skeletonOf(shape, shape.kinds.length);
  let group = inner.groups.get(key);
  if (group === undefined) {
    group = { general: [], plain: [] };
    inner.groups.set(key, group);
  }
  (isGeneral(cell) ? group.general : group.plain).push(cell);
  inner.bySignature.set(shape.low, cell);
  inner.signatures.set(shape.low, shape.high, cell.index);
  inner.alive += 1;
}

function isGeneral(cell: Cell): boolean {
  return cell.shape?.words.includes('<word>') === true;
}

interface Partners {
  readonly places: readonly number[];
  readonly cells: readonly Cell[];
}

/** The patterns that differ from `shape` in the same few places only, when they are evidence enough that these places vary. */
function findPartners(inner: Inner, group: Group, shape: Shape): Partners | null {
  const byPlaces = new Map<string, { places: number[]; cells: Cell[] }>();
  for (const cell of [...group.general, ...group.plain.slice(-inner.options.comparisons)]) {
    const places = cell.shape === null ? null : differences(cell.shape, shape, 3);
    if (places === null || places.length === 0) continue;
    const key = places.join();
    const found = byPlaces.get(key) ?? { places, cells: [] };
    found.cells.push(cell);
    byPlaces.set(key, found);
  }
  const candidates = [...byPlaces.values()].toSorted((a, b) => a.places.length - b.places.length);
  return (
    candidates.find(
      ({ places, cells }) => cells.length + 1 >= neededEvidence(shape, places, wordsAt(places, [shape, ...shapesOf(cells)])),
    ) ?? null
  );
}

function shapesOf(cells: readonly Cell[]): Shape[] {
  return cells.flatMap((cell) => (cell.shape === null ? [] : [cell.shape]));
}

function wordsAt(places: readonly number[], shapes: readonly Shape[]): string[] {
  return shapes.flatMap((shape) => places.map((at) => shape.words[at] ?? ''));
}

/** The oldest of the cells takes any word at the places that differ; the others, and all it now covers, become its aliases. */
function merge(inner: Inner, newest: Cell, { places, cells }: Partners): void {
  const [oldest = newest, ...others] = [...cells, newest].toSorted((a, b) => a.index - b.index);
  const { shape } = oldest;
  if (shape === null) return;
  const group = inner.groups.get(skeletonOf(shape, shape.kinds.length));
  generalize(shape, places);
  oldest.text = textOf(shape);
  const covered = [...(group?.general ?? []), ...(group?.plain ?? [])].filter(
    (cell) => cell !== oldest && cell.shape !== null && matches(oldest, cell.shape),
  );
  for (const cell of new Set([...others, ...covered])) {
    forget(inner, cell);
    absorb(oldest, cell);
  }
  if (group === undefined) return;
  group.plain = group.plain.filter((cell) => cell !== oldest);
  if (!group.general.includes(oldest)) group.general.push(oldest);
}

/** Takes a cell out of everything it could be found by. */
function forget(inner: Inner, cell: Cell): void {
  if (cell.shape === null) return;
  const key = skeletonOf(cell.shape, cell.shape.kinds.length);
  const group = inner.groups.get(key);
  if (group !== undefined) {
    group.general = group.general.filter((other) => other !== cell);
    group.plain = group.plain.filter((other) => other !== cell);
    if (group.general.length + group.plain.length === 0) inner.groups.delete(key);
  }
  if (inner.bySignature.get(cell.shape.low) === cell) inner.bySignature.delete(cell.shape.low);
  inner.alive -= 1;
}

/** Lets the twentieth of the patterns that was not seen for longest go into the overflow bucket, at once, so that a flood pays little for it. */
function evict(inner: Inner, nowMs: number): void {
  const { state, options } = inner;
  const overflow = state.cells[0];
  if (overflow === undefined) return;
  const living = state.cells.filter((cell) => cell.shape !== null).toSorted((a, b) => a.seenAt - b.seenAt);
  for (const cell of living.slice(0, Math.max(1, Math.floor(options.patterns / 20)))) {
    forget(inner, cell);
    absorb(overflow, cell);
    overflow.samples = [];
    overflow.samplesAtMs = [];
    cell.text = '';
    state.evicted += 1;
    state.freed.push({ index: cell.index, atMs: nowMs });
  }
}
