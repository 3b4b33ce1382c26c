/**
 * Resuming a log: the API can only begin at a whole second, so the lines around the last one come again. What was delivered is known
 * by the time and the hash of the last lines; a log file only grows at its end, so once the last of them has been met again, all that
 * follows is new.
 */
import { hash } from 'node:crypto';
import type { StreamPosition } from '../source.ts';
import { compareTimes, millisecondsOf, readTime, type LineTime } from './time.ts';

export interface Replay {
  /** To be called when the log is opened again: the next lines may be known ones. */
  begin(): void;
  /** For each whole line of the stream, in order. */
  judge(bytes: Buffer, start: number, end: number): Judgement;
  /** Position after the batch whose bytes are given. */
  advance(batch: Uint8Array, lines: number): StreamPosition;
  /** The whole second from which the log is to be read; null: from its beginning. */
  since(): string | null;
  /** Time of the line judged last. */
  readonly time: LineTime | null;
  readonly position: StreamPosition;
}

/**
 * `new` and `known` (was delivered before) speak for themselves. `first-after-gap`: new, and the lines before it that must be there are
 * not. `out-of-order`: new, but the log's time went back by more than the overlap, so lines may have been skipped or come twice.
 * `notice`: no log line but a text of the kubelet.
 */
export type Judgement = 'new' | 'known' | 'first-after-gap' | 'out-of-order' | 'notice';

/** Lines of stdout and stderr, and of two processors, are written at most this much out of order. */
const overlapMs = 2_000;
/** Fingerprints kept: the last lines, enough to find the place again for sure. */
const kept = 64;

interface Fingerprint {
  readonly key: string;
  readonly time: LineTime;
}

export function createReplay(from: StreamPosition | null): Replay {
  let tail = restore(from);
  let position: StreamPosition = from ?? { lastAt: null, recent: {}, linesSeen: 0, finished: false };
  let last = position.lastAt === null ? null : parseTime(position.lastAt);
  let time: LineTime | null = null;
  let pass: Pass | null = null;

  function judge(bytes: Buffer, start: number, end: number): Judgement {
    time = readTime(bytes, start, end);
    if (!time) return 'notice';
    if (!pass) return follow(time);
    const judgement = pass.judge(time, () => keyOf(bytes, start, end, time?.length ?? 0));
    if (judgement !== 'known') last = time;
    if (pass.over) pass = null;
    return judgement;
  }

  function follow(now: LineTime): Judgement {
    const back = last !== null && millisecondsOf(last) - millisecondsOf(now) > overlapMs;
    last = now;
    return back ? 'out-of-order' : 'new';
  }

  return {
    begin() {
      // Not from the lines judged last: they may not have been delivered.
      last = position.lastAt === null ? null : parseTime(position.lastAt);
      pass = last === null ? null : createPass(position, last);
    },
    judge,
    advance(batch, lines) {
      tail = [...tail, ...fingerprints(batch)].slice(-kept);
      position = positionAfter(position, lines, tail);
      return position;
    },
    since() {
      const earliest = earliestOf(position);
      if (!earliest) return null;
      // A line that was written after the last one may carry an earlier time, in the second before.
      const fromSeconds = Math.floor((millisecondsOf(earliest) - overlapMs) / 1000);
      return new Date(fromSeconds * 1000).toISOString().replace('.000Z', 'Z');
    },
    get time() {
      return time;
    },
    get position() {
      return position;
    },
  };
}

interface Pass {
  judge(time: LineTime, key: () => string): Judgement;
  readonly over: boolean;
}

/**
 * The stretch after a resume in which known lines come again. It is over when all fingerprints have been met: what stands behind the
 * last of them in the file is new, whatever its time says. Until then a line that is not newer than them stands before them.
 */
function createPass(position: StreamPosition, last: LineTime): Pass {
  const remaining = new Map(Object.entries(position.recent));
  const hasFingerprints = remaining.size > 0;
  let newest = last;
  for (const key of remaining.keys()) {
    const time = parseTime(key);
    if (time && compareTimes(time, newest) > 0) newest = time;
  }
  let met = false;
  let over = false;

  function strike(key: string): void {
    const count = remaining.get(key) ?? 0;
    if (count > 1) remaining.set(key, count - 1);
    else remaining.delete(key);
    over = hasFingerprints && remaining.size === 0;
  }

  return {
    judge(time, key) {
      if (compareTimes(time, newest) <= 0) {
        met = true;
        strike(key());
        return 'known';
      }
      const gap = !met;
      met = true;
      over = millisecondsOf(time) - millisecondsOf(newest) > overlapMs;
      return gap ? 'first-after-gap' : 'new';
    },
    get over() {
      return over;
    },
  };
}

/** What is recent is worked out when it is asked for: most positions are passed before anybody saves them. */
function positionAfter(before: StreamPosition, lines: number, tail: readonly Fingerprint[]): StreamPosition {
  const linesSeen = before.linesSeen + lines;
  const newest = tail.at(-1);
  if (!newest) return { lastAt: before.lastAt, recent: before.recent, linesSeen, finished: false };
  const lastAt = newest.key.slice(0, newest.time.length);
  let recent: Record<string, number> | null = null;
  return {
    lastAt,
    linesSeen,
    finished: false,
    get recent() {
      return (recent ??= recentOf(tail, newest));
    },
  };
}

/** Fingerprints of the last lines of a batch, oldest first. */
function fingerprints(batch: Uint8Array): Fingerprint[] {
  const bytes = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength);
  const found: Fingerprint[] = [];
  for (let end = bytes.length - 1; end > 0 && found.length < kept;) {
    const start = bytes.lastIndexOf(10, end - 1) + 1;
    const time = readTime(bytes, start, end);
    if (time) found.push({ key: keyOf(bytes, start, end, time.length), time });
    end = start - 1;
  }
  return found.toReversed();
}

function keyOf(bytes: Buffer, start: number, end: number, timeLength: number): string {
  const time = bytes.toString('latin1', start, start + timeLength);
  return `${time} ${hash('sha256', bytes.subarray(start + timeLength, end), 'base64url').slice(0, 12)}`;
}

/** Those of the last lines that are within the overlap of the very last; a quiet log has few. */
function recentOf(tail: readonly Fingerprint[], last: Fingerprint): Record<string, number> {
  const from = millisecondsOf(last.time) - overlapMs;
  const recent: Record<string, number> = {};
  for (const { key, time } of tail) if (millisecondsOf(time) >= from) recent[key] = (recent[key] ?? 0) + 1;
  return recent;
}

function restore(from: StreamPosition | null): readonly Fingerprint[] {
  return Object.entries(from?.recent ?? {}).flatMap(([key, count]) => {
    const time = parseTime(key);
    return time ? Array.from({ length: Math.min(count, kept) }, () => ({ key, time })) : [];
  });
}

function earliestOf(position: StreamPosition): LineTime | null {
  let earliest = position.lastAt === null ? null : parseTime(position.lastAt);
  for (const key of Object.keys(position.recent)) {
    const time = parseTime(key);
    if (time && earliest && compareTimes(time, earliest) < 0) earliest = time;
  }
  return earliest;
}

/** The time at the beginning of a text. */
function parseTime(text: string): LineTime | null {
  const bytes = Buffer.from(text);
  return readTime(bytes, 0, bytes.length);
}
