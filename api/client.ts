/** The typed way to the operator's HTTP API, for the bot, the dashboard and the command line. Needs nothing but `fetch` (Node 20+). */
import { z } from 'zod';
import {
  AuditEntrySchema,
  ComparisonSchema,
  DiagnosisSchema,
  FeedbackViewSchema,
  DetectorIdSchema,
  DetectorSummarySchema,
  ImportReplySchema,
  IncidentViewSchema,
  ModelSummarySchema,
  PatternsReplySchema,
  PostSchema,
  ProblemSchema,
  RemedyReplySchema,
  SessionSchema,
  TestPageReplySchema,
  WishReplySchema,
  type AuditEntry,
  type ChatHealth,
  type Comparison,
  type ComparisonQuery,
  type Delivered,
  type DetectorSummary,
  type Diagnosis,
  type Failed,
  type FeedbackView,
  type ImportReply,
  type ImportRequest,
  type IncidentsQuery,
  type IncidentView,
  type MarkRequest,
  type ModelsQuery,
  type ModelSummary,
  type PatternsQuery,
  type PatternsReply,
  type Post,
  type RecordQuery,
  type RemedyReply,
  type RemedyRequest,
  type RetrainRequest,
  type TestPageReply,
  type TestPageRequest,
  type RollbackRequest,
  type Session,
  type WishReply,
} from './contract.ts';

export interface ApiClientOptions {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Asked before every request, so that a token file may be replaced while we run. */
  readonly token: () => Promise<string>;
  /** Ends every request. */
  readonly signal?: AbortSignal;
  /** How long the operator may take to answer, on top of a long poll's own wait. Default 10 s. */
  readonly timeoutMs?: number;
}

export interface WaitQuery {
  /** 0 to 30; the operator answers earlier when there is something new. */
  readonly waitSeconds: number;
}

export type DetectorModel = ModelSummary & { readonly detector: string };

/** Every method rejects with an `ApiError`, or with the abort reason of a signal. */
export interface ApiClient {
  /** Answers when `leading` differs from the asked one, or after the wait. */
  session(query: WaitQuery & { readonly leading: boolean }, signal?: AbortSignal): Promise<Session>;
  /** Only those with something undelivered. */
  posts(query: WaitQuery, signal?: AbortSignal): Promise<readonly Post[]>;
  delivered(id: string, body: Delivered): Promise<void>;
  failed(id: string, body: Failed): Promise<void>;
  reportHealth(health: ChatHealth): Promise<void>;
  /** `namespaces`: comma-separated, or `*`. */
  detectors(namespaces: string): Promise<readonly DetectorSummary[]>;
  /** Newest first. */
  incidents(query: IncidentsQuery): Promise<readonly IncidentView[]>;
  /** A unique prefix of an id is enough. */
  incident(id: string, namespaces: string): Promise<IncidentView>;
  mark(id: string, body: MarkRequest): Promise<IncidentView>;
  /** `id` is the incident's whole name, `namespace/name/id`. */
  remedy(id: string, body: RemedyRequest): Promise<RemedyReply>;
  patterns(query: PatternsQuery): Promise<PatternsReply>;
  models(query: ModelsQuery): Promise<readonly DetectorModel[]>;
  /** The whole model, not looked into; its checksum vouches for it. `detector` is `namespace/name`. */
  model(detector: string, version: number): Promise<unknown>;
  doctor(detector: string): Promise<Diagnosis>;
  feedback(detector: string): Promise<FeedbackView>;
  /** A recording as it is made: pieces of text, cut anywhere. Ends at the abort; rejects only before its first piece. */
  record(detector: string, query: RecordQuery, signal: AbortSignal): Promise<AsyncIterable<string>>;
  /** Becomes a new version, which nobody has accepted. */
  importModel(detector: string, body: ImportRequest): Promise<ImportReply>;
  /** What two versions would have reported of the last 24 hours. */
  compareModels(detector: string, query: ComparisonQuery): Promise<Comparison>;
  retrain(detector: string, body: RetrainRequest): Promise<WishReply>;
  testPage(detector: string, body: TestPageRequest): Promise<TestPageReply>;
  rollback(detector: string, body: RollbackRequest): Promise<WishReply>;
  writeAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  audit(limit: number): Promise<readonly AuditEntry[]>;
}

