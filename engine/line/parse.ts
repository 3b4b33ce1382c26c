import { BACKSLASH, QUOTE, decode, find, isDigit, isLetter, readNumber, skipBlanks, skipDigits, skipWord, startsWith } from './bytes.ts';
import { closingQuote, unescapeJson } from './frame.ts';
import { parseHeader } from './header.ts';
import { parseJson } from './json.ts';
import type { HeaderPlan } from './learn.ts';
import { levelOfLetter, levelOfStatus, levelOfWord, readLevel } from './level.ts';
import type { ParsedLine } from './record.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

const cursor: TimeCursor = { end: 0, atMs: 0 };

/**
 * Finds time, level, trace id and message of one line by what it looks like: JSON, klog, logfmt, access log, or a header of columns.
 * Narrows `line` to the message. A header may stand before JSON or logfmt.
 */
export function parseLine(line: ParsedLine, plan: HeaderPlan | null, referenceMs: number): void {
  const first = line.source[line.start];
  if (first === 123 && parseJson(line, referenceMs)) return;
  if (parseKlog(line, first) || parseAccess(line, first, referenceMs) || parseLogfmt(line, referenceMs)) return;
  if (!parseHeader(line, plan, referenceMs)) return;
  const inner = line.source[line.start];
  if (inner === 123) parseJson(line, referenceMs);
  else if (!parseKlog(line, inner)) parseLogfmt(line, referenceMs);
}

/** `I0102 15:04:05.000000   12345 file.go:67] message` (klog, glog): the letter is the level. */
function parseKlog(line: ParsedLine, first: number | undefined): boolean {
  const { source, start, end } = line;
  if (first !== 73 && first !== 87 && first !== 69 && first !== 70) return false;
  if (!isDigit(source[start + 1]) || skipDigits(source, start + 1, end) !== start + 5 || source[start + 8] !== 58) return false;
  const close = find(source, 93, start + 20, Math.min(end, start + 120));
  if (close < 0 || source[close + 1] !== 32) return false;
  line.level = levelOfLetter(first);
  const from = skipBlanks(source, close + 1, end);
  const quote = source[from] === QUOTE ? closingQuote(line, from + 1) : -1;
  if (quote > 0) setMessage(line, from + 1, quote);
  else line.start = Math.min(from, end);
  return true;
}

/** `host ident user [time] "METHOD path protocol" status ...`: the message is method, path, protocol and status. */
function parseAccess(line: ParsedLine, first: number | undefined, referenceMs: number): boolean {
  const { source, end } = line;
  if (!isDigit(first) && first !== 58 && first !== 45 && !isLetter(first)) return false;
  const host = skipWord(source, line.start, end);
  if (source[host + 1] !== 45 && !isDigit(source[host - 1])) return false;
  const open = find(source, 91, host, Math.min(end, host + 80));
  if (open < 0 || !isDigit(source[open + 1]) || !readTime(line, open + 1, referenceMs, cursor)) return false;
  const request = cursor.end + 3;
  if (source[cursor.end] !== 93 || source[request - 1] !== QUOTE || !isLetter(source[request])) return false;
  const close = closingQuote(line, request);
  if (close < 0 || skipDigits(source, close + 2, end) !== close + 5) return false;
  if (Number.isNaN(line.atMs)) line.atMs = cursor.atMs;
  line.level = levelOfStatus(readNumber(source, close + 2, close + 5));
  line.start = request;
  line.end = close + 5;
  return true;
}

/** `time=... level=info msg="..." key=value`: taken as logfmt when a message stands beside a level or a time. */
function parseLogfmt(line: ParsedLine, referenceMs: number): boolean {
  const { source, start, end } = line;
  let at = start;
  while (at < end && at < start + 24 && isKeyByte(source[at])) at += 1;
  if (source[at] !== 61 || at === start) return false;
  const found: LogfmtFound = { messageStart: -1, messageEnd: -1, known: 0 };
  for (at = start; at < end;) at = readPair(line, at, found, referenceMs);
  if (found.messageStart < 0 || found.known === 0) return false;
  setMessage(line, found.messageStart, found.messageEnd);
  return true;
}

interface LogfmtFound {
  messageStart: number;
  messageEnd: number;
  known: number;
}

/** Takes in one `key=value` and returns where the next may begin. */
function readPair(line: ParsedLine, from: number, found: LogfmtFound, referenceMs: number): number {
  const { source, end } = line;
  const at = skipBlanks(source, from, end);
  let equals = at;
  while (equals < end && isKeyByte(source[equals])) equals += 1;
  if (source[equals] !== 61) return Math.max(skipWord(source, equals, end), from + 1);
  const quoted = source[equals + 1] === QUOTE;
  const start = quoted ? equals + 2 : equals + 1;
  const close = quoted ? closingQuote(line, start) : -1;
  const stop = close < 0 ? skipWord(source, start, end) : close;
  takePair(line, { key: at, equals, start, stop }, found, referenceMs);
  return stop + 1;
}

interface Pair {
  readonly key: number;
  readonly equals: number;
  readonly start: number;
  readonly stop: number;
}

function takePair(line: ParsedLine, pair: Pair, found: LogfmtFound, referenceMs: number): void {
  const { source } = line;
  const key = { source, start: pair.key, end: pair.equals };
  const is = (name: string) => pair.equals - pair.key === name.length && startsWith(key, pair.key, name);
  if (found.messageStart < 0 && (is('msg') || is('message'))) {
    found.messageStart = pair.start;
    found.messageEnd = pair.stop;
  } else if (is('level') || is('lvl') || is('severity')) {
    line.level = readLevel(source, pair.start, pair.stop) ?? levelOfWord(decode(source, pair.start, Math.min(pair.stop, pair.start + 16)));
    found.known += 1;
  } else if (is('time') || is('ts') || is('t') || is('timestamp')) {
    if (Number.isNaN(line.atMs) && readTime(line, pair.start, referenceMs, cursor)) line.atMs = cursor.atMs;
    found.known += 1;
  } else if (is('trace_id') || is('traceID') || is('traceId') || is('request_id')) {
    line.traceSource = source;
    line.traceStart = pair.start;
    line.traceEnd = Math.min(pair.stop, pair.start + 64);
  }
}

function setMessage(line: ParsedLine, start: number, end: number): void {
  if (find(line.source, BACKSLASH, start, end) < 0) {
    line.start = start;
    line.end = end;
    return;
  }
  line.source = unescapeJson(line.source, start, end);
  line.start = 0;
  line.end = line.source.length;
}

function isKeyByte(byte: number | undefined): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte === 64;
}
