/**
 * What the faces (bot, dashboard, CLI) may ask of the operator, and what it answers. One zod schema each gives the types, the
 * validation on both sides and the error texts. All routes want `Authorization: Bearer <token>` and speak JSON.
 */
import { z } from 'zod';
import { AssignmentSchema, DescriptionSchema, SnoozeSchema } from './change.ts';
import { DetectorIdSchema } from './detector-id.ts';
import { MarkSchema } from './feedback.ts';
import { IncidentSchema } from './incident.ts';
import { RevisionSchema, WeekSchema, WelcomeSchema } from './notices.ts';
import { DigestSchema, PageSchema } from './page.ts';
import { RemedyActionSchema, RemedySchema } from './remedy.ts';
import { ShadowSchema, ShadowSummarySchema } from './shadow.ts';
import { WorkloadSummarySchema } from './workload.ts';

export { DetectorIdSchema } from './detector-id.ts';
export * from './access.ts';
export * from './answers.ts';
export * from './audit.ts';
export * from './change.ts';
export * from './dashboard.ts';
export * from './feedback.ts';
export * from './page.ts';
export * from './pattern.ts';
export * from './notices.ts';
export * from './remedy.ts';
export * from './trace.ts';
export * from './version.ts';

/** Whether this replica leads; the bot keeps its Slack socket open only while it does. */
export const SessionSchema = z.object({ leading: z.boolean(), instance: z.string(), version: z.string() });

export const IncidentViewSchema = z.object({
  detector: DetectorIdSchema,
  incident: IncidentSchema,
  page: PageSchema,
  /** Present while the LogDetector is in shadow mode, and for what was over by the time it left it. */
  shadow: ShadowSchema.optional(),
  marks: z.array(MarkSchema),
  dashboardUrl: z.url().optional(),
  /** Its log lines in the user's own log viewer. */
  logs: z.object({ text: z.string(), href: z.url() }).optional(),
  /** In the words of a language model; every name and number in it stands in the facts. Absent unless it is switched on. */
  summary: z.object({ text: z.string(), model: z.string() }).optional(),
  /** Which of the incident's proposals the operator may carry out; absent: none. */
  offered: z.array(RemedyActionSchema).optional(),
  /** Who has it in hand, and how it is snoozed; absent: nobody, not at all. */
  assignee: AssignmentSchema.optional(),
  snooze: SnoozeSchema.optional(),
  /** Names, owners and runbooks that people gave to what it is made of. */
  descriptions: z.array(DescriptionSchema).optional(),
  /** What was done, oldest first; absent: nothing. */
  remedies: z.array(RemedySchema).optional(),
});

/** A wish (retrain, rollback) and what became of it. */
export const OperationSchema = z.object({
  id: z.string(),
  type: z.enum(['retrain', 'rollback']),
  detector: DetectorIdSchema,
  requestedBy: z.string(),
  requestedAtMs: z.number(),
  fromVersion: z.number().nullable(),
  toVersion: z.number().nullable(),
  state: z.enum(['requested', 'running', 'succeeded', 'failed']),
  /** `Model 2 made from 12,400 lines of 14 h; serving.` */
  sentence: z.string(),
});

/** One more message in the thread below a post; `seq` counts from 1 within the post. */
export const ThreadEntrySchema = z.object({ seq: z.number().int(), atMs: z.number(), text: z.string() });

/**
 * The desired content of one Slack message and its thread. Level-based: the newest revision wins, a message that was never
 * posted starts at its newest state. `posted` says how far the bot has come.
 */
export const PostSchema = z.object({
  id: z.string(),
  channel: z.string(),
  revision: z.number().int(),
  subject: z.discriminatedUnion('type', [
    z.object({ type: z.literal('incident'), view: IncidentViewSchema }),
    z.object({ type: z.literal('operation'), operation: OperationSchema }),
    z.object({ type: z.literal('digest'), digest: DigestSchema }),
    z.object({ type: z.literal('week'), week: WeekSchema }),
    z.object({ type: z.literal('welcome'), welcome: WelcomeSchema }),
    z.object({ type: z.literal('revision'), revision: RevisionSchema }),
  ]),
  entries: z.array(ThreadEntrySchema),
  posted: z
    .object({ channelId: z.string(), ts: z.string(), revision: z.number(), entries: z.number(), storyTs: z.string().optional() })
    .nullable(),
});

export const DeliveredSchema = z.object({
  channelId: z.string(),
  ts: z.string(),
  revision: z.number().int(),
  entries: z.number().int(),
  /** The bot's own first message in the thread (timeline, gates); kept so that it is edited and never posted twice. */
  storyTs: z.string().optional(),
});
export const FailedSchema = z.object({ code: z.string().max(100), message: z.string().max(1000), retryInMs: z.number().nullable() });

