import type { HeaderPlan } from './learn.ts';
import { copyFrame } from './frame.ts';
import type { Frame } from './frame.ts';
import { isHead } from './join/head.ts';
import { beginningBehindTag, beginningOf, judge } from './join.ts';
import type { Beginning } from './join.ts';
import type { Verdict } from './join/grammar.ts';
import { countRecord, cutsBare, endRun, isLookedAt, noteLook } from './join/rhythm.ts';
import type { Rhythm } from './join/rhythm.ts';
import { isAtFrame, textStart } from './join/shape.ts';
import { forgetLast, noteHead } from './join/writers.ts';
import { continueRecord, foldLine, openRecord } from './lane.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import { beginPart, extendPart } from './parts.ts';
import { hasSameTag } from './wrap/tag.ts';
import { write } from './writer.ts';
import type { Emit, Learning } from './writer.ts';

/** One container: its outputs, and what is learned of it. */
export interface Channel {
  readonly limits: LineLimits;
  readonly lanes: readonly [Lane, Lane];
  readonly learning: Learning;
}

/** Puts a line into the record it belongs to; the record before it is written when it begins one. */
export function gather(channel: Channel, lane: Lane, frame: Frame, emit: Emit): void {
  if (!lane.isOpen) {
    open(channel, lane, frame);
    return;
  }
  // Behind a tag of syslog the header says nothing about where a record begins: every line has it.
  const plan = frame.tag > 0 ? null : channel.learning.plan;
  const beginning = beginningIn(lane, frame, plan);
  if (beginning !== 'unclear') {
    if (lane.rhythm.run > 0) endRun(lane.rhythm);
    begin(channel, lane, frame, emit);
    return;
  }
  const verdict = isStrange(channel, lane, frame) ? 'starts' : judge(lane, frame, { plan, rhythm: lane.rhythm });
  if (verdict === 'starts') begin(channel, lane, frame, emit);
  else if (verdict === 'waits') lane.waiting.push(copyFrame(frame));
  else join(channel, lane, frame, verdict);
}

function beginningIn(lane: Lane, frame: Frame, plan: HeaderPlan | null): Beginning {
  return frame.tag > 0 && lane.rhythm.frames === 0 ? beginningBehindTag(lane, frame) : beginningOf(lane, frame, plan, lane.rhythm);
}

/** Lines that have waited belong to the record, too. */
function join({ limits, learning }: Channel, lane: Lane, frame: Frame, verdict: Verdict): void {
  const { waiting } = lane;
  if (waiting.length > 0) lane.waiting = [];
  for (const line of waiting) resume(lane, line, limits);
  if (verdict === 'follows' && learning.seen !== null && frame.tag === 0) {
    beginPart(lane, frame);
    continueRecord(lane, frame, limits.restLength);
  } else if (verdict === 'folds') foldLine(lane, frame, limits.lineBytes);
  else resume(lane, frame, limits);
  if (frame.tag > 0) lane.rhythm.frames += 1;
}

function resume(lane: Lane, frame: Frame, { restLength }: LineLimits): void {
  extendPart(lane, frame, restLength);
  continueRecord(lane, frame, restLength);
}

/** Whether a line cannot belong to the open record, whatever it says. */
function isStrange({ limits }: Channel, lane: Lane, frame: Frame): boolean {
  if (lane.lines + lane.waiting.length >= limits.recordLines) return true;
  if (frame.tag === 0 && lane.tag === 0) return false;
  const hasFrames = lane.rhythm.frames > 0 || isAtFrame(frame, textStart(frame));
  return !hasSameTag(lane, frame) || (lane.kind === 'unknown' && !hasFrames);
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

function open({ learning }: Channel, lane: Lane, frame: Frame): void {
  const { rhythm } = lane;
  openRecord(lane, frame);
  if (isLookedAt(rhythm)) look(rhythm, frame, learning.plan);
  else if (rhythm.writers.last >= 0) forgetLast(rhythm.writers);
  countRecord(rhythm);
}

function look(rhythm: Rhythm, frame: Frame, plan: HeaderPlan | null): void {
  const isHeaded = isHead(frame, frame.tag > 0 ? null : plan);
  noteLook(rhythm, isHeaded);
  if (isHeaded) noteHead(rhythm.writers, frame);
}

function close({ learning, limits }: Channel, lane: Lane, emit: Emit): void {
  lane.isOpen = false;
  lane.start -= lane.tag;
  lane.tag = 0;
  if (learning.seen !== null) learning.cutsBare = cutsBare(lane.rhythm);
  write(lane, learning, limits.learnRecords, emit);
}
