import { SPACE, byteAt, isBlank, isDigit, skipBlanks, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';

/** What puts the name of a container before every line it passes on, by the shape of what it puts there. */
export const PREFIX_KINDS = ['path', 'pod', 'bar', 'words'] as const;
export type PrefixKind = (typeof PREFIX_KINDS)[number];

/** Where a prefix's name is, and where the line behind it begins. Reused. */
export interface Prefix {
  nameStart: number;
  nameEnd: number;
  textStart: number;
}

/** No name in a prefix is longer than two of Kubernetes' own. */
const LONGEST = 520;

/** Finds the prefix of a kind at the beginning of a line. Returns false for a line without one. */
export function findPrefix(kind: PrefixKind, line: ByteSpan, prefix: Prefix): boolean {
  const capped = { source: line.source, start: line.start, end: Math.min(line.end, line.start + LONGEST) };
  return FINDERS[kind](capped, prefix);
}

type Finder = (line: ByteSpan, prefix: Prefix) => boolean;

const FINDERS: Readonly<Record<PrefixKind, Finder>> = { path: findPath, pod: findPod, bar: findBar, words: findWords };

/** `[pod/NAME/CONTAINER] ` (kubectl logs --prefix). */
function findPath(line: ByteSpan, prefix: Prefix): boolean {
  const { source, start, end } = line;
  if (!startsWith(line, start, '[pod/')) return false;
  const pod = nameEnd(source, start + 5, end);
  const container = nameEnd(source, pod + 1, end);
  if (pod === start + 5 || source[pod] !== 47 || container === pod + 1 || source[container] !== 93) return false;
  return settle(prefix, { nameStart: start + 5, nameEnd: container, textStart: behindBlank(source, container + 1, end) });
}

/** `NAMESPACE/POD[CONTAINER]: `, as followers of many pods write it. */
function findPod({ source, start, end }: ByteSpan, prefix: Prefix): boolean {
  const namespace = nameEnd(source, start, end);
  if (namespace === start || source[namespace] !== 47) return false;
  const pod = nameEnd(source, namespace + 1, end);
  const container = nameEnd(source, pod + 1, end);
  if (source[pod] !== 91 || container === pod + 1 || source[container] !== 93 || source[container + 1] !== 58) return false;
  return settle(prefix, { nameStart: start, nameEnd: container, textStart: behindBlank(source, container + 2, end) });
}

/** `SERVICE-1  | ` (docker compose, docker service logs): bars stand below each other. */
function findBar({ source, start, end }: ByteSpan, prefix: Prefix): boolean {
  const stop = nameEnd(source, start, end);
  const bar = skipBlanks(source, stop, end);
  if (stop === start || bar === stop || source[bar] !== 124 || !isSmallLetter(byteAt(source, start))) return false;
  return settle(prefix, { nameStart: start, nameEnd: stop, textStart: behindBlank(source, bar + 1, end) });
}

/** `POD CONTAINER `, where the pod's name ends in what a controller has added to it. */
function findWords({ source, start, end }: ByteSpan, prefix: Prefix): boolean {
  const pod = nameEnd(source, start, end);
  const container = nameEnd(source, pod + 1, end);
  if (source[pod] !== SPACE || container <= pod + 1 || !hasSuffix(source, start, pod)) return false;
  if (container < end && source[container] !== SPACE) return false;
  return settle(prefix, { nameStart: start, nameEnd: container, textStart: behindBlank(source, container, end) });
}

/** `-x2x4z` or `-0`: five letters and digits, or a number. */
function hasSuffix(source: Uint8Array, start: number, end: number): boolean {
  let at = end;
  let digits = 0;
  while (at > start && isSmallLetterOrDigit(byteAt(source, at - 1))) {
    at -= 1;
    if (isDigit(source[at])) digits += 1;
  }
  const length = end - at;
  return at > start + 1 && source[at - 1] === 45 && length > 0 && (length === 5 || digits === length);
}

function settle(prefix: Prefix, found: Prefix): boolean {
  prefix.nameStart = found.nameStart;
  prefix.nameEnd = found.nameEnd;
  prefix.textStart = found.textStart;
  return true;
}

/** One blank parts the prefix from the line; the others are the line's own. */
function behindBlank(source: Uint8Array, at: number, end: number): number {
  return at < end && isBlank(source[at]) ? at + 1 : at;
}

/** Small letters, digits, `-`, `_`, `.` and `@`, of which names of pods, services and nodes are made. */
function nameEnd(source: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isOfName(byteAt(source, at))) at += 1;
  return at;
}

function isOfName(byte: number): boolean {
  return isSmallLetterOrDigit(byte) || byte === 45 || byte === 46 || byte === 95 || byte === 64;
}

function isSmallLetterOrDigit(byte: number): boolean {
  return isSmallLetter(byte) || (byte >= 48 && byte <= 57);
}

function isSmallLetter(byte: number): boolean {
  return byte >= 97 && byte <= 122;
}
