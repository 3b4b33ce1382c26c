/** The truth: which faults a seed has, drawn before a line is written. */
import { dayMs, hourMs, minuteMs, startAtMs } from './calendar.ts';
import { shuffled } from '../accuracy/random.ts';
import { chanceOf, type Chance } from './chance.ts';
import { faultKinds, type Effect, type Fault, type FaultKind } from './fault.ts';
import { callersOf, createLoads, type Loads } from './loads.ts';
import { planners, type Plan, type Timed } from './planners.ts';
import { occurrencesOf } from './schedule.ts';
import type { Service } from './service.ts';
import type { Statement } from './statement.ts';
import { signatureOfCall } from './vocabulary.ts';

export interface Truth {
  readonly faults: readonly Fault[];
  /** Of which nothing could be made: no service was fit at any time that was tried. */
  readonly unplaced: readonly FaultKind[];
  /** Faults and alarms count from then on. */
  readonly scoredFromMs: number;
  readonly endAtMs: number;
}

/** Of each kind in fourteen days of fifty services, and the small ones besides. */
const perKind = 7;
const smallPerKind = 2;
const triesEach = 2_000;

export function drawTruth(roster: readonly Service[], seed: number, days: number): Truth {
  const chance = chanceOf('faults', seed);
  const scoredFromMs = startAtMs + Math.floor(days / 2) * dayMs;
  const endAtMs = startAtMs + days * dayMs;
  const share = Math.min(1, ((endAtMs - scoredFromMs) / (14 * dayMs)) * (0.5 + roster.length / 100));
  const wishes = faultKinds.flatMap((kind) => [
    ...repeat({ kind, isSmall: false }, Math.max(1, Math.round(perKind * share))),
    ...repeat({ kind, isSmall: true }, Math.round(smallPerKind * share)),
  ]);
  const planner = new Planner({ roster, chance, apartMs: Math.min(16 * hourMs, (endAtMs - scoredFromMs) * 0.05) });
  // The last one is over, and its echo too, before the end.
  const slotMs = (endAtMs - scoredFromMs - 4 * hourMs) / wishes.length;
  const unplaced: FaultKind[] = [];
  for (const [slot, wish] of shuffled(wishes, chance).entries()) {
    const fromMs = scoredFromMs + hourMs + slot * slotMs;
    // What needs the traffic of the day has a slot in the night sometimes.
    const anyTime = { ...wish, fromMs: scoredFromMs + hourMs, untilMs: endAtMs - 4 * hourMs };
    if (!planner.place({ ...wish, fromMs, untilMs: fromMs + 0.7 * slotMs }) && !planner.place(anyTime)) unplaced.push(wish.kind);
  }
  return { faults: planner.faults, unplaced, scoredFromMs, endAtMs };
}

interface Wish {
  readonly kind: FaultKind;
  readonly isSmall: boolean;
  readonly fromMs: number;
  readonly untilMs: number;
}

interface PlannerOptions {
  readonly roster: readonly Service[];
  readonly chance: Chance;
  /** Between two faults of a service. */
  readonly apartMs: number;
}

class Planner {
  readonly faults: Fault[] = [];
  private readonly options: PlannerOptions;
  private readonly loads: Loads;
  private readonly callers: readonly (readonly number[])[];
  private readonly used = new Set<Statement>();

  constructor(options: PlannerOptions) {
    this.options = options;
    this.loads = createLoads(options.roster);
    this.callers = callersOf(options.roster);
  }

  place(wish: Wish): boolean {
    for (let i = 0; i < triesEach; i += 1) if (this.tryOnce(wish)) return true;
    return false;
  }

  private tryOnce({ kind, isSmall, fromMs, untilMs }: Wish): boolean {
    const { roster, chance } = this.options;
    const beginAtMs = Math.round(chance.between(fromMs, untilMs) / 1_000) * 1_000;
    const service = chance.pick(roster);
    if (!isCalm(service, beginAtMs)) return false;
    const load = this.loads.at(beginAtMs)[service.index] ?? 0;
    const plan = planners[kind]({ service, load, beginAtMs, isSmall, chance, used: this.used });
    if (plan === null) return false;
    const times = { service: service.index, fromAtMs: beginAtMs, untilAtMs: beginAtMs + plan.minutes * minuteMs };
    if (!this.isFree(times)) return false;
    const { factor, about } = plan;
    const echoes = kind === 'silence' ? this.complaintsOf(service, times) : [];
    this.faults.push({
      index: this.faults.length,
      kind,
      service: service.index,
      beginAtMs,
      endAtMs: times.untilAtMs,
      dueByAtMs: beginAtMs + (plan.dueAfterMinutes ?? plan.minutes) * minuteMs,
      factor,
      isSmall,
      about,
      effects: [...plan.changes.map((timed) => effectOf(timed, times)), ...echoes],
    });
    this.markUsed(service, plan);
    return true;
  }

  /** Callers of what hangs cannot reach it. */
  private complaintsOf({ index: callee, ref }: Service, { fromAtMs, untilAtMs }: Times): readonly Effect[] {
    const { roster, chance } = this.options;
    return (this.callers[callee] ?? []).flatMap((service) => {
      const statement = roster[service]?.statements.find(({ signature }) => signature === signatureOfCall(ref.name));
      if (statement === undefined) return [];
      return [{ type: 'add', service, fromAtMs, untilAtMs, statement: statement.index, perMinute: chance.scale(0.5, 10) } as const];
    });
  }

  private isFree({ service, fromAtMs, untilAtMs }: Times): boolean {
    const { apartMs } = this.options;
    return this.faults.every(
      (fault) => fault.service !== service || fromAtMs > fault.endAtMs + apartMs || untilAtMs < fault.beginAtMs - apartMs,
    );
  }

  private markUsed(service: Service, plan: Plan): void {
    for (const index of plan.about ?? []) {
      const statement = service.statements[index];
      if (statement?.driver === 'fault') this.used.add(statement);
    }
  }
}

type Times = Pick<Effect, 'service' | 'fromAtMs' | 'untilAtMs'>;

function effectOf({ change, fromMinute, untilMinute }: Timed, { service, fromAtMs, untilAtMs }: Times): Effect {
  return {
    ...change,
    service,
    fromAtMs: fromAtMs + (fromMinute ?? 0) * minuteMs,
    untilAtMs: untilMinute === undefined ? untilAtMs : fromAtMs + untilMinute * minuteMs,
  };
}

/** Far from releases, scalings and scheduled work, so that it is known what an alarm is about. */
function isCalm(service: Service, atMs: number): boolean {
  if (service.ref.kind === 'CronJob' || service.scaling === 'asleep') return false;
  const moments = [...service.releases, ...service.scalings.map((one) => one.atMs)];
  if (moments.some((momentMs) => atMs > momentMs - 40 * minuteMs && atMs < momentMs + hourMs)) return false;
  return service.batches.every(({ schedule }) => occurrencesOf(schedule, atMs - 30 * minuteMs, atMs + hourMs).length === 0);
}

function repeat<Item>(item: Item, times: number): readonly Item[] {
  return Array.from({ length: times }, () => item);
}
