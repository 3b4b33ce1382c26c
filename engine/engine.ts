/** The whole analysis: lines and observations in, findings out. No clock and no I/O of its own: the caller says what time it is. */
import { createExceptions, type Exceptions } from './anomaly/exceptions.ts';
import { resolveThresholds, type Thresholds } from './anomaly/settings.ts';
import { isReadingBroken } from './blind.ts';
import { createParts, openWorkload, readParts, type EnginePart } from './checkpoint.ts';
import type { Blame } from './diagnosis/standing.ts';
import type { Engine, Findings, WorkloadSummary } from './contract.ts';
import { createDoctor, type Diagnosis } from './doctor/doctor.ts';
import type { Anomaly, Edge, Evidence, Incident, LogChunk, Observation, WorkloadId, WorkloadRef } from './domain.ts';
import { workloadId } from './evidence/owner.ts';
import { createIncidents, type Incidents } from './incident/incidents.ts';
import { recognizeLine, type RecognizedLine } from './explain.ts';
import { findPatterns, joinPatterns, splitPattern } from './found-patterns.ts';
import { historyOf, type HistoryQuery, type PatternHistory } from './history.ts';
import type { Attribution } from './incident/changes/attribution.ts';
import type { RecordListener } from './incident/traces/listener.ts';
import type { TraceAnswer } from './incident/traces/requests.ts';
import type { Suspect } from './incident/suspects.ts';
import { redactIncidents } from './kept.ts';
import type { Model } from './model/model.ts';
import { openServed, type Served } from './model/served.ts';
import { measureDrift, type Drift } from './model/drift.ts';
import { gatherWorkloads } from './model/gather.ts';
import { judgeWorkloads, type JudgedPast, type PastQuestion } from './model/judge.ts';
import { train, type Gathered, type TrainingRequest, type TrainingResult } from './model/train.ts';
import type { EngineOptions } from './options.ts';
import { isCalled, topPatterns, type PatternCount, type PatternsQuery } from './patterns.ts';
import { caution, describeAll, describeProgress, type LearningProgress } from './progress.ts';
import { describeAnomaly, templateOf, textsOf } from './template-view.ts';
import { createLiveRedactor, type LiveRedactor } from './redact/live.ts';
import { createObjectives } from './slo/objectives.ts';
import { createTroubles } from './troubles.ts';
import type { TickContext } from './tick-context.ts';
import { Workload } from './workload.ts';

export type { EngineOptions } from './options.ts';
export type { Engine, Findings, WorkloadSummary } from './contract.ts';

export function createEngine(options: EngineOptions): Engine {
  return new Analysis(options);
}

class Analysis implements Engine {
  private options: EngineOptions;
  private thresholds: Thresholds;
  private exceptions: Exceptions;
  private served: Served;
  private nextServed: Served;
  private nowMs = 0;
  private readonly lines: RecordListener = {
    record: (source, line) => {
      this.judgement.clues.lines.record(source, line);
      this.objectives.record(source.id, line);
    },
    merge: (source, from, into) => this.judgement.clues.lines.merge(source, from, into),
  };
  /** Of the last tick. */
  private anomalies: readonly Anomaly[] = [];
  private readonly workloadsById = new Map<WorkloadId, Workload>();
  /** Whoever follows a stream names its workload by the same object with every chunk, so its id is put together once. */
  private readonly workloadsByRef = new WeakMap<WorkloadRef, Workload>();
  private readonly redactor: LiveRedactor;
  private readonly judgement: Incidents;
  private readonly troubles = createTroubles();
  private readonly doctor = createDoctor();
  private readonly objectives = createObjectives();
  private readonly parts = createParts();

  constructor(options: EngineOptions) {
    this.options = options;
    this.thresholds = resolveThresholds(options.sensitivity, options.thresholds);
    this.exceptions = createExceptions(options.ignore ?? [], options.alwaysReport ?? []);
    this.redactor = createLiveRedactor(options.redaction ?? {});
    this.judgement = createIncidents({ detector: options.detector, redact: this.redactor.redact });
    this.objectives.configure(options.objective ?? null);
    this.served = openServed(null);
    this.nextServed = this.served;
  }

  configure(options: EngineOptions): void {
    const isStricter = this.redactor.configure(options.redaction ?? {});
    if (isStricter) {
      for (const workload of this.workloadsById.values()) workload.redactAgain();
      this.judgement.clues.requests.redactAgain();
    }
    this.options = options;
    this.thresholds = resolveThresholds(options.sensitivity, options.thresholds);
    this.exceptions = createExceptions(options.ignore ?? [], options.alwaysReport ?? []);
    this.objectives.configure(options.objective ?? null);
  }

