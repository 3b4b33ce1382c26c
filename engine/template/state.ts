import type { AdmissionState } from './admission.ts';
import { createBook } from './book.ts';
import type { Book } from './book.ts';
import { LEVELS, cellText } from './cell.ts';
import type { Cell } from './cell.ts';
import type { LexiconState } from './converge/lexicon.ts';
import type { MinerOptions } from './options.ts';
import type { Shape } from './shape.ts';
import { readSaved } from '../line/saved.ts';

const VERSION = 3;
const { record, array, number, text, unreadable } = readSaved('the saved patterns');

/** The book as JSON. */
export function writeBook(book: Book): unknown {
  const { cells, freed, admission, lexicon, ...numbers } = book.state;
  const { redact } = book.options;
  return {
    version: VERSION,
    ...numbers,
    lexicon: { names: [...lexicon.names], own: [...lexicon.own] },
    admission: { ...admission, turnedAway: admission.turnedAway === null ? null : [...admission.turnedAway] },
    freed: freed.map(({ index, atMs }) => [index, atMs]),
    cells: cells.map((cell) => ({
      ...cell,
      text: cellText(cell, redact),
      levels: [...cell.levels],
      samples: [...cell.samples],
      samplesAtMs: [...cell.samplesAtMs],
      shape: cell.shape === null ? null : writeShape(cell.shape),
    })),
  };
}

/** A book from JSON. Throws an Error with a sentence when it is not one of this version. */
export function readBook(state: unknown, options: MinerOptions): Book {
  const root = record(state);
  if (root['version'] !== VERSION) throw new Error(`the saved patterns have version ${String(root['version'])}, but ${VERSION} is needed`);
  const cells = array(root['cells']).map(readCell);
  if (cells.length === 0 || cells.some((cell, index) => cell.index !== index || (cell.aliasOf ?? 0) >= cells.length)) throw unreadable();
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

function writeShape(shape: Shape): unknown {
  return {
    kinds: [...shape.kinds],
    hashes: [...shape.hashes],
    words: shape.words,
    spaced: [...shape.spaced],
    low: shape.low,
    high: shape.high,
  };
}

function readShape(value: unknown): Shape {
  const read = record(value);
  const words = array(read['words']).map(text);
  const shape = {
    kinds: Uint8Array.from(array(read['kinds']).map(number)),
    hashes: Int32Array.from(array(read['hashes']).map(number)),
    words,
    spaced: Uint8Array.from(array(read['spaced']).map(number)),
    low: number(read['low']),
    high: number(read['high']),
  };
  if (shape.kinds.length !== words.length || shape.hashes.length !== words.length || shape.spaced.length !== words.length)
    throw unreadable();
  return shape;
}

function readCell(value: unknown): Cell {
  const read = record(value);
  const inferred = LEVELS.find((level) => level === read['inferred']);
  const levels = array(read['levels']).map(number);
  if (inferred === undefined || levels.length !== LEVELS.length) throw unreadable();
  return {
    index: number(read['index']),
    id: text(read['id']),
    low: number(read['low']),
    high: number(read['high']),
    shape: read['shape'] === null ? null : readShape(read['shape']),
    text: text(read['text']),
    written: LEVELS.find((level) => level === read['written']) ?? null,
    inferred,
    levels,
    count: number(read['count']),
    firstSeenAtMs: number(read['firstSeenAtMs']),
    lastSeenAtMs: number(read['lastSeenAtMs']),
    samples: array(read['samples']).map(text),
    samplesAtMs: array(read['samplesAtMs']).map(number),
    aliasOf: read['aliasOf'] === null ? null : number(read['aliasOf']),
    seenAt: number(read['seenAt']),
  };
}
