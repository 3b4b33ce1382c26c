/**
 * How far the clock of each workload is ahead of those of the others, by spans: who is called neither begins before its caller nor ends after it, so that each
 * call says within which bounds its clock can be (Cristian 1989). What is less than a moment is left alone.
 */
import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import { median } from '../../math.ts';

export interface Timed {
  readonly atMs: number;
  readonly durationMs: number;
}

export interface Clocks {
  /** A call from one place (`namespace/name`) to another, as each of them timed it. */
  see(call: { readonly from: string; readonly to: string; readonly caller: Timed; readonly called: Timed }): void;
  /** Works out anew what was seen. */
  settle(): void;
  /** Milliseconds; 0 where nothing is known. */
  ahead(workload: WorkloadId): number;
}

const mostPairs = 5_000;
const mostCalls = 32;
const leastCalls = 5;
/** Clocks that are kept by NTP are nearer to each other. */
const leastMs = 250;
/** What waits in a queue is late by another time each; clocks are by the same. */
const mostSpreadMs = 200;

interface Pair {
  readonly from: string;
  readonly to: string;
  /** The middle of the bounds of each of the last calls; 0 where no difference is needed to explain it. */
  readonly offsets: number[];
}

export function createClocks(): Clocks {
  const pairs = new Map<string, Pair>();
  let ahead: ReadonlyMap<string, number> = new Map();
  let isStale = false;
  return {
    see({ from, to, caller, called }) {
      const [least, most] = [called.atMs + called.durationMs - caller.atMs - caller.durationMs, called.atMs - caller.atMs];
      // It outlived its caller, and was not waited for.
      if (least > most) return;
      const key = `${from} ${to}`;
      const pair = pairs.get(key) ?? { from, to, offsets: [] };
      if (!pairs.has(key) && pairs.size >= mostPairs) return;
      pairs.set(key, pair);
      pair.offsets.push(least <= 0 && most >= 0 ? 0 : (least + most) / 2);
      if (pair.offsets.length > mostCalls) pair.offsets.shift();
      isStale = true;
    },
    settle() {
      if (!isStale) return;
      isStale = false;
      ahead = aheadOf([...pairs.values()]);
    },
    ahead(workload) {
      if (ahead.size === 0) return 0;
      const { namespace, name } = parseWorkloadId(workload);
      return ahead.get(`${namespace}/${name}`) ?? ahead.get(`/${name}`) ?? 0;
    },
  };
}

/** Null where too little is known. */
function offsetOf({ offsets }: Pair): number | null {
  if (offsets.length < leastCalls) return null;
  const middle = median(offsets);
  const spread = median(offsets.map((offset) => Math.abs(offset - middle)));
  return Math.abs(middle) < leastMs || spread > mostSpreadMs ? 0 : middle;
}

/** Along calls from place to place, of each that hang together against the most of them; empty where all go alike. */
function aheadOf(pairs: readonly Pair[]): ReadonlyMap<string, number> {
  const known = pairs.flatMap((pair) => {
    const offset = offsetOf(pair);
    return offset === null ? [] : [{ ...pair, offset }];
  });
  if (known.every(({ offset }) => offset === 0)) return new Map();
  const beside = Map.groupBy(
    known.flatMap(({ from, to, offset }) => [
      { from, to, offset },
      { from: to, to: from, offset: -offset },
    ]),
    ({ from }) => from,
  );
  const ahead = new Map<string, number>();
  for (const root of beside.keys()) {
    if (ahead.has(root)) continue;
    const together = reached(root, beside);
    const usual = median([...together.values()]);
    for (const [place, offset] of together) ahead.set(place, offset - usual);
  }
  return ahead;
}

function reached(
  root: string,
  beside: ReadonlyMap<string, readonly { readonly to: string; readonly offset: number }[]>,
): ReadonlyMap<string, number> {
  const found = new Map([[root, 0]]);
  for (const [place, offset] of found)
    for (const next of beside.get(place) ?? []) if (!found.has(next.to)) found.set(next.to, offset + next.offset);
  return found;
}