  push(chunk: LogChunk): void {
    this.workload(chunk.stream.workload).push(chunk);
  }

  missed(workload: WorkloadRef, reason: string, lines: number, atMs: number): void {
    this.workload(workload).missed(reason, lines, atMs);
  }

  hear(workload: WorkloadRef, share: number, atMs: number): void {
    this.workload(workload).hear(share, atMs);
  }

  observe(observation: Observation): void {
    this.judgement.observe(observation);
    this.objectives.observe(observation, this.workloadsById.keys());
  }

  tick(nowMs: number): Findings {
    if (!Number.isFinite(nowMs)) return { anomalies: [], changes: [] };
    this.nowMs = nowMs;
    this.served = this.nextServed;
    const blind = isReadingBroken(this.workloadsById.values(), nowMs);
    const workloads = [...this.workloadsById.values()].map((workload) => ({ workload, context: this.contextOf(workload, blind) }));
    for (const { workload, context } of workloads) workload.settle(context);
    // Lines that waited for a continuation are in by now: without them requests would lack a step.
    this.judgement.clues.settle(nowMs, false);
    const anomalies: Anomaly[] = [];
    for (const { workload, context } of workloads)
      for (const active of workload.judge(context)) anomalies.push(describeAnomaly(workload, active, this.served));
    for (const burn of this.objectives.judge(nowMs)) this.judgement.note(burn);
    const changes = this.judgement.tick({
      nowMs,
      anomalies,
      coverage: (id) => this.workloadsById.get(id)?.coverage() ?? { linesSeen: 0, linesDropped: 0, droppedBy: {} },
      learning: caution(workloads.map(({ workload, context }) => workload.learning(context))),
      workloads: [...this.workloadsById.keys()],
      texts: this.texts,
      resolveAfterMs: this.thresholds.resolveAfterMs,
    });
    this.anomalies = anomalies;
    this.troubles.follow(this.judgement.open(), nowMs);
    const asked = { contextOf: (workload: Workload) => this.contextOf(workload, blind), drift: () => this.drift() };
    this.doctor.look(nowMs, this.workloadsById.values(), asked);
    return { anomalies, changes };
  }

  learn(nowMs: number): void {
    if (!Number.isFinite(nowMs)) return;
    this.nowMs = nowMs;
    for (const workload of this.workloadsById.values()) workload.settle(this.contextOf(workload, false), true);
    this.judgement.clues.settle(nowMs, true);
  }

  incidents = (): readonly Incident[] => this.judgement.open();
  blame = (): Blame => this.judgement.blame(this.nowMs, this.texts);
  attribution(): Attribution {
    return this.judgement.clues.blame.attribution();
  }

  readonly recognize = (line: string): readonly RecognizedLine[] => recognizeLine(this.sorted(), line, this.served);
  readonly trace = (id: string): TraceAnswer => this.judgement.clues.requests.trace(id, this.nowMs);
  suspects(): readonly Suspect[] {
    return this.judgement.clues.suspects(this.nowMs, this.anomalies);
  }

  patterns(query: PatternsQuery): readonly PatternCount[] {
    const asked = this.sorted().filter((workload) => query.workload === undefined || isCalled(workload, query.workload));
    return topPatterns(asked, query, (workload) => ({
      served: this.served.workload(workload.id),
      isLearning: workload.learning(this.contextOf(workload, false)) !== null,
      replicas: Math.max(1, this.replicasOf(workload)),
      learningForMs: this.thresholds.learningForMs,
      template: (pattern) => templateOf(pattern, this.served),
    }));
  }

  history(id: WorkloadId, query: HistoryQuery): readonly PatternHistory[] {
    const workload = this.workloadsById.get(id);
    if (workload === undefined) return [];
    const isLearning = workload.learning(this.contextOf(workload, false)) !== null;
    const replicas = Math.max(1, this.replicasOf(workload));
    return historyOf(workload, query, { served: this.served.workload(id), isLearning, replicas });
  }

  workloads(): readonly WorkloadSummary[] {
    return this.sorted().map((workload) => ({
      workload: workload.id,
      patterns: workload.patternCount,
      learning: describeProgress(workload.learning(this.contextOf(workload, false))),
      coverage: workload.coverage(),
      lastLineAtMs: workload.lastLineAtMs,
    }));
  }

  learning(): string | null {
    return describeAll(this.progress());
  }

  diagnose(): Diagnosis {
    return this.doctor.diagnose(this.judgement.losses(), this.nowMs);
  }

