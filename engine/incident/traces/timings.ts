/**
 * How long operations take by themselves, and how much is lost between caller and called, each against what was usual of it: who became slow by itself is
 * found, not who waits for somebody.
 */
import { median } from '../../math.ts';

/** `own`: the operation `name` of `place`. `call`: from `place` to the place `name`; what neither of the two spans was at work in. */
export interface TimingKey {
  readonly kind: 'own' | 'call';
  readonly place: string;
  readonly name: string;
}

/** A place that became slow. */
export interface Slowness {
  readonly place: string;
  readonly sinceAtMs: number;
  /** Shifts of its operations and calls, each by how sure and how large it is. */
  readonly weight: number;
  /** `SELECT orders takes 60 ms instead of 2 ms`. */
  readonly sentence: string;
}

export interface Timings {
  add(key: TimingKey, atMs: number, forMs: number): void;
  /** Slow places, the slowest first. */
  slow(nowMs: number): readonly Slowness[];
  /** Operations that were refused because there were too many. */
  readonly refused: number;
  clear(): void;
}

/** Logarithm of the times of five seconds, added up. */
type Cell = readonly [atMs: number, sum: number, count: number];

const mostSeries = 4_000;
const cellMs = 5_000;
const mostCells = 96;
/** What has not run for so long says nothing about now. */
const heardWithinMs = 180_000;
/** Below this a difference is a matter of clocks and rounding. */
const leastMs = 2;
const leastEarly = 3;
const leastLate = 2;
/** Shifts smaller than this factor are everyday. */
const leastShift = Math.log(1.6);
const leastDeviations = 1;
/** Losses between callers and called are alike all over a cluster; one so many times the others is no matter of what was before. */
const peerFactor = 20;
const leastPeers = 6;
const leastPeerMs = 50;

interface Timed {
  readonly key: TimingKey;
  cells: Cell[];
}

export function createTimings(): Timings {
  const series = new Map<string, Timed>();
  let refused = 0;

  return {
    add(key, atMs, forMs) {
      const id = `${key.kind}\u0000${key.place}\u0000${key.name}`;
      let timed = series.get(id);
      if (timed === undefined) {
        if (series.size >= mostSeries) {
          refused += 1;
          return;
        }
        series.set(id, (timed = { key, cells: [] }));
      }
      addTo(timed.cells, atMs, Math.log(forMs + leastMs));
      if (timed.cells.length > mostCells) timed.cells.shift();
    },
    slow: (nowMs) => slowPlaces([...series.values()].filter(({ cells }) => nowMs - (cells.at(-1)?.[0] ?? -Infinity) <= heardWithinMs)),
    get refused() {
      return refused;
    },
    clear: () => series.clear(),
  };
}

/** Times arrive in the order in which traces end, not in their own. */
function addTo(cells: Cell[], atMs: number, value: number): void {
  const at = Math.floor(atMs / cellMs) * cellMs;
  let place = cells.length;
  while (place > 0 && (cells[place - 1]?.[0] ?? 0) > at) place -= 1;
  const last = cells[place - 1];
  if (last?.[0] === at) cells[place - 1] = [at, last[1] + value, last[2] + 1];
  else cells.splice(place, 0, [at, value, 1]);
}

interface Shift {
  readonly key: TimingKey;
  readonly sinceAtMs: number;
  readonly weight: number;
  readonly before: number;
  readonly after: number;
}

function slowPlaces(timed: readonly Timed[]): readonly Slowness[] {
  const shifts = timed.flatMap((one) => shiftOf(one) ?? []);
  const calls = timed.filter(({ key }) => key.kind === 'call');
  const slowCalls = joined(shifts, outliers(calls));
  const byPlace = new Map<string, Shift[]>();
  const give = (place: string, shift: Shift, share: number): void => {
    if (share > 0) byPlace.set(place, [...(byPlace.get(place) ?? []), { ...shift, weight: shift.weight * share }]);
  };
  const own = { slow: shifts.filter(({ key }) => key.kind === 'own'), all: timed.filter(({ key }) => key.kind === 'own') };
  // What is starved or held up is slow in most of what it does; one slow operation has reasons of its own.
  for (const shift of own.slow)
    give(shift.key.place, shift, Math.sqrt(shareOf(own.slow, own.all, ({ place }) => place === shift.key.place)));
  for (const shift of slowCalls) {
    // All that is lost around one place is lost by it; of many calls of one caller, a slow one says nothing about the caller.
    give(
      shift.key.place,
      shift,
      shareOf(slowCalls, calls, (key) => key.place === shift.key.place),
    );
    give(
      shift.key.name,
      shift,
      shareOf(slowCalls, calls, (key) => key.name === shift.key.name),
    );
  }
  return [...byPlace].map(([place, of]) => slownessOf(place, of)).toSorted((a, b) => b.weight - a.weight || (a.place < b.place ? -1 : 1));
}

