/**
 * A replica that does not lead hands requests on to the one that does, streams too: people reach any of them through the Service. It tells from
 * where they came, with the key that the replicas share; nobody else is believed.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { request as send, type IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../problem.ts';
import type { Shared } from './shared.ts';

/** `KEY ADDRESS`, between replicas. */
const forwardedHeader = 'x-logdetector-forwarded';
/** Set here and nowhere else: whatever a client sends of this name is thrown away. */
const clientHeader = 'x-logdetector-client';
const connectWithinMs = 3000;
/** Of one connection, not of the request: RFC 9110, 7.6.1. */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** The address that a request came from, before any replica handed it on. */
export function addressOf({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): string {
  const told = headers[clientHeader];
  return typeof told === 'string' ? told : (socket.remoteAddress ?? '');
}

/** A hook: everything but the page is for the leader. */
export function createForward(shared: Pick<Shared, 'key' | 'leader'>, isLeading: () => boolean) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const told = request.headers[forwardedHeader];
    delete request.headers[forwardedHeader];
    delete request.headers[clientHeader];
    if (!/^\/(v1|auth)\//.test(request.url)) return;
    if (isLeading()) {
      const address = typeof told === 'string' ? addressTold(told, shared.key()) : null;
      if (address !== null) request.headers[clientHeader] = address;
      return;
    }
    // What was handed on once has missed the leader: it is about to change.
    const place = told === undefined ? await shared.leader().catch(() => null) : null;
    if (place !== null && place.url !== null && (await handOn(request, reply, { url: place.url, key: place.key }))) return;
    void reply.headers({ connection: 'close', 'retry-after': '1' });
    throw new HttpProblem(503, 'NotLeading', 'This replica does not lead, or not yet; try again in a moment.');
  };
}

/** False when nothing answered; then nothing has been sent either way that counts. */
async function handOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { url, key }: { readonly url: string; readonly key: string },
): Promise<boolean> {
  const headers = { ...ownHeaders(request.headers), [forwardedHeader]: `${key} ${request.socket.remoteAddress ?? ''}` };
  const upstream = send(new URL(request.url, url), { method: request.method, headers });
  // Only up to the connection: a long poll may take its time, and a live tail lasts.
  const patience = setTimeout(() => upstream.destroy(new Error('no connection')), connectWithinMs);
  upstream.once('socket', (socket) => {
    if (!socket.connecting) clearTimeout(patience);
    socket.once('connect', () => clearTimeout(patience));
  });
  request.raw.pipe(upstream);
  const answered = await new Promise<boolean>((resolve) => {
    upstream.once('response', (response) => {
      reply.hijack();
      reply.raw.writeHead(response.statusCode ?? 502, ownHeaders(response.headers));
      response.pipe(reply.raw);
      // It may break in the middle, and the browser may leave before it is over.
      response.once('error', () => reply.raw.destroy());
      reply.raw.once('close', () => upstream.destroy());
      resolve(true);
    });
    upstream.once('error', () => resolve(false));
  });
  clearTimeout(patience);
  return answered;
}

function ownHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));
}

/** Null: it was not one of our replicas that said so. */
function addressTold(told: string, key: string): string | null {
  const [given = '', address = ''] = told.split(' ');
  return timingSafeEqual(digest(given), digest(key)) ? address : null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
