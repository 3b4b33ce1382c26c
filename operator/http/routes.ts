/** The routes of `api/contract.ts` as one table: what comes in, which question it puts to the backend, what goes out. */
import { z } from 'zod';
import {
  AccessRequestSchema,
  AuditEntrySchema,
  ChangeRequestSchema,
  ComparisonQuerySchema,
  DeliveredSchema,
  DetectorIdSchema,
  ExplainRequestSchema,
  FailedSchema,
  HistoryQuerySchema,
  ImportRequestSchema,
  IncidentsQuerySchema,
  MarkRequestSchema,
  ModelsQuerySchema,
  PatternQuerySchema,
  PatternsQuerySchema,
  RecordQuerySchema,
  RedactRequestSchema,
  RemedyRequestSchema,
  RetrainRequestSchema,
  RollbackRequestSchema,
  TestPageRequestSchema,
  TraceQuerySchema,
  TrialQuerySchema,
  WorkspaceHealthSchema,
} from '../../api/contract.ts';
import type { Backend, Scope } from './backend.ts';
import { waitAtMostSeconds } from './live.ts';
import { HttpProblem, parse } from './problem.ts';

/** A request as it came, not yet believed. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** True for what lasts, long polls and recordings: it is counted and ends with the connection. */
  readonly waits: boolean;
  /** Where it is more than of every route. */
  readonly bodyBytesAtMost?: number;
  /** Undefined becomes 204, an async iterable of text a stream of lines of JSON. */
  readonly answer: (backend: Backend, request: RawRequest, signal: AbortSignal) => Promise<unknown>;
}

/** Of some 100,000 patterns. */
const modelBytesAtMost = 32 * 1024 * 1024;

