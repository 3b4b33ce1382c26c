/** What bytes are by their first few: text, packed text, or neither. */
import { open } from 'node:fs/promises';
import { Readable, pipeline, type Duplex } from 'node:stream';
import * as zlib from 'node:zlib';
import { InputError, sentenceOf } from './error.ts';

const SAMPLE = 8_192;
const UNPACKED_BYTES = 1 << 18;

/** First bytes of what is no log but has an own way to become one. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['LPKSHHRH', 'is a journal of systemd; pipe "journalctl -o short-iso" into logbot'],
  ['\xfd7zXZ', 'is packed with xz; pipe "xz -dc FILE" into logbot'],
  ['BZh', 'is packed with bzip2; pipe "bzip2 -dc FILE" into logbot'],
  ['PK\x03\x04', 'is a zip archive; unpack it first'],
];

/** The first bytes of a file. */
export async function peek(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(SAMPLE), 0, SAMPLE, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new InputError(sentenceOf(error, path), { cause: error });
  }
}

/** Why these first bytes are not read, to be said after the name; null for text, packed or not. */
export function refusalOf(first: Uint8Array): string | null {
  if (packingOf(first) !== null) return null;
  const head = String.fromCharCode(...first.subarray(0, 8));
  const foreign = FOREIGN.find(([magic]) => head.startsWith(magic));
  if (foreign !== undefined) return foreign[1];
  return isBinary(first) ? 'is no text' : null;
}

/** The text of `raw`. Throws an `InputError` when it is none, or damaged. */
export async function* unpack(name: string, raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    const { first, all } = await begin(raw);
    const packing = packingOf(first);
    yield* textOf(name, packing === null ? all : unpacked(all, decompressor(name, packing)));
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(reasonOf(error, name), { cause: error });
  }
}

type Packing = 'gzip' | 'zstd';

/** RFC 1952 and RFC 8878. */
function packingOf(first: Uint8Array): Packing | null {
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip';
  return first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd ? 'zstd' : null;
}

/** The first chunk, long enough to know a packing by, and the whole with it. */
async function begin(raw: AsyncIterable<Uint8Array>): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = raw[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let isOver = false;
  while (!isOver && first.length < 4) {
    const next = await iterator.next();
    isOver = next.done === true;
    if (next.done !== true) first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { first, all: all() };
}

function decompressor(name: string, packing: Packing): Duplex {
  if (packing === 'gzip') return zlib.createGunzip({ chunkSize: UNPACKED_BYTES });
  if (typeof zlib.createZstdDecompress === 'function') return zlib.createZstdDecompress({ chunkSize: UNPACKED_BYTES });
  throw new InputError(`${name} is packed with zstd, which needs Node.js 22.15 or newer; pipe "zstd -dc FILE" into logbot`);
}

/** The pipeline ends both sides when either fails or nobody reads on; what failed is thrown by the reading. */
function unpacked(all: AsyncIterable<Uint8Array>, through: Duplex): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(all, { objectMode: false }), through, () => {});
}

async function* textOf(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isKnown = false;
  for await (const chunk of chunks) {
    const refusal = isKnown ? null : refusalOf(chunk.subarray(0, SAMPLE));
    if (refusal !== null) throw new InputError(`${name} ${refusal}`);
    isKnown = true;
    yield chunk;
  }
}

/**
 * Text has hardly a control character. A run of NULs alone is what a log has that was truncated under its writer; UTF-16 says so itself
 * by its byte order mark.
 */
function isBinary(sample: Uint8Array): boolean {
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)) return false;
  let nulRuns = 0;
  let controls = 0;
  let others = 0;
  sample.forEach((byte, at) => {
    if (byte === 0) nulRuns += sample[at - 1] === 0 ? 0 : 1;
    else if (byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls += 1;
    else others += 1;
  });
  return nulRuns > 4 || controls > others / 10 || (nulRuns > 0 && others === 0);
}

/** zlib and zstd name what is wrong with the bytes by codes of their own. */
function reasonOf(error: unknown, name: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return `${name} is damaged: it ends within the packed data`;
  return /^(Z_|ZSTD_)/.test(code) ? `${name} is damaged: its packed data cannot be read` : sentenceOf(error, name);
}
