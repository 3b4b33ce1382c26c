import { SPACE, isDigit, skipDigits, skipWord } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { readLevel } from '../level.ts';
import { readTime } from '../time.ts';
import type { TimeCursor } from '../time.ts';

const COLON = 58;
const LONGEST = 160;

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** Whether a line is one of syslog (RFC 3164) or journalctl: `[<34>]Jan  2 03:04:05 host tag[12]: `, the process optional. For learning: it reads the time in full. */
export function isTagged(line: ByteSpan): boolean {
  const { source, end } = line;
  if (!readTime(line, behindPriority(line), 0, cursor) || Number.isNaN(cursor.atMs) || source[cursor.end] !== SPACE) return false;
  const host = cursor.end + 1;
  const hostEnd = skipWord(source, host, end);
  if (hostEnd === host || hostEnd >= end || readLevel(source, host, hostEnd) !== null) return false;
  const tagEnd = skipWord(source, hostEnd + 1, Math.min(end, hostEnd + LONGEST)) - 1;
  return source[tagEnd] === COLON && tagEnd > hostEnd + 1 && readLevel(source, hostEnd + 1, tagEnd) === null;
}

/** Whether a process stands in the tag, as only syslog writes it. */
export function hasProcess(line: ByteSpan): boolean {
  const text = line.start + tagLength(line);
  return line.source[text - 3] === 93 && isDigit(line.source[text - 4]);
}

/** Bytes from the beginning of a line to the text behind its tag, in a stream whose lines have one; 0 for a line without. The time is not looked at. */
export function tagLength(line: ByteSpan): number {
  const { source, start, end } = line;
  const time = behindPriority(line);
  // `Jan  2 03:04:05 ` has as many bytes as any other; times of other shapes have no blank.
  const host = source[time + 3] === SPACE ? time + 16 : skipWord(source, time, end) + 1;
  const to = Math.min(end, start + LONGEST);
  for (let at = host; at < to; at += 1) {
    if (source[at] === COLON && (source[at + 1] === SPACE || at + 1 === end)) return Math.min(end, at + 2) - start;
  }
  return 0;
}

/** Whether two lines are of one program: from host to colon they are the same. */
export function hasSameTag(a: ByteSpan & { readonly tag: number }, b: ByteSpan & { readonly tag: number }): boolean {
  const from = 16;
  if (a.tag !== b.tag || a.tag < from) return false;
  for (let back = 1; back <= a.tag - from; back += 1) {
    if (a.source[a.start - back] !== b.source[b.start - back]) return false;
  }
  return true;
}

function behindPriority({ source, start, end }: ByteSpan): number {
  if (source[start] !== 60 || !isDigit(source[start + 1])) return start;
  const stop = skipDigits(source, start + 1, end);
  return source[stop] === 62 ? stop + 1 : start;
}
