import { fromLatin, toLatin } from '../bytes.ts';
import type { Channels, NamedChannel } from '../channels.ts';
import type { Channel } from '../gather.ts';
import { TRACE_KINDS } from '../join/grammar.ts';
import { createRhythm } from '../join/rhythm.ts';
import type { Rhythm } from '../join/rhythm.ts';
import { createLane } from '../lane.ts';
import type { Lane } from '../lane.ts';
import type { Writers } from '../join/writers.ts';
import type { LineLimits } from '../limits.ts';
import type { Part } from '../parts.ts';
import { createLearning } from '../writer.ts';
import type { Finished, Learning } from '../writer.ts';
import { readFrame, readSpan, readTimeOrNone, saveFrame, saveSpan, saveTime, saved } from './span.ts';

const { record, array, number, text, unreadable } = saved;

export function saveChannels({ main, named, evicted }: Channels): unknown {
  return {
    main: saveChannel(main),
    named: [...named].map(([name, channel]) => ({ name, lastLine: channel.lastLine, ...saveChannel(channel) })),
    evicted,
  };
}

export function readChannels(value: unknown, limits: LineLimits): Channels {
  const read = record(value);
  const named = array(read['named']).map((one): [string, NamedChannel] => {
    const entry = record(one);
    return [text(entry['name']), { ...readChannel(entry, limits), lastLine: number(entry['lastLine']) }];
  });
  return { main: readChannel(read['main'], limits), named: new Map(named), evicted: number(read['evicted']) };
}

function saveChannel({ lanes, learning }: Channel): Readonly<Record<string, unknown>> {
  return { lanes: lanes.map(saveLane), learning: saveLearning(learning) };
}

function readChannel(value: unknown, limits: LineLimits): Channel {
  const read = record(value);
  const [first, second] = array(read['lanes']).map(readLane);
  if (first === undefined || second === undefined) throw unreadable();
  return { limits, lanes: [first, second], learning: readLearning(read['learning']) };
}

/** How well the plan fits and how wrong the clock is shows soon enough again. */
function saveLearning({ seen, emitted, plan, cutsBare }: Learning): unknown {
  return { emitted, plan, cutsBare, seen: seen?.map(saveFinished) ?? null };
}

function readLearning(value: unknown): Learning {
  const read = record(value);
  return {
    ...createLearning(),
    seen: read['seen'] === null ? null : array(read['seen']).map(readFinished),
    emitted: number(read['emitted']),
    plan: read['plan'] === null ? null : readPlan(read['plan']),
    cutsBare: read['cutsBare'] === true,
  };
}

function readPlan(value: unknown): NonNullable<Learning['plan']> {
  const read = record(value);
  return {
    columns: number(read['columns']),
    levelColumn: number(read['levelColumn']),
    timeColumn: number(read['timeColumn']),
    layouts: array(read['layouts']).map((layout) => array(layout).map(number)),
    tail: number(read['tail']),
  };
}

function readRhythm(value: unknown): Rhythm {
  const read = record(value);
  const rhythm = createRhythm();
  for (const key of ['records', 'looked', 'heads', 'singles', 'blocks', 'run', 'frames'] as const) rhythm[key] = number(read[key]);
  rhythm.known.push(...array(read['known']).map(number));
  readWriters(rhythm.writers, read['writers']);
  return rhythm;
}

function readWriters(writers: Writers, value: unknown): void {
  const read = record(value);
  for (const key of ['kinds', 'heads', 'followed', 'forms', 'behind'] as const) writers[key] = array(read[key]).map(number);
  for (const key of ['again', 'elsewhere', 'last'] as const) writers[key] = number(read[key]);
  writers.isShared = read['isShared'] === true;
}

function saveLane(lane: Lane): unknown {
  const { isOpen, lastReceivedAtMs, rhythm, pieces, pieceOrdinals, pieceRawBytes, waiting } = lane;
  return {
    ...saveFinished(lane),
    ...saveTrace(lane),
    isOpen,
    lastReceivedAtMs,
    rhythm,
    waiting: waiting.map(saveFrame),
    pieces: pieces.map(toLatin),
    pieceOrdinals,
    pieceRawBytes,
  };
}

function saveTrace({ kind, phase, depth, base, indented, last, blanks, fresh }: Lane): Readonly<Record<string, unknown>> {
  return { kind, phase, depth, base, indented, last, blanks, fresh };
}

function readLane(value: unknown): Lane {
  const read = record(value);
  const kind = TRACE_KINDS.find((one) => one === read['kind']);
  const pieces = array(read['pieces']).map((piece) => fromLatin(text(piece)));
  if (kind === undefined) throw unreadable();
  const finished = readFinished(read);
  const { parts } = finished;
  return {
    ...createLane(),
    ...finished,
    isOpen: read['isOpen'] === true,
    lastReceivedAtMs: number(read['lastReceivedAtMs']),
    kind,
    phase: number(read['phase']),
    depth: number(read['depth']),
    base: number(read['base']),
    indented: read['indented'] === true,
    last: number(read['last']),
    blanks: number(read['blanks']),
    fresh: read['fresh'] === true,
    rhythm: readRhythm(read['rhythm']),
    waiting: array(read['waiting']).map(readFrame),
    pieces,
    pieceOrdinals: array(read['pieceOrdinals']).map(number),
    // Not a saved sum: whoever saves a reader may have redacted what it holds.
    pieceBytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    pieceRawBytes: number(read['pieceRawBytes']),
    partBytes: parts?.reduce((sum, part) => sum + part.end, 0) ?? 0,
  };
}

function saveFinished(from: Finished & { readonly tag?: number }): Readonly<Record<string, unknown>> {
  const { atMs, receivedAtMs, lines, bytes, firstLine, ordinals, rest } = from;
  const parts = from.parts?.map(saveFinished) ?? null;
  return { ...saveSpan(from), atMs: saveTime(atMs), receivedAtMs, lines, bytes, firstLine, ordinals, rest, parts };
}

function readFinished(value: unknown): Part & { readonly tag: number; readonly parts: Part[] | null } {
  const read = record(value);
  return {
    ...readSpan(read),
    atMs: readTimeOrNone(read['atMs']),
    receivedAtMs: number(read['receivedAtMs']),
    lines: number(read['lines']),
    bytes: number(read['bytes']),
    firstLine: number(read['firstLine']),
    ordinals: read['ordinals'] === null ? null : array(read['ordinals']).map(number),
    rest: text(read['rest']),
    parts: read['parts'] === null ? null : array(read['parts']).map(readFinished),
  };
}
