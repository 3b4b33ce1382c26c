/** What the engine offers to whoever runs it. */
import type { EnginePart } from './checkpoint.ts';
import type { Blame } from './diagnosis/standing.ts';
import type { Diagnosis } from './doctor/doctor.ts';
import type {
  Anomaly,
  Coverage,
  Edge,
  Evidence,
  Incident,
  IncidentChange,
  LogChunk,
  Observation,
  WorkloadId,
  WorkloadRef,
} from './domain.ts';
import type { RecognizedLine } from './explain.ts';
import type { FoundPattern } from './found-patterns.ts';
import type { HistoryQuery, PatternHistory } from './history.ts';
import type { Attribution } from './incident/changes/attribution.ts';
import type { TraceAnswer } from './incident/traces/requests.ts';
import type { Suspect } from './incident/suspects.ts';
import type { Model } from './model/model.ts';
import type { Drift } from './model/drift.ts';
import type { JudgedPast, PastQuestion } from './model/judge.ts';
import type { Gathered, TrainingRequest, TrainingResult } from './model/train.ts';
import type { EngineOptions } from './options.ts';
import type { PatternCount, PatternsQuery } from './patterns.ts';

export interface Findings {
  /** All that is unusual now, not only what is new. */
  readonly anomalies: readonly Anomaly[];
  readonly changes: readonly IncidentChange[];
}

export interface WorkloadSummary {
  readonly workload: WorkloadId;
  readonly patterns: number;
  /** Null, or `learning, 37 %, 3 min to go`. */
  readonly learning: string | null;
  readonly coverage: Coverage;
  readonly lastLineAtMs: number | null;
}

export interface Engine {
  /** Takes effect at the next tick, redaction at once; what was learned stays. Throws an Error with a sentence for a pattern that cannot be used. */
  configure(options: EngineOptions): void;
  push(chunk: LogChunk): void;
  /** Lines that could not be read; `lines` is -1 where nobody knows how many. */
  missed(workload: WorkloadRef, reason: string, lines: number, atMs: number): void;
  /** Only of this share of its pods lines come at once, of all of them in turns; 1: of all at once. Counts are compared as of so many pods. */
  hear(workload: WorkloadRef, share: number, atMs: number): void;
  observe(observation: Observation): void;
  /** To be called every second to every five seconds. */
  tick(nowMs: number): Findings;
  /** In place of `tick` for a time that is known to be normal, as in a recording to learn from: all of it is learned and nothing is judged. */
  learn(nowMs: number): void;
  /** Open ones. */
  incidents(): readonly Incident[];
  /** What objects, Events, alerts and errors of the cluster say is to blame, as pairs of an object and a label, best first. */
  blame(): Blame;
  changes(): readonly Evidence[];
  /** Workloads that are suspected now, by their logs, metrics, spans and requests together, best first. */
  suspects(): readonly Suspect[];
  /** The change that explains what fails, and those that do not. */
  attribution(): Attribution;
  /** Which pattern of which workloads would take a line, at most one each; learns and counts nothing. */
  recognize(line: string): readonly RecognizedLine[];
  /** The path of one request of late, by its id or the beginning of it; what is kept of requests is in memory alone, and bounded. */
  trace(id: string): TraceAnswer;
  /** By count, descending. */
  patterns(query: PatternsQuery): readonly PatternCount[];
  /** Patterns whose id begins so, at most twenty. */
  find(id: string): readonly FoundPattern[];
  /** Takes apart a pattern that wrongly took in others, for good; how many live again. Of an id that is not known, none. */
  split(workload: WorkloadId, id: string): number;
  /** Counts one pattern of a workload with another from now on; false where that is nothing new or one of them is not known. */
  join(workload: WorkloadId, id: string, into: string): boolean;
  /** Lines of patterns of one workload over time. */
  history(workload: WorkloadId, query: HistoryQuery): readonly PatternHistory[];
  /** Who calls whom, as far as it is known; bounded. */
  dependencies(): readonly Edge[];
  workloads(): readonly WorkloadSummary[];
  /** Null, or how far the learning of a baseline is. */
  learning(): string | null;
  /** What is wrong with the logs themselves or with how they are read; no findings when all is well. */
  diagnose(): Diagnosis;
  /** Makes a model of what is known now; refuses with a reason where that is too little. */
  train(request: TrainingRequest): TrainingResult;
  /** What `train` would be made from, for whoever trains elsewhere; each workload is gathered when it is asked for, so that reading may go on between. */
  gather(nowMs: number): Gathered;
  /** What models would have reported in minutes that are over, of the last 24 hours, a workload at a time. */
  judgePast(models: readonly Model[], question: PastQuestion): Iterable<JudgedPast>;
  /** How far what was written in the last hour is from the model that serves; null while that cannot be told. */
  drift(): Drift | null;
  /** Takes effect at the next tick. Judged is by the more tolerant of the model and what was learned since. */
  serve(model: Model | null): void;
  /** Version of the model that serves. */
  serving(): number | null;
  /** How many values of each kind have been redacted since the last call, in text that was to be kept. */
  takeRedactions(): ReadonlyMap<string, number>;
  /** The workload is gone for good. */
  forget(workload: WorkloadId): void;
  /** What changed since the last call, as one consistent cut; `whole`: everything, for a store that has lost what it had. */
  checkpoint(extent?: 'changed' | 'whole'): readonly EnginePart[];
  /** Goes on where the checkpoints ended. Throws an Error with a sentence that names the part that cannot be read, and then changes nothing. */
  restore(parts: readonly EnginePart[]): void;
}
