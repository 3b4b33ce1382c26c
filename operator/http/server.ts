/**
 * The HTTP API for bot, dashboard and command line. It listens on the loopback interface and wants a token; what it answers and refuses
 * is `routes.ts`, who answers is a `Backend`.
 */
import { Readable } from 'node:stream';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { OperatorError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Backend } from './backend.ts';
import { createWaiting } from './live.ts';
import { HttpProblem, refusalOf } from './problem.ts';
import { routes } from './routes.ts';
import { createTokenCheck } from './token.ts';

export interface HttpServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Ends the long polls and every connection. */
  close(): Promise<void>;
}

export interface ApiServerOptions {
  readonly backend: Backend;
  readonly token: string;
  /** Default 127.0.0.1: the bot is a container of the same pod. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly telemetry: Telemetry;
}

/** The bot makes a few requests a second at most; this stops only a client that runs in circles. */
const requestsPerMinute = 6000;
const bodyBytesAtMost = 64 * 1024;
/** Namespace, name, incident and an encoded channel. */
const pathPartAtMost = 1000;
const connectionsAtMost = 256;

/** Throws `ConfigurationInvalid` when the address cannot be listened on. */
export async function openApiServer(options: ApiServerOptions): Promise<HttpServer> {
  const { backend, token, host = '127.0.0.1', port, telemetry } = options;
  const closing = new AbortController();
  const server = createFastify();
  await server.register(rateLimit, { global: false });
  // As a hook of its own it comes before the token, so that wrong tokens and unknown routes are counted too.
  const tooMany = new HttpProblem(429, 'TooManyRequests', 'Too many requests; wait a minute.');
  server.addHook('onRequest', server.rateLimit({ max: requestsPerMinute, timeWindow: '1 minute', errorResponseBuilder: () => tooMany }));
  refuseWith(server, telemetry);
  const isToken = createTokenCheck(token);
  server.addHook('onRequest', async (request) => {
    if (isToken(request.headers.authorization)) return;
    throw new HttpProblem(401, 'Unauthorized', 'The token is missing or wrong; it is in the file of LOGDETECTOR_API_TOKEN_FILE.');
  });
  addRoutes(server, backend, closing.signal);
  const url = await listen(server, host, port);
  return {
    url,
    async close() {
      closing.abort();
      await server.close();
    },
  };
}

/** A server of ours: bounded in everything a client can make grow or drag on. */
export function createFastify(): FastifyInstance {
  const server = fastify({
    bodyLimit: bodyBytesAtMost,
    routerOptions: { maxParamLength: pathPartAtMost },
    // How long a request may take to arrive; an answer may take longer.
    requestTimeout: 10_000,
    keepAliveTimeout: 60_000,
    forceCloseConnections: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    http: { headersTimeout: 3000, connectionsCheckingInterval: 1000, maxHeaderSize: 16 * 1024 },
  });
  server.server.maxConnections = connectionsAtMost;
  return server;
}

/** The URL that is listened on. */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    await server.close();
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const sentence = `Port ${port} of ${host} cannot be listened on (${code}); another process may have it, choose another port.`;
    throw new OperatorError('ConfigurationInvalid', sentence, { cause });
  }
}

function addRoutes(server: FastifyInstance, backend: Backend, closing: AbortSignal): void {
  const waiting = createWaiting(closing);
  for (const { method, url, waits, answer, bodyBytesAtMost: bodyLimit } of routes) {
    server.route({
      method,
      url,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const result = waits
          ? await waiting.park(reply.raw, (signal) => answer(backend, request, signal))
          : await answer(backend, request, closing);
        return send(reply, result);
      },
    });
  }
}

function send(reply: FastifyReply, result: unknown): FastifyReply {
  if (result === undefined) return reply.code(204).send();
  const fresh = reply.header('cache-control', 'no-store');
  return isStream(result) ? fresh.type('application/x-ndjson').send(Readable.from(result)) : fresh.send(result);
}

function isStream(result: unknown): result is AsyncIterable<string> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

function refuseWith(server: FastifyInstance, telemetry: Telemetry): void {
  server.setNotFoundHandler(async () => {
    throw new HttpProblem(404, 'NotFound', 'There is no such route; see api/contract.ts for those there are.');
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, problem, isUnexpected } = refusalOf(error);
    const route = request.routeOptions.url ?? 'none';
    if (isUnexpected) telemetry.emit('UnexpectedError', { where: `http ${route}`, message: String(error).slice(0, 500) });
    telemetry.emit('ApiRequestRefused', { code: problem.code, status, route });
    return reply.code(status).send(problem);
  });
}
