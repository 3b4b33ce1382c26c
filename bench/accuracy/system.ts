import { fill, unescape, type Field, type Writing } from './field.ts';
import { seeded, type Random } from './random.ts';
import type { Statement } from './statement.ts';

/** An invented program: what it can say, and how a line of it looks. */
export interface System {
  name: string;
  /** One sentence for a person: what it is, who wrote it in what, what makes it hard. */
  about: string;
  /** The instant of its first line, and the mean time between two lines, both in milliseconds. */
  startMs: number;
  paceMs: number;
  statements: readonly Statement[];
  fields: Readonly<Record<string, Field>>;
  line: (record: LogRecord) => string;
}

/** What a header may show of one line. */
export interface LogRecord {
  atMs: number;
  /** Since the program's last start. */
  uptimeMs: number;
  level: string;
  source: string;
  message: string;
  random: Random;
  /** Fills a text with the fields of the system and this line, for columns of the header. */
  fill: (text: string) => string;
}

export interface LabelledLine {
  raw: string;
  /** The id of the statement that wrote it. */
  truth: string;
}

/** Every line of one run of the system in order of time, the same for the same seed. */
export function run(system: System, seed: number): LabelledLine[] {
  const random = seeded(system.name, seed);
  let atMs = system.startMs + random.int(0, 3_600_000);
  let startedMs = atMs;
  return occurrences(system.statements, random).map(({ statement, restart, remembered }) => {
    if (restart) startedMs = atMs;
    atMs += -Math.log(1 - random.next()) * system.paceMs;
    const writing: Writing = { random, fields: system.fields, remembered };
    const raw = system.line({
      atMs: Math.round(atMs),
      uptimeMs: Math.round(atMs - startedMs),
      level: statement.level,
      source: statement.source,
      message: unescape(fill(statement.text, writing)),
      random,
      fill: (text) => unescape(fill(text, writing)),
    });
    return { raw, truth: statement.id };
  });
}

interface Occurrence {
  statement: Statement;
  /** Where in the run, 0 its begin and 1 its end. */
  position: number;
  restart: boolean;
  remembered: Map<string, string>;
}

/** The program starts at most so often, and has so many moments in which something goes wrong. */
const STARTS = 4;
const BURSTS = 3;

function occurrences(statements: readonly Statement[], random: Random): Occurrence[] {
  const starts = [0, ...Array.from({ length: STARTS - 1 }, () => random.next()).toSorted((a, b) => a - b)];
  const bursts = Array.from({ length: BURSTS }, () => random.next());
  const alone = statements.flatMap((statement, place) => {
    if (typeof statement.when === 'object') return [];
    return Array.from({ length: times(statement, random) }, (_, turn): Occurrence => {
      const position =
        statement.when === 'start'
          ? (starts[turn] ?? 0) + place * 1e-7
          : statement.when === 'burst'
            ? random.pick(bursts) + random.next() * 0.01
            : random.next();
      return { statement, position, restart: statement.when === 'start' && place === 0, remembered: new Map() };
    });
  });
  return [...alone, ...flows(statements, random)].toSorted((a, b) => a.position - b.position);
}

function times({ when, weight }: Statement, random: Random): number {
  if (when === 'start') return Math.min(weight, STARTS);
  return weight <= 3 ? weight : Math.round(weight * (0.8 + 0.4 * random.next()));
}

function flows(statements: readonly Statement[], random: Random): Occurrence[] {
  const found: Occurrence[] = [];
  for (const [place, { when }] of statements.entries()) {
    if (typeof when !== 'object' || when.flow !== place) continue;
    const steps = statements.filter((each) => typeof each.when === 'object' && each.when.flow === place);
    for (let turn = 0; turn < when.flows; turn += 1) {
      const remembered = new Map<string, string>();
      let position = random.next();
      // The first flow goes all its ways, so that no statement of a table is missing in the lines.
      for (const statement of steps.filter(({ weight }) => turn === 0 || random.chance(weight / 100))) {
        found.push({ statement, position, restart: false, remembered });
        position += random.next() * 0.002;
      }
    }
  }
  return found;
}
