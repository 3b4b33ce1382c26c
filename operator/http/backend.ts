/**
 * Everything the HTTP API asks of the rest of the operator; `app.ts` fills it. An `OperatorError` that is thrown here reaches the asking
 * person as its sentence, any other error as a plain "failed".
 */
import type {
  AccessReply,
  AccessRequest,
  AuditEntry,
  AuditProof,
  AuditRecord,
  CanaryView,
  ChangeReply,
  ChangeRequest,
  ChatHealth,
  Comparison,
  ComparisonQuery,
  Delivered,
  DetectorSummary,
  Diagnosis,
  ExplainReply,
  Failed,
  FeedbackView,
  HistoryQuery,
  ImportReply,
  ImportRequest,
  IncidentView,
  MarkRequest,
  ModelSummary,
  OnCall,
  PatternDetails,
  PatternHistory,
  PatternsReply,
  Post,
  RedactReply,
  RemedyReply,
  RemedyRequest,
  RetrainRequest,
  RollbackRequest,
  Session,
  Settings,
  TestPageReply,
  TestPageRequest,
  Topology,
  TraceReply,
  Trial,
  UntoldAudit,
  WishReply,
} from '../../api/contract.ts';

/** Namespaces the asking person may see; `*` for all. */
export type Scope = '*' | readonly string[];

export interface Backend {
  /** Answers at once when `leading` is null or differs from what is so, else when it changes or after `forMs`. */
  session(
    query: { readonly leading: boolean | null; readonly forMs: number; readonly workspace?: string },
    signal: AbortSignal,
  ): Promise<Session>;
  /** Posts with something undelivered; waits at most `forMs` for the first. */
  posts(forMs: number, signal: AbortSignal, workspace?: string): Promise<readonly Post[]>;
  /** False: the post is withdrawn. */
  delivered(postId: string, body: Delivered): Promise<boolean>;
  failed(postId: string, body: Failed): Promise<boolean>;
  chatHealth(health: ChatHealth, workspace?: string): Promise<void>;
  detectors(scope: Scope): Promise<readonly DetectorSummary[]>;
  /** Newest first. */
  incidents(query: { readonly scope: Scope; readonly state: 'open' | 'all'; readonly limit: number }): Promise<readonly IncidentView[]>;
  /** An id, its beginning, or either behind `namespace/name/`. Null when no incident, or more than one, is called so. */
  incident(reference: string, scope: Scope): Promise<IncidentView | null>;
  /** Needs the whole name, `namespace/name/id`. */
  mark(reference: string, body: MarkRequest): Promise<IncidentView | null>;
  /** As `mark`; shows what would be done or, with what was seen, does it. */
  remedy(reference: string, body: RemedyRequest): Promise<RemedyReply | null>;
  patterns(query: PatternsWish): Promise<PatternsReply>;
  /** Whatever is called so or begins so; without any, empty. */
  pattern(query: PatternWish): Promise<PatternDetails>;
  onCall(scope: Scope): Promise<OnCall>;
  /** Whatever is outside of the scope is refused as if it were not there. */
  change(request: Omit<ChangeRequest, 'namespaces'>, scope: Scope): Promise<ChangeReply>;
  /** What lines are: which patterns would take them. Nothing is kept of them. */
  explain(lines: readonly string[], scope: Scope): Promise<ExplainReply>;
  redact(text: string, scope: Scope): Promise<RedactReply>;
  /** Null: there is no such LogDetector. */
  trial(detector: string, forMs: number): Promise<Trial | null>;
  /** Lines of patterns over time; patterns that are not known are left out. */
  history(query: HistoryQuery): Promise<PatternHistory>;
  /** Who calls whom, and who is in trouble. */
  topology(scope: Scope): Promise<Topology>;
  /** The path of a request by its id; what is not known is said. */
  trace(id: string, scope: Scope): Promise<TraceReply>;
  /** What is set for each LogDetector. */
  settings(scope: Scope): Promise<Settings['detectors']>;
  models(query: { readonly scope: Scope; readonly detector: string | null }): Promise<readonly (ModelSummary & { detector: string })[]>;
  /** The whole model; null: there is no such LogDetector. */
  model(detector: string, version: number): Promise<object | null>;
  /** Null: there is no such LogDetector. */
  doctor(detector: string): Promise<Diagnosis | null>;
  feedback(detector: string): Promise<FeedbackView | null>;
  /** What it sees from now on, as lines of a recording, until the signal aborts. Rejects when there are too many; null as before. */
  record(detector: string, query: RecordWish, signal: AbortSignal): Promise<AsyncIterable<string> | null>;
  importModel(detector: string, body: ImportRequest): Promise<ImportReply | null>;
  compareModels(detector: string, query: ComparisonQuery): Promise<Comparison | null>;
  /** The trial of a version, running and last; null as before. */
  canary(detector: string): Promise<CanaryView | null>;
  retrain(detector: string, body: RetrainRequest): Promise<WishReply | null>;
  rollback(detector: string, body: RollbackRequest): Promise<WishReply | null>;
  testPage(detector: string, body: TestPageRequest): Promise<TestPageReply | null>;
  audit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  auditEntries(limit: number): Promise<readonly AuditRecord[]>;
  /** Reads the whole record anew. */
  auditProof(): Promise<AuditProof>;
  /** What the audit channel has not been told, the oldest first. */
  untoldAudit(limit: number): Promise<UntoldAudit>;
  auditTold(seq: number): Promise<void>;
  /** Namespaces in which Kubernetes lets somebody see or change LogDetectors. */
  access(request: AccessRequest): Promise<AccessReply>;
}

export interface RecordWish {
  readonly forMs: number;
  /** Who records. */
  readonly user: string;
}

export interface PatternsWish {
  readonly scope: Scope;
  /** A workload's name or id, or a part of it as people type it; null for all. */
  readonly workload: string | null;
  readonly forMs: number;
  readonly limit: number;
  /** Since the last rollout of what is asked for, where one is known, instead of for so long. */
  readonly since: 'deploy' | null;
  readonly only: 'new' | 'error' | 'changed' | null;
}

export interface PatternWish {
  readonly scope: Scope;
  /** An id or its beginning. */
  readonly id: string;
  /** As in `PatternsWish`. */
  readonly workload: string | null;
}
