/**
 * One lane per channel: at most one call per interval, the most urgent item first, and of one item only its newest state. A pause
 * that Slack asks for holds up its own channel alone.
 */
import { pause } from './pause.ts';

/** What comes after a turn: nothing, the item's next step, or a wait of the item, of all that would be of its kind, or of the whole lane. */
export type Turn =
  | { readonly next: 'done' }
  | { readonly next: 'again' }
  | { readonly next: 'wait'; readonly forMs: number; readonly whom: 'item' | 'kind' | 'lane' };

export interface QueueOptions<Item> {
  /** Slack takes about one message per second and channel. */
  readonly intervalMs: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** One step of one item; must not reject. */
  readonly turn: (item: Item) => Promise<Turn>;
  /** Lower goes first. */
  readonly rank: (item: Item) => number;
  /** What the item's next step would ask for, such as a method: a pause of one kind leaves the others alone. */
  readonly kindOf: (item: Item) => string;
}

export interface Queue<Item> {
  /** False when the lane is full; who offers the item offers it again. */
  put(channel: string, key: string, item: Item): boolean;
  /** Resolves when no turn is under way; after the signal aborted no new one begins. */
  settled(): Promise<void>;
}

const itemsPerLaneAtMost = 1000;

interface Waiting<Item> {
  item: Item;
  notBeforeAtMs: number;
}

interface Lane<Item> {
  readonly waiting: Map<string, Waiting<Item>>;
  readonly kindsNotBeforeAtMs: Map<string, number>;
  notBeforeAtMs: number;
  running: Promise<void> | null;
  /** Ends the current nap when something new is put. */
  wake: AbortController;
}

export function createQueue<Item>(options: QueueOptions<Item>): Queue<Item> {
  const lanes = new Map<string, Lane<Item>>();

  function laneOf(channel: string): Lane<Item> {
    const known = lanes.get(channel);
    if (known) return known;
    const lane: Lane<Item> = {
      waiting: new Map(),
      kindsNotBeforeAtMs: new Map(),
      notBeforeAtMs: 0,
      running: null,
      wake: new AbortController(),
    };
    lanes.set(channel, lane);
    return lane;
  }

  return {
    put(channel, key, item) {
      const lane = laneOf(channel);
      const known = lane.waiting.get(key);
      if (known) known.item = item;
      else if (lane.waiting.size >= itemsPerLaneAtMost) return false;
      else lane.waiting.set(key, { item, notBeforeAtMs: 0 });
      lane.wake.abort();
      lane.running ??= runLane(lane, options);
      return true;
    },
    async settled() {
      await Promise.all(Array.from(lanes.values(), ({ running }) => running ?? Promise.resolve()));
    },
  };
}

async function runLane<Item>(lane: Lane<Item>, options: QueueOptions<Item>): Promise<void> {
  while (lane.waiting.size > 0 && !options.signal.aborted) {
    const dueAtMs = Math.max(lane.notBeforeAtMs, earliest(lane, options));
    const napForMs = dueAtMs - options.now();
    if (napForMs > 0) {
      lane.wake = new AbortController();
      await pause(Math.min(napForMs, 60_000), AbortSignal.any([options.signal, lane.wake.signal]));
      continue;
    }
    const next = mostUrgent(lane, options);
    if (next) await takeTurn(lane, next, options);
  }
  // In the same breath as the loop's last look, so that nothing put afterwards is left lying.
  lane.running = null;
}

async function takeTurn<Item>(lane: Lane<Item>, key: string, options: QueueOptions<Item>): Promise<void> {
  const waiting = lane.waiting.get(key);
  if (!waiting) return;
  const { item } = waiting;
  lane.notBeforeAtMs = options.now() + options.intervalMs;
  const turn = await options.turn(item);
  // A newer state that came during the turn stays in the lane.
  if (turn.next === 'done' && waiting.item === item) lane.waiting.delete(key);
  if (turn.next !== 'wait') return;
  const untilMs = options.now() + turn.forMs;
  if (turn.whom === 'item') waiting.notBeforeAtMs = untilMs;
  else if (turn.whom === 'kind') lane.kindsNotBeforeAtMs.set(options.kindOf(item), untilMs);
  else lane.notBeforeAtMs = Math.max(lane.notBeforeAtMs, untilMs);
}

function earliest<Item>(lane: Lane<Item>, options: QueueOptions<Item>): number {
  return Math.min(...Array.from(lane.waiting.values(), (waiting) => freeAtMs(waiting, lane, options)));
}

function freeAtMs<Item>({ item, notBeforeAtMs }: Waiting<Item>, lane: Lane<Item>, { kindOf }: QueueOptions<Item>): number {
  return Math.max(notBeforeAtMs, lane.kindsNotBeforeAtMs.get(kindOf(item)) ?? 0);
}

function mostUrgent<Item>(lane: Lane<Item>, options: QueueOptions<Item>): string | null {
  let best: { readonly key: string; readonly rank: number } | null = null;
  for (const [key, waiting] of lane.waiting) {
    if (freeAtMs(waiting, lane, options) > options.now()) continue;
    const own = options.rank(waiting.item);
    if (best === null || own < best.rank) best = { key, rank: own };
  }
  return best?.key ?? null;
}
