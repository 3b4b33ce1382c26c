/**
 * The engine as a contestant (see peers/driver.ts), and with the argument `line feeds` the limit of what Node can do: a loop that only finds them in the
 * same chunks.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { account, analyse } from './analyse.ts';
import { corpusOf, type Chunk, type Corpus } from './corpora/corpus.ts';
import { cpuSeconds } from './measure.ts';

const isLimit = process.argv[2] === 'line feeds';
let held: { readonly path: string; readonly corpus: Corpus } | null = null;

for await (const request of createInterface({ input: process.stdin })) {
  const [verb, path = '', argument = ''] = request.split('\t');
  if (verb === 'read') answer({ lines: read(path).lines });
  else if (verb === 'measure') answer(isLimit ? measureLimit(read(path)) : measure(read(path), Number(argument)));
  else answer(group(path, argument));
}

function read(path: string): Corpus {
  if (held?.path !== path) held = { path, corpus: corpusOf(path, 'raw', readFileSync(path)) };
  return held.corpus;
}

function measure({ chunks }: Corpus, limitSeconds: number): object {
  let workload: ReturnType<typeof analyse> | null = null;
  const seconds = cpuSeconds(() => {
    workload = analyse(limited(chunks, limitSeconds));
  });
  if (workload === null) throw new Error('nothing was analysed');
  const { lines, patterns, overflowed } = account(workload);
  return { lines, seconds, patterns, refused: overflowed };
}

function measureLimit({ chunks }: Corpus): object {
  let lines = 0;
  const seconds = cpuSeconds(() => {
    for (const { bytes } of chunks) {
      for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, feed + 1)) lines += 1;
    }
  });
  return { lines, seconds, patterns: 0, refused: 0 };
}

function* limited(chunks: readonly Chunk[], seconds: number): Generator<Chunk> {
  const before = process.cpuUsage();
  for (const chunk of chunks) {
    const { user, system } = process.cpuUsage(before);
    if (user + system > seconds * 1_000_000) return;
    yield chunk;
  }
}

/** As a person would: by the command line. */
function group(path: string, out: string): object {
  const file = openSync(out, 'w');
  const command = new URL('../cli/main.ts', import.meta.url).pathname;
  execFileSync(process.execPath, [command, 'parse', path], { stdio: ['ignore', file, 'inherit'] });
  closeSync(file);
  return {};
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