/** What became slow, and what is slow next to its peers, each once, the surer of the two. */
function joined(shifts: readonly Shift[], peers: readonly Shift[]): readonly Shift[] {
  const byKey = new Map<TimingKey, Shift>();
  for (const shift of [...shifts.filter(({ key }) => key.kind === 'call'), ...peers]) {
    const known = byKey.get(shift.key);
    if (known === undefined || known.weight < shift.weight) byKey.set(shift.key, shift);
  }
  return [...byKey.values()];
}

function shareOf(slow: readonly Shift[], all: readonly Timed[], concerns: (key: TimingKey) => boolean): number {
  const lost = slow.filter(({ key }) => concerns(key)).length;
  return lost / Math.max(1, all.filter(({ key }) => concerns(key)).length);
}

function slownessOf(place: string, shifts: readonly Shift[]): Slowness {
  const worst = shifts.reduce((best, next) => (next.weight > best.weight ? next : best));
  const { key, before, after } = worst;
  const what = key.kind === 'own' ? key.name : `the way from ${nameOf(key.place)} to ${nameOf(key.name)}`;
  return {
    place,
    sinceAtMs: Math.min(...shifts.filter(({ weight }) => weight >= worst.weight / 3).map(({ sinceAtMs }) => sinceAtMs)),
    weight: shifts.reduce((sum, { weight }) => sum + weight, 0),
    sentence: `${what} takes ${inMs(after)} where ${inMs(before)} are usual`,
  };
}

/** The moment from which on it took longer, where there is one (a scan of all of them with the rank sum of Wilcoxon 1945). */
function shiftOf({ key, cells }: Timed): Shift | null {
  const values = cells.map(([, sum, count]) => sum / count);
  const size = values.length;
  if (size < leastEarly + leastLate || !isSlowOfLate(values)) return null;
  const ranks = ranksOf(values);
  let best: Shift | null = null;
  let early = 0;
  let least = 0;
  for (let cut = 1; cut <= size - leastLate; cut += 1) {
    early += ranks[cut - 1] ?? 0;
    const found = cut < leastEarly ? null : shiftAt(values, { cut, early, least });
    if (found === null) continue;
    least = found.weight;
    best = { key, sinceAtMs: cells[cut]?.[0] ?? 0, ...found };
  }
  return best;
}

/** What speaks for a shift at the cut, where it is more than `least`; `early` is the sum of the ranks before it. */
function shiftAt(
  values: readonly number[],
  { cut, early, least }: { readonly cut: number; readonly early: number; readonly least: number },
): Pick<Shift, 'weight' | 'before' | 'after'> | null {
  const size = values.length;
  const late = size - cut;
  const above = (size * (size + 1)) / 2 - early - (late * (late + 1)) / 2;
  const deviations = (above - (cut * late) / 2) / Math.sqrt((cut * late * (size + 1)) / 12);
  if (deviations < leastDeviations || deviations * Math.log(1_000) < least) return null;
  const [before, after] = [median(values.slice(0, cut)), median(values.slice(cut))];
  const weight = deviations * (after - before);
  return after - before < leastShift || weight <= least ? null : { weight, before, after };
}

/** Cheaper than the scan, and true of every shift that the scan could find. */
function isSlowOfLate(values: readonly number[]): boolean {
  const usual = median(values);
  return values.slice(-leastLate).some((value) => value > usual);
}

function outliers(calls: readonly Timed[]): readonly Shift[] {
  if (calls.length < leastPeers) return [];
  const usual = calls.map(({ cells }) => median(cells.map(([, sum, count]) => sum / count)));
  const before = median(usual);
  return calls.flatMap(({ key, cells }, at): Shift[] => {
    const after = usual[at] ?? before;
    const isFar = after - before >= Math.log(peerFactor) && Math.exp(after) >= leastPeerMs;
    if (!isFar || cells.length < leastLate) return [];
    const weight = Math.sqrt(cells.length) * (after - before);
    return [{ key, sinceAtMs: cells[0]?.[0] ?? 0, weight, before, after }];
  });
}

function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((_, at) => at).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at <= to; at += 1) ranks[order[at] ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

function nameOf(place: string): string {
  return place.slice(place.indexOf('/') + 1);
}

function inMs(logarithm: number): string {
  const ms = Math.max(0, Math.exp(logarithm) - leastMs);
  return ms < 10 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms)} ms`;
}
