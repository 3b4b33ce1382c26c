/**
 * The nouns of log analysis, as read-only values. Times are milliseconds since the epoch (`...AtMs`) or lengths (`...ForMs`).
 * Nothing here holds log text that has not passed `redact/` first, except `LogRecord`, which never outlives a push.
 */
import type { Proposal } from './proposal.ts';

/** `namespace/kind/name`, kind in lower case: `shop/deployment/cart`. Recordings that name no kind use `workload`. */
export type WorkloadId = string;

export interface WorkloadRef {
  readonly namespace: string;
  /** Kind of the top-most owner: Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, or any other controller's kind. */
  readonly kind: string;
  readonly name: string;
}

export type Level = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal';

export type Severity = 'info' | 'warning' | 'error' | 'critical';

/** One container's log stream. `restartCount` tells instances of one container apart. */
export interface LogStream {
  readonly workload: WorkloadRef;
  readonly pod: string;
  readonly container: string;
  readonly restartCount: number;
  readonly node?: string | undefined;
}

/** How the bytes of a stream wrap the lines that the container wrote. `auto` decides by the first lines. */
export type Framing = 'auto' | 'cri' | 'docker' | 'kubernetes' | 'plain';

/** Whole lines, each ending in `\n`, in the order the container wrote them. */
export interface LogChunk {
  readonly stream: LogStream;
  readonly framing: Framing;
  readonly bytes: Uint8Array;
  /** Used for lines that carry no time of their own. */
  readonly receivedAtMs: number;
}

/** One log record: one line, or several that belong together (a stack trace). */
export interface LogRecord {
  readonly atMs: number;
  readonly level: Level;
  /** True when no level was written and it was inferred from the words. */
  readonly levelInferred: boolean;
  /** The message of the first line without time, level, logger name and other header columns. */
  readonly message: string;
  /** Continuation lines (stack frames), at most a few kilobytes; absent for a single line. */
  readonly rest?: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  /** UUIDs and long hex numbers of the first line, at most eight: one that turns up in several services connects them. */
  readonly ids?: readonly string[] | undefined;
  readonly logger?: string | undefined;
  /** How many raw lines were joined into this record. */
  readonly lines: number;
  readonly bytes: number;
}

/** A mined pattern: literal tokens and wildcards. */
export interface Template {
  /** Hash of the pattern's first shape-masked form: equal on every node and in every run. */
  readonly id: string;
  /** Readable and redacted: `order <num> failed after <duration>`. */
  readonly text: string;
  /** The worst level seen often enough to count. */
  readonly level: Level;
  readonly count: number;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  /** Redacted raw messages, newest last, at most three. */
  readonly samples: readonly string[];
  /** When each sample was written; absent where nobody needs it. */
  readonly samplesAtMs?: readonly number[] | undefined;
  /** Name of its group, such as `database.connection_timeout`; null before the first fit. */
  readonly cluster: string | null;
}

/** What a detector finds: in counts, of a pattern or a whole workload (`anomaly/rules`), in what the lines or the requests say (`anomaly/content`), or in what they are like as a whole (`anomaly/outlier`). */
export type AnomalyKind = CountKind | 'error-ratio' | 'latency' | 'value-share' | 'sequence' | 'outlier';

type CountKind = 'spike' | 'trend' | 'drop' | 'level-shift' | 'log-bomb' | 'new-pattern' | 'silence';

/** Something that breaks the baseline of one workload. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly workload: WorkloadId;
  /** Null for what concerns all patterns of the workload, such as `silence`. */
  readonly template: Template | null;
  readonly startedAtMs: number;
  readonly lastSeenAtMs: number;
  /** Lines in the window that was judged, and what was expected in it (per replica-minute scaled to the window). */
  readonly observed: number;
  readonly expected: number;
  /** Robust z-score, capped at 1,000. */
  readonly z: number;
  /** How many times a year chance alone would bring this: the scale that all detectors share. Absent in what was saved before it was known. */
  readonly perYear?: number | undefined;
  /** 0 to 1: how sure the detector is, lower while learning. */
  readonly confidence: number;
  /** Worst level among the lines. */
  readonly level: Level;
  /** One sentence, such as `41 lines in 30 s where 0.4 are usual (z 22)`. */
  readonly reason: string;
  /** Redacted raw lines of what no single pattern holds, such as a flood; at most 20. */
  readonly samples?: readonly string[] | undefined;
  readonly isUnheard?: boolean | undefined;
}

export type EvidenceKind =
  | 'oom-kill'
  | 'memory-near-limit'
  | 'restart'
  | 'crash-loop'
  | 'probe-failure'
  | 'image-pull'
  | 'scheduling'
  | 'config-error'
  | 'volume'
  | 'eviction'
  | 'node-condition'
  | 'rollout'
  | 'rollout-stalled'
  | 'scale'
  | 'change'
  | 'alert'
  | 'job-failed'
  | 'not-ready'
  | 'no-endpoint'
  | 'cpu-near-limit'
  | 'scaling-limited'
  | 'disruption-blocked'
  | 'certificate'
  | 'slo-burn';

/** A fact about an object at a time, out of a watch, an Event or a metric. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly atMs: number;
  readonly workload: WorkloadId | null;
  readonly pod?: string | undefined;
  readonly container?: string | undefined;
  readonly node?: string | undefined;
  /** One sentence with the numbers in it: `container cart was OOM-killed (exit code 137, limit 256Mi)`. */
  readonly text: string;
  /** What the cluster does by itself on a good day (scale, rollout) is `info`. */
  readonly severity: Severity;
  /** True for what was already so when the watching began. */
  readonly preexisting?: boolean | undefined;
  readonly details?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** Who depends on whom: `from` calls `to`. */
