/** The typed way to the operator's HTTP API, for the bot, the dashboard and the command line. Needs nothing but `fetch` (Node 20+). */
import { z } from 'zod';
import { ApiError, call, follow, type ApiClientOptions, type Query } from './call.ts';
import {
  AccessReplySchema,
  AuditProofSchema,
  CanaryViewSchema,
  UntoldAuditSchema,
  ChangeReplySchema,
  AuditRecordSchema,
  ComparisonSchema,
  DiagnosisSchema,
  ExplainReplySchema,
  FeedbackViewSchema,
  PatternHistorySchema,
  DetectorIdSchema,
  DetectorSummarySchema,
  ImportReplySchema,
  IncidentViewSchema,
  ModelSummarySchema,
  OnCallSchema,
  PatternDetailsSchema,
  PatternsReplySchema,
  PostSchema,
  RedactReplySchema,
  RemedyReplySchema,
  SessionSchema,
  TestPageReplySchema,
  TopologySchema,
  TraceReplySchema,
  TrialSchema,
  WishReplySchema,
  type AuditEntry,
  type AccessReply,
  type AccessRequest,
  type AuditProof,
  type CanaryView,
  type UntoldAudit,
  type AuditRecord,
  type ChangeReply,
  type ChangeRequest,
  type ChatHealth,
  type Comparison,
  type ComparisonQuery,
  type Delivered,
  type DetectorSummary,
  type Diagnosis,
  type ExplainReply,
  type ExplainRequest,
  type Failed,
  type FeedbackView,
  type HistoryQuerySchema,
  type PatternHistory,
  type ImportReply,
  type ImportRequest,
  type IncidentsQuery,
  type IncidentView,
  type MarkRequest,
  type ModelsQuery,
  type ModelSummary,
  type OnCall,
  type PatternDetails,
  type PatternQuery,
  type PatternsQuery,
  type PatternsReply,
  type Post,
  type RecordQuery,
  type RedactReply,
  type RedactRequest,
  type RemedyReply,
  type RemedyRequest,
  type RetrainRequest,
  type TestPageReply,
  type TestPageRequest,
  type RollbackRequest,
  type Session,
  type Topology,
  type TraceReply,
  type Trial,
  type WishReply,
} from './contract.ts';

export { ApiError, type ApiClientOptions } from './call.ts';

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
  /** A beginning of an id is enough. */
  pattern(id: string, query: PatternQuery): Promise<PatternDetails>;
  /** The path of a request, by its id or the beginning of it. */
  trace(id: string, namespaces: string): Promise<TraceReply>;
  topology(namespaces: string): Promise<Topology>;
  /** How often patterns of a workload were written, stretch by stretch up to now. */
  history(query: z.input<typeof HistoryQuerySchema>): Promise<PatternHistory>;
  onCall(namespaces: string): Promise<OnCall>;
  /** Shows what would be changed or, with what was seen, changes it. */
  change(body: ChangeRequest): Promise<ChangeReply>;
  /** What lines are: their patterns, and how usual they are. */
  explain(body: ExplainRequest): Promise<ExplainReply>;
  /** What would be kept of a text. */
  redact(body: RedactRequest): Promise<RedactReply>;
  /** What the detector as it is set now would say of the incidents of a time. */
  trial(detector: string, forSeconds: number): Promise<Trial>;
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
  /** The trial of a new version beside the one that serves. */
  canary(detector: string): Promise<CanaryView>;
  retrain(detector: string, body: RetrainRequest): Promise<WishReply>;
  testPage(detector: string, body: TestPageRequest): Promise<TestPageReply>;
  rollback(detector: string, body: RollbackRequest): Promise<WishReply>;
  writeAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  audit(limit: number): Promise<readonly AuditRecord[]>;
  auditProof(): Promise<AuditProof>;
  /** What the audit channel has not been told; `seq` of the newest that it was. */
  untoldAudit(limit: number): Promise<UntoldAudit>;
  auditTold(seq: number): Promise<void>;
  /** Namespaces in which Kubernetes lets somebody see or change LogDetectors. */
  access(body: AccessRequest): Promise<AccessReply>;
}

