import { copyFrame } from './frame.ts';
import type { Frame } from './frame.ts';
import { isHead } from './join/head.ts';
import { judge, startsClearly } from './join.ts';
import { countRecord, endRun, isLookedAt, noteLook } from './join/rhythm.ts';
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
  /** Whether the header is that of syslog, which stands before every line: it tells the parser where a message begins, and nobody where a record does. */
  readonly isTagged: boolean;
}

/** Puts a line into the record it belongs to; the record before it is written when it begins one. */
export function gather(channel: Channel, lane: Lane, frame: Frame, emit: Emit): void {
  if (!lane.isOpen) {
    open(channel, lane, frame);
    return;
  }
  const plan = channel.isTagged ? null : channel.learning.plan;
  if (startsClearly(lane, frame, plan, lane.rhythm)) {
    if (lane.rhythm.run > 0) endRun(lane.rhythm);
    begin(channel, lane, frame, emit);
    return;
  }
  const verdict =
    lane.lines + lane.waiting.length >= channel.limits.recordLines ? 'starts' : judge(lane, frame, { plan, rhythm: lane.rhythm });
  if (verdict === 'starts') begin(channel, lane, frame, emit);
  else if (verdict === 'waits') lane.waiting.push(copyFrame(frame));
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
  close(channel, lane, emit);
  if (waiting.length === 0) return;
  lane.waiting = [];
  for (const line of waiting) gather(channel, lane, line, emit);
  finish(channel, lane, emit);
}

function begin(channel: Channel, lane: Lane, frame: Frame, emit: Emit): void {
  const { waiting } = lane;
  close(channel, lane, emit);
  if (waiting.length > 0) {
    lane.waiting = [];
    for (const line of waiting) gather(channel, lane, line, emit);
    gather(channel, lane, frame, emit);
    return;
  }
  open(channel, lane, frame);
}

function open({ learning, isTagged }: Channel, lane: Lane, frame: Frame): void {
  const { rhythm } = lane;
  openRecord(lane, frame);
  if (isLookedAt(rhythm)) noteLook(rhythm, isHead(frame, isTagged ? null : learning.plan));
  countRecord(rhythm);
}

function close({ learning, limits }: Channel, lane: Lane, emit: Emit): void {
  lane.isOpen = false;
  lane.start -= lane.tag;
  lane.tag = 0;
  write(lane, learning, limits.learnRecords, emit);
}
