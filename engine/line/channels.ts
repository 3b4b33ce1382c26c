import { createFrame } from './frame.ts';
import { finish, gather } from './gather.ts';
import type { Channel } from './gather.ts';
import { createLane, joinPieces, linesHeld } from './lane.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import { createLearning, release, waitingLines } from './writer.ts';
import type { Emit } from './writer.ts';

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
  return { main: createChannel(limits), named: new Map(), evicted: 0 };
}

function createChannel(limits: LineLimits): Channel {
  return { limits, lanes: [createLane(), createLane()], learning: createLearning() };
}

/** The channel of a name, made when it has not been heard of before. */
export function channelOf(channels: Channels, name: string, ordinal: number, emit: Emit): Channel {
  let channel = channels.named.get(name);
  if (channel === undefined) {
    if (channels.named.size >= MOST_NAMED) evictQuietest(channels, emit);
    channel = { ...createChannel(channels.main.limits), lastLine: ordinal };
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
  let held = 0;
  for (const { lanes, learning } of allOf(channels)) held += linesHeld(lanes[0]) + linesHeld(lanes[1]) + waitingLines(learning);
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

/** What its channel holds is emitted. */
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
  release(channel.learning, emit);
}
