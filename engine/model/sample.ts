/**
 * A stratified sample of lines: one of every pattern first, so that what is rare is in it, then more of each severity in equal parts, drawn by weighted
 * reservoir sampling without replacement (Efraimidis & Spirakis 2006, A-Res).
 */
import type { Level, WorkloadId } from '../domain.ts';
import { createRandom, groupBy } from '../math.ts';

/** A pattern with the lines that are kept of it. */
export interface Stratum {
  readonly workload: WorkloadId;
  readonly id: string;
  readonly level: Level;
  /** Lines it stands for. */
  readonly count: number;
  readonly samples: readonly string[];
}

export interface SampledLine<S extends Stratum> {
  readonly stratum: S;
  readonly text: string;
}

export interface Sample<S extends Stratum> {
  readonly lines: readonly SampledLine<S>[];
  /** Patterns of which no line found room. */
  readonly patternsLeftOut: number;
}

/** Equal patterns and seeds give equal samples. */
export function drawSample<S extends Stratum>(strata: readonly S[], size: number, seed: number): Sample<S> {
  const random = createRandom(seed);
  const withLines = strata.filter(({ samples }) => samples.length > 0);
  const one = balance(
    groupBy(withLines.toSorted(rarestFirst), ({ level }) => level),
    size,
  );
  const drawn = one.map((stratum) => ({ stratum, text: stratum.samples.at(-1) ?? '' }));
  const rest = new Map([...groupBy(one, ({ level }) => level)].map(([level, of]) => [level, heaviestFirst(of, random)] as const));
  return { lines: [...drawn, ...balance(rest, size - drawn.length)], patternsLeftOut: withLines.length - one.length };
}

function rarestFirst(a: Stratum, b: Stratum): number {
  if (a.count !== b.count) return a.count - b.count;
  return a.workload === b.workload ? (a.id < b.id ? -1 : 1) : a.workload < b.workload ? -1 : 1;
}

/** All lines but the newest of each, which is drawn already, in the order of a reservoir that weighs each by the lines it stands for. */
function heaviestFirst<S extends Stratum>(strata: readonly S[], random: () => number): SampledLine<S>[] {
  return strata
    .flatMap((stratum) =>
      stratum.samples
        .slice(0, -1)
        .map((text) => ({ stratum, text, key: Math.log(random() + 1e-12) * (stratum.samples.length / Math.max(1, stratum.count)) })),
    )
    .toSorted((a, b) => b.key - a.key)
    .map(({ stratum, text }) => ({ stratum, text }));
}

/** As many of each group as of the others while they last, each group's first ones first. */
function balance<Item>(groups: ReadonlyMap<Level, readonly Item[]>, room: number): Item[] {
  const queues = levels.flatMap((level) => (groups.has(level) ? [groups.get(level) ?? []] : []));
  const taken: Item[] = [];
  for (let turn = 0; taken.length < room && queues.some((queue) => queue.length > turn); turn += 1) {
    for (const queue of queues) {
      const item = queue[turn];
      if (item !== undefined && taken.length < room) taken.push(item);
    }
  }
  return taken;
}

const levels: readonly Level[] = ['fatal', 'error', 'warning', 'info', 'debug', 'trace'];
