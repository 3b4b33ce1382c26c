/** Lines made to hurt a miner: no two alike, so that nothing that was learned of one helps with the next. */
import { createRandom } from '../../engine/math.ts';
import { corpusOf, startAtMs, type Chunk, type Corpus } from './corpus.ts';

/**
 * `letters`: eight random words, so that all lines have the same build. `mixed`: eight random words with digits in them. `lengths`: one to three
 * words of any length. `tokens`: eight to two hundred short words. `punctuation`: marks with few letters between them.
 */
export const adversarialKinds = ['letters', 'mixed', 'lengths', 'tokens', 'punctuation'] as const;
export type AdversarialKind = (typeof adversarialKinds)[number];

const letters = encode('abcdefghijklmnopqrstuvwxyz');
const mixed = encode('abcdefghijklmnopqrstuvwxyz0123456789');
const marks = encode('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ ab');
const blank = 32;
const lineFeed = 10;
const bufferBytes = 65_536;
const longestLine = 2_048;
/** A day's clock must hold all of them: a million lines in an hour. */
const lineStepMs = 3.6;

/**
 * `lines` lines in chunks of whole lines. Every chunk lies in the same memory as the one before it, so that making them weighs nothing in what is
 * measured: who wants to keep one copies it. The same seed gives the same bytes.
 */
export function* adversarialChunks(kind: AdversarialKind, lines: number, seed = 23): Generator<Chunk> {
  const writer: Writer = { bytes: new Uint8Array(bufferBytes), at: 0, random: createRandom(seed + adversarialKinds.indexOf(kind)) };
  for (let line = 1; line <= lines; line += 1) {
    writeLine(writer, kind);
    writer.bytes[writer.at - 1] = lineFeed;
    if (writer.at < bufferBytes - longestLine && line < lines) continue;
    yield { bytes: writer.bytes.subarray(0, writer.at), receivedAtMs: startAtMs + line * lineStepMs };
    writer.at = 0;
  }
}

/** All kinds after one another, `lines` lines together, to be kept. */
export function adversarialCorpus(lines: number): Corpus {
  const parts: Uint8Array[] = [];
  for (const kind of adversarialKinds) {
    for (const { bytes } of adversarialChunks(kind, Math.ceil(lines / adversarialKinds.length))) parts.push(bytes.slice());
  }
  return corpusOf('all unique', 'adversarial', new Uint8Array(Buffer.concat(parts)));
}

interface Writer {
  readonly bytes: Uint8Array;
  at: number;
  readonly random: () => number;
}

/** Every word is followed by one byte, the last one's becomes the line feed. */
function writeLine(writer: Writer, kind: AdversarialKind): void {
  const { random } = writer;
  switch (kind) {
    case 'letters':
      return writeWords(writer, 8, letters, () => 4 + random() * 6);
    case 'mixed':
      return writeWords(writer, 8, mixed, () => 4 + random() * 6);
    case 'lengths':
      return writeWords(writer, 1 + random() * 3, letters, () => 12 + random() ** 3 * 500);
    case 'tokens':
      return writeWords(writer, 8 + random() ** 2 * 192, letters, () => 2 + random() * 3);
    case 'punctuation':
      return writeWords(writer, 1, marks, () => 20 + random() * 60);
  }
}

// oxlint-disable-next-line max-params -- called a million times
function writeWords(writer: Writer, words: number, alphabet: Uint8Array, length: () => number): void {
  const { bytes, random } = writer;
  for (let word = 0; word < Math.floor(words); word += 1) {
    const end = writer.at + Math.floor(length());
    for (; writer.at < end; writer.at += 1) bytes[writer.at] = alphabet[Math.floor(random() * alphabet.length)] ?? blank;
    bytes[writer.at] = blank;
    writer.at += 1;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
