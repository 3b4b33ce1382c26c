import type { Level } from '../domain.ts';
import { decode } from './bytes.ts';

/** Spellings of a written level, in lower case; syslog's and glog's included. */
const NAMES: Readonly<Record<string, Level>> = {
  trace: 'trace',
  trc: 'trace',
  verbose: 'trace',
  finest: 'trace',
  finer: 'trace',
  verb: 'trace',
  debug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  dbug: 'debug',
  debu: 'debug',
  info: 'info',
  inf: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  note: 'info',
  log: 'info',
  config: 'info',
  warn: 'warning',
  warning: 'warning',
  wrn: 'warning',
  error: 'error',
  err: 'error',
  eror: 'error',
  severe: 'error',
  failure: 'error',
  fail: 'error',
  erro: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  crit: 'fatal',
  critical: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  fata: 'fatal',
};

const LETTERS: Readonly<Record<string, Level>> = {
  t: 'trace',
  v: 'trace',
  d: 'debug',
  i: 'info',
  n: 'info',
  w: 'warning',
  e: 'error',
  f: 'fatal',
  c: 'fatal',
};

const byHash = new Map<number, Level>(Object.entries(NAMES).map(([name, level]) => [hashOf(name), level]));

const LONGEST = 13;

/** The level that [from, to) spells, or null; case does not matter. */
export function readLevel(source: Uint8Array, from: number, to: number): Level | null {
  const length = to - from;
  if (length < 3 || length > LONGEST) return null;
  let hash = 7;
  for (let i = from; i < to; i += 1) {
    const lower = (source[i] ?? 0) | 32;
    if (lower < 97 || lower > 122) return null;
    hash = (Math.imul(hash, 31) + lower) | 0;
  }
  return byHash.get(hash) ?? null;
}

/** The level that a value spells: a name of any length, a single letter, or a name among blanks. */
export function levelOfBytes(source: Uint8Array, from: number, to: number): Level | null {
  return readLevel(source, from, to) ?? (to - from > 16 ? null : levelOfWord(decode(source, from, to)));
}

function levelOfWord(word: string): Level | null {
  const lower = word.trim().toLowerCase();
  return NAMES[lower] ?? LETTERS[lower] ?? null;
}

/** The level behind a single upper-case letter, as logcat and tower-like headers write it. */
export function levelOfLetter(byte: number | undefined): Level | null {
  return byte === undefined || byte < 65 || byte > 90 ? null : (LETTERS[String.fromCharCode(byte + 32)] ?? null);
}

/** The level of a number: pino and Bunyan count 10 to 60, syslog severities 0 to 7. */
function levelOfNumber(value: number): Level | null {
  if (!Number.isFinite(value) || value < 0) return null;
  if (value < 8) return value <= 2 ? 'fatal' : value === 3 ? 'error' : value === 4 ? 'warning' : value < 7 ? 'info' : 'debug';
  if (value < 10 || value > 100) return null;
  const steps: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];
  return steps[Math.min(5, Math.floor(value / 10) - 1)] ?? null;
}

/** The level of an HTTP status. */
export function levelOfStatus(status: number): Level {
  return status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info';
}

const FATAL = /\b(panic|fatal|segfault|segmentation fault|out of memory|oom-?kill(?:ed)?|core dumped|uncaught|unhandled)/i;
const ERROR =
  /\b(errors?|exceptions?|fail(?:ed|ure|ures|s|ing)?|traceback|cannot|could ?n[o']t|unable to|refused|denied|aborted|unreachable|corrupt(?:ed|ion)?|crash(?:ed)?|killed)\b|[a-z](?:Exception|Error)\b|\bexit(?:ed)? (?:with )?(?:code|status) [1-9]/i;
const HARMLESS =
  /\b(no|0|zero|without|without any) (errors?|exceptions?|failures?)\b|\b(errors?|failures?|failed|exceptions?)\s*[=:]\s*(0|none|null|false)\b/gi;
const WARNING =
  /\b(warn(?:ing)?|deprecated|retry(?:ing)?|timed? ?out|slow|throttl(?:ed|ing)|invalid|not found|missing|exceed(?:s|ed)|degraded|unhealthy)\b/i;

/** What the words of a message that carries no level suggest. Reads at most 400 characters. */
export function inferLevel(text: string): Level {
  const words = text.slice(0, 400).replaceAll(HARMLESS, '');
  if (FATAL.test(words)) return 'fatal';
  if (ERROR.test(words)) return 'error';
  return WARNING.test(words) ? 'warning' : 'info';
}

/** The level that the digits of [from, to) stand for, or null. */
export function numericLevel(source: Uint8Array, from: number, to: number): Level | null {
  if (to <= from || to - from > 3) return null;
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const digit = (source[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return levelOfNumber(value);
}

function hashOf(name: string): number {
  let hash = 7;
  for (let i = 0; i < name.length; i += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
  return hash;
}
