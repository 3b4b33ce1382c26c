/** The statements of one service: from one line a week to its busiest, with those that come and go by release. */
import { startAtMs } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Session } from './service.ts';
import { createNames, drawTail, type Driver, type Statement, type StatementLevel } from './statement.ts';

/** `none` for what only a schedule starts. */
export type Volume = 'none' | 'quiet' | 'medium' | 'lively' | 'busy';

export interface VocabularyOptions {
  readonly chance: Chance;
  readonly volume: Volume;
  readonly releases: readonly number[];
  readonly isCronJob: boolean;
  readonly hasSession: boolean;
  /** Names of the services it calls. */
  readonly callees: readonly string[];
}

export interface Vocabulary {
  readonly statements: readonly Statement[];
  readonly session: Session | null;
  readonly batch: readonly number[];
}

/** Statements and lines a minute at the highest load. */
const sizes: Readonly<Record<Volume, { readonly statements: number; readonly perMinute: readonly [number, number] }>> = {
  none: { statements: 0, perMinute: [0, 0] },
  quiet: { statements: 5, perMinute: [0.05, 0.5] },
  medium: { statements: 12, perMinute: [4, 10] },
  lively: { statements: 18, perMinute: [7, 13] },
  busy: { statements: 24, perMinute: [20, 40] },
};
const perWeek = 1 / (7 * 24 * 60);
const perHour = 1 / 60;

type Draft = Partial<Statement> & { readonly driver: Driver };

export function drawStatements(options: VocabularyOptions): Vocabulary {
  const { chance } = options;
  const statements: Statement[] = [];
  const name = createNames(chance);
  const add = (level: StatementLevel, draft: Draft): number => {
    const signature = name(level);
    const text = `${signature} ${drawTail(level, chance)}`.trimEnd().replace(' ,', ',');
    const index = statements.length;
    const always = { fromAtMs: startAtMs, untilAtMs: Number.POSITIVE_INFINITY };
    statements.push({ index, level, signature, text, perMinute: 0, dispersion: chance.scale(1.5, 30), companions: 0, ...always, ...draft });
    return index;
  };
  if (!options.isCronJob) addDaily(add, options);
  const session = options.hasSession && options.volume !== 'none' ? drawSession(add, chance) : null;
  const batch = Array.from({ length: options.isCronJob ? chance.int(3, 6) : 2 }, () => add('INFO', { driver: 'batch' }));
  if (!options.isCronJob) addFaulty(add, options);
  return { statements, session, batch };
}

type Add = (level: StatementLevel, draft: Draft) => number;

function addDaily(add: Add, { chance, volume, releases }: VocabularyOptions): void {
  const { statements, perMinute } = sizes[volume];
  const total = chance.scale(...perMinute);
  const weights = Array.from({ length: statements }, (_, rank) => 1 / (rank + 1) ** 1.1);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  for (const weight of weights) {
    const level = chance.chance(0.08) ? 'DEBUG' : chance.chance(0.07) ? 'WARN' : 'INFO';
    add(level, { driver: 'load', perMinute: (total * weight) / sum, companions: chance.chance(0.4) ? chance.between(0.3, 2.5) : 0 });
  }
  add('DEBUG', { driver: 'replica', perMinute: volume === 'quiet' ? 0.05 : chance.pick([0.2, 0.5, 1]), dispersion: 1_000 });
  if (volume !== 'quiet') {
    // Errors that belong to every day: some an hour each.
    for (let i = 0; i < 6; i += 1)
      add(i % 2 === 0 ? 'ERROR' : 'WARN', { driver: 'load', perMinute: chance.scale(0.04, 0.2), dispersion: 2 });
  }
  addRare(add, chance);
  for (let i = chance.int(4, 9); i > 0; i -= 1) add('INFO', { driver: 'start' });
  for (let i = 2; i > 0; i -= 1) add('INFO', { driver: 'stop' });
  for (const atMs of releases) addRelease(add, { chance, atMs, total });
}

/** From a line an hour to a line a week; some errors come a few at a time, as they are retried. */
function addRare(add: Add, chance: Chance): void {
  for (let i = chance.int(3, 7); i > 0; i -= 1) {
    const level = chance.pick(['INFO', 'WARN', 'ERROR'] as const);
    add(level, {
      driver: 'load',
      perMinute: chance.scale(perWeek, perHour),
      dispersion: 1,
      companions: level === 'ERROR' ? chance.between(0, 2) : 0,
    });
  }
}

/** Some releases bring patterns and take some with them; now and then one of them is a warning. */
function addRelease(add: Add, { chance, atMs, total }: { readonly chance: Chance; readonly atMs: number; readonly total: number }): void {
  const perMinute = (): number => total * chance.scale(0.005, 0.15);
  for (let i = chance.int(0, 3); i > 0; i -= 1)
    add(chance.chance(0.15) ? 'WARN' : 'INFO', { driver: 'load', perMinute: perMinute(), fromAtMs: atMs });
  for (let i = chance.int(0, 2); i > 0; i -= 1) add('INFO', { driver: 'load', perMinute: perMinute(), untilAtMs: atMs });
}

function drawSession(add: Add, chance: Chance): Session {
  const steps = Array.from({ length: chance.int(4, 6) }, () => add('INFO', { driver: 'step' }));
  return { steps, perMinute: chance.between(2.5, 5) };
}

/** What is only written while something is broken; the returning one was seen a few times in the first days. */
function addFaulty(add: Add, { chance, callees }: VocabularyOptions): void {
  for (let i = 0; i < 3; i += 1) add('ERROR', { driver: 'fault', dispersion: chance.scale(3, 60) });
  for (let i = 0; i < 3; i += 1) add(chance.pick(['WARN', 'ERROR']), { driver: 'fault', perMinute: returningPerMinute });
  add('DEBUG', { driver: 'fault', text: 'payload dump {payload}', signature: 'payload dump' });
  for (const callee of callees) {
    const signature = signatureOfCall(callee);
    add('ERROR', { driver: 'fault', text: `call to ${signature}/v1 failed: connection refused`, signature });
  }
}

export function signatureOfCall(callee: string): string {
  return `http://${callee}:8080`;
}

/** Marks a statement that is seen now and then before it returns; not a rate. */
export const returningPerMinute = 1e-9;
