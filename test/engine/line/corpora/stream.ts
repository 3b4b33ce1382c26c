import type { Framing } from '../../../../engine/domain.ts';
import type { Container, Written } from './container.ts';
import type { Draw } from './draw.ts';

/** The bytes of several containers in one stream, and which of its raw lines make up which record. */
export interface Stream {
  readonly framing: Framing;
  readonly bytes: Uint8Array;
  readonly truth: readonly { readonly written: Written; readonly raw: readonly number[] }[];
}

/** A way in which lines of several containers come in one stream. */
export interface Carrier {
  readonly name: string;
  readonly containers: number;
  readonly framing: Framing;
  readonly wrap: (line: string, from: { readonly container: number; readonly raw: number }) => string;
  readonly encode?: (text: string) => Uint8Array;
}

const PODS = ['cart-7d8f9c6b5-x2x4z', 'depot-0', 'mailer-6c5bb9d7f8-k4zt9'];
const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

export const CARRIERS: readonly Carrier[] = [
  { name: 'one container', containers: 1, framing: 'auto', wrap: (line) => line },
  { name: 'CRLF', containers: 1, framing: 'auto', wrap: (line) => `${line}\r` },
  { name: 'UTF-16 LE', containers: 1, framing: 'auto', wrap: (line) => line, encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
  {
    name: 'UTF-16 BE',
    containers: 1,
    framing: 'auto',
    wrap: (line) => line,
    encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  },
  {
    name: 'CRI, both streams',
    containers: 2,
    framing: 'auto',
    wrap: (line, from) => `${stamp(from.raw)} ${output(from.container)} F ${line}`,
  },
  {
    name: 'docker, both streams',
    containers: 2,
    framing: 'auto',
    wrap: (line, from) => JSON.stringify({ log: `${line}\n`, stream: output(from.container), time: stamp(from.raw) }),
  },
  { name: 'API with times', containers: 1, framing: 'kubernetes', wrap: (line, from) => `${stamp(from.raw)} ${line}` },
  { name: 'kubectl --timestamps', containers: 1, framing: 'auto', wrap: (line, from) => `${stamp(from.raw)} ${line}` },
  { name: 'kubectl --prefix', containers: 3, framing: 'auto', wrap: (line, from) => `[pod/${pod(from.container)}/app] ${line}` },
  {
    name: 'kubectl --prefix --timestamps',
    containers: 3,
    framing: 'auto',
    wrap: (line, from) => `[pod/${pod(from.container)}/app] ${stamp(from.raw)} ${line}`,
  },
  {
    name: 'compose',
    containers: 3,
    framing: 'auto',
    wrap: (line, from) => `\u001B[3${from.container}m${['web-1', 'database-1', 'mail-2'][from.container]?.padEnd(10)}  | \u001B[0m${line}`,
  },
  { name: 'stern', containers: 3, framing: 'auto', wrap: (line, from) => `${pod(from.container)} app ${line}` },
  {
    name: 'syslog',
    containers: 1,
    framing: 'auto',
    wrap: (line) => `Jan  2 03:04:05 node-4 cart[411]: ${line}`,
  },
];

/** Two containers' lines with nothing that tells them apart, as the API gives both outputs of one. */
export const UNMARKED: Carrier = {
  name: 'API, two outputs unmarked',
  containers: 2,
  framing: 'kubernetes',
  wrap: (line, from) => `${stamp(from.raw)} ${line}`,
};

/** Lets the containers' lines take turns, a few at a time. */
export function interleave(draw: Draw, containers: readonly Container[], carrier: Carrier): Stream {
  const queues = containers.map(({ written }) => written.flatMap((one) => one.lines.map((line) => ({ one, line }))));
  const raw = new Map<Written, number[]>();
  const lines: string[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    const container = draw.pick([...queues.keys()].filter((index) => (queues[index]?.length ?? 0) > 0));
    for (const { one, line } of queues[container]?.splice(0, draw.int(1, 3)) ?? []) {
      raw.set(one, [...(raw.get(one) ?? []), lines.length]);
      lines.push(carrier.wrap(line, { container, raw: lines.length }));
    }
  }
  const text = `${lines.join('\n')}\n`;
  return {
    framing: carrier.framing,
    bytes: carrier.encode?.(text) ?? new TextEncoder().encode(text),
    truth: [...raw].map(([written, numbers]) => ({ written, raw: numbers })),
  };
}

function stamp(raw: number): string {
  return `${new Date(START_MS + raw).toISOString().slice(0, -1)}${String(100_000 + (raw % 7)).slice(0, 6)}Z`;
}

function output(container: number): string {
  return container === 0 ? 'stdout' : 'stderr';
}

function pod(container: number): string {
  return PODS[container] ?? 'pod-0';
}
