/** For every kind of fault: what it does to a given service at a given time, or null where the service is not fit for it. */
import type { Chance } from './chance.ts';
import type { Change, FaultKind } from './fault.ts';
import type { Service } from './service.ts';
import { nodes, type Statement } from './statement.ts';
import { returningPerMinute } from './vocabulary.ts';

export interface Situation {
  readonly service: Service;
  /** Expected, without noise. */
  readonly load: number;
  readonly beginAtMs: number;
  readonly isSmall: boolean;
  readonly chance: Chance;
  /** Statements of faults that have been used up. */
  readonly used: ReadonlySet<Statement>;
}

export interface Plan {
  readonly minutes: number;
  readonly factor: number;
  readonly about: readonly number[] | null;
  readonly changes: readonly Timed[];
  /** Where it is not the end. */
  readonly dueAfterMinutes?: number;
}

/** Without its own times it lasts as long as the fault. */
export interface Timed {
  readonly change: Change;
  readonly fromMinute?: number;
  readonly untilMinute?: number;
}

/** Planned to be well above the 30 lines that are owed, as counts vary. */
const enoughLines = 60;

export const planners: Readonly<Record<FaultKind, (situation: Situation) => Plan | null>> = {
  spike,
  'new-pattern': (situation) => appear(situation, ({ level, perMinute }) => level === 'ERROR' && perMinute === 0),
  'returning-pattern': (situation) => appear(situation, ({ perMinute }) => perMinute === returningPerMinute),
  drop,
  silence,
  trend,
  'level-shift': levelShift,
  'value-share': valueShare,
  'error-ratio': errorRatio,
  'log-bomb': logBomb,
  'step-missing': (situation) => breakSteps(situation, 'missing'),
  'step-order': (situation) => breakSteps(situation, 'swapped'),
  latency,
};

interface Rated {
  readonly statement: Statement;
  readonly rate: number;
}

/** Statements of the traffic that are written now, with their lines a minute. */
function rated({ service, load, beginAtMs }: Situation): readonly Rated[] {
  return service.statements
    .filter(({ driver, fromAtMs, untilAtMs }) => driver === 'load' && fromAtMs < beginAtMs && beginAtMs < untilAtMs)
    .map((statement) => ({ statement, rate: statement.perMinute * load }));
}

function sessionsPerMinute({ service, load }: Situation): number {
  return (service.session?.perMinute ?? 0) * load;
}

function sumOf(all: readonly Rated[]): number {
  return all.reduce((sum, { rate }) => sum + rate, 0);
}

function totalRate(situation: Situation): number {
  return sumOf(rated(situation)) + sessionsPerMinute(situation) * (situation.service.session?.steps.length ?? 0);
}

function pickRated(situation: Situation, isFit: (one: Rated) => boolean): Rated | null {
  const fit = rated(situation).filter(isFit);
  return fit.length === 0 ? null : situation.chance.pick(fit);
}

function spike(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const isGrave = chance.chance(0.5);
  const lowest = isSmall && !isGrave ? 0.5 : 0.005;
  const picked = pickRated(
    situation,
    ({ statement, rate }) => rate > lowest && rate < 12 && (statement.level === 'WARN' || statement.level === 'ERROR') === isGrave,
  );
  if (picked === null) return null;
  const { statement, rate } = picked;
  const minutes = chance.int(4, 15);
  const wanted = (isSmall ? chance.between(0.6, 1.6) : chance.scale(5, 15)) * rate;
  const perMinute = isSmall ? wanted : Math.max(wanted, enoughLines / minutes);
  const changes = [{ change: { type: 'add', statement: statement.index, perMinute } as const }];
  return { minutes, factor: 1 + perMinute / rate, about: [statement.index], changes };
}

function appear({ service, chance, isSmall, used }: Situation, isFit: (statement: Statement) => boolean): Plan | null {
  const fit = service.statements.filter(
    (statement) => statement.driver === 'fault' && !/^(?:payload|call)/.test(statement.text) && !used.has(statement) && isFit(statement),
  );
  if (fit.length === 0) return null;
  const { index: statement } = chance.pick(fit);
  const minutes = chance.int(3, 15);
  const perMinute = (isSmall ? chance.between(3, 12) : chance.scale(enoughLines, 600)) / minutes;
  return { minutes, factor: Number.POSITIVE_INFINITY, about: [statement], changes: [{ change: { type: 'add', statement, perMinute } }] };
}

function drop(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const picked = chance.chance(0.5) ? pickRated(situation, ({ rate }) => rate >= 3) : null;
  const rate = picked?.rate ?? totalRate(situation);
  if (rate < 3) return null;
  const factor = isSmall ? chance.between(1.5, 2.4) : chance.scale(6, 25);
  const statements = picked === null ? null : [picked.statement.index];
  const minutes = Math.min(30, Math.max(8, Math.ceil(enoughLines / rate)));
  return { minutes, factor, about: statements, changes: [{ change: { type: 'thin', statements, keep: 1 / factor } }] };
}

