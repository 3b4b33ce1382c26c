/** Rounds in turns, so that a busy minute of the machine falls on all alike. */
import { median } from '../../engine/math.ts';
import type { CorpusKind } from '../corpora/corpus.ts';
import type { Contestant } from './contestants.ts';
import type { Driver, Round } from './driver.ts';

/** A contestant that can be started. */
export interface Ready extends Contestant {
  readonly start: () => Driver;
}

export interface RaceFile {
  readonly name: string;
  readonly kind: CorpusKind;
  readonly path: string;
  readonly lines: number;
  readonly bytes: number;
}

/** One file: contestant -> median lines a second, and the largest share of lines in a round that got no pattern. */
export interface Raced {
  readonly file: string;
  readonly kind: CorpusKind;
  readonly lines: number;
  readonly bytes: number;
  readonly linesPerSecond: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
}

/** One contestant under lines of which no two are alike. */
export interface Flooded {
  readonly contestant: string;
  readonly linesPerSecond: number;
  /** How many of the lines there was time for. */
  readonly lines: number;
  readonly of: number;
  /** Lines that got no pattern, and for ours also those in the overflow bucket. */
  readonly refused: number;
  readonly patterns: number;
  readonly grownBytes: number | null;
}

/** A round that takes longer, in processor seconds, ends there; its speed is that of the lines until then. */
const roundLimitSeconds = 5;
const floodLimitSeconds = 20;

export async function raceFiles(files: readonly RaceFile[], ready: readonly Ready[], rounds: number): Promise<readonly Raced[]> {
  const drivers = ready.map(({ name, start }) => ({ name, driver: start() }));
  const raced: Raced[] = [];
  for (const { name: file, kind, path, lines, bytes } of files) {
    const measured = drivers.map(({ name, driver }) => ({ name, driver, of: new Array<Round>() }));
    for (const { driver } of drivers) await driver.read(path);
    for (let round = 0; round < rounds; round += 1) {
      for (const { driver, of } of measured) of.push(await driver.measure(path, roundLimitSeconds));
    }
    raced.push({
      file,
      kind,
      lines,
      bytes,
      linesPerSecond: Object.fromEntries(measured.map(({ name, of }) => [name, median(of.map(speedOf))])),
      refused: Object.fromEntries(measured.map(({ name, of }) => [name, Math.max(...of.map((round) => round.refused / round.lines))])),
    });
  }
  for (const { driver } of drivers) await driver.stop();
  return raced;
}

/** Each in a fresh process, so that its memory is that of these lines. */
export async function flood(files: readonly RaceFile[], ready: readonly Ready[]): Promise<readonly Flooded[]> {
  const flooded: Flooded[] = [];
  for (const { path, lines: of } of files) {
    for (const { name, start } of ready.filter(({ isMiner }) => isMiner)) {
      const driver = start();
      await driver.read(path);
      const round = await driver.measure(path, floodLimitSeconds);
      await driver.stop();
      const { lines, refused, patterns, grownBytes } = round;
      flooded.push({ contestant: name, linesPerSecond: speedOf(round), lines, of, refused, patterns, grownBytes });
    }
  }
  return flooded;
}

function speedOf({ lines, seconds }: Round): number {
  return lines / seconds;
}
