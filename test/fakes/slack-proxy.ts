/** Stands before the local Slack: notes every message on its way and answers some calls with Slack's faults instead. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownBlock } from '@slack/types';

export interface Fault {
  readonly method: string;
  /** Only calls for this channel. */
  readonly channel?: string;
  /** Only calls with these words in their blocks. */
  readonly containing?: string;
  /** Slack's `error`; without it the HTTP status alone is answered. */
  readonly error?: string;
  readonly needed?: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Slack does what it was asked to, and the answer is lost. */
  readonly isAnswerLost?: boolean;
  readonly times: number;
}

export interface SentMessage {
  readonly method: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** The mark by which the bot finds its own message. */
  readonly metadata: unknown;
  readonly atMs: number;
}

export interface SlackProxy {
  /** Ends in `/api/`. */
  readonly url: string;
  readonly sent: readonly SentMessage[];
  readonly calls: readonly string[];
  /** How many calls were answered with a fault. */
  readonly failed: number;
  fail(fault: Fault): void;
  /** Answers a method that the local Slack does not know. */
  answer(method: string, body: Readonly<Record<string, unknown>>): void;
  /** Sockets that are opened from now on go through this address. */
  leadSocketsTo(url: string): void;
  /** Whoever is being served hears nothing more; what Slack was asked to do it does. */
  cut(): void;
  stop(): Promise<void>;
}

/** `delayMs`: how long a call takes before Slack has done it, and as long again before the answer is there. */
export async function startSlackProxy(target: string, { delayMs = 0 }: { readonly delayMs?: number } = {}): Promise<SlackProxy> {
  const faults: { fault: Fault; left: number }[] = [];
  const answers = new Map<string, Readonly<Record<string, unknown>>>();
  const sent: SentMessage[] = [];
  const calls: string[] = [];
  const kept = createMetadata();
  let failed = 0;
  let socketHost: string | null = null;
  const readdressed = (answer: string): string => (socketHost === null ? answer : answer.replace(/(?<="url":"ws:\/\/)[^/]+/, socketHost));
  const ask = async (method: string, args: URLSearchParams, headers: Record<string, string>) => {
    const own = answers.get(method);
    if (own) return { status: 200, answer: JSON.stringify({ ok: true, ...own }) };
    const reply = await fetch(new URL(method, target), { method: 'POST', headers, body: args.toString() });
    return { status: reply.status, answer: kept.through(method, args, readdressed(await reply.text())) };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readAll(request);
      const method = (request.url ?? '').split('/').at(-1) ?? '';
      const args = new URLSearchParams(body);
      calls.push(method);
      const hit = faults.find(({ fault, left }) => left > 0 && concerns(fault, method, args));
      if (hit) {
        hit.left -= 1;
        failed += 1;
        if (!hit.fault.isAnswerLost) return respondWith(hit.fault, response);
      }
      if (method === 'chat.postMessage' || method === 'chat.update') sent.push(messageOf(method, args));
      await sleep(delayMs);
      const { status, answer } = await ask(method, args, headersOf(request));
      await sleep(delayMs);
      if (hit) return void response.destroy();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    sent,
    calls,
    get failed() {
      return failed;
    },
    fail: (fault) => void faults.push({ fault, left: fault.times }),
    leadSocketsTo: (url) => void (socketHost = new URL(url).host),
    cut: () => server.closeAllConnections(),
    answer: (method, body) => void answers.set(method, body),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function messageOf(method: string, args: URLSearchParams): SentMessage {
  const read = (name: string): string => args.get(name) ?? '';
  const blocks = JSON.parse(args.get('blocks') ?? '[]') as KnownBlock[];
  return {
    method,
    channel: read('channel'),
    text: read('text'),
    blocks,
    metadata: JSON.parse(args.get('metadata') ?? 'null'),
    atMs: Date.now(),
  };
}

/** The local Slack forgets metadata; the real one tells it to whoever may read the channel. */
function createMetadata() {
  const known = new Map<string, unknown>();
  return {
    through(method: string, args: URLSearchParams, answer: string): string {
      if (!method.startsWith('chat.post') && !method.startsWith('conversations.')) return answer;
      const reply = JSON.parse(answer) as { ts?: string; channel?: string; messages?: { ts: string }[] };
      if (method === 'chat.postMessage') known.set(`${reply.channel} ${reply.ts}`, JSON.parse(args.get('metadata') ?? 'null'));
      if (!reply.messages) return answer;
      const messages = reply.messages.map((message) => {
        const metadata = known.get(`${args.get('channel')} ${message.ts}`);
        return metadata ? { ...message, metadata } : message;
      });
      return JSON.stringify({ ...reply, messages });
    },
  };
}

function concerns(fault: Fault, method: string, args: URLSearchParams): boolean {
  const { channel = args.get('channel'), containing = '' } = fault;
  return fault.method === method && channel === args.get('channel') && (args.get('blocks') ?? '').includes(containing);
}

function respondWith({ error = 'ratelimited', needed, status = 200, retryAfterSeconds }: Fault, response: ServerResponse): void {
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(status, { 'content-type': 'application/json', ...wait });
  response.end(JSON.stringify({ ok: false, error, ...(needed === undefined ? {} : { needed }) }));
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const { authorization = '', 'content-type': type = '' } = request.headers;
  return { authorization, 'content-type': type };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
