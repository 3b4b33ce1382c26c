import { createWriters } from './writers.ts';
import type { Writers } from './writers.ts';

/** How a container mixes lines with a header and lines without, in numbers that fade. */
export interface Rhythm {
  /** Records begun; of those looked at, how many began with a header by its shape alone. */
  records: number;
  looked: number;
  heads: number;
  /** Times that one bare line alone stood between headed lines, and that several did. */
  singles: number;
  blocks: number;
  /** Bare lines since the last record with a header began. */
  run: number;
  /** Frames of traces behind a tag of syslog: where there was one, more are looked for. */
  frames: number;
  /** The first four bytes of headers that were looked at in full; a line that begins alike has one. */
  known: number[];
  /** Whether bare lines are somebody else's. */
  readonly writers: Writers;
}

/** The first records are all looked at, later ones now and then. */
const LOOK_FIRST = 400;
const LOOK_EVERY = 64;
/** From so many records on, a container is headed when so many of them are. The others are traces that runtimes print beside the logger. */
export const FEWEST_LOOKED = 8;
const MOSTLY = 0.7;
/** Levels, weekdays and months: headers begin in few ways. */
const MOST_KNOWN = 12;
/** Fewer single lines prove nothing. */
const FEWEST_SINGLES = 3;
/** A container that says one line in twenty without its header does so on purpose. */
const OFTEN = 20;
/** Numbers are halved when they reach this, so that a container that changes its ways is believed. */
const MEMORY = 2_000;

export function createRhythm(): Rhythm {
  return { records: 0, looked: 0, heads: 0, singles: 0, blocks: 0, run: 0, frames: 0, known: [], writers: createWriters() };
}

/** Whether the record that begins is one to look at. */
export function isLookedAt({ records }: Rhythm): boolean {
  return records < LOOK_FIRST || records % LOOK_EVERY === 0;
}

export function noteLook(rhythm: Rhythm, isHead: boolean): void {
  rhythm.looked += 1;
  if (isHead) rhythm.heads += 1;
}

/** Whether the container begins its records with a header of whatever kind. */
export function isHeaded({ looked, heads }: Rhythm): boolean {
  return looked >= FEWEST_LOOKED && heads >= looked * MOSTLY;
}

/** Whether lines without a header belong to the line before them here, rather than standing for themselves. */
export function continuesBare(rhythm: Rhythm): boolean {
  const { records, singles, blocks, writers } = rhythm;
  return !writers.isShared && (singles < FEWEST_SINGLES || singles * OFTEN < records || singles < blocks);
}

/** Whether bare lines that were joined so far had better stand for themselves. */
export function cutsBare(rhythm: Rhythm): boolean {
  return !continuesBare(rhythm) || (rhythm.looked >= FEWEST_LOOKED && !isHeaded(rhythm));
}

/** Counts a record begun. */
export function countRecord(rhythm: Rhythm): void {
  rhythm.records += 1;
  if (rhythm.records < MEMORY) return;
  for (const key of ['records', 'looked', 'heads', 'singles', 'blocks'] as const) rhythm[key] = Math.ceil(rhythm[key] / 2);
}

/** Ends a run of bare lines, at a line with a header. */
export function endRun(rhythm: Rhythm): void {
  if (rhythm.run === 1) rhythm.singles += 1;
  else if (rhythm.run > 1) rhythm.blocks += 1;
  rhythm.run = 0;
}

/** Remembers how a header begins; the oldest beginning is forgotten. */
export function learnHead({ known }: Rhythm, beginning: number): void {
  if (known.includes(beginning)) return;
  if (known.length >= MOST_KNOWN) known.shift();
  known.push(beginning);
}

export function isKnownHead({ known }: Rhythm, beginning: number): boolean {
  for (let i = 0; i < known.length; i += 1) {
    if (known[i] === beginning) return true;
  }
  return false;
}
