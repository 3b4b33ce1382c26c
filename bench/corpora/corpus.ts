/** What a benchmark reads: one container's lines as bytes, cut as they would arrive. */

/**
 * `raw`: lines as programs write them, headers and all. `invented`: the same from generators, so that there is always something to measure.
 * `json`: structured lines. `adversarial`: no two lines alike.
 */
export type CorpusKind = 'raw' | 'invented' | 'json' | 'adversarial';

export interface Corpus {
  readonly name: string;
  readonly kind: CorpusKind;
  readonly lines: number;
  readonly bytes: Uint8Array;
  /** Whole lines, some 64 KiB a chunk, as the operator's sources deliver them. */
  readonly chunks: readonly Chunk[];
}

export interface Chunk {
  readonly bytes: Uint8Array;
  /** Advances with the lines, so that their minutes are counted and none is too old for it. */
  readonly receivedAtMs: number;
}

/** When the first line of every corpus was written, and the time between two lines: 200,000 lines are two hours. */
export const startAtMs = 1_767_225_600_000;
export const stepMs = 37;
const chunkBytes = 65_536;
const lineFeed = 10;

/** A corpus of bytes that end in a line feed. */
export function corpusOf(name: string, kind: CorpusKind, bytes: Uint8Array): Corpus {
  const chunks: Chunk[] = [];
  let lines = 0;
  for (let at = 0; at < bytes.length;) {
    const end = endOfChunk(bytes, at);
    const chunk = bytes.subarray(at, end);
    lines += countLines(chunk);
    chunks.push({ bytes: chunk, receivedAtMs: startAtMs + lines * stepMs });
    at = end;
  }
  return { name, kind, lines, bytes, chunks };
}

/** As many lines as `make` gives for the numbers from 0 on; one call may give several, with line feeds between them. */
export function makeLines(lines: number, make: (line: number, atMs: number) => string): Uint8Array {
  const texts: string[] = [];
  let made = 0;
  for (let call = 0; made < lines; call += 1) {
    const text = make(call, startAtMs + call * stepMs);
    texts.push(text);
    made += 1;
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) made += 1;
  }
  return new TextEncoder().encode(`${texts.join('\n')}\n`);
}

function endOfChunk(bytes: Uint8Array, from: number): number {
  if (from + chunkBytes >= bytes.length) return bytes.length;
  const feed = bytes.lastIndexOf(lineFeed, from + chunkBytes - 1);
  if (feed >= from) return feed + 1;
  const next = bytes.indexOf(lineFeed, from);
  return next < 0 ? bytes.length : next + 1;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let feed = bytes.indexOf(lineFeed); feed >= 0; feed = bytes.indexOf(lineFeed, feed + 1)) lines += 1;
  return lines;
}
