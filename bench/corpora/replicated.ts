/** Many lines out of few: the lines of a log again and again, each time with later times and other numbers. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../engine/math.ts';
import { corpusOf, makeLines, type Corpus } from './corpus.ts';
import { findTimes } from './timestamps.ts';

/** Folders that hold a `raw.log`; null where `folder` is absent. */
export async function listLogs(folder: string): Promise<readonly { readonly name: string; readonly file: string }[] | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.toSorted().map((name) => ({ name, file: join(folder, name, 'raw.log') }));
}

export async function replicateFile(name: string, file: string, lines: number): Promise<Corpus> {
  return corpusOf(name, 'raw', replicate(await readFile(file, 'utf8'), lines));
}

/**
 * `lines` lines that repeat those of `text` in their order. Times advance evenly. Of other numbers the first digit stays, so that an address
 * remains one and a status remains of its class; digits that belong to a word (`sha256`) and lone digits, which are mostly codes, stay too.
 * The same seed gives the same bytes.
 */
export function replicate(text: string, lines: number, seed = 11): Uint8Array {
  const makers = text.replace(/\n$/, '').split('\n').map(compile);
  const random = createRandom(seed);
  const digits = (count: number): string => String(Math.floor(random() * 10 ** Math.min(count, 15))).padStart(count, '0');
  return makeLines(lines, (line, atMs) => makers[line % makers.length]?.(atMs, digits) ?? '');
}

type Digits = (count: number) => string;
type Piece = (atMs: number, digits: Digits) => string;

function compile(line: string): Piece {
  const pieces: Piece[] = [];
  let at = 0;
  for (const time of findTimes(line)) {
    pieces.push(...numbered(line, at, time.start), time.write);
    at = time.end;
  }
  pieces.push(...numbered(line, at, line.length));
  return (atMs, digits) => pieces.map((write) => write(atMs, digits)).join('');
}

const number = /\d+/g;
const hexadecimal = /(?<![0-9a-z])(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}(?![0-9a-z])/gi;

function numbered(line: string, start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  const text = line.slice(start, end);
  let at = 0;
  for (const place of placesOf(text)) {
    const before = text.slice(at, place.start);
    const count = place.end - place.start;
    pieces.push((_, digits) => before + (isOctet(text, place) ? String(Number(digits(1)) % 5) + digits(1) : digits(count)));
    at = place.end;
  }
  const rest = text.slice(at);
  return [...pieces, () => rest];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Digits to be made fresh: all of a hexadecimal word, of any other number all but the first. */
function placesOf(text: string): readonly Place[] {
  const words = [...text.matchAll(hexadecimal)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  return [...text.matchAll(number)].flatMap(({ index, 0: run }) => {
    const end = index + run.length;
    if (words.some((word) => word.start <= index && end <= word.end)) return [{ start: index, end }];
    return run.length > 1 && !/[a-z]{2}$/i.test(text.slice(0, index)) ? [{ start: index + 1, end }] : [];
  });
}

/** The last two of three digits beside a dot, where another number than below 256 would be no octet. */
function isOctet(text: string, { start, end }: Place): boolean {
  return end - start === 2 && text[start - 1] === '2' && (text[start - 2] === '.' || text[end] === '.');
}
