import type { Writable } from 'node:stream';
import { createLineReader, createMiner, judgeQuality, rawLinesOf } from '../engine/index.ts';
import type { LogRecord, Miner } from '../engine/index.ts';
import { InputError, openInputs } from './input.ts';
import type { Input } from './input.ts';
import { createLineWriter } from './output.ts';
import type { Streams } from './streams.ts';

export interface ParseOptions {
  readonly json?: boolean;
  readonly stats?: boolean;
}

/** What one run has read: the pattern of every raw line, by the line's number. */
interface Mined {
  readonly miner: Miner;
  readonly indexes: number[];
  readonly bytes: number;
}

/**
 * `logbot parse`: one pattern id a line for each line of the input, as known after the last one, and on standard error a
 * sentence when they are of little use. Returns the exit code; a reader that goes away early (`| head`) is no failure.
 */
export async function parseCommand(file: string, options: ParseOptions, streams: Streams): Promise<number> {
  const startedAtMs = performance.now();
  try {
    const [input] = await openInputs([file], streams);
    if (input === undefined || (file !== '-' && input.name !== file)) throw new InputError(`${file} is a folder; name a file in it`);
    const mined = await mine(input);
    await writeIds(mined, options, streams.out);
    const { sentence } = judgeQuality(mined.miner.patterns());
    if (options.stats === true) streams.err.write(`${JSON.stringify({ ...statisticsOf(mined, startedAtMs), quality: sentence })}\n`);
    else if (sentence !== null) streams.err.write(`logbot parse: ${file === '-' ? 'the input' : file} ${sentence}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    streams.err.write(`logbot parse: ${error.message}\n`);
    return 1;
  }
}

async function mine({ chunks, changedAtMs }: Input): Promise<Mined> {
  const reader = createLineReader('auto');
  const miner = createMiner();
  const indexes: number[] = [];
  const emit = (record: LogRecord): void => {
    const index = miner.observe(record);
    for (const line of rawLinesOf(record) ?? []) indexes[line] = index;
  };
  // Lines without a time of their own get that of the reading, which no id depends on.
  for await (const chunk of chunks) reader.push(chunk, changedAtMs ?? Date.now(), emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  miner.settle(0);
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
    const isRead = writer.line(text);
    if (typeof isRead === 'boolean' ? !isRead : !(await isRead)) return;
  }
  await writer.end();
}

function statisticsOf({ miner, indexes, bytes }: Mined, startedAtMs: number): object {
  const seconds = (performance.now() - startedAtMs) / 1_000;
  // Linux and macOS report the maximum in kilobytes.
  return { lines: indexes.length, bytes, seconds, patterns: miner.size(), peakRssBytes: process.resourceUsage().maxRSS * 1_024 };
}
