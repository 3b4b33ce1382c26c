import { decode } from './bytes.ts';
import type { Frame } from './frame.ts';
import type { TraceKind } from './join/grammar.ts';
import type { Finished } from './record.ts';
import { textStart } from './join/shape.ts';

/** A record whose bare lines belong to it only by habit, cut before each of them, for the habit may turn out to be another. */
export interface Part extends Finished {
  lines: number;
  bytes: number;
  ordinals: number[] | null;
  rest: string;
}

/** Parts of longer records are not kept. */
const MOST_BYTES = 16_384;

/** A record that has parts, or none: what it is made of, and how much text they hold. */
interface Whole extends Finished {
  readonly kind: TraceKind;
  parts: Part[] | null;
  partBytes: number;
}

/** Begins a part with a bare line. The first one is what the record was before. */
export function beginPart(whole: Whole, frame: Frame): void {
  if (whole.partBytes > MOST_BYTES) return;
  whole.parts ??= [before(whole)];
  whole.partBytes += whole.end - whole.start + frame.end - frame.start;
  if (whole.partBytes > MOST_BYTES) {
    whole.parts = null;
    return;
  }
  const { source, start, end, atMs, receivedAtMs, rawBytes, ordinal, pieces } = frame;
  const ordinals = pieces === null ? null : [...pieces, ordinal];
  whole.parts.push({
    source: source.slice(start, end),
    start: 0,
    end: end - start,
    atMs,
    receivedAtMs,
    lines: ordinals?.length ?? 1,
    bytes: rawBytes,
    firstLine: ordinals?.[0] ?? ordinal,
    ordinals,
    rest: '',
  });
}

/** Adds a line that certainly continues the last part; text beyond `restLength` is counted but not kept. */
export function extendPart(whole: Whole, frame: Frame, restLength: number): void {
  const part = whole.parts?.at(-1);
  if (part === undefined) return;
  if (whole.kind !== 'unknown' && whole.kind !== 'plain') {
    // Frames of a trace below them make the bare lines its text.
    whole.parts = null;
    whole.partBytes = Number.POSITIVE_INFINITY;
    return;
  }
  part.ordinals ??= [part.firstLine];
  part.ordinals.push(...(frame.pieces ?? []), frame.ordinal);
  part.lines += 1 + (frame.pieces?.length ?? 0);
  part.bytes += frame.rawBytes;
  const room = restLength - part.rest.length - 1;
  if (textStart(frame) >= frame.end || room <= 0) return;
  part.rest += `${part.rest === '' ? '' : '\n'}${decode(frame.source, frame.start, Math.min(frame.end, frame.start + room))}`;
}

function before({ source, start, end, atMs, receivedAtMs, lines, bytes, firstLine, ordinals, rest }: Finished): Part {
  return {
    source: source.slice(start, end),
    start: 0,
    end: end - start,
    atMs,
    receivedAtMs,
    lines,
    bytes,
    firstLine,
    ordinals: ordinals === null ? null : [...ordinals],
    rest,
  };
}
