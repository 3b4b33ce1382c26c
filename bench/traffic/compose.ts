/** Which lines a service writes in a minute, without their texts: usual ones first, then what is broken changes them. */
import { minuteMs, startAtMs } from './calendar.ts';
import type { Chance } from './chance.ts';
import type { Effect } from './fault.ts';
import type { FleetMinute } from './fleet.ts';
import type { Service } from './service.ts';
import type { Bend, Driver, Statement } from './statement.ts';

export interface Written {
  /** Into the minute. */
  offsetMs: number;
  readonly statement: number;
  /** Position in the pods of the minute. */
  readonly pod: number;
  readonly trace: string | null;
  bend: Bend;
  /** Which fault made it what it is; -1 for usual lines. */
  fault: number;
  /** It would have been written, had a fault not kept it back. */
  isMissing: boolean;
}

export interface MinuteInput {
  readonly atMs: number;
  readonly load: number;
  readonly fleet: FleetMinute;
  /** Statements of the batches that run, and their lines a minute. */
  readonly batches: readonly { readonly statements: readonly number[]; readonly perMinute: number }[];
  readonly effects: readonly OwnedEffect[];
}

export interface OwnedEffect {
  readonly effect: Effect;
  /** -1 for what is only its echo in another service. */
  readonly fault: number;
}

export interface Composer {
  /** In order of time. */
  minute(input: MinuteInput): readonly Written[];
}

export const usualBend: Bend = {};
/** A session is over before its minute is. */
const latestSessionMs = 55_000;
/** The lowest mean for which a gamma and a Poisson are drawn. */
const smallMean = 0.02;

export interface ComposerOptions {
  readonly service: Service;
  /** Separate streams: the usual lines are the same with and without faults. */
  readonly usual: Chance;
  readonly broken: Chance;
  /** Minutes at which a pattern of later faults is written once. */
  readonly seen: ReadonlyMap<number, number>;
}

export function createComposer(options: ComposerOptions): Composer {
  return new LineComposer(options);
}

interface Within {
  readonly from: number;
  readonly until: number;
  readonly fault: number;
}

class LineComposer implements Composer {
  private readonly service: Service;
  private readonly usual: Chance;
  private readonly broken: Chance;
  private readonly seen: ReadonlyMap<number, number>;
  private readonly byDriver: Readonly<Record<Driver, readonly Statement[]>>;
  private lines: Written[] = [];

  constructor({ service, usual, broken, seen }: ComposerOptions) {
    const of = (driver: Driver): readonly Statement[] => service.statements.filter((statement) => statement.driver === driver);
    [this.service, this.usual, this.broken, this.seen] = [service, usual, broken, seen];
    this.byDriver = {
      load: of('load'),
      replica: of('replica'),
      start: of('start'),
      stop: of('stop'),
      batch: of('batch'),
      step: of('step'),
      fault: of('fault'),
    };
  }

  minute(input: MinuteInput): readonly Written[] {
    this.lines = [];
    if (input.fleet.serving.length > 0) {
      this.writeTraffic(input);
      this.writeHeartbeats(input.fleet);
      this.writeSessions(input);
    }
    this.writePods(input.fleet);
    this.writeReturning(input.atMs);
    this.writeBatches(input);
    for (const owned of input.effects) this.breakLines(input, owned);
    const { serving, started, stopped } = input.fleet;
    // Where nothing runs, nothing can complain of others either.
    if (serving.length + started.length + stopped.length === 0) return [];
    return this.lines.toSorted((a, b) => a.offsetMs - b.offsetMs);
  }

  private write(statement: number, offsetMs: number, rest: Partial<Written> = {}): void {
    this.lines.push({ offsetMs, statement, pod: 0, trace: null, bend: usualBend, fault: -1, isMissing: false, ...rest });
  }

  private writeTraffic({ atMs, load, fleet }: MinuteInput): void {
    const { usual } = this;
    for (const statement of this.byDriver.load) {
      if (atMs < statement.fromAtMs || atMs >= statement.untilAtMs) continue;
      const mean = (statement.perMinute * load) / (1 + statement.companions);
      const count = mean < smallMean ? Number(usual.next() < mean) : usual.poisson(mean * usual.gamma(statement.dispersion));
      for (let i = 0; i < count; i += 1) this.writeClump(statement, usual.int(0, fleet.serving.length - 1));
    }
  }

  private writeClump({ index, companions }: Statement, pod: number): void {
    const { usual } = this;
    const offsetMs = usual.int(0, minuteMs - 1);
    this.write(index, offsetMs, { pod });
    for (let again = companions > 0 ? usual.poisson(companions) : 0; again > 0; again -= 1)
      this.write(index, Math.min(minuteMs - 1, offsetMs + usual.int(200, 9_000)), { pod });
  }

  private writeHeartbeats({ serving }: FleetMinute): void {
    for (const { index, perMinute } of this.byDriver.replica)
      for (const pod of serving.keys()) if (this.usual.chance(perMinute)) this.write(index, this.usual.int(0, minuteMs - 1), { pod });
  }

