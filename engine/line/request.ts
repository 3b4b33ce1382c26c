import { isLetter } from './bytes.ts';
import type { SpanRecord } from './record.ts';
import { clearScratch, putByte, putBytes, putText, useScratch } from './scratch.ts';

/** Where something stands in a record's source; nowhere when `start` is less than 0. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What a line has of an HTTP request: method and path, or both in a request line; the status, -1 where there is none. */
export interface Access {
  readonly method: Place;
  readonly path: Place;
  readonly request: Place;
  readonly status: number;
}

/** Longest path kept in a message. */
const LONGEST_PATH = 1_024;

/**
 * Makes `GET /shelf/4 status=502` the message, so that the requests of all kinds of access logs are told alike. Returns false where method and path are
 * not known.
 */
export function writeRequest(record: SpanRecord, { method, path, request, status }: Access): boolean {
  const { source } = record;
  const verb = method.start >= 0 ? method : { start: request.start, end: wordEnd(source, request.start, request.end) };
  const target = path.start >= 0 ? path : { start: verb.end + 1, end: wordEnd(source, verb.end + 1, request.end) };
  if (verb.start < 0 || !isMethod(source, verb) || target.end <= target.start) return false;
  clearScratch();
  putBytes(source, verb.start, verb.end);
  putByte(32);
  putBytes(source, target.start, Math.min(target.end, target.start + LONGEST_PATH));
  if (status >= 0) {
    putText(' status=');
    putByte(48 + Math.floor(status / 100));
    putByte(48 + (Math.floor(status / 10) % 10));
    putByte(48 + (status % 10));
  }
  useScratch(record);
  return true;
}

function wordEnd(source: Uint8Array, from: number, end: number): number {
  let at = Math.max(0, from);
  while (at < end && source[at] !== 32) at += 1;
  return at;
}

/** Letters alone, three to ten. */
function isMethod(source: Uint8Array, { start, end }: Place): boolean {
  if (end - start < 3 || end - start > 10) return false;
  for (let i = start; i < end; i += 1) if (!isLetter(source[i])) return false;
  return true;
}
