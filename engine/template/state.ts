import type { Level } from '../domain.ts';
import type { AdmissionState } from './admission.ts';
import { createBook } from './book.ts';
import type { Book } from './book.ts';
import { Cell, LEVELS, cellText } from './cell.ts';
import type { Redact } from './cell.ts';
import { isGeneral } from './converge/generals.ts';
import type { LexiconState } from './converge/lexicon.ts';
import type { MinerOptions } from './options.ts';
import type { Shape } from './shape.ts';
import { readSaved } from '../line/saved.ts';

const VERSION = 4;
const { record, array, number, text, unreadable } = readSaved('the saved patterns');

/** The book as JSON. */
export function writeBook(book: Book): unknown {
  const { cells, freed, admission, lexicon, split, ...numbers } = book.state;
  const { redact } = book.options;
  return {
    version: VERSION,
    ...numbers,
    lexicon: { names: [...lexicon.names], own: [...lexicon.own] },
    ...(split.size === 0 ? {} : { split: Array.from(split, ([index, isRest]) => [index, isRest ? 1 : 0]) }),
    admission: { ...admission, turnedAway: admission.turnedAway === null ? null : [...admission.turnedAway] },
    freed: freed.map(({ index, atMs }) => [index, atMs]),
    cells: cells.map((cell) => writeCell(cell, redact)),
  };
}

/** A book from JSON. Throws an Error with a sentence when it is not one of this version. */
export function readBook(state: unknown, options: MinerOptions): Book {
  const root = record(state);
  if (root['version'] !== VERSION) throw new Error(`the saved patterns have version ${String(root['version'])}, but ${VERSION} is needed`);
  const cells = array(root['cells']).map(readCell);
  if (cells.length === 0 || cells.some(({ aliasOf }) => (aliasOf ?? 0) >= cells.length)) throw unreadable();
  const freed = array(root['freed']).map((entry) => {
    const [index, atMs] = array(entry);
    return { index: number(index), atMs: number(atMs) };
  });
  return createBook(options, {
    cells,
    freed,
    observed: number(root['observed']),
    evicted: number(root['evicted']),
    renewed: number(root['renewed']),
    fresh: number(root['fresh']),
    patience: number(root['patience']),
    admission: readAdmission(record(root['admission'])),
    lexicon: readLexicon(record(root['lexicon'])),
    split: new Map(Array.from(readWords(root['split'] ?? []), ([index, isRest]) => [index, isRest === 1])),
  });
}

function readAdmission(read: Readonly<Record<string, unknown>>): AdmissionState {
  const turnedAway = read['turnedAway'] === null ? null : array(read['turnedAway']).map(number);
  return {
    ordinary: number(read['ordinary']),
    repeated: number(read['repeated']),
    alarming: number(read['alarming']),
    grownAt: number(read['grownAt']),
    turnedAway: turnedAway === null ? null : Int32Array.from(turnedAway),
  };
}

function readWords(value: unknown): Map<number, number> {
  return new Map(
    array(value).map((entry) => {
      const [hash, lines] = array(entry);
      return [number(hash), number(lines)];
    }),
  );
}

function readLexicon(read: Readonly<Record<string, unknown>>): LexiconState {
  return { names: readWords(read['names']), own: readWords(read['own']) };
}

/** What is as it is in most cells is not written. */
function writeCell(cell: Cell, redact: Redact): unknown {
  const { id, low, high, levels, firstSeenAtMs, lastSeenAtMs, seenAt, samples, samplesAtMs, shape, written, inferred, aliasOf } = cell;
  const shown = cellText(cell, redact);
  const saved = {
    id,
    low,
    high,
    levels: levels.slice(0, levels.findLastIndex((count) => count > 0) + 1),
    seen: [firstSeenAtMs, lastSeenAtMs, seenAt],
    ...(cell.text === null ? {} : { text: shown }),
    ...(written === null ? {} : { written }),
    ...(inferred === 'info' ? {} : { inferred }),
    ...(samples.length === 0 ? {} : { samples: [...samples], samplesAtMs: [...samplesAtMs] }),
    ...(aliasOf === null ? {} : { aliasOf }),
    ...(shape === null ? {} : { shape: writeShape(shape) }),
  };
  cell.pack(isGeneral);
  return saved;
}

/** Kinds and blanks as a digit each, hashes as seven digits of base 36 each. */
function writeShape({ kinds, spaced, hashes, words }: Shape): unknown {
  const digits = Array.from(hashes, (hash) => (hash >>> 0).toString(36).padStart(hashDigits, '0'));
  return { words, kinds: kinds.join(''), spaced: spaced.join(''), hashes: digits.join('') };
}

const hashDigits = 7;

function readShape(value: unknown, { low, high }: Pick<Shape, 'low' | 'high'>): Shape {
  const read = record(value);
  const words = array(read['words']).map(text);
  const [kinds, spaced, digits] = [text(read['kinds']), text(read['spaced']), text(read['hashes'])];
  if (kinds.length !== words.length || spaced.length !== words.length || digits.length !== words.length * hashDigits) throw unreadable();
  const hashes = words.map((_, token) => number(Number.parseInt(digits.slice(token * hashDigits, (token + 1) * hashDigits), 36)));
  return {
    kinds: Uint8Array.from(kinds, Number),
    spaced: Uint8Array.from(spaced, Number),
    hashes: Int32Array.from(hashes),
    words,
    low,
    high,
  };
}

function readCell(value: unknown, index: number): Cell {
  const read = record(value);
  const levels = array(read['levels']).map(number);
  const [first = 0, last = 0, seenAt = 0] = array(read['seen']).map(number);
  const [low, high] = [number(read['low']), number(read['high'])];
  const [written, inferred] = [levelOf(read['written']), levelOf(read['inferred']) ?? 'info'];
  if (levels.length > LEVELS.length) throw unreadable();
  const cell = new Cell(index, { id: text(read['id']), low, high, written, inferred });
  cell.shape = read['shape'] === undefined ? null : readShape(read['shape'], { low, high });
  cell.text = read['text'] === undefined ? null : text(read['text']);
  cell.levels = LEVELS.map((_, place) => levels[place] ?? 0);
  cell.firstSeenAtMs = first;
  cell.lastSeenAtMs = last;
  cell.seenAt = seenAt;
  cell.samples = array(read['samples'] ?? []).map(text);
  cell.samplesAtMs = array(read['samplesAtMs'] ?? []).map(number);
  cell.aliasOf = read['aliasOf'] === undefined ? null : number(read['aliasOf']);
  return cell;
}

/** Null for none, or one that is not known. */
function levelOf(value: unknown): Level | null {
  return LEVELS.find((level) => level === value) ?? null;
}