/** How the bot stands with Slack; shown in the condition `SlackReady`. `message` says what to do. */
export const ChatHealthSchema = z.object({
  state: z.enum(['connected', 'connecting', 'disabled', 'failed']),
  code: z.string().max(100),
  message: z.string().max(1000),
});

/** Of the bot of one workspace; `''`: the first. */
export const WorkspaceHealthSchema = ChatHealthSchema.extend({ workspace: z.string().max(30).default('') });

export const ConditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
});

export const DetectorSummarySchema = z.object({
  id: DetectorIdSchema,
  ready: z.boolean(),
  conditions: z.array(ConditionSchema),
  workloads: z.array(WorkloadSummarySchema),
  servingModel: z.number().nullable(),
  coverage: z.object({ linesSeen: z.number(), linesDropped: z.number(), droppedBy: z.record(z.string(), z.number()) }),
  openIncidents: z.number(),
  /** Absent unless in shadow mode. */
  shadow: ShadowSummarySchema.optional(),
  /** Incidents that people have marked; absent from an older operator. */
  marked: z.object({ useful: z.number(), noise: z.number(), quiet: z.number(), isModelUsed: z.boolean() }).optional(),
});

export const ModelSummarySchema = z.object({
  version: z.number(),
  createdAtMs: z.number(),
  madeBy: z.string(),
  sampleSize: z.number(),
  trainedFromAtMs: z.number(),
  trainedToAtMs: z.number(),
  workloads: z.number(),
  patterns: z.number(),
  clusters: z.number(),
  leftOut: z.array(z.string()),
  checksum: z.string(),
  serving: z.boolean(),
  pinned: z.boolean(),
  /** On trial beside the one that serves; absent of an operator that tries none. */
  canary: z.boolean().optional(),
});

/** What is wrong with the logs of a workload, or with how they are read. */
export const FindingSchema = z.object({
  /** `encoding-broken`, `clock-skew`: of the closed list of the engine. */
  kind: z.string(),
  /** Null: the whole detector. */
  workload: z.string().nullable(),
  sinceAtMs: z.number(),
  /** One sentence with the figures in it, and the figures for programs. */
  evidence: z.string(),
  figures: z.record(z.string(), z.number()),
  /** What to do, in one sentence. */
  remedy: z.string(),
});

/** The doctor's answer; without findings all is well. */
export const DiagnosisSchema = z.object({
  detector: DetectorIdSchema,
  findings: z.array(FindingSchema),
  /** What the engine could not keep or place since it began. */
  losses: z.object({ objectsForgotten: z.number(), factsUnattributed: z.number(), failuresUntold: z.number().default(0) }),
  /** Workloads that have been looked at, and when the last of them was; null before the first look. */
  workloads: z.number(),
  lookedAtMs: z.number().nullable(),
});

/** A preview of a rollback, or what a wish became. `conflict` names the field manager that owns the field (Git wins). */
export const WishReplySchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('preview'), fromVersion: z.number().nullable(), toVersion: z.number(), sentence: z.string() }),
  z.object({ outcome: z.literal('accepted'), operation: OperationSchema }),
  z.object({ outcome: z.literal('conflict'), manager: z.string(), sentence: z.string() }),
  z.object({ outcome: z.literal('refused'), sentence: z.string() }),
]);

export const RetrainRequestSchema = z.object({ requestedBy: z.string().max(100), channel: z.string().max(100) });
export const RollbackRequestSchema = RetrainRequestSchema.extend({
  /** Null: the version before the one that serves. */
  version: z.number().int().min(1).nullable(),
  preview: z.boolean(),
});
/** `user`: who records, for the audit log. */
export const RecordQuerySchema = z.object({
  forSeconds: z.coerce.number().int().min(1).max(86_400).default(600),
  user: z.string().min(1).max(100).default('unnamed'),
});

