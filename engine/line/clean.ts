const ESCAPE = 27;

/** A copy of [start, end) without NUL bytes and terminal control sequences (ECMA-48: CSI, OSC and two-byte escapes). */
export function clean(source: Uint8Array, start: number, end: number): Uint8Array {
  const kept = new Uint8Array(end - start);
  let length = 0;
  let at = start;
  while (at < end) {
    const byte = source[at] ?? 0;
    if (byte === ESCAPE) at = skipEscape(source, at + 1, end);
    else {
      if (byte !== 0) {
        kept[length] = byte;
        length += 1;
      }
      at += 1;
    }
  }
  return kept.subarray(0, length);
}

function skipEscape(source: Uint8Array, at: number, end: number): number {
  const kind = source[at];
  if (at >= end) return end;
  if (kind === 91) return skipUntil(source, at + 1, Math.min(end, at + 64), isFinal);
  if (kind === 93) return skipUntil(source, at + 1, Math.min(end, at + 1_024), isBell);
  return at + 1;
}

function skipUntil(source: Uint8Array, from: number, to: number, ends: (byte: number) => boolean): number {
  for (let i = from; i < to; i += 1) {
    if (ends(source[i] ?? 0)) return i + 1;
  }
  return to;
}

function isFinal(byte: number): boolean {
  return byte >= 64 && byte <= 126;
}

function isBell(byte: number): boolean {
  return byte === 7;
}
