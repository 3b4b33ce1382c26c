import type { Level } from '../domain.ts';
import { encode, find, isDigit, isUpper, skipDigits } from './bytes.ts';

/** Spellings of a written level in lower case: those of loggers, syslog and glog, cut ones, and those of other languages. */
const NAMES: Readonly<Record<Level, string>> = {
  trace: 'trace trc verbose finest finer verb',
  debug: 'debug dbg fine dbug debu fein debugging depuración depuração débogage отладка 调试 デバッグ 디버그',
  info:
    'info inf information informational informative notice note log config infos hinweis meddelande información informação ' +
    'informazione информация инфо bilgi 信息 情報 정보',
  warning:
    'warn warning wrn warnung achtung avertissement attention advertencia advertência aviso avviso avvertenza attenzione ' +
    'waarschuwing varning advarsel varoitus ostrzeżenie uwaga uyarı предупреждение внимание 警告 경고',
  error:
    'error err eror severe failure fail erro fehler schwerwiegend erreur grave errore fout virhe błąd hata ошибка 错误 錯誤 エラー 오류 ' +
    'chyba feil',
  fatal:
    'fatal ftl crit critical alert emerg emergency panic fata disaster kritisch critique crítico critico kritiek krytyczny fatale ' +
    'критическая критический 致命 致命的 严重 重大 심각',
};

const LETTERS = 'tvdinwefc';
const LETTER_LEVELS: readonly Level[] = ['trace', 'trace', 'debug', 'info', 'info', 'warning', 'error', 'fatal', 'fatal'];

/** Bytes of the longest name; a longer word is none. */
export const LONGEST_NAME = 30;
const SLOTS = 512;
/** Hash of each name and its level, in open addressing: no string is made of a word that is looked up. */
const hashes = new Int32Array(SLOTS);
const levels: (Level | null)[] = Array.from({ length: SLOTS }, () => null);
for (const level of ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const) {
  for (const name of NAMES[level].split(' ')) enter(name, level);
}

/** The level that [from, to) spells, or null; the case of ASCII letters does not matter. */
export function readLevel(source: Uint8Array, from: number, to: number): Level | null {
  if (to - from < 3 || to - from > LONGEST_NAME) return null;
  let hash = 7;
  for (let i = from; i < to; i += 1) {
    const byte = source[i] ?? 0;
    const lower = byte < 128 ? byte | 32 : byte;
    if (lower < 97 || (lower > 122 && lower < 128)) return null;
    hash = (Math.imul(hash, 31) + lower) | 0;
  }
  return lookUp(hash);
}

/**
 * The level within brackets, [from, to) being their inside: alone, before a slash (`INFO/main`), in capitals behind one (`Server thread/INFO`) or behind a colon
 * (`core:error`). Null for other words, of which some merely begin like one.
 */
export function levelWithin(source: Uint8Array, from: number, to: number): Level | null {
  let start = from;
  let stop = to;
  for (let i = from; i < to; i += 1) {
    if (source[i] === 58) start = i + 1;
    if (source[i] === 47) {
      stop = i;
      break;
    }
  }
  return levelOfBytes(source, start, stop) ?? levelBehindSlash(source, from, to) ?? levelAmongParts(source, from, to);
}

function levelBehindSlash(source: Uint8Array, from: number, to: number): Level | null {
  let start = to;
  while (start > from && isUpper(source[start - 1])) start -= 1;
  return start > from && source[start - 1] === 47 ? readLevel(source, start, to) : null;
}

/** Fewer parts are a name with colons in it. */
const fewestParts = 3;

/** The level that stands in capitals among parts with colons between them, as in `31:7:1123/152846.56:VERBOSE1:net/a.cc(60)` (Chromium). */
function levelAmongParts(source: Uint8Array, from: number, to: number): Level | null {
  let found: Level | null = null;
  let parts = 1;
  for (let start = from; start < to; parts += 1) {
    let stop = start;
    while (stop < to && isUpper(source[stop])) stop += 1;
    const end = skipDigits(source, stop, to);
    if (end === to || source[end] === 58) found ??= readLevel(source, start, stop);
    const colon = find(source, 58, end, to);
    if (colon < 0) break;
    start = colon + 1;
  }
  return parts < fewestParts ? null : found;
}

