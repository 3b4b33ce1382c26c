import { CARRIAGE_RETURN, SPACE, find, isBlank, isDigit, skipBlanks, skipDigits } from './bytes.ts';
import type { Frame } from './frame.ts';

/**
 * Reads carriage returns within a line as a terminal shows them. Of a bar or a count that a program writes over and over again (`10 %`, `20 %`, `done`)
 * the last state stays; any other carriage return becomes a blank, for some programs write it for the line feeds of a trace. The frame's bytes are its own.
 */
export function readReturns(frame: Frame): void {
  const { source, start, end } = frame;
  const first = find(source, CARRIAGE_RETURN, start, end);
  if (first < 0) return;
  const last = frame.tag === 0 ? lastState(frame) : -1;
  if (last >= 0) frame.start = last;
  else for (let at = first; at < end; at += 1) if (source[at] === CARRIAGE_RETURN) source[at] = SPACE;
}

/** Where the last state of what was written over begins, or -1 where it is something else. */
function lastState({ source, start, end }: Frame): number {
  let [before, last] = [-1, -1];
  for (let from = start; from < end;) {
    const stop = segmentEnd(source, from, end);
    const text = skipBlanks(source, from, stop);
    if (text < stop) {
      if (last >= 0 && !beginsAlike(source, last, text, end)) return -1;
      [before, last] = [last, text];
    }
    from = stop + 1;
  }
  return before >= 0 && counts(source, before, last) ? last : -1;
}

function segmentEnd(source: Uint8Array, from: number, end: number): number {
  const stop = find(source, CARRIAGE_RETURN, from, end);
  return stop < 0 ? end : stop;
}

/** So many bytes, a number as one, say whether two states are of one thing: `7%|` and `100%|`. */
const compared = 3;

/** Whether their first words begin alike, but for their numbers. */
function beginsAlike(source: Uint8Array, one: number, other: number, end: number): boolean {
  let [at, place] = [one, other];
  for (let units = 0; units < compared; units += 1) {
    const byte = at < end ? source[at] : SPACE;
    const against = place < end ? source[place] : SPACE;
    if (isDigit(byte) && isDigit(against)) {
      at = skipDigits(source, at, end);
      place = skipDigits(source, place, end);
      continue;
    }
    const ends = isBlank(byte) || byte === CARRIAGE_RETURN;
    if (ends || byte !== against) return ends && units > 0 && (isBlank(against) || against === CARRIAGE_RETURN);
    at += 1;
    place += 1;
  }
  return true;
}

function counts(source: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isDigit(source[at])) return true;
  return false;
}