export interface Edge {
  readonly from: WorkloadId;
  readonly to: WorkloadId;
  /** How it is known, strongest first. */
  readonly known: 'observed' | 'configured' | 'inferred';
  /** `environment variable CART_URL`, `named in its error texts`. */
  readonly source: string;
  readonly lastSeenAtMs: number;
}

export type CauseKind =
  | 'out-of-memory'
  | 'bad-rollout'
  | 'crash'
  | 'probe-failure'
  | 'image-pull'
  | 'scheduling'
  | 'configuration'
  | 'node'
  | 'dependency'
  | 'errors'
  | 'slowness'
  | 'silence'
  /** It takes what others on its node need. */
  | 'contention'
  | 'unknown';

/** A ranked hypothesis. Without strong reasons the list is empty rather than wrong. */
export interface Cause {
  readonly workload: WorkloadId | null;
  readonly pod: string | null;
  readonly node: string | null;
  readonly kind: CauseKind;
  readonly changeId: string | null;
  /** 0 to 1, comparable within one incident. */
  readonly score: number;
  readonly reasons: readonly string[];
  readonly program?: string | undefined;
  /** Where the cluster's objects and Events show which of the known causes it is. */
  readonly named?: NamedFault | undefined;
}

/** One of the causes that have a name, what is so, what helps, and what shows it. */
export interface NamedFault {
  /** `node-selector-mismatch`; `diagnosis/labels.ts` has all of them. */
  readonly label: string;
  /** `app/cart`, `node/n1`, `namespace/shop`. */
  readonly object: string;
  /** What is so, after the name of the object. */
  readonly sentence: string;
  readonly remedy: string;
  readonly evidence: readonly { readonly atMs: number | null; readonly text: string }[];
}

export interface Affected {
  readonly workload: WorkloadId;
  readonly sinceAtMs: number;
  readonly symptom: string;
  /** Edges from this workload towards the cause, nearest first: `checkout -> cart`. */
  readonly path: readonly WorkloadId[];
}

/** Who does not fail yet and probably will. */
export interface AtRisk {
  readonly workload: WorkloadId;
  /** 0 to 1. */
  readonly probability: number;
  /** When, from now; null where nothing tells. */
  readonly inMs: number | null;
  /** `it calls cart (configured: environment variable CART_URL); 2 of its 3 callers fail already`. */
  readonly reason: string;
}

export interface TimelineEntry {
  readonly atMs: number;
  readonly workload: WorkloadId | null;
  readonly text: string;
}

/** A pure check's answer: what was asked, whether it passed, and the sentence that explains it. */
export interface Gate {
  readonly name: string;
  readonly passed: boolean;
  readonly sentence: string;
}

export interface Decision {
  readonly yes: boolean;
  readonly gates: readonly Gate[];
}

/** What was read and what is known to have been missed, per workload or summed. */
export interface Coverage {
  readonly linesSeen: number;
  readonly linesDropped: number;
  /** Reason -> lines, -1 where the count is unknown (a gap). */
  readonly droppedBy: Readonly<Record<string, number>>;
}

export type IncidentState = 'open' | 'resolved';

export interface Incident {
  /** Short and stable, fit for typing: `inc-4f7a2c`. Derived from `fingerprint` and `openedAtMs`. */
  readonly id: string;
  /** Equal for the same failure of the same objects, also across restarts; the dedup key of pages. */
  readonly fingerprint: string;
  readonly state: IncidentState;
  readonly title: string;
  readonly severity: Severity;
  /** When the failing began, and when we knew. */
  readonly openedAtMs: number;
  readonly detectedAtMs: number;
  readonly updatedAtMs: number;
  readonly resolvedAtMs: number | null;
  /** Was already broken when the watching began: said once, pages nobody. */
  readonly preexisting: boolean;
  readonly cascade: { readonly is: boolean; readonly order: readonly WorkloadId[]; readonly sentence: string };
  readonly causes: readonly Cause[];
  readonly ruledOut: readonly { readonly what: string; readonly why: string }[];
  /** All workloads that fail because of it, the cause's own first. */
  readonly affected: readonly Affected[];
  /** The likeliest first; empty once it is over. */
  readonly atRisk: readonly AtRisk[];
  /** Whose error budget burns, and how fast; absent where nobody's does. */
  readonly burning?: readonly { readonly workload: WorkloadId; readonly sentence: string }[] | undefined;
  /** What could be done about the likeliest cause; absent from incidents of before. */
  readonly proposals?: readonly Proposal[] | undefined;
  readonly timeline: readonly TimelineEntry[];
  readonly anomalies: readonly Anomaly[];
  readonly coverage: Coverage;
  /** 0 to 1; how much of a baseline stood behind the verdict is said in `learning`. */
  readonly confidence: number;
  /** Null, or `baseline is 4 minutes old; counts as unusual only what is new and severe`. */
  readonly learning: string | null;
}

export interface IncidentChange {
  readonly type: 'opened' | 'updated' | 'resolved' | 'reopened';
  readonly incident: Incident;
  /** What is new, in one sentence each; these become the story in the thread. */
  readonly news: readonly string[];
}

export type { Proposal, ProposedChange } from './proposal.ts';
export type { KubeObject, Observation } from './observation.ts';
