/** Stands before the local Slack: notes every message on its way and answers some calls with Slack's faults instead. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownBlock } from '@slack/types';

export interface Fault {
  readonly method: string;
  /** Only calls for this channel. */
  readonly channel?: string;
  /** Slack's `error`; without it the HTTP status alone is answered. */
  readonly error?: string;
  readonly needed?: string;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly times: number;
}

export interface SentMessage {
  readonly method: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
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
  stop(): Promise<void>;
}

export async function startSlackProxy(target: string): Promise<SlackProxy> {
  const faults: { fault: Fault; left: number }[] = [];
  const answers = new Map<string, Readonly<Record<string, unknown>>>();
  const sent: SentMessage[] = [];
  const calls: string[] = [];
  let failed = 0;
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
        respondWith(hit.fault, response);
        return;
      }
      if (method === 'chat.postMessage' || method === 'chat.update') sent.push(messageOf(method, args));
      const own = answers.get(method);
      const reply = own ? null : await fetch(new URL(method, target), { method: 'POST', headers: headersOf(request), body });
      response.writeHead(reply?.status ?? 200, { 'content-type': 'application/json' });
      response.end(reply ? await reply.text() : JSON.stringify({ ok: true, ...own }));
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
  return { method, channel: read('channel'), text: read('text'), blocks, atMs: Date.now() };
}

function concerns(fault: Fault, method: string, args: URLSearchParams): boolean {
  return fault.method === method && (fault.channel === undefined || fault.channel === args.get('channel'));
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
