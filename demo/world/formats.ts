/** The ways in which the shop's programs write a log line. */
import type { Level } from '../../engine/index.ts';

export type Format = 'pino' | 'zap' | 'logfmt' | 'klog' | 'log4j' | 'python' | 'plain' | 'nginx' | 'postgres' | 'redis';

/** What a program wants to say, before its logger has formatted it. */
export interface Entry {
  readonly level: Level;
  readonly message: string;
  /** Logger, class or source file, where the format shows one. */
  readonly from?: string | undefined;
  readonly fields?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Lines that follow: a stack trace. */
  readonly rest?: readonly string[] | undefined;
}

export interface Writer {
  readonly service: string;
  readonly pod: string;
}

/** The raw lines of an entry: one, and those of its stack trace. */
export function renderLines(format: Format, entry: Entry, atMs: number, writer: Writer): string[] {
  const head = renderers[format](entry, atMs, writer);
  return entry.rest === undefined ? [head] : [head, ...entry.rest];
}

const renderers: Readonly<Record<Format, (entry: Entry, atMs: number, writer: Writer) => string>> = {
  pino: (entry, atMs, writer) =>
    `{"level":${pinoLevels[entry.level]},"time":${atMs},"pid":1,"hostname":"${writer.pod}","name":"${writer.service}"${jsonFields(entry)},"msg":${JSON.stringify(entry.message)}}`,
  zap: (entry, atMs) =>
    `{"level":"${entry.level === 'warning' ? 'warn' : entry.level}","ts":${(atMs / 1000).toFixed(3)},"caller":"${entry.from ?? 'server/server.go:88'}","msg":${JSON.stringify(entry.message)}${jsonFields(entry)}}`,
  logfmt: (entry, atMs, writer) =>
    `ts=${isoOf(atMs)} level=${entry.level === 'warning' ? 'warn' : entry.level} service=${writer.service} msg=${JSON.stringify(entry.message)}${textFields(entry)}`,
  klog: (entry, atMs) =>
    `${klogLevels[entry.level]}${monthDay(atMs)} ${clockOf(atMs, '.')}${micros(atMs)}       1 ${entry.from ?? 'controller.go:112'}] ${JSON.stringify(entry.message)}${textFields(entry)}`,
  log4j: (entry, atMs) =>
    `${dayOf(atMs)} ${clockOf(atMs, ',')} ${words[entry.level].padEnd(5)} [http-nio-8080-exec-${atMs % 9}] ${entry.from ?? 'com.shop.Server'} - ${entry.message}`,
  python: (entry, atMs) =>
    `${dayOf(atMs)} ${clockOf(atMs, ',')} - ${entry.from ?? 'app'} - ${entry.level === 'warning' ? 'WARNING' : words[entry.level]} - ${entry.message}`,
  plain: (entry) => `${entry.level === 'info' ? '' : `${words[entry.level]}: `}${entry.message}`,
  // Access lines carry their own time format and no level; the error log of the same program has both.
  nginx: (entry, atMs) =>
    entry.level === 'info'
      ? entry.message.replace('%t', accessTime(atMs))
      : `${dayOf(atMs).replaceAll('-', '/')} ${secondOf(atMs)} [${entry.level === 'warning' ? 'warn' : entry.level}] 29#29: *${atMs % 100_000} ${entry.message}`,
  postgres: (entry, atMs) =>
    `${dayOf(atMs)} ${clockOf(atMs, '.')} UTC [${entry.from ?? '71'}] ${postgresLevels[entry.level]}:  ${entry.message}`,
  redis: (entry, atMs) =>
    `1:M ${Number(dayOf(atMs).slice(8))} ${months[new Date(atMs).getUTCMonth()] ?? ''} ${dayOf(atMs).slice(0, 4)} ${clockOf(atMs, '.')} ${entry.level === 'info' ? '*' : '#'} ${entry.message}`,
};

const pinoLevels = { trace: 10, debug: 20, info: 30, warning: 40, error: 50, fatal: 60 } as const;
const klogLevels = { trace: 'I', debug: 'I', info: 'I', warning: 'W', error: 'E', fatal: 'F' } as const;
const postgresLevels = { trace: 'DEBUG', debug: 'DEBUG', info: 'LOG', warning: 'WARNING', error: 'ERROR', fatal: 'FATAL' } as const;
const words = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', warning: 'WARN', error: 'ERROR', fatal: 'FATAL' } as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// Writing a date is the dearest part of a line, so the text of the current second is kept.
let cachedSecond = Number.NaN;
let cachedText = '';

/** RFC 3339 with milliseconds. */
export function isoOf(atMs: number): string {
  const second = Math.floor(atMs / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = new Date(second * 1000).toISOString().slice(0, 19);
  }
  return `${cachedText}.${millis(atMs)}Z`;
}

const dayOf = (atMs: number): string => isoOf(atMs).slice(0, 10);
const secondOf = (atMs: number): string => isoOf(atMs).slice(11, 19);
const clockOf = (atMs: number, point: string): string => `${secondOf(atMs)}${point}${millis(atMs)}`;
const monthDay = (atMs: number): string => `${isoOf(atMs).slice(5, 7)}${isoOf(atMs).slice(8, 10)}`;
const millis = (atMs: number): string => String(Math.floor(atMs) % 1000).padStart(3, '0');
const micros = (atMs: number): string => String((atMs * 7919) % 1000).padStart(3, '0');

function accessTime(atMs: number): string {
  const iso = isoOf(atMs);
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function jsonFields(entry: Entry): string {
  let text = '';
  for (const name in entry.fields) text += `,"${name}":${JSON.stringify(entry.fields[name])}`;
  return text;
}

function textFields(entry: Entry): string {
  let text = '';
  for (const name in entry.fields) {
    const value = entry.fields[name];
    text += ` ${name}=${typeof value === 'string' && /[ "=]/.test(value) ? JSON.stringify(value) : String(value)}`;
  }
  return text;
}
