import type { Frame } from './frame.ts';
import { isHead } from './join/head.ts';
import { judge, startsClearly } from './join.ts';
import { countRecord, endRun, isLookedAt, noteLook } from './join/rhythm.ts';
import type { Rhythm } from './join/rhythm.ts';
import { continueRecord, foldLine, openRecord } from './lane.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import { write } from './writer.ts';
import type { Emit, Learning } from './writer.ts';

/** One container: its outputs, and what is learned of it. */
export interface Channel {
  readonly limits: LineLimits;
  readonly lanes: readonly [Lane, Lane];
  readonly learning: Learning;
  readonly rhythm: Rhythm;
}

/** Puts a line into the record it belongs to; the record before it is written when it begins one. */
export function gather(channel: Channel, lane: Lane, frame: Frame, emit: Emit): void {
  if (!lane.isOpen) {
    open(channel, lane, frame);
    return;
  }
  if (startsClearly(lane, frame, channel)) {
    if (channel.rhythm.run > 0) endRun(channel.rhythm);
    begin(channel, lane, frame, emit);
    return;
  }
  const verdict = lane.lines + lane.waiting.length >= channel.limits.recordLines ? 'starts' : judge(lane, frame, channel);
  if (verdict === 'starts') begin(channel, lane, frame, emit);
  else if (verdict === 'waits')
    lane.waiting.push({ ...frame, source: frame.source.slice(frame.start, frame.end), start: 0, end: frame.end - frame.start });
  else {
    const { limits } = channel;
    const { waiting } = lane;
    if (waiting.length > 0) lane.waiting = [];
    for (const line of waiting) continueRecord(lane, line, limits.restLength);
    if (verdict === 'folds') foldLine(lane, frame, limits.lineBytes);
    else continueRecord(lane, frame, limits.restLength);
  }
}

/** Writes the open record; lines that waited for a sign to belong to it are somebody else's then. */
export function finish(channel: Channel, lane: Lane, emit: Emit): void {
  const { waiting } = lane;
  lane.isOpen = false;
  write(lane, channel.learning, channel.limits.learnRecords, emit);
  if (waiting.length === 0) return;
  lane.waiting = [];
  for (const line of waiting) gather(channel, lane, line, emit);
  finish(channel, lane, emit);
}

function begin(channel: Channel, lane: Lane, frame: Frame, emit: Emit): void {
  const { waiting } = lane;
  lane.isOpen = false;
  write(lane, channel.learning, channel.limits.learnRecords, emit);
  if (waiting.length > 0) {
    lane.waiting = [];
    for (const line of waiting) gather(channel, lane, line, emit);
    gather(channel, lane, frame, emit);
    return;
  }
  open(channel, lane, frame);
}

function open({ rhythm, learning }: Channel, lane: Lane, frame: Frame): void {
  openRecord(lane, frame);
  if (isLookedAt(rhythm)) noteLook(rhythm, isHead(frame, learning.plan));
  countRecord(rhythm);
}
