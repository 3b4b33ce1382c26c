/** How programs of different make write a line: what logging libraries and servers print by default. */

export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface Said {
  readonly atMs: number;
  readonly level: Level;
  readonly text: string;
  /** Of the code that speaks. */
  readonly part: string;
  /** Of the request it is about; null for none. */
  readonly trace: string | null;
  readonly thread: number;
}

export type Dialect = (said: Said) => string;

const dialects = {
  json: ({ atMs, level, text, part, trace }) =>
    JSON.stringify({ level: level.toLowerCase(), ts: iso(atMs), logger: part, msg: text, ...(trace === null ? {} : { trace_id: trace }) }),
  pino: ({ atMs, level, text, part, trace }) =>
    JSON.stringify({ level: numbers[level], time: atMs, name: part, ...(trace === null ? {} : { traceId: trace }), msg: text }),
  logfmt: ({ atMs, level, text, part, trace }) =>
    `time=${iso(atMs)} level=${level.toLowerCase()} caller=${part}.go:${60 + (text.length % 200)} msg=${JSON.stringify(text)}${trace === null ? '' : ` trace_id=${trace}`}`,
  spring: ({ atMs, level, text, part, trace, thread }) =>
    `${iso(atMs)} ${level.padStart(5)} 1 --- [${trace === null ? `scheduling-${thread}` : `io-8080-exec-${thread}`}] ${`c.${part}.Service`.padEnd(30)} : ${text}`,
  logback: ({ atMs, level, text, part, thread }) => `${plain(atMs)} [worker-${thread}] ${level.padEnd(5)} com.acme.${part} - ${text}`,
  python: ({ atMs, level, text, part }) => `${plain(atMs).replace('.', ',')} ${level === 'WARN' ? 'WARNING' : level} ${part}: ${text}`,
  bracketed: ({ atMs, level, text, part, thread }) => `[${iso(atMs)}] [${level}] [${part}] (${thread}) ${text}`,
  postgres: ({ atMs, level, text, thread }) =>
    `${plain(atMs)} UTC [${100 + thread}] ${/^[A-Z]{5}: /.test(text) ? '' : `${postgresLevels[level]}:  `}${text}`,
  redis: ({ atMs, level, text }) => `1:M ${redisTime(atMs)} ${redisMarks[level]} ${text}`,
  rabbit: ({ atMs, level, text, thread }) => `${plain(atMs)}000+00:00 [${rabbitLevels[level]}] <0.${400 + thread}.0> ${text}`,
} as const satisfies Readonly<Record<string, Dialect>>;

export const applicationDialects: readonly Dialect[] = [
  dialects.json,
  dialects.pino,
  dialects.logfmt,
  dialects.spring,
  dialects.logback,
  dialects.python,
  dialects.bracketed,
];

export const storeDialects: readonly Dialect[] = [dialects.postgres, dialects.redis, dialects.rabbit];

const numbers: Readonly<Record<Level, number>> = { DEBUG: 20, INFO: 30, WARN: 40, ERROR: 50 };
const postgresLevels: Readonly<Record<Level, string>> = { DEBUG: 'DEBUG', INFO: 'LOG', WARN: 'WARNING', ERROR: 'ERROR' };
const redisMarks: Readonly<Record<Level, string>> = { DEBUG: '.', INFO: '*', WARN: '#', ERROR: '#' };
const rabbitLevels: Readonly<Record<Level, string>> = { DEBUG: 'debug', INFO: 'info', WARN: 'warning', ERROR: 'error' };
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let lastSecond = Number.NaN;
let lastText = '';

/** Most lines are of the second of the line before. */
export function iso(atMs: number): string {
  const second = Math.floor(atMs / 1_000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1_000).toISOString().slice(0, 20);
  }
  return `${lastText}${String(Math.floor(atMs % 1_000)).padStart(3, '0')}Z`;
}

function plain(atMs: number): string {
  return iso(atMs).slice(0, 23).replace('T', ' ');
}

function redisTime(atMs: number): string {
  const text = iso(atMs);
  return `${text.slice(8, 10)} ${months[Number(text.slice(5, 7)) - 1] ?? ''} ${text.slice(0, 4)} ${text.slice(11, 23)}`;
}
