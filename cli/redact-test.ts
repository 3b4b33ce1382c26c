/** `logbot redact-test`: what the engine would take out of a log before it keeps anything of it. */
import { readFile } from 'node:fs/promises';
import { createRedactor } from '../engine/index.ts';
import type { Redactor } from '../engine/index.ts';
import { InputError, openInputs } from './input.ts';
import { sentenceOf } from './input/error.ts';
import { createLineWriter } from './output.ts';
import type { LineWriter } from './output.ts';
import { createBlocks } from './redact-test/blocks.ts';
import type { Block } from './redact-test/blocks.ts';
import { markedLines, plainLines } from './redact-test/marks.ts';
import type { Streams } from './streams.ts';
import { coloursFor, isTerminal } from './text/colours.ts';
import { counted, grouped } from './text/numbers.ts';

export interface RedactTestOptions {
  /** Whether IP addresses are redacted too. */
  readonly ip: boolean;
  /** File with the salt of hashes; null without hashes. */
  readonly hash: string | null;
  /** `NAME=REGEX` each. */
  readonly patterns: readonly string[];
  /** Whether to fail when there is something to redact. */
  readonly check: boolean;
}

const FAILED = 1;
const WRONG_USE = 2;
/** The operator asks for as much. */
const LEAST_SALT = 16;

/**
 * Prints the lines of `paths` that have something to redact, and how much of each kind there is. Returns the exit code: 0 done, 1 an input or the
 * salt cannot be read, or with `check` something was found, 2 a pattern cannot be used. Values are shown on a terminal only, so that the log of a CI
 * run does not hold what it looks for.
 */
export async function redactTestCommand(paths: readonly string[], options: RedactTestOptions, streams: Streams): Promise<number> {
  const { err } = streams;
  try {
    const salt = options.hash === null ? null : await readSalt(options.hash);
    const redactor = redactorOf(options, salt);
    if (typeof redactor === 'string') {
      err.write(`logbot redact-test: ${redactor}\n`);
      return WRONG_USE;
    }
    const failures = await testAll(paths, redactor, streams);
    for (const failure of failures.sentences) err.write(`logbot redact-test: ${failure}\n`);
    return failures.sentences.length > 0 || (options.check && failures.found > 0) ? FAILED : 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    err.write(`logbot redact-test: ${error.message}\n`);
    return FAILED;
  }
}

async function readSalt(path: string): Promise<string> {
  const salt = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(sentenceOf(error, path), { cause: error });
  });
  if (salt.trim().length < LEAST_SALT) throw new InputError(`${path} holds no salt of at least ${LEAST_SALT} characters`);
  return salt.trim();
}

/** Or a sentence on a pattern that cannot be used. */
function redactorOf({ ip, patterns }: RedactTestOptions, salt: string | null): Redactor | string {
  const named = patterns.map((pattern) => /^([^=]*)=(.*)$/s.exec(pattern) ?? pattern);
  const nameless = named.find((parsed) => typeof parsed === 'string');
  if (nameless !== undefined) return `--pattern ${nameless} has no name; it looks like customer=C-[0-9]+`;
  try {
    return createRedactor({ ip, salt, patterns: named.map(([, name = '', regex = '']) => ({ name, regex })) });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Outcome {
  readonly found: number;
  /** One for each input that could not be read, or not to its end. */
  readonly sentences: readonly string[];
}

interface Totals {
  lines: number;
  linesFound: number;
  cutLines: number;
  readonly byKind: Map<string, number>;
}

async function testAll(paths: readonly string[], { find }: Redactor, streams: Streams): Promise<Outcome> {
  const inputs = await openInputs(paths, streams);
  const colours = coloursFor(streams.out, streams.environment);
  // FORCE_COLOR is set in many a CI, where no value may be shown.
  const isMarked = isTerminal(streams.out) && colours.isColorSupported;
  const writer = createLineWriter(streams.out);
  const totals: Totals = { lines: 0, linesFound: 0, cutLines: 0, byKind: new Map() };
  const sentences: string[] = [];
  for (const { name, chunks } of inputs) {
    const prefix = inputs.length > 1 ? `${name}:` : '';
    const show = (block: Block): readonly string[] => {
      const redactions = find(block.text);
      for (const { kind } of redactions) totals.byKind.set(kind, (totals.byKind.get(kind) ?? 0) + 1);
      const lines = isMarked ? markedLines(block, redactions, colours) : plainLines(block, redactions);
      totals.linesFound += lines.length;
      return lines.map(({ number, text }) => `${prefix}${number}: ${text}`);
    };
    const failure = await testInput(chunks, { show, writer, totals });
    if (failure === 'nobody reads') break;
    if (failure !== null) sentences.push(sentenceOf(failure, name));
  }
  await writer.line(summaryOf(totals));
  await writer.end();
  return { found: totals.linesFound, sentences };
}

interface Output {
  readonly show: (block: Block) => readonly string[];
  readonly writer: LineWriter;
  readonly totals: Totals;
}

/** Null when all went well, else the error. */
async function testInput(chunks: AsyncIterable<Uint8Array>, { show, writer, totals }: Output): Promise<unknown> {
  const blocks = createBlocks();
  const write = async (ready: readonly Block[]): Promise<boolean> => {
    for (const line of ready.flatMap(show)) if (!(await writer.line(line))) return false;
    return true;
  };
  try {
    for await (const chunk of chunks) if (!(await write(blocks.take(chunk)))) return 'nobody reads';
    return (await write(blocks.end())) ? null : 'nobody reads';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error;
  } finally {
    totals.lines += blocks.lines;
    totals.cutLines += blocks.cutLines;
  }
}

function summaryOf({ lines, linesFound, cutLines, byKind }: Totals): string {
  const kinds = [...byKind].toSorted(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${grouped(count)}`);
  const cut = cutLines === 0 ? '' : `; ${counted(cutLines, 'line')} cut, as the engine does`;
  if (kinds.length === 0) return `${counted(lines, 'line')}, nothing to redact${cut}`;
  return `${counted(lines, 'line')}, ${grouped(linesFound)} with something to redact: ${kinds.join(', ')}${cut}`;
}
