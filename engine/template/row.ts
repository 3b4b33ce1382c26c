import type { LogRecord } from '../domain.ts';
import type { ByteSpan } from '../line/bytes.ts';
import { SpanRecord } from '../line/record.ts';
import { FIXED, VALUE, WORD } from './kinds.ts';
import type { Shape } from './shape.ts';
import { tokenize } from './tokenize.ts';
import { signTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { wordHash } from './words.ts';

/** Whether a message is of values, without a word of more than a letter by which its statement would be known. */
export function isOfValues({ kinds, starts, ends, count }: Tokens): boolean {
  let hasValue = false;
  for (let i = 0; i < count; i += 1) {
    const kind = kinds[i];
    if (kind === FIXED || (kind === WORD && (ends[i] ?? 0) - (starts[i] ?? 0) > 1)) return false;
    if (kind === VALUE) hasValue = true;
  }
  return hasValue;
}

/**
 * Reads a message of values alone, which tells nothing by its words: by how many columns it has and what stands between them, and by the name of who wrote it,
 * where a header names it: `21.5` of one sensor is another statement than `1013` of the next.
 */
export function readRow(tokens: Tokens, { source, start, end }: ByteSpan, record: LogRecord | null): void {
  if (!isOneRun(tokens)) {
    tokens.keepsColumns = true;
    tokenize(source, start, end, tokens);
    tokens.keepsColumns = false;
  }
  // Its bytes alone do not say what pattern it is.
  tokens.readsDigits = true;
  const component = record instanceof SpanRecord ? record.component() : null;
  if (component === null || tokens.count >= tokens.kinds.length) return;
  putBefore(tokens, component);
  signTokens(tokens);
}

/** Whether the only token is what was looked at last, so that no columns can have been joined to it. */
function isOneRun({ count, starts, ends, start, end }: Tokens): boolean {
  return count === 1 && starts[0] === start && ends[0] === end;
}

function putBefore(tokens: Tokens, { source, start, end }: ByteSpan): void {
  const { kinds, hashes, starts, ends, count } = tokens;
  for (const column of [kinds, hashes, starts, ends]) column.copyWithin(1, 0, count);
  kinds[0] = FIXED;
  hashes[0] = wordHash(source, start, end);
  starts[0] = start;
  ends[0] = end;
  tokens.count = count + 1;
}

/** Whether a form was read as a row: a word that is longer than a letter makes it a text, but for the name before it. */
export function isRow({ kinds, words }: Shape): boolean {
  return kinds.every((kind, i) => (kind === FIXED ? i === 0 : kind !== WORD || (words[i]?.length ?? 0) <= 1));
}
