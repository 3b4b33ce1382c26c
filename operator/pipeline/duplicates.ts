/**
 * Which pushed lines have been taken in lately, so that a request that comes again, after an answer that was lost or a restart on either
 * side, counts nothing twice. Bounded in number and time; saved in segments, so that a checkpoint writes only what is new.
 */
import type { EnginePart } from '../../engine/index.ts';

export interface Duplicates {
  /** Whether the line was not known, and makes it known. */
  isNew(line: number, nowMs: number): boolean;
  /** What has changed since the last call, as parts of a checkpoint. */
  collect(extent?: 'changed' | 'whole'): readonly EnginePart[];
  readonly size: number;
}

/** Some 10 MB. At 10,000 lines a second that is half a minute, which a sender that tries again needs at the least. */
const knownAtMost = 300_000;
/** Senders give up after some minutes. */
const knownForMs = 600_000;
const segmentLength = 20_000;
/** Chance takes two lines for one in a hundred years of a thousand lines a second. */
const lineBytes = 6;
const headBytes = 9;
const formatVersion = 1;
const prefix = 'pushed:';

interface Segment {
  readonly part: string;
  readonly sinceMs: number;
  readonly lines: number[];
}

/** Whether a saved part is one of ours. */
export function isOfDuplicates({ part }: EnginePart): boolean {
  return part.startsWith(prefix);
}

/** The first 48 bits of a digest. */
export function lineNumber(digest: Buffer): number {
  return digest.readUIntBE(0, lineBytes);
}

export function createDuplicates(saved: readonly EnginePart[]): Duplicates {
  let segments = saved.flatMap(readSegment).toSorted((a, b) => a.sinceMs - b.sinceMs);
  const known = new Set(segments.flatMap(({ lines }) => lines));
  const gone: EnginePart[] = [];
  let next = 1 + Math.max(0, ...segments.map(({ part }) => Number(part.slice(prefix.length))));
  /** Not collected yet; the last one grows. */
  let fresh: Segment[] = [];

  function growing(nowMs: number): Segment {
    const last = fresh.at(-1);
    if (last !== undefined && last.lines.length < segmentLength) return last;
    const segment = { part: `${prefix}${next}`, sinceMs: nowMs, lines: [] };
    next += 1;
    fresh.push(segment);
    segments.push(segment);
    forgetOld(nowMs);
    return segment;
  }

  /** A clock that was set back is no reason to remember for longer. */
  function forgetOld(nowMs: number): void {
    let over = 0;
    for (let size = known.size; over < segments.length - 1; over += 1) {
      const segment = segments[over];
      if (segment === undefined || (Math.abs(nowMs - segment.sinceMs) <= knownForMs && size <= knownAtMost)) break;
      size -= segment.lines.length;
      for (const line of segment.lines) known.delete(line);
      gone.push({ part: segment.part, bytes: null });
    }
    const dropped = new Set(segments.slice(0, over));
    segments = segments.slice(over);
    fresh = fresh.filter((segment) => !dropped.has(segment));
  }

  return {
    isNew(line, nowMs) {
      if (known.has(line)) return false;
      known.add(line);
      growing(nowMs).lines.push(line);
      return true;
    },
    collect(extent) {
      const parts = [...gone.splice(0), ...(extent === 'whole' ? segments : fresh).map(writeSegment)];
      fresh = [];
      return parts;
    },
    get size() {
      return known.size;
    },
  };
}

function writeSegment({ part, sinceMs, lines }: Segment): EnginePart {
  const bytes = Buffer.alloc(headBytes + lines.length * lineBytes);
  bytes.writeUInt8(formatVersion, 0);
  bytes.writeDoubleBE(sinceMs, 1);
  for (const [index, line] of lines.entries()) bytes.writeUIntBE(line, headBytes + index * lineBytes, lineBytes);
  return { part, bytes };
}

/** Of another format, or damaged: what it held is forgotten. */
function readSegment({ part, bytes }: EnginePart): readonly Segment[] {
  if (bytes === null || bytes.length < headBytes || bytes[0] !== formatVersion) return [];
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor((content.length - headBytes) / lineBytes);
  const lines = Array.from({ length: count }, (_, index) => content.readUIntBE(headBytes + index * lineBytes, lineBytes));
  return [{ part, sinceMs: content.readDoubleBE(1), lines }];
}
