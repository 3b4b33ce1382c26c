import type { Draw } from './draw.ts';
import type { Half } from './prose.ts';

/** How a container begins the lines of its logger. */
export interface Header {
  readonly name: string;
  readonly hasLevel: boolean;
  readonly escapes: boolean;
  readonly write: (line: Line, draw: Draw) => string;
}

interface Line {
  readonly atMs: number;
  readonly level: Level;
  readonly message: string;
}

export type Level = 'INFO' | 'WARN' | 'ERROR';

const HEADERS: Readonly<Record<Half, readonly Header[]>> = {
  seen: [
    {
      name: 'log4j',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }, d) =>
        `${date(atMs)} ${clock(atMs)},123 ${level.padEnd(5)} [main-${d.int(1, 9)}] org.depot.Shelf: ${message}`,
    },
    { name: 'ISO', hasLevel: true, escapes: false, write: ({ atMs, level, message }) => `${iso(atMs)} ${level} ${message}` },
    {
      name: 'bracketed',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `[${date(atMs)} ${clock(atMs)}] [${level.toLowerCase()}] ${message}`,
    },
    {
      name: 'Go',
      hasLevel: false,
      escapes: false,
      write: ({ atMs, message }) => `${date(atMs).replaceAll('-', '/')} ${clock(atMs)} ${message}`,
    },
    {
      name: 'klog',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `${level.charAt(0)}0102 ${clock(atMs)}.000123       1 shelf.go:67] ${message}`,
    },
    { name: 'level first', hasLevel: true, escapes: false, write: ({ level, message }) => `${level}:depot.shelf:${message}` },
    { name: 'none', hasLevel: false, escapes: false, write: ({ message }) => message },
  ],
  held: [
    {
      name: 'console',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `${iso(atMs)}\t${level}\tcargo/dock.go:${atMs % 90}\t${message}`,
    },
    {
      name: 'clock in brackets',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `[${clock(atMs)} ${level === 'INFO' ? 'INF' : level === 'WARN' ? 'WRN' : 'ERR'}] ${message}`,
    },
    {
      name: 'pipes',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) =>
        `${date(atMs)} ${clock(atMs)}.412 | ${level.padEnd(8)} | dock.weigh:run:${atMs % 90} - ${message}`,
    },
    {
      name: 'letter',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }, d) =>
        `${level.charAt(0)}, [${iso(atMs).slice(0, -1)}.000001 #${d.int(1, 99)}] ${level.padStart(5)} -- : ${message}`,
    },
    {
      name: 'epoch',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `${Math.floor(atMs / 1_000)}.123 [${level}] ${message}`,
    },
    { name: 'words first', hasLevel: true, escapes: false, write: ({ level, message }) => `[${level}] ${message}` },
    {
      name: 'syslog-like',
      hasLevel: true,
      escapes: false,
      write: ({ atMs, level, message }) => `Jan  2 ${clock(atMs)} ${level.toLowerCase()} dock: ${message}`,
    },
    {
      name: 'JSON',
      hasLevel: true,
      escapes: true,
      write: ({ atMs, level, message }) => JSON.stringify({ time: atMs, level: level.toLowerCase(), msg: message }),
    },
    {
      name: 'key=value',
      hasLevel: true,
      escapes: true,
      write: ({ atMs, level, message }) => `time=${iso(atMs)} level=${level.toLowerCase()} msg=${JSON.stringify(message)}`,
    },
    { name: 'none', hasLevel: false, escapes: false, write: ({ message }) => message },
  ],
};

export function headersOf(half: Half): readonly Header[] {
  return HEADERS[half];
}

function iso(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, -5)}Z`;
}

function date(atMs: number): string {
  return iso(atMs).slice(0, 10);
}

function clock(atMs: number): string {
  return iso(atMs).slice(11, 19);
}