/** `workspace`: of the bot that asks, where there are several. */
export function createApiClient(options: ApiClientOptions, workspace?: string): ApiClient {
  const of = workspace === undefined || workspace === '' ? {} : { workspace };
  const get = <T>(path: string, schema: z.ZodType<T>, query: Query = {}) => call(options, { method: 'GET', path, query, schema });
  const send = (method: 'POST' | 'PUT', path: string, body: unknown) => call(options, { method, path, body, schema: Nothing });
  const ask = <T>(path: string, body: unknown, schema: z.ZodType<T>) => call(options, { method: 'POST', path, body, schema });
  return {
    ...longPolls(options, of),
    delivered: (id, body) => send('POST', `/v1/posts/${encodeURIComponent(id)}/delivered`, body),
    failed: (id, body) => send('POST', `/v1/posts/${encodeURIComponent(id)}/failed`, body),
    reportHealth: (health) => send('PUT', '/v1/chat/health', { ...health, ...of }),
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
    pattern: (id, query) => get(`/v1/patterns/${encodeURIComponent(id)}`, PatternDetailsSchema, { ...query }),
    history: (query) => get('/v1/history', PatternHistorySchema, { ...query }),
    trace: (id, namespaces) => get(`/v1/traces/${encodeURIComponent(id)}`, TraceReplySchema, { namespaces }),
    topology: (namespaces) => get('/v1/topology', TopologySchema, { namespaces }),
    onCall: (namespaces) => get('/v1/on-call', OnCallSchema, { namespaces }),
    change: (body) => ask('/v1/changes', body, ChangeReplySchema),
    explain: (body) => ask('/v1/explanations', body, ExplainReplySchema),
    redact: (body) => ask('/v1/redactions', body, RedactReplySchema),
    trial: async (detector, forSeconds) => get(`${pathOf(detector)}/trial`, TrialSchema, { forSeconds }),
    models: async (query) => (await get('/v1/models', ModelsReply, { ...query })).models,
    model: async (detector, version) => get(`${pathOf(detector)}/models/${version}`, z.unknown()),
    feedback: async (detector) => get(`${pathOf(detector)}/feedback`, FeedbackViewSchema),
    doctor: async (detector) => get(`${pathOf(detector)}/doctor`, DiagnosisSchema),
    record: async (detector, query, signal) =>
      follow(options, { method: 'GET', path: `${pathOf(detector)}/recording`, query, schema: z.unknown(), signal }),
    importModel: async (detector, body) => ask(`${pathOf(detector)}/models`, body, ImportReplySchema),
    compareModels: async (detector, query) => get(`${pathOf(detector)}/comparison`, ComparisonSchema, { ...query }),
    canary: async (detector) => get(`${pathOf(detector)}/canary`, CanaryViewSchema),
    testPage: async (detector, body) => ask(`${pathOf(detector)}/test-page`, body, TestPageReplySchema),
    retrain: async (detector, body) => ask(`${pathOf(detector)}/retrain`, body, WishReplySchema),
    rollback: async (detector, body) => ask(`${pathOf(detector)}/rollback`, body, WishReplySchema),
    writeAudit: (entry) => send('POST', '/v1/audit', entry),
    audit: async (limit) => (await get('/v1/audit', AuditReply, { limit })).entries,
    auditProof: () => get('/v1/audit/proof', AuditProofSchema),
    untoldAudit: (limit) => get('/v1/audit/untold', UntoldAuditSchema, { limit }),
    auditTold: (seq) => send('POST', '/v1/audit/told', { seq }),
    access: (body) => ask('/v1/access', body, AccessReplySchema),
  };
}

/** `of`: the workspace of whoever asks, where there are several. */
function longPolls(options: ApiClientOptions, of: { readonly workspace?: string }): Pick<ApiClient, 'session' | 'posts'> {
  return {
    session: ({ waitSeconds, leading }, signal) =>
      call(options, {
        method: 'GET',
        path: '/v1/session',
        query: { wait: waitSeconds, leading: String(leading), ...of },
        schema: SessionSchema,
        waitSeconds,
        signal,
      }),
    posts: async ({ waitSeconds }, signal) => {
      const query = { wait: waitSeconds, ...of };
      return (await call(options, { method: 'GET', path: '/v1/posts', query, schema: PostsReply, waitSeconds, signal })).posts;
    },
  };
}

const Nothing = z.undefined().transform((): void => undefined);
const PostsReply = z.object({ posts: z.array(PostSchema) });
const DetectorsReply = z.object({ detectors: z.array(DetectorSummarySchema) });
const IncidentsReply = z.object({ incidents: z.array(IncidentViewSchema) });
const ModelsReply = z.object({ models: z.array(ModelSummarySchema.extend({ detector: DetectorIdSchema })) });
const AuditReply = z.object({ entries: z.array(AuditRecordSchema) });

function pathOf(detector: string): string {
  if (!DetectorIdSchema.safeParse(detector).success) {
    throw new ApiError('DetectorInvalid', 0, 'Name the LogDetector as NAMESPACE/NAME, such as shop/shop.');
  }
  return `/v1/detectors/${detector}`;
}
