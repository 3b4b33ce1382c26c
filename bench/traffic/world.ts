/** Writes the traffic of a seed, minute by minute and delivered in slots of five seconds, as a node's log files are read. */
import type { LogChunk, Observation } from '../../engine/index.ts';
import { dayMs, minuteMs, startAtMs } from './calendar.ts';
import { chanceOf, type Chance } from './chance.ts';
import { createComposer, type OwnedEffect, type Written } from './compose.ts';
import { createDelivery, type Delivered } from './delivery.ts';
import { owedLines, type FaultAccount } from './fault.ts';
import { drawTruth, type Truth } from './faults.ts';
import { emptyFleet, type FleetMinute } from './fleet.ts';
import { createLoads } from './loads.ts';
import { createPlant, type Happening } from './plant.ts';
import { drawRoster } from './roster.ts';
import type { Service } from './service.ts';
import { returningPerMinute } from './vocabulary.ts';

export interface TrafficOptions {
  readonly seed: number;
  readonly services: number;
  readonly days: number;
}

/** Who reads the traffic. */
export interface Sink {
  observe(observation: Observation): void;
  push(chunk: LogChunk): void;
  /** All that was written before `nowMs` has been pushed. */
  slotEnded(nowMs: number): void;
  /** Lines of each statement of the service, by its position, in the minute before `nowMs`; for the rules that read counts. */
  counted(nowMs: number, service: number, counts: Uint32Array): void;
}

export interface Traffic {
  readonly roster: readonly Service[];
  readonly truth: Truth;
  /** By index of the fault. */
  readonly accounts: readonly FaultAccount[];
  readonly happenings: readonly Happening[];
  readonly lines: number;
  readonly bytes: number;
}

export const slotMs = 5_000;
const nothing: Delivered = { lines: 0, bytes: 0 };

/** Equal options give equal bytes. */
export function generate(options: TrafficOptions, sink: Sink): Traffic {
  const { seed, days } = options;
  const roster = drawRoster(options);
  const truth = drawTruth(roster, seed, days);
  const happenings: Happening[] = [];
  const accounts = truth.faults.map(() => ({ lines: 0, ripeAtMs: null as number | null }));
  const sites = roster.map((service) => createSite({ service, roster, truth, seed, sink, happenings }));
  const loads = createLoads(roster);
  const noise = new Float64Array(roster.length);
  const account = (line: Written, atMs: number): void => {
    const of = accounts[line.fault];
    if (of === undefined) return;
    of.lines += 1;
    if (of.lines === owedLines) of.ripeAtMs = atMs;
  };
  let [lines, bytes] = [0, 0];
  for (let atMs = startAtMs; atMs < startAtMs + days * dayMs; atMs += minuteMs) {
    for (const [i, site] of sites.entries()) noise[i] = site.noise(atMs);
    const busy = loads.at(atMs, noise);
    for (const [i, site] of sites.entries()) site.compose(atMs, busy[i] ?? 0, account);
    for (let slot = atMs + slotMs; slot <= atMs + minuteMs; slot += slotMs) {
      for (const site of sites) {
        const written = site.deliver(slot);
        lines += written.lines;
        bytes += written.bytes;
      }
      sink.slotEnded(slot);
    }
    for (const [i, site] of sites.entries()) sink.counted(atMs + minuteMs, i, site.counts);
  }
  return { roster, truth, accounts, happenings, lines, bytes };
}

/** One service while it runs. */
interface Site {
  readonly counts: Uint32Array;
  /** Factor of its load in the minute. */
  noise(atMs: number): number;
  compose(atMs: number, load: number, account: (line: Written, atMs: number) => void): void;
  /** Pushes what was written before `untilMs`. */
  deliver(untilMs: number): Delivered;
}

interface SiteOptions {
  readonly service: Service;
  readonly roster: readonly Service[];
  readonly truth: Truth;
  readonly seed: number;
  readonly sink: Sink;
  readonly happenings: Happening[];
}

function createSite(options: SiteOptions): Site {
  const { service, seed, sink, truth, happenings } = options;
  const chance = (what: string): Chance => chanceOf(`${what} ${service.index}`, seed);
  const delivery = createDelivery(service, chance('values'), (chunk) => sink.push(chunk));
  const composer = createComposer({
    service,
    usual: chance('usual'),
    broken: chance('broken'),
    seen: drawSeen(service, truth, chance('seen')),
  });
  const counts = new Uint32Array(service.statements.length);
  const plant = createPlant(options);
  const effects = effectsOn(service, truth);
  let written: readonly Written[] = [];
  let fleet: FleetMinute = emptyFleet;
  let [next, minuteAtMs] = [0, 0];

  return {
    counts,
    noise: createNoise(service, chance('noise'), happenings),
    compose(atMs, load, account) {
      const now = plant.minute(atMs, load);
      fleet = now.fleet;
      const active = effects.filter(({ effect }) => effect.fromAtMs < atMs + minuteMs && effect.untilAtMs > atMs);
      const all = composer.minute({ atMs, load, fleet, batches: now.batches, effects: active });
      for (const line of all) if (line.fault >= 0) account(line, atMs + line.offsetMs);
      written = all.filter(({ isMissing }) => !isMissing);
      counts.fill(0);
      for (const { statement } of written) counts[statement] = (counts[statement] ?? 0) + 1;
      [next, minuteAtMs] = [0, atMs];
    },
    deliver(untilMs) {
      const from = next;
      while (next < written.length && minuteAtMs + (written[next]?.offsetMs ?? 0) < untilMs) next += 1;
      return from === next ? nothing : delivery.push(written.slice(from, next), { fleet, minuteAtMs, untilMs });
    },
  };
}

function effectsOn({ index }: Service, { faults }: Truth): readonly OwnedEffect[] {
  return faults.flatMap((fault) =>
    fault.effects
      .filter(({ service }) => service === index)
      .map((effect) => ({ effect, fault: fault.service === index ? fault.index : -1 })),
  );
}

/** The patterns that return in a fault have been seen two to four times before, one line at a time. */
function drawSeen(service: Service, { scoredFromMs }: Truth, chance: Chance): ReadonlyMap<number, number> {
  const minutes = (scoredFromMs - startAtMs) / minuteMs;
  const returning = service.statements.filter(({ perMinute }) => perMinute === returningPerMinute);
  const times = returning.flatMap(({ index }) =>
    Array.from({ length: chance.int(2, 4) }, () => [chance.int(Math.round(minutes * 0.1), Math.round(minutes * 0.8)), index] as const),
  );
  return new Map(times);
}

/** Of the logarithm of the load, what is kept from minute to minute. */
const keptNoise = 0.93;

function createNoise({ index, noise, burstsPerDay }: Service, chance: Chance, happenings: Happening[]): (atMs: number) => number {
  let [state, height, burstUntilMs] = [0, 1, 0];
  return (atMs) => {
    state = keptNoise * state + noise * chance.normal();
    if (atMs >= burstUntilMs && chance.chance((burstsPerDay * minuteMs) / dayMs)) {
      height = chance.between(1.3, 2.4);
      burstUntilMs = atMs + chance.int(3, 20) * minuteMs;
      happenings.push({ service: index, what: 'burst', fromAtMs: atMs, untilAtMs: burstUntilMs });
    }
    return Math.exp(state) * (atMs < burstUntilMs ? height : 1);
  };
}
