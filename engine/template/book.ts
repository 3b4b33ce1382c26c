import type { LogRecord } from '../domain.ts';
import { admits, createAdmission } from './admission.ts';
import type { AdmissionState } from './admission.ts';
import { FRESH_SAMPLE, NOTHING, absorb, addSample, countRecord, createCell, overflowCell } from './cell.ts';
import type { Cell } from './cell.ts';
import { chooseEvicted, moveToOverflow } from './eviction.ts';
import type { Freed } from './eviction.ts';
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
  place(tokens: Tokens, record: LogRecord): number;
  /** Makes `lookup` answer with the index. */
  remember(low: number, high: number, index: number): void;
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
  readonly freed: Freed[];
  /** Observations so far: the clock of eviction. */
  observed: number;
  evicted: number;
  /** When, in observations, samples were last renewed because they were old. */
  renewed: number;
  readonly admission: AdmissionState;
}

/** What a miner knows before its first record. */
export function emptyState(): BookState {
  return { cells: [overflowCell()], freed: [], observed: 0, evicted: 0, renewed: 0, admission: createAdmission() };
}

/** Samples are renewed for at most one record in so many: redacting one costs as much as counting fifty. */
const RENEWED_EVERY = 64;
/** So many renewals can be saved up, so that a quiet service shows its first errors fresh. */
const SAVED_RENEWALS = 64;

export function createBook(options: MinerOptions, state: BookState = emptyState()): Book {
  const inner: Inner = {
    options,
    state,
    groups: new Map(),
    bySignature: new Map(),
    signatures: createSignatures(options.signatures),
    alive: 0,
  };
  for (const cell of state.cells) {
    inner.bySignature.set(cell.low, cell);
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
    place: (tokens, record) => placeForm(inner, tokens, record),
    remember: (low, high, index) => inner.signatures.set(low, high, index),
    count(index, record) {
      const cell = state.cells[index];
      if (cell === undefined) return;
      state.observed += 1;
      cell.seenAt = state.observed;
      const due = countRecord(cell, record);
      if (due !== NOTHING && (due !== FRESH_SAMPLE || mayRenew(state))) addSample(cell, record, options.redact);
    },
    pattern: (index) => patternOf(state.cells[index] ?? state.cells[0] ?? overflowCell(), options.redact),
    resolve: (index) => resolve(state, index),
    patterns: () => state.cells.filter((cell) => cell.aliasOf === null && cell.count > 0).map((cell) => patternOf(cell, options.redact)),
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

function mayRenew(state: BookState): boolean {
  const saved = Math.min(SAVED_RENEWALS * RENEWED_EVERY, state.observed - state.renewed);
  if (saved < RENEWED_EVERY) return false;
  state.renewed = state.observed - saved + RENEWED_EVERY;
  return true;
}

function placeForm(inner: Inner, tokens: Tokens, record: LogRecord): number {
  const { state, signatures } = inner;
  const former = inner.bySignature.get(tokens.low);
  if (former?.high === tokens.high && former.shape === null) return revive(inner, former, tokens);
  const group = inner.groups.get(skeletonOf(tokens, tokens.count));
  const known = former?.high === tokens.high ? former : group?.general.find(({ shape }) => shape !== null && covers(shape, tokens));
  if (known !== undefined) {
    signatures.set(tokens.low, tokens.high, known.index);
    return known.index;
  }
  if (!hasRoom(inner, record.atMs) || !admits(state.admission, tokens, record, state.observed)) return 0;
  const shape = createShape(tokens);
  const cell = create(inner, shape, record);
  const partners = group === undefined ? null : findPartners(inner, group, shape);
  adopt(inner, cell, shape);
  if (partners !== null) merge(inner, cell, partners);
  return resolve(state, cell.index);
}

/** A pattern that was merged is counted with the other; one that was evicted is itself again. */
function revive(inner: Inner, cell: Cell, tokens: Tokens): number {
  const { state, options } = inner;
  const root = resolve(state, cell.index);
  if (root === 0) {
    if (inner.alive >= options.patterns) evict(inner, cell.lastSeenAtMs);
    cell.aliasOf = null;
    cell.count = 0;
    cell.levels.fill(0);
    cell.shape = createShape(tokens);
    adopt(inner, cell, cell.shape);
    return cell.index;
  }
  inner.signatures.set(tokens.low, tokens.high, root);
  return root;
}

function matches(cell: Cell, shape: Shape): boolean {
  return cell.shape !== null && differences(cell.shape, shape, 0)?.length === 0;
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
  oldest.text = null;
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
  inner.alive -= 1;
}

function evict(inner: Inner, nowMs: number): void {
  const { state } = inner;
  const overflow = state.cells[0];
  if (overflow === undefined) return;
  for (const cell of chooseEvicted(state.cells, inner.alive, state.observed)) {
    forget(inner, cell);
    moveToOverflow(overflow, cell);
    state.evicted += 1;
    state.freed.push({ index: cell.index, atMs: nowMs });
  }
}
