/**
 * What the operator remembers: an ordered map of keys to bytes with atomic batches. Two implementations, `embedded.ts` (SQLite)
 * and `redis.ts`; `app.ts` chooses. Keys are `/`-separated, listed in byte order.
 */
export interface Store {
  /** Null when there is no such key. */
  get(key: string): Promise<Uint8Array | null>;
  /** Entries whose key starts with `prefix`, in key order, from after `after`, at most `limit` (default 1,000). */
  list(prefix: string, options?: { readonly after?: string; readonly limit?: number }): Promise<readonly StoreEntry[]>;
  /**
   * Writes all or nothing. With a fence the batch is refused (`StoreFenced`) when a later term has written: a deposed leader cannot
   * overwrite its successor.
   */
  write(batch: readonly Mutation[], fence?: Fence): Promise<void>;
  /** The latest term that has written with a fence; 0 when none has. */
  latestTerm(): Promise<number>;
  /** Throws `StoreUnavailable` or `StoreCorrupt` with a sentence that says what to do. */
  check(): Promise<void>;
  /**
   * Calls back when what was written is found to be lost, also when that was at the opening; the sentence says how, and what to do. The
   * store is usable then and empty, or holds what is older: everything in memory is to be written anew.
   */
  onLost(listener: (sentence: string) => void): void;
  close(): Promise<void>;
}

export interface StoreEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

export type Mutation =
  | { readonly put: string; readonly value: Uint8Array }
  | { readonly delete: string }
  /** Deletes every key with the prefix. */
  | { readonly deletePrefix: string };

/** The Lease's `leaseTransitions` at the time its holder acquired it; grows with every change of leader. */
export interface Fence {
  readonly term: number;
}

/** Names of the records; `detector` is `namespace/name`. The only place where a key is spelled. */
export const keys = {
  /** Engine state, one record a workload and one for incidents, evidence and edges. Written together with `position`. */
  engine: (detector: string, part: string) => `engine/${detector}/${part}`,
  /** How far each container's log has been read. */
  position: (detector: string, stream: string) => `position/${detector}/${stream}`,
  model: (detector: string, version: number) => `model/${detector}/${String(version).padStart(8, '0')}`,
  modelSummary: (detector: string, version: number) => `model-summary/${detector}/${String(version).padStart(8, '0')}`,
  /** Which version is accepted, and which is on trial. */
  rollout: (detector: string) => `rollout/${detector}`,
  incident: (detector: string, id: string) => `incident/${detector}/${id}`,
  /** What people think of an incident. */
  marks: (detector: string, id: string) => `marks/${detector}/${id}`,
  /** What people have said of patterns and workloads. */
  curation: (detector: string) => `curation/${detector}`,
  /** What a language model wrote about an incident. */
  summary: (detector: string, id: string) => `summary/${detector}/${id}`,
  /** What was done about an incident. */
  remedies: (detector: string, id: string) => `remedies/${detector}/${id}`,
  /** What is to be said, and how far the bot has come with it; two writers, therefore two records. */
  post: (id: string) => `post/${id}`,
  delivery: (postId: string) => `delivery/${postId}`,
  /** What has been sent to a receiver about an incident; that it shall be sent stands in the incident's record. */
  page: (detector: string, incidentId: string) => `page/${detector}/${incidentId}`,
  /** How far receivers that are told of an incident have heard of it. */
  told: (detector: string, id: string) => `told/${detector}/${id}`,
  /** Up to when its rollouts have been told to a receiver that keeps a list of them. */
  announced: (detector: string) => `announced/${detector}`,
  /** What new revisions of its workloads were judged to write. */
  revisions: (detector: string) => `revisions/${detector}`,
  /** Somebody who has signed in to the dashboard, by the digest of the name of their session. */
  session: (digest: string) => `session/${digest}`,
  /** Where the leader's dashboard is, and the key that the replicas share. */
  dashboardLeader: 'dashboard/leader',
  operation: (detector: string, id: string) => `operation/${detector}/${id}`,
  /** Links of the audit log's chain, by their number; behind the entries of before there was a chain, which begin with a digit. */
  auditLinks: 'audit/n',
  auditLink: (seq: number) => `audit/n${String(seq).padStart(12, '0')}`,
  /** Up to which link the audit channel has been told; not among the links. */
  auditTold: 'audit-told',
  /** The link before the first one that is kept. */
  auditAnchor: 'audit/anchor',
} as const;