/** `namespaces`: what the asking person may see, comma-separated, or `*`. */
const Scope = z.object({ namespaces: z.string() });
export const IncidentsQuerySchema = Scope.extend({
  state: z.enum(['open', 'all']).default('all'),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export const ModelsQuerySchema = Scope.extend({ detector: z.string().optional() });

/** What the API answers when it refuses; `sentence` is fit to be shown to a person. */
export const ProblemSchema = z.object({ code: z.string(), sentence: z.string() });

export type Session = z.infer<typeof SessionSchema>;
export type IncidentView = z.infer<typeof IncidentViewSchema>;
export type Operation = z.infer<typeof OperationSchema>;
export type ThreadEntry = z.infer<typeof ThreadEntrySchema>;
export type Post = z.infer<typeof PostSchema>;
export type Delivered = z.infer<typeof DeliveredSchema>;
export type Failed = z.infer<typeof FailedSchema>;
export type ChatHealth = z.infer<typeof ChatHealthSchema>;
export type Condition = z.infer<typeof ConditionSchema>;
export type DetectorSummary = z.infer<typeof DetectorSummarySchema>;
export type ModelSummary = z.infer<typeof ModelSummarySchema>;
export type Finding = z.infer<typeof FindingSchema>;
export type Diagnosis = z.infer<typeof DiagnosisSchema>;
export type WishReply = z.infer<typeof WishReplySchema>;
export type RetrainRequest = z.infer<typeof RetrainRequestSchema>;
export type RollbackRequest = z.infer<typeof RollbackRequestSchema>;
export type RecordQuery = z.input<typeof RecordQuerySchema>;
export type IncidentsQuery = z.input<typeof IncidentsQuerySchema>;
export type ModelsQuery = z.input<typeof ModelsQuerySchema>;
export type Problem = z.infer<typeof ProblemSchema>;

/**
 * The routes. `wait` (seconds) makes a GET a long poll: it answers at once when there is something new, else after the wait.
 *
 *   `workspace` (session, posts, chat/health) names that of the bot, where there are several.
 *
 *   GET  /v1/session?wait=25&leading=true|false   -> Session      (answers when `leading` differs from the asked one)
 *   GET  /v1/posts?wait=25                        -> { posts: Post[] }   (only those with something undelivered)
 *   POST /v1/posts/:id/delivered  Delivered       -> 204  (404 Problem: the post has been withdrawn)
 *   POST /v1/posts/:id/failed     Failed          -> 204  (404 as well)
 *   PUT  /v1/chat/health          ChatHealth      -> 204
 *   GET  /v1/detectors?namespaces=                -> { detectors: DetectorSummary[] }
 *   GET  /v1/incidents            IncidentsQuery  -> { incidents: IncidentView[] }   (newest first)
 *   GET  /v1/incidents/:id?namespaces=            -> IncidentView  (404 Problem; a unique prefix of an id, NAMESPACE/NAME/ID, or the Slack thread as thread/CHANNEL/TS, encoded)
 *   POST /v1/incidents/:id/marks  MarkRequest     -> IncidentView  (:id is NAMESPACE/NAME/ID, encoded; ids are unique within a LogDetector only)
 *   POST /v1/incidents/:id/remedies RemedyRequest -> RemedyReply   (:id as above)
 *   GET  /v1/patterns             PatternsQuery   -> { patterns: PatternView[], windowFromAtMs, windowToAtMs, learning: string|null }
 *   GET  /v1/patterns/:id?namespaces=&workload=   -> PatternDetails  (a beginning of an id is enough)
 *   GET  /v1/traces/:id?namespaces=              -> TraceReply  (an id of a request, or its beginning; unknown ids too are answered)
 *   GET  /v1/history              HistoryQuery    -> PatternHistory   (of dashboard.ts)
 *   GET  /v1/topology?namespaces=                 -> Topology
 *   GET  /v1/on-call?namespaces=                  -> OnCall
 *   POST /v1/redactions           RedactRequest   -> RedactReply   (nothing is kept)
 *   POST /v1/explanations         ExplainRequest -> ExplainReply  (nothing is kept)
 *   POST /v1/changes              ChangeRequest   -> ChangeReply   (with `seen` null a preview)
 *   GET  /v1/models               ModelsQuery     -> { models: (ModelSummary & { detector })[] }
 *   GET  /v1/detectors/:namespace/:name/models/:version -> the model, whole, as `logbot model` reads it
 *   GET  /v1/detectors/:namespace/:name/recording  RecordQuery -> a recording as it is made, redacted, as application/x-ndjson
 *   GET  /v1/detectors/:namespace/:name/feedback  -> FeedbackView
 *   POST /v1/detectors/:namespace/:name/models    ImportRequest (at most 32 MiB) -> ImportReply
 *   GET  /v1/detectors/:namespace/:name/comparison ComparisonQuery -> Comparison
 *   GET  /v1/detectors/:namespace/:name/canary    -> CanaryView
 *   GET  /v1/detectors/:namespace/:name/doctor    -> Diagnosis
 *   GET  /v1/detectors/:namespace/:name/trial?forSeconds= -> Trial
 *   POST /v1/detectors/:namespace/:name/retrain   RetrainRequest  -> WishReply
 *   POST /v1/detectors/:namespace/:name/rollback  RollbackRequest -> WishReply
 *   POST /v1/detectors/:namespace/:name/test-page TestPageRequest -> TestPageReply
 *   POST /v1/audit                AuditEntry      -> 204
 *   GET  /v1/audit?limit=50                       -> { entries: AuditRecord[] }  (newest first)
 *   GET  /v1/audit/untold?limit=20                -> UntoldAudit   (oldest first; what the audit channel has not heard)
 *   POST /v1/audit/told           { seq }         -> 204
 *   POST /v1/access               AccessRequest   -> AccessReply   (what Kubernetes lets somebody see or change)
 *   GET  /v1/audit/proof                          -> AuditProof
 */