export const routes: readonly Route[] = [
  poll('/v1/session', z.object({ wait: wait(), leading: z.stringbool().optional(), workspace: workspace() }), (backend, query, signal) =>
    backend.session({ leading: query.leading ?? null, forMs: query.wait * 1000, workspace: query.workspace }, signal),
  ),
  poll('/v1/posts', z.object({ wait: wait(), workspace: workspace() }), async (backend, query, signal) => ({
    posts: await backend.posts(query.wait * 1000, signal, query.workspace),
  })),
  post('/v1/posts/:id/delivered', { params: withId(), body: DeliveredSchema }, async (backend, { id }, body) =>
    stillWanted(await backend.delivered(id, body)),
  ),
  post('/v1/posts/:id/failed', { params: withId(), body: FailedSchema }, async (backend, { id }, body) =>
    stillWanted(await backend.failed(id, body)),
  ),
  {
    ...post('/v1/chat/health', { params: z.unknown(), body: WorkspaceHealthSchema }, (backend, _params, { workspace: of, ...body }) =>
      backend.chatHealth(body, of),
    ),
    method: 'PUT',
  },
  get('/v1/detectors', z.object({ namespaces: z.string() }), async (backend, query) => ({
    detectors: await backend.detectors(scopeOf(query.namespaces)),
  })),
  get('/v1/incidents', IncidentsQuerySchema, async (backend, { namespaces, ...query }) => ({
    incidents: await backend.incidents({ scope: scopeOf(namespaces), ...query }),
  })),
  get('/v1/incidents/:id', z.object({ namespaces: z.string() }), async (backend, { namespaces }, params) => {
    const { id } = parse(withId(), params, 'path');
    return found(await backend.incident(id, scopeOf(namespaces)), notFound(id));
  }),
  post('/v1/incidents/:id/marks', { params: withId(), body: MarkRequestSchema }, async (backend, { id }, body) =>
    found(await backend.mark(id, body), `There is no incident ${id} any more.`),
  ),
  post('/v1/incidents/:id/remedies', { params: withId(), body: RemedyRequestSchema }, async (backend, { id }, body) =>
    found(await backend.remedy(id, body), `There is no incident ${id} any more.`),
  ),
  get('/v1/patterns', PatternsQuerySchema, (backend, { namespaces, workload = null, forSeconds, limit, since = null, only = null }) =>
    backend.patterns({ scope: scopeOf(namespaces), workload, forMs: forSeconds * 1000, limit, since, only }),
  ),
  get('/v1/patterns/:id', PatternQuerySchema, async (backend, { namespaces, workload = null }, params) => {
    const { id } = parse(withId(), params, 'path');
    const reply = await backend.pattern({ scope: scopeOf(namespaces), id, workload });
    return found(reply.patterns.length > 0 ? reply : null, `There is no pattern ${id} to be seen from here; top-patterns lists them.`);
  }),
  get('/v1/history', HistoryQuerySchema, (backend, query) => backend.history(query)),
  get('/v1/topology', z.object({ namespaces: z.string() }), (backend, { namespaces }) => backend.topology(scopeOf(namespaces))),
  get('/v1/traces/:id', TraceQuerySchema, (backend, { namespaces }, params) => {
    const { id } = parse(withId(), params, 'path');
    return backend.trace(id, scopeOf(namespaces));
  }),
  get('/v1/on-call', z.object({ namespaces: z.string() }), (backend, { namespaces }) => backend.onCall(scopeOf(namespaces))),
  post('/v1/changes', { params: z.unknown(), body: ChangeRequestSchema }, (backend, _params, { namespaces, ...request }) =>
    backend.change(request, scopeOf(namespaces)),
  ),
  post('/v1/explanations', { params: z.unknown(), body: ExplainRequestSchema }, (backend, _params, { lines, namespaces }) =>
    backend.explain(lines, scopeOf(namespaces)),
  ),
  post('/v1/redactions', { params: z.unknown(), body: RedactRequestSchema }, (backend, _params, { text, namespaces }) =>
    backend.redact(text, scopeOf(namespaces)),
  ),
  get('/v1/models', ModelsQuerySchema, async (backend, { namespaces, detector = null }) => ({
    models: await backend.models({ scope: scopeOf(namespaces), detector }),
  })),
  get('/v1/detectors/:namespace/:name/models/:version', z.unknown(), async (backend, _query, params) => {
    const { detector, version } = parse(modelPath(), params, 'path');
    return found(await backend.model(detector, version), `There is no LogDetector ${detector}.`);
  }),
  poll('/v1/detectors/:namespace/:name/recording', RecordQuerySchema, async (backend, { forSeconds, user }, signal, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.record(id, { forMs: forSeconds * 1000, user }, signal), `There is no LogDetector ${id} that is read.`);
  }),
  get('/v1/detectors/:namespace/:name/feedback', z.unknown(), async (backend, _query, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.feedback(id), `There is no LogDetector ${id}.`);
  }),
  get('/v1/detectors/:namespace/:name/canary', z.unknown(), async (backend, _query, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.canary(id), `There is no LogDetector ${id}.`);
  }),
  get('/v1/detectors/:namespace/:name/doctor', z.unknown(), async (backend, _query, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.doctor(id), `There is no LogDetector ${id}.`);
  }),
  get('/v1/detectors/:namespace/:name/trial', TrialQuerySchema, async (backend, { forSeconds }, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.trial(id, forSeconds * 1000), `There is no LogDetector ${id}.`);
  }),
  {
    ...post('/v1/detectors/:namespace/:name/models', { params: detectorPath(), body: ImportRequestSchema }, async (backend, id, body) =>
      found(await backend.importModel(id, body), `There is no LogDetector ${id}.`),
    ),
    bodyBytesAtMost: modelBytesAtMost,
  },
  get('/v1/detectors/:namespace/:name/comparison', ComparisonQuerySchema, async (backend, query, params) => {
    const id = parse(detectorPath(), params, 'path');
    return found(await backend.compareModels(id, query), `There is no LogDetector ${id}.`);
  }),
  post('/v1/detectors/:namespace/:name/retrain', { params: detectorPath(), body: RetrainRequestSchema }, async (backend, id, body) =>
    found(await backend.retrain(id, body), `There is no LogDetector ${id}.`),
  ),
  post('/v1/detectors/:namespace/:name/rollback', { params: detectorPath(), body: RollbackRequestSchema }, async (backend, id, body) =>
    found(await backend.rollback(id, body), `There is no LogDetector ${id}.`),
  ),
  post('/v1/detectors/:namespace/:name/test-page', { params: detectorPath(), body: TestPageRequestSchema }, async (backend, id, body) =>
    found(await backend.testPage(id, body), `There is no LogDetector ${id}.`),
  ),
  post('/v1/audit', { params: z.unknown(), body: AuditEntrySchema }, (backend, _params, body) => backend.audit(body)),
  get('/v1/audit', z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }), async (backend, { limit }) => ({
    entries: await backend.auditEntries(limit),
  })),
  get('/v1/audit/untold', z.object({ limit: z.coerce.number().int().min(1).max(100) }), (backend, { limit }) => backend.untoldAudit(limit)),
  post('/v1/audit/told', { params: z.unknown(), body: z.object({ seq: z.number().int().min(0) }) }, (backend, _params, { seq }) =>
    backend.auditTold(seq),
  ),
  post('/v1/access', { params: z.unknown(), body: AccessRequestSchema }, (backend, _params, body) => backend.access(body)),
  get('/v1/audit/proof', z.unknown(), (backend) => backend.auditProof()),
];

