/** What the bot asks of its operator; `api/client.ts` fills it, tests put a fake in its place. */
import type {
  AuditEntry,
  ChatHealth,
  Delivered,
  DetectorSummary,
  Failed,
  IncidentsQuery,
  IncidentView,
  MarkRequest,
  ModelsQuery,
  ModelSummary,
  PatternsQuery,
  PatternsReply,
  Post,
  RetrainRequest,
  RollbackRequest,
  Session,
  WishReply,
} from '../api/contract.ts';

/** Every method rejects with an error that `refusalOf` understands when the operator answers with a Problem. */
export interface OperatorApi {
  session(query: { readonly waitSeconds: number; readonly leading: boolean }, signal: AbortSignal): Promise<Session>;
  posts(query: { readonly waitSeconds: number }, signal: AbortSignal): Promise<readonly Post[]>;
  delivered(id: string, body: Delivered): Promise<void>;
  failed(id: string, body: Failed): Promise<void>;
  reportHealth(health: ChatHealth): Promise<void>;
  detectors(namespaces: string): Promise<readonly DetectorSummary[]>;
  incidents(query: IncidentsQuery): Promise<readonly IncidentView[]>;
  incident(id: string, namespaces: string): Promise<IncidentView>;
  mark(id: string, body: MarkRequest): Promise<IncidentView>;
  patterns(query: PatternsQuery): Promise<PatternsReply>;
  models(query: ModelsQuery): Promise<readonly (ModelSummary & { readonly detector: string })[]>;
  retrain(detector: string, body: RetrainRequest): Promise<WishReply>;
  rollback(detector: string, body: RollbackRequest): Promise<WishReply>;
  writeAudit(entry: AuditEntry): Promise<void>;
}
