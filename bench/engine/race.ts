/** The engine and the calibration loop in turns over the same corpora, and what the rounds say. */
import { median } from '../../engine/math.ts';
import { account, analyse, type Analysed } from '../analyse.ts';
import { calibrate } from '../calibrate.ts';
import type { Chunk, Corpus, CorpusKind } from '../corpora/corpus.ts';
import { cpuSeconds } from '../measure.ts';

export interface Measured {
  readonly corpus: string;
  readonly kind: CorpusKind;
  readonly lines: number;
  readonly bytes: number;
  /** Of every round, in processor seconds. */
  readonly seconds: readonly number[];
  readonly calibrationSeconds: readonly number[];
  readonly became: Analysed;
}

/** Kind of corpus -> seconds of the calibration loop by seconds of the engine. */
export type Ratios = Readonly<Record<string, number>>;

/** What issue 4 asks of each kind, in lines a second on a quiet machine. */
const goals: Readonly<Partial<Record<CorpusKind, number>>> = { raw: 1_200_000, json: 700_000, adversarial: 500_000 };

/** Throws an Error when a line was lost or doubled. */
export function race(corpora: readonly Corpus[], rounds: number): readonly Measured[] {
  const measured = corpora.map((corpus) => ({
    corpus,
    became: warmUp(corpus),
    seconds: new Array<number>(),
    calibrationSeconds: new Array<number>(),
  }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { corpus, seconds, calibrationSeconds } of measured) {
      calibrationSeconds.push(cpuSeconds(() => calibrate(bytesOf(corpus.chunks))));
      seconds.push(cpuSeconds(() => analyse(corpus.chunks)));
    }
  }
  return measured.map(({ corpus: { name, kind, lines, bytes }, ...rest }) => ({ corpus: name, kind, lines, bytes: bytes.length, ...rest }));
}

/** The rounds of two races over the same corpora. */
export function join(first: readonly Measured[], second: readonly Measured[]): readonly Measured[] {
  return first.map((one, i) => ({
    ...one,
    seconds: [...one.seconds, ...(second[i]?.seconds ?? [])],
    calibrationSeconds: [...one.calibrationSeconds, ...(second[i]?.calibrationSeconds ?? [])],
  }));
}

/**
 * Of the least seconds of all rounds on both sides: what disturbs only ever adds time. Over eight runs on two cores, half of them beside three other
 * loads, it stayed within 5 %; that of the medians within 8 %.
 */
export function ratiosByKind(measured: readonly Measured[]): Ratios {
  return Object.fromEntries(
    kindsOf(measured).map((kind) => {
      const of = measured.filter((one) => one.kind === kind);
      return [
        kind,
        sum(of.map(({ calibrationSeconds }) => Math.min(...calibrationSeconds))) / sum(of.map(({ seconds }) => Math.min(...seconds))),
      ];
    }),
  );
}

/** One line a corpus, and one a kind with its goal. */
export function table(measured: readonly Measured[]): readonly string[] {
  const ratios = ratiosByKind(measured);
  return kindsOf(measured).flatMap((kind) => {
    const of = measured.filter((one) => one.kind === kind);
    const speed = sum(of.map(({ lines }) => lines)) / sum(of.map(({ seconds }) => median(seconds)));
    const goal = goals[kind];
    const against = goal === undefined ? '' : `, goal ${count(goal)} on a quiet machine`;
    return [
      ...of.map(row),
      `${kind}: ${count(speed)} lines/s${against}; ratio to the calibration loop ${ratios[kind]?.toFixed(4) ?? '-'}`,
      '',
    ];
  });
}

function row({ corpus, lines, bytes, seconds, became }: Measured): string {
  const each = median(seconds);
  const speed = `${count(lines / each).padStart(11)} lines/s ${(bytes / each / 1e6).toFixed(0).padStart(5)} MB/s`;
  return `  ${corpus.padEnd(14)}${speed}  ${count(became.patterns).padStart(6)} patterns, ${count(became.overflowed)} lines over`;
}

function warmUp({ name, chunks, lines }: Corpus): Analysed {
  const became = account(analyse(chunks));
  calibrate(bytesOf(chunks));
  if (became.lines !== lines || became.records !== became.recordsInMinutes)
    throw new Error(
      `${name}: of ${lines} lines ${became.lines} were read; ${became.records} records have a pattern, ${became.recordsInMinutes} a minute`,
    );
  return became;
}

function bytesOf(chunks: readonly Chunk[]): readonly Uint8Array[] {
  return chunks.map(({ bytes }) => bytes);
}

function kindsOf(measured: readonly Measured[]): readonly CorpusKind[] {
  return [...new Set(measured.map(({ kind }) => kind))];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
