import { decode } from '../line/bytes.ts';
import { hash64 } from '../math.ts';
import { FIXED, QUOTED, VALUE, WORD } from './kinds.ts';
import type { Tokens } from './tokens.ts';

/** The tokens of one pattern, kept. `words[i]` is its text: literal for words, marks and fixed tokens, `<kind>` for values. */
export interface Shape {
  readonly kinds: Uint8Array;
  readonly hashes: Int32Array;
  readonly words: string[];
  /** 1 where a blank stands before the token. */
  readonly spaced: Uint8Array;
  /** Signature of the first form. */
  readonly low: number;
  readonly high: number;
}

/** Copies what `tokens` point at out of the message's bytes. */
export function createShape(tokens: Tokens): Shape {
  const { source, count } = tokens;
  const spaced = new Uint8Array(count);
  const words: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = tokens.starts[i] ?? 0;
    spaced[i] = i > 0 && start > (tokens.ends[i - 1] ?? 0) ? 1 : 0;
    const text = decode(source, start, tokens.ends[i] ?? 0);
    words.push(wordText(tokens.kinds[i] ?? WORD, text, tokens.hashes[i] ?? 0));
  }
  return { kinds: tokens.kinds.slice(0, count), hashes: tokens.hashes.slice(0, count), words, spaced, low: tokens.low, high: tokens.high };
}

function wordText(kind: number, text: string, hash: number): string {
  if (kind === VALUE) return `<${valueKind(text)}>`;
  if (kind === QUOTED) return text.startsWith("'") ? "'<text>'" : '"<text>"';
  return kind === FIXED && hash >= 49 && hash <= 53 && text.length === 3 ? `${text[0]}xx` : text;
}

/** Hash of the first form with every wildcard alike, so that the first value seen does not decide the id. */
export function shapeId(shape: Shape): string {
  return hash64(render(shape, (word, kind) => (kind === VALUE || kind === QUOTED ? '<*>' : word)));
}

/** `order <num> failed after <duration>`. */
export function shapeText(shape: Shape): string {
  return render(shape, (word) => word);
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['url', /^[a-z][a-z0-9+.-]*:\/\//i],
  ['email', /^[^@\s/\\]+@[^@\s/\\]+\.[a-z]+$/i],
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['ip', /^\/?\d{1,3}(\.\d{1,3}){3}(:\d+)?$|^([0-9a-f]{0,4}:){1,7}:([0-9a-f.:]*)(\/\d+)?$|^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$/i],
  ['time', /^(\d{4}-\d\d-\d\d.*|\d\d:\d\d(:\d\d([.,]\d+)?)?)$/],
  ['duration', /^[<>]?[\d.]+ ?(ns|us|µs|ms|s|secs?|seconds?|m|mins?|minutes?|h|hr|hours?|days?)$/],
  ['size', /^[<>]?[\d.]+ ?([kmgt]i?b?|b|bytes)$/i],
  ['num', /^[-+<>]?[\d.,]+%?$/],
  ['hex', /^(0x)?[0-9a-f]+$/i],
  ['path', /^[\\/]|[\\/].*[\\/]/],
];

function valueKind(text: string): string {
  const short = text.slice(0, 200);
  return KINDS.find(([, pattern]) => pattern.test(short))?.[0] ?? (/\s/.test(short) ? 'list' : /\d/.test(short) ? 'id' : 'value');
}

function render(shape: Shape, word: (text: string, kind: number) => string): string {
  let text = '';
  for (const [i, kind] of shape.kinds.entries()) text += (shape.spaced[i] === 1 ? ' ' : '') + word(shape.words[i] ?? '', kind);
  return text;
}
