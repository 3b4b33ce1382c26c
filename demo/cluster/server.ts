/** The HTTP side: one node:http server with authentication, injected faults, and Status objects for every error. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributes } from './access.ts';
import { answerResource } from './api.ts';
import type { ApiParts } from './api.ts';
import { discover } from './discovery.ts';
import { forward } from './forward.ts';
import type { JsonObject } from './json.ts';
import { parsePath, verbOf } from './requests.ts';
import type { ResourcePath, ResourceRequest } from './requests.ts';
import type { Resource } from './resources.ts';
import { ApiError } from './statuses.ts';

export interface ServerParts extends ApiParts {
  readonly resources: () => readonly Resource[];
  /** Servers behind Services, by `namespace/name`; null: none of its pods is ready. */
  readonly served: ReadonlyMap<string, string | null>;
  /** Faults that hold for every request: a delay, and answers instead of the real one. */
  readonly faults: { latencyForMs: number; answers: { code: number; times: number }[] };
}

/** Bodies above this are refused with 413, as by the real server (3 MiB). */
const maxBodyBytes = 3 * 1024 * 1024;

/** Resolves when the server listens; rejects when the port is taken. */
export async function listen(parts: ServerParts, port: number, host: string): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => fail(response, error));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : port };
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { faults } = parts;
  if (faults.latencyForMs > 0) await sleep(faults.latencyForMs);
  const url = new URL(request.url ?? '/', 'http://cluster');
  const body = await readText(request);
  injectAnswer(faults.answers);
  const user = parts.access.authenticate(request.headers.authorization);
  if (['/livez', '/readyz', '/healthz'].includes(url.pathname)) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('ok');
    return;
  }
  const path = parsePath(url.pathname);
  const resource = path && find(parts.resources(), path);
  if (!path || !resource) {
    describe(parts, url.pathname, response);
    return;
  }
  const asked = resourceRequest(request, { resource, path, query: url.searchParams, body });
  const isProxy = resource.plural === 'services' && /^proxy(\/|$)/.test(path.subresource);
  parts.access.authorize(user, attributesOf(asked, isProxy));
  if (isProxy) {
    await forward({ served: parts.served, service: path, url, body }, request, response);
    return;
  }
  const answer = await answerResource(parts, asked, user, response);
  if (answer) send(response, answer.code, answer.body);
}

function attributesOf({ method, path, query }: ResourceRequest, isProxy: boolean): Attributes {
  const subresource = path.subresource === '' ? '' : `/${isProxy ? 'proxy' : path.subresource}`;
  const namespace = path.plural === 'namespaces' && path.group === '' ? path.name : path.namespace;
  const verb = verbOf(method, path, query);
  return { verb, group: path.group, resource: `${path.plural}${subresource}`, namespace, name: path.name };
}

function describe(parts: ServerParts, pathname: string, response: ServerResponse): void {
  const found = discover(pathname, parts.resources());
  if (found) send(response, 200, found);
  else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
}

function resourceRequest(request: IncomingMessage, parsed: Pick<ResourceRequest, 'resource' | 'path' | 'query' | 'body'>): ResourceRequest {
  const { headers, method = 'GET' } = request;
  const contentType = (headers['content-type'] ?? 'application/json').split(';')[0] ?? '';
  return { ...parsed, method, contentType, accept: headers.accept ?? '', userAgent: headers['user-agent'] ?? '' };
}

function find(resources: readonly Resource[], path: ResourcePath): Resource | undefined {
  return resources.find(
    (resource) => resource.group === path.group && resource.version === path.version && resource.plural === path.plural,
  );
}

function injectAnswer(answers: { code: number; times: number }[]): void {
  const next = answers[0];
  if (next === undefined) return;
  next.times -= 1;
  if (next.times <= 0) answers.shift();
  const reasons: Readonly<Record<number, string>> = {
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  };
  throw new ApiError(next.code, reasons[next.code] ?? 'Unknown', 'the server has been told to fail', { retryAfterSeconds: 1 });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof ApiError ? error : new ApiError(500, 'InternalError', `Internal error occurred: ${String(error)}`);
  if (known.code === 429) response.setHeader('retry-after', '1');
  send(response, known.code, known.body);
}

function send(response: ServerResponse, code: number, body: JsonObject): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }).end(JSON.stringify(body));
}
