import type { ByteSpan } from '../bytes.ts';
import { copyFrame, unwrap } from '../frame.ts';
import type { Frame } from '../frame.ts';
import { UNWRAPPED, learnWrapping } from '../wrap.ts';
import type { Wrapping } from '../wrap.ts';

/** The first lines of a stream, until it is known how they are wrapped. */
export interface WrappingLearning {
  wrapping: Wrapping;
  /** Beginnings of the first lines; null once learned. */
  seen: ByteSpan[] | null;
  /** The lines that wait meanwhile. */
  held: Frame[];
  /** The stream has been quiet: lines do not wait any more, although the next ones still teach. */
  isQuiet: boolean;
}

const LINES = 32;
const BEGINNING_BYTES = 640;

/** Only where nothing is said of the framing is there anything to learn. */
export function createWrappingLearning(learns: boolean): WrappingLearning {
  return { wrapping: UNWRAPPED, seen: learns ? [] : null, held: [], isQuiet: false };
}

/**
 * Takes in one of the first lines. Returns the lines that may be read now, in their order: none while they wait. A line of a container runtime settles that there is
 * nothing else.
 */
export function learnFrom(learning: WrappingLearning, frame: Frame): readonly Frame[] {
  const { seen, held } = learning;
  const copy = copyFrame(frame);
  unwrap(frame, 'auto');
  if (seen === null || !Number.isNaN(frame.atMs)) return settle(learning, [...held, copy]);
  const beginning = copy.source.slice(0, BEGINNING_BYTES);
  seen.push({ source: beginning, start: 0, end: beginning.length });
  if (learning.isQuiet) {
    learning.wrapping = learnWrapping(seen);
    if (seen.length >= LINES) learning.seen = null;
    return [copy];
  }
  held.push(copy);
  if (seen.length < LINES) return [];
  learning.wrapping = learnWrapping(seen);
  return settle(learning, held);
}

/** The stream is quiet: what waits is read by what can be told so far. */
export function stopWaiting(learning: WrappingLearning): readonly Frame[] {
  if (learning.seen === null) return [];
  const { held } = learning;
  learning.wrapping = learnWrapping(learning.seen);
  learning.isQuiet = true;
  learning.held = [];
  return held;
}

function settle(learning: WrappingLearning, lines: readonly Frame[]): readonly Frame[] {
  learning.seen = null;
  learning.held = [];
  return lines;
}
