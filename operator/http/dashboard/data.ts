/** What the page asks: the routes of the API that show something, each within what the visitor may see, and marks in their own name. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ExplainRequestSchema, HistoryQuerySchema, MarkSchema, TailQuerySchema, type Settings } from '../../../api/contract.ts';
import { noNamespace } from '../../detector-key.ts';
import type { Backend } from '../backend.ts';
import { HttpProblem, parse } from '../problem.ts';
import { routes, type Route } from '../routes.ts';
import { mayChange, sees } from './access.ts';
import { channelOf } from './changes.ts';
import { openEventStream } from './event-stream.ts';
import type { Guard, Visitor } from './guard.ts';
import type { Live } from './live.ts';
import { tail } from './tail.ts';

export interface DataOptions {
  readonly backend: Backend;
  readonly guard: Guard;
  readonly live: Live;
  /** The administrator's configuration, as it may be shown to operators. */
  readonly shownConfiguration: () => unknown;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly closing: AbortSignal;
  readonly now: () => number;
}

/** Those that change nothing and hand out nothing in bulk. */
const shown: ReadonlySet<string> = new Set([
  '/v1/detectors',
  '/v1/incidents',
  '/v1/incidents/:id',
  '/v1/patterns',
  '/v1/patterns/:id',
  '/v1/topology',
  '/v1/traces/:id',
  '/v1/on-call',
  '/v1/models',
  '/v1/detectors/:namespace/:name/feedback',
  '/v1/detectors/:namespace/:name/canary',
  '/v1/detectors/:namespace/:name/comparison',
  '/v1/detectors/:namespace/:name/doctor',
  '/v1/detectors/:namespace/:name/trial',
]);
/** What holds things of all namespaces, for those who may see all of them. */
const shownToOperators: ReadonlySet<string> = new Set(['/v1/audit', '/v1/audit/proof']);
const tailForMs = 10 * 60_000;

export function addData(server: FastifyInstance, options: DataOptions): void {
  for (const route of routes)
    if (route.method === 'GET' && (shown.has(route.url) || shownToOperators.has(route.url))) addShown(server, route, options);
  addExplanations(server, options);
  addMarks(server, options);
  addStreams(server, options);
  addOwn(server, options);
}

function addShown(server: FastifyInstance, route: Route, { backend, guard, closing }: DataOptions): void {
  server.get(route.url, async (request, reply) => {
    const visitor = guard.visitor(request);
    const { namespace } = z.object({ namespace: z.string().optional() }).catch({}).parse(request.params);
    if (namespace !== undefined) within(visitor, namespace);
    if (shownToOperators.has(route.url)) requireAll(visitor);
    const asked = z.record(z.string(), z.unknown()).catch({}).parse(request.query);
    const query = { ...asked, namespaces: narrowed(visitor, asked['namespaces']) };
    return fresh(reply).send(await route.answer(backend, { params: request.params, query, body: undefined }, closing));
  });
}

/** Changes nothing; a POST, since a line does not belong into an address. */
function addExplanations(server: FastifyInstance, { backend, guard }: DataOptions): void {
  server.post('/v1/explanations', async (request, reply) => {
    const visitor = guard.changer(request);
    const { lines, namespaces } = parse(ExplainRequestSchema, request.body, 'body');
    const scope = narrowed(visitor, namespaces).split(',');
    return fresh(reply).send(await backend.explain(lines, scope.includes('*') ? '*' : scope));
  });
}

function addMarks(server: FastifyInstance, { backend, guard, now }: DataOptions): void {
  server.post('/v1/incidents/:id/marks', async (request, reply) => {
    const visitor = guard.changer(request);
    const { id } = parse(z.object({ id: z.string().min(1).max(700) }), request.params, 'path');
    const { mark } = parse(z.object({ mark: MarkSchema.shape.mark }), request.body, 'body');
    within(visitor, id.split('/')[0] ?? '');
    const user = visitor.session.person.user.slice(0, 100);
    const view = await backend.mark(id, { mark, user });
    const result = view === null ? 'no such incident' : 'done';
    await backend.audit({
      atMs: now(),
      user,
      channel: channelOf(visitor.session.method),
      action: `mark ${mark} ${id}`.slice(0, 500),
      result,
    });
    if (view === null) throw new HttpProblem(404, 'NotFound', 'There is no such incident any more.');
    return fresh(reply).send(view);
  });
}

