import { byteAt, decode, skipDigits } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { unwrapStamp } from './frame.ts';
import type { Frame } from './frame.ts';
import { readLevel } from './level.ts';
import { readStamp } from './time.ts';
import type { TimeCursor } from './time.ts';
import { nameOf } from './wrap/name.ts';
import { PREFIX_KINDS, findPrefix } from './wrap/prefix.ts';
import type { Prefix, PrefixKind } from './wrap/prefix.ts';
import { hasProcess, isTagged, tagLength } from './wrap/tag.ts';

/**
 * What somebody between the containers and us has put before every line: a name that tells the containers of one stream apart, a time of the API, or host and
 * tag of syslog. Learned from the first lines, as a small set of names that comes again and again.
 */
export interface Wrapping {
  readonly prefix: PrefixKind | null;
  readonly isStamped: boolean;
  readonly isTagged: boolean;
}

export const UNWRAPPED: Wrapping = { prefix: null, isStamped: false, isTagged: false };

/** So many of the lines must have it; the others are those of the wrapper itself. */
const ALWAYS = 0.9;
/** Fewer lines show no habit, except one that nobody writes by chance. */
const FEWEST = 6;
/** A name stands before so many lines on average, or it is part of what the line says. */
const LINES_A_NAME = 3;

const prefix: Prefix = { nameStart: 0, nameEnd: 0, textStart: 0 };
const cursor: TimeCursor = { end: 0, atMs: Number.NaN };

export function learnWrapping(lines: readonly ByteSpan[]): Wrapping {
  const kind = PREFIX_KINDS.find((one) => isPrefixed(one, lines)) ?? null;
  const texts = kind === null ? lines : lines.map((line) => behind(kind, line));
  const full = texts.filter((line) => line.start < line.end);
  const isStamped = full.length >= FEWEST && isMost(full, isExactStamp);
  const isSyslog =
    kind === null && !isStamped && full.length >= FEWEST && isMost(full, isTagged) && full.filter(hasProcess).length * 2 >= full.length;
  return kind === null && !isStamped && !isSyslog ? UNWRAPPED : { prefix: kind, isStamped, isTagged: isSyslog };
}

/**
 * Takes off prefix and time. Returns the name of the container that the line comes from, or null for a line without a name. Syslog's tag stays, for the parser;
 * only the text behind it says what the line is.
 */
export function unwrapLearned(frame: Frame, wrapping: Wrapping): string | null {
  frame.atMs = Number.NaN;
  frame.lane = 0;
  frame.partial = false;
  if (wrapping.isTagged) {
    frame.tag = tagLength(frame);
    frame.start += frame.tag;
    return null;
  }
  let name: string | null = null;
  if (wrapping.prefix !== null && findPrefix(wrapping.prefix, frame, prefix)) {
    name = nameOf(frame.source, prefix.nameStart, prefix.nameEnd);
    frame.start = prefix.textStart;
  }
  if (wrapping.isStamped) unwrapStamp(frame);
  return name;
}

function isPrefixed(kind: PrefixKind, lines: readonly ByteSpan[]): boolean {
  const names = new Map<string, number>();
  const columns = new Set<number>();
  for (const line of lines) {
    if (!findPrefix(kind, line, prefix)) continue;
    if (readLevel(line.source, prefix.nameStart, prefix.nameEnd) !== null) return false;
    const name = decode(line.source, prefix.nameStart, prefix.nameEnd);
    names.set(name, (names.get(name) ?? 0) + 1);
    columns.add(prefix.textStart - line.start);
  }
  const found = [...names.values()].reduce((sum, count) => sum + count, 0);
  if (found === 0 || found < lines.length * ALWAYS) return false;
  if (kind === 'path') return true;
  if (found < FEWEST || names.size * LINES_A_NAME > found) return false;
  return kind === 'bar' ? columns.size <= 2 : isOneContainerAPod(names);
}

/** A pod has its containers, and few have several; a word of a sentence would change from line to line. */
function isOneContainerAPod(names: ReadonlyMap<string, number>): boolean {
  const pods = new Set([...names.keys()].map((name) => name.slice(0, name.indexOf(' '))));
  return names.size <= pods.size * 1.5;
}

function behind(kind: PrefixKind, line: ByteSpan): ByteSpan {
  return findPrefix(kind, line, prefix) ? { source: line.source, start: prefix.textStart, end: line.end } : line;
}

function isMost(lines: readonly ByteSpan[], is: (line: ByteSpan) => boolean): boolean {
  return lines.filter(is).length >= lines.length * ALWAYS;
}

/** With nine digits behind the second, as the API writes every time and programs do not. */
function isExactStamp({ source, start, end }: ByteSpan): boolean {
  const stop = readStamp(source, start, end, cursor);
  const zone = skipDigits(source, start + 20, end);
  return zone === start + 29 && byteAt(source, start + 19) === 46 && (stop === end || source[stop] === 32);
}