  train(request: TrainingRequest): TrainingResult {
    return train(request, this.gather(request.nowMs));
  }

  gather(nowMs: number): Gathered {
    const { detector, seed = 1 } = this.options;
    const served = this.nextServed;
    const settings = { detector, seed, thresholds: this.thresholds, clusters: served.clusters, serving: served.version };
    return { settings, workloads: gatherWorkloads(this.sorted(), this.replicasOf, { nowMs, served }) };
  }

  judgePast(models: readonly Model[], question: PastQuestion): Iterable<JudgedPast> {
    return judgeWorkloads(this.sorted(), this.replicasOf, { models, question });
  }

  drift(): Drift | null {
    const calm = this.sorted().filter(({ id }) => this.troubles.of(id) === null);
    return measureDrift(calm, this.nextServed, this.nowMs);
  }

  serve(model: Model | null): void {
    this.nextServed = openServed(model);
  }

  readonly serving = (): number | null => this.nextServed.version;
  readonly split: Engine['split'] = (workload, id) => splitPattern(this.workloadsById.get(workload), id);
  readonly join: Engine['join'] = (workload, id, into) => joinPatterns(this.workloadsById.get(workload), id, into);
  readonly find: Engine['find'] = (id) => findPatterns(this.sorted(), { id, atMost: 20, served: this.served });

  takeRedactions(): ReadonlyMap<string, number> {
    return this.redactor.takeCounts();
  }

  forget(id: WorkloadId): void {
    this.workloadsById.delete(id);
    this.troubles.forget(id);
    this.objectives.forget(id);
    this.doctor.forget(id);
    this.parts.forget(id);
    this.judgement.clues.forget(id);
  }

  checkpoint(extent: 'changed' | 'whole' = 'changed'): readonly EnginePart[] {
    const [incidents, troubles, doctor] = [this.judgement.snapshot(), this.troubles.snapshot(), this.doctor.snapshot()];
    const shared = { incidents, troubles, doctor, objectives: this.objectives.snapshot() };
    return this.parts.collect(this.workloadsById.values(), shared, { extent, nowMs: this.nowMs });
  }

  restore(parts: readonly EnginePart[]): void {
    const { shared, workloads, hours } = readParts(parts);
    const opened = workloads.map((saved) => openWorkload(saved, this.redactor));
    for (const workload of opened) workload.listener = this.lines;
    this.workloadsById.clear();
    for (const workload of opened) this.workloadsById.set(workload.id, workload);
    for (const { workload, hour, counts } of hours) this.workloadsById.get(workload)?.window.restoreHour(hour, counts);
    if (shared) this.judgement.restore(redactIncidents(shared.incidents, this.redactor.redact));
    this.troubles.restore(shared?.troubles ?? []);
    this.doctor.restore(shared?.doctor);
    this.objectives.restore(shared?.objectives);
    this.parts.adopt(parts);
  }

  readonly changes = (): readonly Evidence[] => this.judgement.changes();
  readonly dependencies = (): readonly Edge[] => this.judgement.dependencies();
  private readonly texts = (id: WorkloadId) => textsOf(this.workloadsById.get(id));
  private readonly replicasOf = (workload: Workload): number => workload.replicas(this.contextOf(workload, false));

  private workload(ref: WorkloadRef): Workload {
    const named = this.workloadsByRef.get(ref);
    if (named !== undefined && this.workloadsById.get(named.id) === named) return named;
    const workload = this.openedWorkload(ref);
    this.workloadsByRef.set(ref, workload);
    return workload;
  }

  private openedWorkload(ref: WorkloadRef): Workload {
    const id = workloadId(ref);
    let workload = this.workloadsById.get(id);
    if (!workload) {
      this.workloadsById.set(id, (workload = new Workload(ref, this.redactor)));
      workload.listener = this.lines;
    }
    return workload;
  }

  /** By id: the order in which pods were found changes no answer. */
  private sorted(): readonly Workload[] {
    return [...this.workloadsById.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  private contextOf(workload: Workload, isBlind: boolean): TickContext {
    return {
      nowMs: this.nowMs,
      thresholds: this.thresholds,
      exceptions: this.exceptions,
      served: this.served.workload(workload.id),
      activity: this.judgement.activity(workload.id),
      incident: this.troubles.of(workload.id),
      steps: () => this.judgement.clues.requests.broken(workload.id),
      isBlind,
    };
  }

  private progress(): readonly (LearningProgress | null)[] {
    return [...this.workloadsById.values()].map((workload) => workload.learning(this.contextOf(workload, false)));
  }
}
