import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { createLineReader, createMiner, rawLinesOf } from '../engine/index.ts';
import type { LogRecord, Miner } from '../engine/index.ts';
import { createLineWriter } from './output.ts';

export interface ParseOptions {
  readonly json?: boolean;
  readonly stats?: boolean;
}

interface Streams {
  readonly out: Writable;
  readonly err: Writable;
}

/** What one run has read: the pattern of every raw line, by the line's number. */
interface Mined {
  readonly miner: Miner;
  readonly indexes: number[];
  readonly bytes: number;
}

/**
 * `logbot parse`: one pattern id a line for each line of the input, as known after the last one. Returns the exit code; a reader that goes away early
 * (`| head`) is no failure.
 */
export async function parseCommand(file: string, options: ParseOptions, { out, err }: Streams): Promise<number> {
  const startedAtMs = performance.now();
  let mined: Mined;
  try {
    mined = await mine(file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 }));
  } catch (error) {
    err.write(`logbot parse: ${reasonOf(error, file)}\n`);
    return 1;
  }
  await writeIds(mined, options, out);
  if (options.stats === true) {
    const { miner, indexes, bytes } = mined;
    const seconds = (performance.now() - startedAtMs) / 1_000;
    // Linux and macOS report the maximum in kilobytes.
    const peakRssBytes = process.resourceUsage().maxRSS * 1_024;
    err.write(`${JSON.stringify({ lines: indexes.length, bytes, seconds, patterns: miner.size, peakRssBytes })}\n`);
  }
  return 0;
}

async function mine(input: Readable): Promise<Mined> {
  const reader = createLineReader('auto');
  const miner = createMiner();
  const indexes: number[] = [];
  const emit = (record: LogRecord): void => {
    const index = miner.observe(record);
    for (const line of rawLinesOf(record) ?? []) indexes[line] = index;
  };
  // Lines without a time of their own get that of the reading, which no id depends on.
  for await (const chunk of input) {
    if (chunk instanceof Uint8Array) reader.push(chunk, Date.now(), emit);
  }
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return { miner, indexes, bytes: reader.statistics.bytes };
}

async function writeIds({ miner, indexes }: Mined, options: ParseOptions, out: Writable): Promise<void> {
  const texts = new Map<number, string>();
  const writer = createLineWriter(out);
  for (const index of indexes) {
    const resolved = miner.resolve(index);
    let text = texts.get(resolved);
    if (text === undefined) {
      const { id, text: template, level } = miner.pattern(resolved);
      text = options.json === true ? JSON.stringify({ id, template, level }) : id;
      texts.set(resolved, text);
    }
    if (!(await writer.line(text))) return;
  }
  await writer.end();
}

function reasonOf(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `there is no file ${file}`;
  if (code === 'EACCES') return `${file} may not be read by this user`;
  if (code === 'EISDIR') return `${file} is a folder; name a file in it`;
  return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