/** The level that a value spells: a name, a single letter, or either among blanks. */
export function levelOfBytes(source: Uint8Array, from: number, to: number): Level | null {
  let start = from;
  let stop = to;
  while (start < stop && source[start] === 32) start += 1;
  while (stop > start && source[stop - 1] === 32) stop -= 1;
  return stop - start === 1 ? levelOfLetter((source[start] ?? 0) & 0xdf) : readLevel(source, start, stop);
}

const COMPANIONS: ReadonlySet<string> = new Set(['DETAIL', 'HINT', 'QUERY', 'CONTEXT', 'LOCATION', 'STATEMENT']);

/**
 * `info` for what PostgreSQL writes in the place of the level where a line only says more of the one before it (its manual, "Error Reporting and Logging"): what is
 * quoted there, such as a statement, is not to be judged by its words. Null for other words.
 */
export function levelOfCompanion(source: Uint8Array, from: number, to: number): Level | null {
  return COMPANIONS.has(String.fromCharCode(...source.subarray(from, to))) ? 'info' : null;
}

/** The same of a value that says how much above or below it is: `WARN+1` (Go's slog), `D2` (MongoDB), `DEBUG5`. */
export function levelOfValue(source: Uint8Array, from: number, to: number): Level | null {
  let stop = to;
  while (stop > from && isDigit(source[stop - 1])) stop -= 1;
  if (stop < to && (source[stop - 1] === 43 || source[stop - 1] === 45)) stop -= 1;
  return levelOfBytes(source, from, stop);
}

/** The level behind a single upper-case letter, as logcat and klog write it. */
export function levelOfLetter(byte: number | undefined): Level | null {
  return byte === undefined || byte < 65 || byte > 90 ? null : (LETTER_LEVELS[LETTERS.indexOf(String.fromCharCode(byte + 32))] ?? null);
}

/** The level of a number: pino and Bunyan count 10 to 60, syslog severities 0 to 7. */
export function numericLevel(source: Uint8Array, from: number, to: number): Level | null {
  if (to <= from || to - from > 3) return null;
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const digit = (source[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value < 8 ? levelOfSeverity(value) : levelOfTens(value);
}

/** The level of a severity of syslog (RFC 5424), 0 to 7. */
export function levelOfSeverity(severity: number): Level {
  if (severity <= 2) return 'fatal';
  if (severity === 3) return 'error';
  if (severity === 4) return 'warning';
  return severity < 7 ? 'info' : 'debug';
}

/** The level of an HTTP status. */
export function levelOfStatus(status: number): Level {
  return status >= 500 ? 'error' : status >= 400 ? 'warning' : 'info';
}

const TENS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];

function levelOfTens(value: number): Level | null {
  return value < 10 || value > 100 ? null : (TENS[Math.min(5, Math.floor(value / 10) - 1)] ?? null);
}

function lookUp(hash: number): Level | null {
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const level = levels[slot] ?? null;
    if (level === null || hashes[slot] === hash) return level;
  }
}

/** Enters a name as it is and, because only the case of ASCII letters is ignored, capitalised and in upper case. */
function enter(written: string, level: Level): void {
  for (const form of [written, `${written.charAt(0).toUpperCase()}${written.slice(1)}`, written.toUpperCase()]) {
    let hash = 7;
    for (const byte of encode(form)) hash = (Math.imul(hash, 31) + (byte < 128 ? byte | 32 : byte)) | 0;
    if (lookUp(hash) !== null) continue;
    let slot = hash & (SLOTS - 1);
    while (levels[slot] !== null) slot = (slot + 1) & (SLOTS - 1);
    hashes[slot] = hash;
    levels[slot] = level;
  }
}