  private writeSessions({ atMs, load, fleet, effects }: MinuteInput): void {
    const { session } = this.service;
    const { usual, broken } = this;
    if (session === null) return;
    const count = usual.poisson(session.perMinute * load * usual.gamma(12));
    for (let i = 0; i < count; i += 1) {
      let offsetMs = usual.int(0, latestSessionMs);
      const shared = { pod: usual.int(0, fleet.serving.length - 1), trace: usual.hex(32) };
      const planned = drawSteps(session.steps, usual);
      const broke = effects.find(({ effect }) => isBreaking(effect, atMs + offsetMs) && broken.chance(effect.share));
      for (const step of broke === undefined ? planned : breakSteps(planned, session.steps, broke)) {
        offsetMs += Math.round(usual.scale(15, 400));
        this.write(step.statement, offsetMs, { ...shared, fault: step.fault, isMissing: step.isMissing });
      }
    }
  }

  private writePods({ serving, started, stopped }: FleetMinute): void {
    const { usual } = this;
    for (const i of started.keys())
      for (const [rank, { index }] of this.byDriver.start.entries())
        this.write(index, 1_500 + rank * usual.int(300, 1_500), { pod: serving.length + i });
    for (const i of stopped.keys())
      for (const [rank, { index }] of this.byDriver.stop.entries())
        this.write(index, rank * 400 + usual.int(0, 300), { pod: serving.length + started.length + i });
  }

  private writeReturning(atMs: number): void {
    const returning = this.seen.get(Math.round((atMs - startAtMs) / minuteMs));
    if (returning !== undefined) this.write(returning, this.usual.int(0, minuteMs - 1));
  }

  private writeBatches({ batches }: MinuteInput): void {
    const { usual } = this;
    for (const { statements, perMinute } of batches)
      for (let left = usual.poisson(perMinute * usual.gamma(60)); left > 0; left -= 1)
        this.write(usual.often(statements), usual.int(0, minuteMs - 1));
  }

  private breakLines({ atMs, load }: MinuteInput, { effect, fault }: OwnedEffect): void {
    const within = { from: Math.max(0, effect.fromAtMs - atMs), until: Math.min(minuteMs, effect.untilAtMs - atMs), fault };
    if (within.until <= within.from) return;
    if (effect.type === 'add') this.addLines(effect.statement, effect.perMinute, within);
    else if (effect.type === 'more') {
      for (const index of effect.statements)
        this.addLines(index, (this.service.statements[index]?.perMinute ?? 0) * load * effect.times, within);
    } else {
      for (const line of this.lines)
        if (line.offsetMs >= within.from && line.offsetMs < within.until && line.fault < 0) this.bendLine(line, effect, fault);
    }
  }

  private addLines(statement: number, perMinute: number, { from, until, fault }: Within): void {
    const { broken } = this;
    const mean = (perMinute * (until - from)) / minuteMs;
    const count = mean <= 0 ? 0 : broken.poisson(mean * broken.gamma(20));
    for (let i = 0; i < count; i += 1) this.write(statement, broken.int(from, until - 1), { fault, pod: broken.int(0, 7) });
  }

  private bendLine(line: Written, effect: Effect, fault: number): void {
    if (effect.type === 'thin') {
      if (effect.statements !== null && !effect.statements.includes(line.statement)) return;
      if (this.broken.chance(effect.keep)) return;
      line.isMissing = true;
    } else if (effect.type === 'node') {
      if (effect.statement !== line.statement || !this.broken.chance(effect.share)) return;
      line.bend = { node: effect.node };
    } else if (effect.type === 'slower') {
      if (!effect.statements.includes(line.statement)) return;
      line.bend = { slower: effect.times };
    } else return;
    line.fault = fault;
  }
}

interface Step {
  readonly statement: number;
  readonly fault: number;
  readonly isMissing: boolean;
}

/** Now and then a client gives up or a step is tried again, and nothing is wrong. */
function drawSteps(steps: readonly number[], chance: Chance): readonly Step[] {
  const whole = steps.map((statement) => ({ statement, fault: -1, isMissing: false }));
  const luck = chance.next();
  if (luck < 0.01) return whole.slice(0, chance.int(1, steps.length - 1));
  if (luck >= 0.02) return whole;
  const again = chance.int(0, steps.length - 1);
  return [...whole.slice(0, again + 1), ...whole.slice(again)];
}

type Breaking = Extract<Effect, { readonly type: 'missing' | 'swapped' }>;

function isBreaking(effect: Effect, atMs: number): effect is Breaking {
  return (effect.type === 'missing' || effect.type === 'swapped') && atMs >= effect.fromAtMs && atMs < effect.untilAtMs;
}

function breakSteps(planned: readonly Step[], steps: readonly number[], { effect, fault }: OwnedEffect): readonly Step[] {
  const step = isBreaking(effect, effect.fromAtMs) ? effect.step : 0;
  const broken = planned.findIndex(({ statement }) => statement === steps[step]);
  const hit = planned[broken];
  if (hit === undefined) return planned;
  if (effect.type === 'missing') return planned.map((one) => (one === hit ? { ...one, fault, isMissing: true } : one));
  const next = planned[broken + 1];
  if (next === undefined) return planned;
  return planned.with(broken, { ...next, fault }).with(broken + 1, hit);
}
