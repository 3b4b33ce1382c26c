/** Where the lines come from: files, folders, packed files, standard input. */
import { createReadStream } from 'node:fs';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { InputError, sentenceOf } from './input/error.ts';
import { peek, refusalOf, unpack } from './input/content.ts';
import { planInputs } from './input/rotation.ts';
import { walk } from './input/walk.ts';

export { InputError } from './input/error.ts';

/** One file, or standard input. Those of one workload (rotated siblings) follow each other, the oldest first. */
export interface Input {
  /** The path as it was given or found, or `standard input`. */
  readonly name: string;
  readonly workload: string;
  /** The unpacked bytes, to be read once. Throws an `InputError`; ends early when the consumer stops. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes on the disk (packed ones for a packed file), for a progress bar; null where nobody knows. */
  readonly totalBytes: number | null;
  /** When the file was last written to, by which years that its lines leave out are found; null where it is no file. */
  readonly changedAtMs: number | null;
  /** How many of `totalBytes` have been read so far. */
  readonly readBytes: () => number;
}

export interface InputStreams {
  readonly in: Readable;
  readonly err: Writable;
}

const READ_BYTES = 1 << 20;

/**
 * Opens `paths`: files, folders with all below them, `-` for standard input; gzip and zstd are known by their first bytes. What in a folder is no
 * text or may not be read is left out with a warning on `err`. Throws an `InputError` with one sentence, before anything is read, for a path that
 * is missing, may not be read, or is no text.
 */
export async function openInputs(paths: readonly string[], streams: InputStreams): Promise<readonly Input[]> {
  const files: string[] = [];
  const inputs: Input[] = [];
  for (const path of new Set(paths)) {
    const found = path === '-' ? null : await statOf(path);
    if (found === null) inputs.push(inputOf('standard input', 'stdin', streams.in, null));
    else if (found.isDirectory()) files.push(...(await walk(path, streams.err)));
    else if (found.isFile()) files.push(await checked(path));
    else inputs.push(inputOf(path, path, openLater(path), null));
  }
  for (const { path, workload } of planInputs(files)) inputs.push(inputOf(path, workload, openLater(path), await statOf(path)));
  return inputs;
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new InputError(sentenceOf(error, path), { cause: error });
  }
}

/** A pipe in the place of a file, such as `<(command)`, shows what it holds only once and is looked at later. */
async function checked(path: string): Promise<string> {
  const refusal = refusalOf(await peek(path));
  if (refusal !== null) throw new InputError(`${path} ${refusal}`);
  return path;
}

/** Opens the file only when it is its turn: of a thousand files one is open. */
async function* openLater(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: READ_BYTES });
}

// oxlint-disable-next-line max-params -- the four parts of an input
function inputOf(name: string, workload: string, raw: AsyncIterable<Uint8Array>, file: Stats | null): Input {
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of raw) {
      read += chunk.length;
      yield chunk;
    }
  }
  const chunks = unpack(name, counted());
  return { name, workload, chunks, totalBytes: file?.size ?? null, changedAtMs: file?.mtimeMs ?? null, readBytes: () => read };
}
