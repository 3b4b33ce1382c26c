import { readFileSync } from 'node:fs';
import { createLineReader, createMiner } from '../engine/index.ts';
import type { LogRecord } from '../engine/index.ts';
import { median } from '../engine/math.ts';
import { calibrate } from './calibrate.ts';
import { createCorpora } from './corpus.ts';
import type { Corpus } from './corpus.ts';

/*
 * Raw lines a second of the engine, framing to counts, on one thread: median of five rounds over six invented services. What is
 * Seconds are those that this thread ran, so that other programs on the machine do not count. What is compared with `baseline.json` is only the ratio to a calibration loop over the same bytes in the same round.
 */
const ROUNDS = 5;
const LINES_EACH = 60_000;
const CHUNK_BYTES = 65_536;
const BUCKET_MS = 5_000;
/** More than this below the baseline's ratio fails. */
const TOLERANCE = 0.2;

interface Round {
  readonly linesPerSecond: number;
  readonly ratio: number;
}

/** Reads a container's bytes in chunks into counts per pattern and 5-second bucket; returns the raw lines its records account for. */
function analyse(corpus: Corpus): number {
  const reader = createLineReader('auto');
  const miner = createMiner();
  const counts = new Map<number, number>();
  let lines = 0;
  const emit = (record: LogRecord): void => {
    const key = miner.observe(record) * 4_194_304 + (Math.floor(record.atMs / BUCKET_MS) % 4_194_304);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    lines += record.lines;
  };
  for (let at = 0; at < corpus.bytes.length; at += CHUNK_BYTES)
    reader.push(corpus.bytes.subarray(at, at + CHUNK_BYTES), 1_767_225_600_000, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return lines;
}

function measure(corpora: readonly Corpus[], work: (corpus: Corpus) => number): { seconds: number; results: number[] } {
  const before = process.threadCpuUsage();
  const results = corpora.map(work);
  const { user, system } = process.threadCpuUsage(before);
  return { seconds: (user + system) / 1_000_000, results };
}

function round(corpora: readonly Corpus[]): Round {
  const expected = corpora.map((corpus) => corpus.lines);
  const engine = measure(corpora, analyse);
  const yardstick = measure(corpora, (corpus) => calibrate(corpus.bytes));
  if (engine.results.join() !== expected.join()) throw new Error(`lines lost or doubled: ${engine.results.join()} of ${expected.join()}`);
  const lines = expected.reduce((sum, count) => sum + count, 0);
  return { linesPerSecond: lines / engine.seconds, ratio: yardstick.seconds / engine.seconds };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const corpora = createCorpora(LINES_EACH);
round(corpora);
for (const corpus of corpora) {
  const { seconds } = measure([corpus], analyse);
  say(`${corpus.name.padEnd(12)} ${Math.round(corpus.lines / seconds).toLocaleString('en')} lines/s`);
}
const rounds = Array.from({ length: ROUNDS }, () => round(corpora));
const ratio = median(rounds.map((one) => one.ratio));
const baseline: { readonly ratio: number } = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'));
say(
  `median of ${ROUNDS}: ${Math.round(median(rounds.map((one) => one.linesPerSecond))).toLocaleString('en')} raw lines/s, framing to counts, one thread`,
);
say(`ratio to the calibration loop: ${ratio.toFixed(4)} (baseline ${baseline.ratio.toFixed(4)})`);
if (ratio < baseline.ratio * (1 - TOLERANCE)) {
  say(`FAILED: more than ${TOLERANCE * 100} % below the baseline`);
  process.exitCode = 1;
}