/**
 * The operator refused, could not be reached or answered nonsense; `message` is a sentence for a person. `status` is 0 when no answer
 * came. Codes of our own: `OperatorUnreachable`, `ReplyInvalid`, `DetectorInvalid`; all others are those of the operator's Problem.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const get = <T>(path: string, schema: z.ZodType<T>, query: Query = {}) => call(options, { method: 'GET', path, query, schema });
  const send = (method: 'POST' | 'PUT', path: string, body: unknown) => call(options, { method, path, body, schema: Nothing });
  const ask = <T>(path: string, body: unknown, schema: z.ZodType<T>) => call(options, { method: 'POST', path, body, schema });
  return {
    session: ({ waitSeconds, leading }, signal) =>
      call(options, {
        method: 'GET',
        path: '/v1/session',
        query: { wait: waitSeconds, leading: String(leading) },
        schema: SessionSchema,
        waitSeconds,
        signal,
      }),
    posts: async ({ waitSeconds }, signal) => {
      const query = { wait: waitSeconds };
      return (await call(options, { method: 'GET', path: '/v1/posts', query, schema: PostsReply, waitSeconds, signal })).posts;
    },
    delivered: (id, body) => send('POST', `/v1/posts/${encodeURIComponent(id)}/delivered`, body),
    failed: (id, body) => send('POST', `/v1/posts/${encodeURIComponent(id)}/failed`, body),
    reportHealth: (health) => send('PUT', '/v1/chat/health', health),
    detectors: async (namespaces) => (await get('/v1/detectors', DetectorsReply, { namespaces })).detectors,
    incidents: async (query) => (await get('/v1/incidents', IncidentsReply, { ...query })).incidents,
    incident: (id, namespaces) => get(`/v1/incidents/${encodeURIComponent(id)}`, IncidentViewSchema, { namespaces }),
    mark: (id, body) => ask(`/v1/incidents/${encodeURIComponent(id)}/marks`, body, IncidentViewSchema),
    // A dry run and a change of the cluster's own: its API server may take its time.
    remedy: (id, body) =>
      call(
        { ...options, timeoutMs: 30_000 },
        { method: 'POST', path: `/v1/incidents/${encodeURIComponent(id)}/remedies`, body, schema: RemedyReplySchema },
      ),
    patterns: (query) => get('/v1/patterns', PatternsReplySchema, { ...query }),
    models: async (query) => (await get('/v1/models', ModelsReply, { ...query })).models,
    model: async (detector, version) => get(`${pathOf(detector)}/models/${version}`, z.unknown()),
    feedback: async (detector) => get(`${pathOf(detector)}/feedback`, FeedbackViewSchema),
    doctor: async (detector) => get(`${pathOf(detector)}/doctor`, DiagnosisSchema),
    record: async (detector, query, signal) =>
      follow(options, { method: 'GET', path: `${pathOf(detector)}/recording`, query, schema: z.unknown(), signal }),
    importModel: async (detector, body) => ask(`${pathOf(detector)}/models`, body, ImportReplySchema),
    compareModels: async (detector, query) => get(`${pathOf(detector)}/comparison`, ComparisonSchema, { ...query }),
    testPage: async (detector, body) => ask(`${pathOf(detector)}/test-page`, body, TestPageReplySchema),
    retrain: async (detector, body) => ask(`${pathOf(detector)}/retrain`, body, WishReplySchema),
    rollback: async (detector, body) => ask(`${pathOf(detector)}/rollback`, body, WishReplySchema),
    writeAudit: (entry) => send('POST', '/v1/audit', entry),
    audit: async (limit) => (await get('/v1/audit', AuditReply, { limit })).entries,
  };
}

type Query = Readonly<Record<string, unknown>>;

interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly query?: Query;
  readonly body?: unknown;
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

const Nothing = z.undefined().transform((): void => undefined);
const PostsReply = z.object({ posts: z.array(PostSchema) });
const DetectorsReply = z.object({ detectors: z.array(DetectorSummarySchema) });
const IncidentsReply = z.object({ incidents: z.array(IncidentViewSchema) });
const ModelsReply = z.object({ models: z.array(ModelSummarySchema.extend({ detector: DetectorIdSchema })) });
const AuditReply = z.object({ entries: z.array(AuditEntrySchema) });

function pathOf(detector: string): string {
  if (!DetectorIdSchema.safeParse(detector).success) {
    throw new ApiError('DetectorInvalid', 0, 'Name the LogDetector as NAMESPACE/NAME, such as shop/shop.');
  }
  return `/v1/detectors/${detector}`;
}

async function call<T>(options: ApiClientOptions, wanted: Call<T>): Promise<T> {
  const limit = AbortSignal.timeout((options.timeoutMs ?? 10_000) + (wanted.waitSeconds ?? 0) * 1000);
  const signals = [options.signal, wanted.signal, limit].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const hasBody = wanted.body !== undefined;
  const body = hasBody ? { body: JSON.stringify(wanted.body) } : {};
  try {
    const authorization = `Bearer ${await options.token()}`;
    const headers = { authorization, accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) };
    const response = await fetch(urlOf(options.url, wanted), { method: wanted.method, headers, signal, redirect: 'error', ...body });
    return understand(response.status, await response.text(), wanted);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    options.signal?.throwIfAborted();
    wanted.signal?.throwIfAborted();
    throw new ApiError('OperatorUnreachable', 0, 'The operator does not answer; it may be starting. Try again in a minute.', { cause });
  }
}

/** An answer that lasts has no limit of time; it says something every few seconds. */
async function follow(options: ApiClientOptions, wanted: Call<unknown>): Promise<AsyncIterable<string>> {
  const signal = AbortSignal.any([options.signal, wanted.signal].filter((one) => one !== undefined));
  const headers = { authorization: `Bearer ${await options.token()}`, accept: 'application/x-ndjson' };
  let response: Response;
  try {
    response = await fetch(urlOf(options.url, wanted), { method: wanted.method, headers, signal, redirect: 'error' });
  } catch (cause) {
    throw new ApiError('OperatorUnreachable', 0, 'The operator does not answer; it may be starting. Try again in a minute.', { cause });
  }
  if (response.status >= 400 || response.body === null) understand(response.status, await response.text(), wanted);
  return textOf(response.body, signal);
}

async function* textOf(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body ?? []) yield decoder.decode(bytes, { stream: true });
  } catch (cause) {
    // A connection that breaks ends it as well; what came is whole up to its last line feed.
    if (!signal.aborted && !(cause instanceof TypeError)) throw cause;
  }
}

function urlOf(base: string, { path, query = {} }: Call<unknown>): URL {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) if (isScalar(value)) url.searchParams.set(name, String(value));
  return url;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function understand<T>(status: number, text: string, wanted: Call<T>): T {
  const value = parse(text);
  if (status >= 400) {
    const problem = ProblemSchema.safeParse(value);
    if (problem.success) throw new ApiError(problem.data.code, status, problem.data.sentence);
    throw new ApiError('ReplyInvalid', status, `The operator failed with HTTP ${status}; its log says why.`);
  }
  const reply = wanted.schema.safeParse(value);
  if (reply.success) return reply.data;
  const issue = reply.error.issues[0];
  const where = issue ? ` (${issue.path.join('.') || 'reply'}: ${issue.message})` : '';
  const sentence = `The operator's answer to ${wanted.path} is not understood${where}; operator and client must be of the same release.`;
  throw new ApiError('ReplyInvalid', status, sentence);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return null;
  }
}
