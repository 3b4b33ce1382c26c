import { SPACE, isDigit, skipDigits, skipWord } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { readTime } from '../time.ts';
import type { TimeCursor } from '../time.ts';
import type { Prefix } from './prefix.ts';

const cursor: TimeCursor = { end: 0, atMs: 0 };

const LONGEST_TAG = 96;

/**
 * Finds host and tag of a line as syslog writes it (RFC 3164, and journalctl): `[<34>]Jan  2 03:04:05 host tag[12]: `. Every line of a trace has them, so that the
 * text behind them tells what it is. Returns false for a line without.
 */
export function findTag(line: ByteSpan, tag: Prefix): boolean {
  const { source, end } = line;
  const at = behindPriority(line);
  if (!readTime(line, at, 0, cursor) || Number.isNaN(cursor.atMs) || source[cursor.end] !== SPACE) return false;
  const host = cursor.end + 1;
  const hostEnd = skipWord(source, host, end);
  if (hostEnd === host || hostEnd >= end) return false;
  const tagEnd = skipWord(source, hostEnd + 1, Math.min(end, hostEnd + LONGEST_TAG));
  if (source[tagEnd - 1] !== 58 || tagEnd <= hostEnd + 2) return false;
  tag.nameStart = host;
  tag.nameEnd = tagEnd - 1;
  tag.textStart = tagEnd < end ? tagEnd + 1 : tagEnd;
  return true;
}

function behindPriority({ source, start, end }: ByteSpan): number {
  if (source[start] !== 60 || !isDigit(source[start + 1])) return start;
  const stop = skipDigits(source, start + 1, end);
  return source[stop] === 62 ? stop + 1 : start;
}
