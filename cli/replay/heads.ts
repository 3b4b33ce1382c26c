import { readRecorded } from '../../api/recording.ts';
import type { RecordedLog } from '../../api/recording.ts';

/** Who wrote a line. */
export type LogPlace = Omit<RecordedLog, 'type' | 'atMs' | 'line'>;

/** What stands in a log line between its type and its text: `"namespace":"shop","workload":"cart","pod":"cart-0",`. */
export interface HeadReader {
  /** Whose line it is whose head begins at `at`; null where only a parser can tell. The same head gives the same object. */
  read(bytes: Buffer, at: number): LogPlace | null;
  /** Behind the opening quote of the text. */
  readonly end: number;
}

interface Head {
  readonly bytes: Uint8Array;
  /** Null: one for a parser. */
  readonly place: LogPlace | null;
}

/** More writers than a recording has at once; beyond them all are learned anew. */
const mostHeads = 8_192;
const longestHead = 1_024;
const QUOTE = 34;
const textKey = Buffer.from('line":"');
const begin = '{"at":"2000-01-01T00:00:00Z","type":"log",';
/** Any of these could make of the line something else than its beginning says. */
const unsure = /\\|"at"|"type"/;

/** A recording has few heads and many lines: each head is parsed once, with an empty text behind it, and then known by its bytes. */
export function createHeadReader(): HeadReader {
  const heads = new Map<number, Head>();
  let end = 0;

  return {
    read(bytes, at) {
      const limit = Math.min(bytes.length, at + longestHead);
      let hash = 0;
      let stop = at;
      for (; stop < limit; stop += 1) {
        const byte = bytes[stop] ?? 0;
        if (byte === QUOTE && isText(bytes, stop + 1)) break;
        hash = (Math.imul(hash, 31) + byte) | 0;
      }
      if (stop >= limit) return null;
      end = stop + 1 + textKey.length;
      const known = heads.get(hash);
      if (known !== undefined && isSame(known.bytes, bytes, at, stop)) return known.place;
      if (heads.size >= mostHeads) heads.clear();
      const head = { bytes: Uint8Array.prototype.slice.call(bytes, at, stop), place: placeIn(bytes.toString('utf8', at, stop)) };
      heads.set(hash, head);
      return head.place;
    },
    get end() {
      return end;
    },
  };
}

function isText(bytes: Buffer, at: number): boolean {
  for (let i = 0; i < textKey.length; i += 1) if (bytes[at + i] !== textKey[i]) return false;
  return true;
}

// oxlint-disable-next-line max-params -- an object a line would cost more than the comparison
function isSame(known: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i += 1) if (known[i] !== bytes[from + i]) return false;
  return true;
}

function placeIn(head: string): LogPlace | null {
  if (unsure.test(head)) return null;
  try {
    const recorded = readRecorded(`${begin}${head}"line":""}`);
    if (recorded.type !== 'log') return null;
    const { type: _type, atMs: _atMs, line: _line, ...place } = recorded;
    return place;
  } catch {
    return null;
  }
}
