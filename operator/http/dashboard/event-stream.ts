/** One client of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { FastifyReply } from 'fastify';

export interface EventStream {
  /** What is too slow to take it is cut off; the browser comes again and resumes. */
  send(data: object, id?: string): void;
  /** From where it goes on, should it break off before anything is sent. */
  mark(id: string): void;
  /** Aborts when the client is gone, may not look any more, or the server closes. */
  readonly over: AbortSignal;
}

export interface EventStreamOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly closing: AbortSignal;
  /** Asked with every heartbeat: whether whoever listens may still do so. */
  readonly mayGoOn: () => boolean;
}

/** Shorter than the minute after which proxies drop a silent connection. */
const heartbeatEveryMs = 15_000;
const waitingBytesAtMost = 1024 * 1024;
/** What the browser waits before it comes again. */
const retryAfterMs = 2000;

export function openEventStream(reply: FastifyReply, { headers, closing, mayGoOn }: EventStreamOptions): EventStream {
  const gone = new AbortController();
  const over = AbortSignal.any([gone.signal, closing]);
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would keep it back otherwise.
    'x-accel-buffering': 'no',
  });
  response.write(`retry: ${retryAfterMs}\n\n`);
  const heartbeat = setInterval(() => {
    if (mayGoOn()) response.write(': here\n\n');
    else gone.abort();
  }, heartbeatEveryMs);
  response.once('close', () => gone.abort());
  response.once('error', () => gone.abort());
  over.addEventListener(
    'abort',
    () => {
      clearInterval(heartbeat);
      response.end();
    },
    { once: true },
  );
  return {
    over,
    mark(id) {
      if (!over.aborted) response.write(`id: ${id}\n\n`);
    },
    send(data, id) {
      if (over.aborted) return;
      response.write(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
      if (response.writableLength > waitingBytesAtMost) gone.abort();
    },
  };
}