function poll<Q>(
  url: string,
  schema: z.ZodType<Q>,
  ask: (backend: Backend, query: Q, signal: AbortSignal, params: unknown) => Promise<unknown>,
): Route {
  return {
    method: 'GET',
    url,
    waits: true,
    answer: async (backend, { query, params }, signal) => ask(backend, parse(schema, query, 'query'), signal, params),
  };
}

function get<Q>(url: string, schema: z.ZodType<Q>, ask: (backend: Backend, query: Q, params: unknown) => Promise<unknown>): Route {
  return {
    method: 'GET',
    url,
    waits: false,
    answer: async (backend, { query, params }) => ask(backend, parse(schema, query, 'query'), params),
  };
}

function post<P, B>(
  url: string,
  schemas: { readonly params: z.ZodType<P>; readonly body: z.ZodType<B> },
  ask: (backend: Backend, params: P, body: B) => Promise<unknown>,
): Route {
  return {
    method: 'POST',
    url,
    waits: false,
    answer: async (backend, { params, body }) => ask(backend, parse(schemas.params, params, 'path'), parse(schemas.body, body, 'body')),
  };
}

function wait() {
  return z.coerce.number().min(0).max(waitAtMostSeconds).default(0);
}

/** Of the bot that asks; the first has no name. */
function workspace() {
  return z.string().max(30).default('');
}

function withId() {
  return z.object({ id: z.string().min(1).max(700) });
}

function detectorPath() {
  const path = z.object({ namespace: z.string(), name: z.string() });
  return path.transform(({ namespace, name }) => `${namespace}/${name}`).pipe(DetectorIdSchema);
}

function modelPath() {
  const path = z.object({ namespace: z.string(), name: z.string(), version: z.coerce.number().int().min(1) });
  return path
    .transform(({ namespace, name, version }) => ({ detector: `${namespace}/${name}`, version }))
    .pipe(z.object({ detector: DetectorIdSchema, version: z.number() }));
}

/** Names that no namespace can have match nothing, and an empty list sees nothing. */
function scopeOf(namespaces: string): Scope {
  if (namespaces === '*') return '*';
  const names = namespaces.split(',').map((name) => name.trim());
  return names.includes('*') ? '*' : names.filter((name) => name !== '').slice(0, 1000);
}

function notFound(reference: string): string {
  const more = 'give more of its id, or NAMESPACE/NAME/ID';
  return `There is no incident ${reference} to be seen from here, or more than one begins so: ${more}. /logbot incidents lists them.`;
}

/** The bot gives up what was withdrawn, such as the message of a LogDetector that was deleted while its channel could not be found. */
function stillWanted(isKnown: boolean): undefined {
  if (!isKnown) throw new HttpProblem(404, 'NotFound', 'The post has been withdrawn.');
}

function found<T>(value: T | null, sentence: string): T {
  if (value === null) throw new HttpProblem(404, 'NotFound', sentence);
  return value;
}
