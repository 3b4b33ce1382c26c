import { createFrame } from './frame.ts';
import { finish, gather } from './gather.ts';
import type { Channel } from './gather.ts';
import { createLane, joinPieces, linesHeld } from './lane.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import { release, waitingLines } from './writer.ts';
import type { Emit, Learning } from './writer.ts';

/** The containers of one stream: `main` for lines that bear no name, the others by the name before their lines. */
export interface Channels {
  readonly main: Channel;
  readonly named: Map<string, NamedChannel>;
  /** How many were given up because there were too many names; their lines have been emitted. */
  evicted: number;
}

export interface NamedChannel extends Channel {
  /** Number of the last raw line that came here. */
  lastLine: number;
}

/** More containers than anybody follows at once. The one that has been quiet longest makes room. */
const MOST_NAMED = 64;

export function createChannels(limits: LineLimits): Channels {
  return { main: createChannel(limits, createLearning(), false), named: new Map(), evicted: 0 };
}

export function createChannel(limits: LineLimits, learning: Learning, isTagged: boolean): Channel {
  return { limits, lanes: [createLane(), createLane()], learning, isTagged };
}

export function createLearning(): Learning {
  return { seen: [], emitted: 0, plan: null };
}

/** The channel of a name. Syslog's share what is learned of the header, which is the same for all. */
export function channelOf(
  channels: Channels,
  name: string,
  { ordinal, isTagged }: { ordinal: number; isTagged: boolean },
  emit: Emit,
): Channel {
  let channel = channels.named.get(name);
  if (channel === undefined) {
    if (channels.named.size >= MOST_NAMED) evictQuietest(channels, emit);
    const { limits, learning } = channels.main;
    channel = { ...createChannel(limits, isTagged ? learning : createLearning(), isTagged), lastLine: ordinal };
    channels.named.set(name, channel);
  }
  channel.lastLine = ordinal;
  return channel;
}

/** Every channel once. */
export function allOf({ main, named }: Channels): readonly Channel[] {
  return named.size === 0 ? [main] : [main, ...named.values()];
}

/** Emits what has been quiet for the flush time. */
export function flushChannel(channel: Channel, nowMs: number, emit: Emit): void {
  for (const lane of channel.lanes) {
    if (lane.isOpen && nowMs - lane.lastReceivedAtMs >= channel.limits.flushForMs) finish(channel, lane, emit);
  }
}

/** A line whose last piece never came is read as far as it goes. */
export function endPieces(channel: Channel, receivedAtMs: number, emit: Emit): void {
  for (const lane of channel.lanes) endPiecesOf(channel, lane, receivedAtMs, emit);
}

/** How many raw lines a stream's channels hold. */
export function linesIn(channels: Channels): number {
  let held = waitingLines(channels.main.learning);
  for (const channel of allOf(channels)) {
    for (const lane of channel.lanes) held += linesHeld(lane);
    if (channel.learning !== channels.main.learning) held += waitingLines(channel.learning);
  }
  return held;
}

/** Its last piece takes the place of the end. */
function endPiecesOf(channel: Channel, lane: Lane, receivedAtMs: number, emit: Emit): void {
  const ordinal = lane.pieceOrdinals.pop();
  if (ordinal === undefined) return;
  const frame = { ...createFrame(), ordinal, receivedAtMs };
  joinPieces(lane, frame);
  gather(channel, lane, frame, emit);
}

function evictQuietest(channels: Channels, emit: Emit): void {
  let quietest: readonly [string, NamedChannel] | null = null;
  for (const entry of channels.named) {
    if (quietest === null || entry[1].lastLine < quietest[1].lastLine) quietest = entry;
  }
  if (quietest === null) return;
  const [name, channel] = quietest;
  channels.named.delete(name);
  channels.evicted += 1;
  endPieces(channel, 0, emit);
  flushChannel(channel, Number.POSITIVE_INFINITY, emit);
  if (channel.learning !== channels.main.learning) release(channel.learning, emit);
}