function addStreams(server: FastifyInstance, { backend, guard, live, headers, closing }: DataOptions): void {
  const open = (reply: FastifyReply, visitor: Visitor, request: FastifyRequest) =>
    openEventStream(reply, { headers: headers(), closing, mayGoOn: () => mayGoOn(guard, visitor, request) });

  server.get('/v1/live', async (request, reply) => {
    const visitor = guard.visitor(request);
    if (live.isFull())
      throw new HttpProblem(503, 'TooManyWaiting', 'Too many look on already; what is shown is kept up to date more slowly.');
    await live.ready();
    const lastId = request.headers['last-event-id'];
    live.join(
      { stream: open(reply, visitor, request), sees: (namespace) => sees(visitor, namespace) },
      typeof lastId === 'string' ? lastId : undefined,
    );
  });

  server.get('/v1/tail', async (request, reply) => {
    const visitor = guard.visitor(request);
    const { detector, workload } = parse(TailQuerySchema, request.query, 'query');
    const namespace = detector.split('/')[0] ?? '';
    within(visitor, namespace);
    const ended = new AbortController();
    const recording = await backend.record(detector, { forMs: tailForMs, user: visitor.session.person.user.slice(0, 100) }, ended.signal);
    if (recording === null) throw new HttpProblem(404, 'NotFound', `There is no LogDetector ${detector} that is read.`);
    const stream = open(reply, visitor, request);
    stream.over.addEventListener('abort', () => ended.abort(), { once: true });
    if (stream.over.aborted) ended.abort();
    await tail(recording, workloadOf(namespace, workload), stream).catch(() => undefined);
    reply.raw.end();
  });
}

function addOwn(server: FastifyInstance, { backend, guard, shownConfiguration }: DataOptions): void {
  server.get('/v1/history', async (request, reply) => {
    const visitor = guard.visitor(request);
    const query = parse(HistoryQuerySchema, request.query, 'query');
    within(visitor, query.detector.split('/')[0] ?? '');
    return fresh(reply).send(await backend.history(query));
  });
  server.get('/v1/settings', async (request, reply) => {
    const visitor = guard.visitor(request);
    const detectors = await backend.settings(visitor.namespaces);
    const configuration = visitor.role === 'operator' ? shownConfiguration() : null;
    return fresh(reply).send({ detectors, configuration } satisfies Settings);
  });
}

/** Those of a ClusterLogDetector are called `namespace/name`. */
function workloadOf(namespace: string, called: string): { readonly namespace: string; readonly name: string } {
  const slash = namespace === noNamespace ? called.indexOf('/') : -1;
  return slash < 0 ? { namespace, name: called } : { namespace: called.slice(0, slash), name: called.slice(slash + 1) };
}

/** What somebody may not see is not there, as far as they can tell. */
function within(visitor: Visitor, namespace: string): void {
  if (!sees(visitor, namespace)) throw new HttpProblem(404, 'NotFound', 'There is nothing of this name to be seen from here.');
}

function requireAll(visitor: Visitor): void {
  if (mayChange(visitor, 'audit', '*')) return;
  const sentence =
    'It holds what was done in every namespace, so it is for those who may change all of them: role operator in dashboard.access.';
  throw new HttpProblem(403, 'NotAllNamespaces', sentence);
}

function scopeText({ namespaces }: Visitor): string {
  return namespaces.join(',');
}

/** What is asked for of what may be seen; the page asks for nothing in particular. */
function narrowed(visitor: Visitor, asked: unknown): string {
  if (typeof asked !== 'string' || asked === '*') return scopeText(visitor);
  return asked
    .split(',')
    .filter((namespace) => sees(visitor, namespace))
    .join(',');
}

/** The session is asked for anew: it may have ended, or have been given less. */
function mayGoOn(guard: Guard, before: Visitor, request: FastifyRequest): boolean {
  try {
    return scopeText(guard.visitor(request)) === scopeText(before);
  } catch {
    return false;
  }
}

function fresh(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}
