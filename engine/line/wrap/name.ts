import { decode } from '../bytes.ts';

/** Names that were read lately, each at the place its hash gives it: a container's name stands before every one of its lines. */
interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const PLACES = 256;
const known: (Known | undefined)[] = Array.from({ length: PLACES }, () => undefined);

/** The text of [from, to); the same string for the same bytes, as long as few others come between. */
export function nameOf(source: Uint8Array, from: number, to: number): string {
  let hash = 7;
  for (let i = from; i < to; i += 1) hash = (Math.imul(hash, 31) + (source[i] ?? 0)) | 0;
  const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
  const before = known[place];
  if (before !== undefined && isSame(before.bytes, source, from, to)) return before.text;
  const text = decode(source, from, to);
  known[place] = { bytes: source.slice(from, to), text };
  return text;
}

function isSame(bytes: Uint8Array, source: Uint8Array, from: number, to: number): boolean {
  if (bytes.length !== to - from) return false;
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i] !== source[from + i]) return false;
  return true;
}