function silence(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const rate = totalRate(situation);
  const minutes = isSmall ? 4 : Math.max(chance.int(6, 15), Math.ceil(enoughLines / rate));
  if (isSmall ? rate > 4 : minutes > 20) return null;
  const changes = [{ change: { type: 'thin', statements: null, keep: 0 } as const }];
  return { minutes, factor: Number.POSITIVE_INFINITY, about: null, changes };
}

/** Lines in five minutes where 5 are usual, as the trend is described; other statements in proportion. */
const steps = [5, 7, 10, 14, 20, 30, 50];
const smallSteps = [5, 5.5, 6, 7, 8, 9, 10];
const stepMinutes = 5;

function trend(situation: Situation): Plan | null {
  const picked = pickRated(situation, ({ rate }) => rate >= 0.8 && rate <= 10);
  if (picked === null) return null;
  const { statement, rate } = picked;
  const chosen = situation.isSmall ? smallSteps : steps;
  const changes = chosen.map((count, step) => ({
    change: { type: 'add', statement: statement.index, perMinute: rate * (count / 5 - 1) } as const,
    fromMinute: step * stepMinutes,
    untilMinute: (step + 1) * stepMinutes,
  }));
  const factor = (chosen.at(-1) ?? 0) / 5;
  return { minutes: steps.length * stepMinutes, dueAfterMinutes: 5 * stepMinutes, factor, about: [statement.index], changes };
}

function levelShift(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const all = rated(situation);
  const rate = sumOf(all);
  if (rate < 1 || rate > 12) return null;
  const factor = isSmall ? chance.between(1.5, 2.4) : chance.between(5.5, 8);
  const change = { type: 'more', statements: all.map(({ statement }) => statement.index), times: factor - 1 } as const;
  return { minutes: 180, factor, about: null, changes: [{ change }] };
}

function valueShare(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const picked = pickRated(situation, ({ statement, rate }) => statement.text.includes('{node}') && rate >= 1.5);
  if (picked === null) return null;
  const share = isSmall ? chance.between(0.05, 0.12) : chance.between(0.7, 0.95);
  const change = { type: 'node', statement: picked.statement.index, node: chance.int(1, nodes), share } as const;
  const minutes = Math.min(60, Math.max(20, Math.ceil(enoughLines / picked.rate)));
  return { minutes, factor: share * nodes + (1 - share), about: [picked.statement.index], changes: [{ change }] };
}

/** Requests that fail instead of succeeding: many sorts of errors grow, none of them by much, and the whole stays what it was. */
function errorRatio(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const all = rated(situation);
  const errors = all.filter(({ statement, rate }) => statement.level === 'ERROR' && rate > 0.005);
  const good = all.filter(({ statement }) => statement.level === 'INFO');
  const factor = isSmall ? chance.between(1.5, 2.4) : chance.between(5.5, 9);
  const extra = sumOf(errors) * (factor - 1);
  const minutes = Math.max(10, Math.ceil(enoughLines / extra));
  if (errors.length < 3 || (!isSmall && minutes > 45) || sumOf(good) < 1.2 * extra) return null;
  const statements = errors.map(({ statement }) => statement.index);
  const changes = [
    { change: { type: 'more', statements, times: factor - 1 } as const },
    { change: { type: 'thin', statements: good.map(({ statement }) => statement.index), keep: 1 - extra / sumOf(good) } as const },
  ];
  return { minutes: isSmall ? 15 : minutes, factor, about: statements, changes };
}

function logBomb(situation: Situation): Plan | null {
  const { service, chance, isSmall } = situation;
  const dump = service.statements.find(({ text }) => text.startsWith('payload'));
  const rate = totalRate(situation);
  if (dump === undefined || rate < 0.5) return null;
  const minutes = chance.int(3, 7);
  const perMinute = isSmall ? Math.min(rate * 0.8, 20 / minutes) : Math.max(chance.scale(1_500, 4_000), 15 * rate);
  const change = { type: 'add', statement: dump.index, perMinute } as const;
  return { minutes, factor: 1 + perMinute / rate, about: null, changes: [{ change }] };
}

/** How often a step is missing or out of order without a fault. */
export const usualBroken = 0.015;

function breakSteps(situation: Situation, type: 'missing' | 'swapped'): Plan | null {
  const { service, chance, isSmall } = situation;
  const perMinute = sessionsPerMinute(situation);
  if (service.session === null || perMinute < 1.5) return null;
  const share = isSmall ? chance.between(0.03, 0.06) : chance.between(0.85, 1);
  const minutes = Math.max(10, Math.ceil(enoughLines / perMinute));
  const step = chance.int(1, service.session.steps.length - 2);
  return { minutes, factor: share / usualBroken, about: service.session.steps, changes: [{ change: { type, step, share } }] };
}

function latency(situation: Situation): Plan | null {
  const { chance, isSmall } = situation;
  const slow = rated(situation).filter(({ statement }) => statement.text.includes('{ms}'));
  const rate = sumOf(slow);
  if (rate < 2) return null;
  const times = isSmall ? chance.between(1.3, 2) : chance.scale(8, 25);
  const minutes = Math.max(20, Math.ceil(enoughLines / rate));
  const statements = slow.map(({ statement }) => statement.index);
  return { minutes, factor: times, about: statements, changes: [{ change: { type: 'slower', statements, times } }] };
}
