/**
 * The dashboard for people: a page that anybody may load and that holds nothing, and behind a sign-in what it asks. A server of its own, because
 * the API of the bot never leaves the pod.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DashboardConfiguration } from '../../../api/configuration.ts';
import { OperatorError } from '../../errors.ts';
import type { Telemetry } from '../../telemetry.ts';
import type { Backend } from '../backend.ts';
import { HttpProblem, parse, refusalOf } from '../problem.ts';
import { createFastify, listen, type HttpServer } from '../server.ts';
import { createAttempts } from './attempts.ts';
import { readAssets, type Asset, type Assets } from './assets.ts';
import { createCookieJar } from './cookie.ts';
import { addChanges } from './changes.ts';
import { addData } from './data.ts';
import { addressOf, createForward } from './forward.ts';
import { createGuard } from './guard.ts';
import { addOidc } from './oidc-routes.ts';
import type { Reviewer } from './kubernetes.ts';
import { addKubeconfig } from './kubeconfig.ts';
import { createLive } from './live.ts';
import { addSignIn } from './sign-in.ts';
import type { Shared } from './shared.ts';

export interface DashboardServerOptions {
  readonly backend: Backend;
  readonly configuration: () => DashboardConfiguration;
  /** The administrator's configuration, as it may be shown to operators. */
  readonly shownConfiguration: () => unknown;
  readonly reviewer: Reviewer;
  /** Release of the operator, for clients that may be of another. */
  readonly version: string;
  /** Who is signed in, and where the leader is. */
  readonly shared: Shared;
  /** Only the leader knows something; another replica hands on to it. */
  readonly isLeading: () => boolean;
  /** What `npm run build:dashboard` has made. */
  readonly folder: string;
  /** Default 0.0.0.0: people come from outside of the pod. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly readSecret: (path: string) => Promise<string>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** Of one address; a proxy brings all people from one. */
const requestsPerMinute = 6000;
const gzipFromBytes = 2048;
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // With none at all a browser would not say either where a POST comes from.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;
const notBuilt =
  'The dashboard is not built. Run "npm run build:dashboard" and start the operator again; the container image has it built.\n';

/** Throws `ConfigurationInvalid` when the address cannot be listened on. */
export async function openDashboardServer(options: DashboardServerOptions): Promise<HttpServer> {
  const { backend, configuration, shared, host = '0.0.0.0', port, now, telemetry } = options;
  if (configuration().thisComputer && !/^(127\.|::1$|localhost$)/.test(host)) {
    throw new OperatorError(
      'ConfigurationInvalid',
      'dashboard.thisComputer lets in whoever reaches the port, so it must listen on 127.0.0.1.',
    );
  }
  const closing = new AbortController();
  const server = createFastify();
  await server.register(rateLimit, { global: false });
  const tooMany = new HttpProblem(429, 'TooManyRequests', 'Too many requests; wait a minute.');
  const limit = { max: requestsPerMinute, timeWindow: '1 minute', keyGenerator: addressOf, errorResponseBuilder: () => tooMany };
  server.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
  server.addHook('onRequest', createForward(shared, options.isLeading));
  server.addHook('onRequest', server.rateLimit(limit));
  server.addHook('onSend', compress);
  refuseWith(server, telemetry);
  addPages(server, await readAssets(options.folder));
  const jar = () => createCookieJar('logdetector', configuration().publicUrl?.startsWith('https:') ?? false);
  const { sessions, key } = shared;
  const guard = createGuard({ configuration, sessions, jar, key, telemetry });
  const live = createLive(backend);
  const namespaces = async (): Promise<readonly string[]> => (await backend.detectors('*')).map(({ id }) => id.split('/')[0] ?? '');
  const signIn = { ...options, sessions, guard, jar, attempt: createAttempts(now) };
  addSignIn(server, { ...signIn, namespaces });
  addKubeconfig(server, { ...signIn, namespaces });
  addOidc(server, signIn);
  addChanges(server, { backend, guard, now });
  addData(server, { ...options, guard, live, headers: () => headers, closing: closing.signal });
  return {
    url: await listen(server, host, port),
    async close() {
      closing.abort();
      live.close();
      await server.close();
    },
  };
}

/** Never what holds the secret of a session. */
async function compress(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isText = typeof payload === 'string' && payload.length >= gzipFromBytes && request.url.startsWith('/v1/');
  if (!isText || !acceptsGzip(request)) return payload;
  void reply.headers({ 'content-encoding': 'gzip', vary: 'accept-encoding' }).removeHeader('content-length');
  return await promisify(gzip)(payload, { level: 4 });
}

function addPages(server: FastifyInstance, assets: Assets): void {
  server.get('/livez', async (_request, reply) => reply.type('text/plain').send('ok\n'));
  server.get('/assets/:name', async (request, reply) => {
    const { name } = parse(z.object({ name: z.string() }), request.params, 'path');
    const asset = assets.file(name);
    if (asset === null) throw new HttpProblem(404, 'NotFound', 'There is no such file; load the page again.');
    return sendAsset(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), asset);
  });
  // The page itself finds out what its address means.
  server.get('/*', async (request, reply) => {
    if (/^\/(v1|auth)\//.test(request.url))
      throw new HttpProblem(404, 'NotFound', 'There is no such route; see api/dashboard.ts for those there are.');
    if (assets.page === null) return reply.code(503).type('text/plain').send(notBuilt);
    return sendAsset(request, reply.header('cache-control', 'no-cache'), assets.page);
  });
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, { type, bytes, gzipped }: Asset): FastifyReply {
  void reply.headers({ 'content-type': type, vary: 'accept-encoding' });
  return acceptsGzip(request) ? reply.header('content-encoding', 'gzip').send(gzipped) : reply.send(bytes);
}

function acceptsGzip({ headers: { 'accept-encoding': accepted } }: FastifyRequest): boolean {
  return typeof accepted === 'string' && /\bgzip\b/.test(accepted);
}

function refuseWith(server: FastifyInstance, telemetry: Telemetry): void {
  server.setNotFoundHandler(async () => {
    throw new HttpProblem(404, 'NotFound', 'There is no such route; see api/dashboard.ts for those there are.');
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, problem, isUnexpected } = refusalOf(error);
    const route = `dashboard ${request.routeOptions.url ?? 'none'}`;
    if (isUnexpected) telemetry.emit('UnexpectedError', { where: route, message: String(error).slice(0, 500) });
    // Whoever opens the page is first told that they are not signed in.
    if (status !== 401) telemetry.emit('ApiRequestRefused', { code: problem.code, status, route });
    return reply.code(status).header('cache-control', 'no-store').send(problem);
  });
}
