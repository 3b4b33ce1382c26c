/** One workload: its containers' lines become patterns, the patterns counts, the counts what is usual and what is not. */
import { Detection, type ActiveAnomaly } from './anomaly/anomaly.ts';
import { Baseline } from './anomaly/baseline.ts';
import { createContent, type Content, type ContentTimes } from './anomaly/content/content.ts';
import { createServedErrors } from './anomaly/content/served.ts';
import { createLearning, type LeftOut } from './anomaly/learning.ts';
import { createLately } from './anomaly/lately.ts';
import { normalOperation } from './anomaly/normal.ts';
import { createPauses } from './anomaly/pauses.ts';
import { rankOf } from './anomaly/rules/rule.ts';
import { findBeginning, gatherSubjects } from './anomaly/subjects.ts';
import { CountWindow } from './anomaly/window.ts';
import { createCoverage } from './coverage.ts';
import type { Coverage, LogChunk, LogRecord, WorkloadRef } from './domain.ts';
import { workloadId } from './evidence/owner.ts';
import { createChanging, type Changing } from './changing.ts';
import { createBacklog } from './backlog.ts';
import type { RecordListener } from './incident/traces/listener.ts';
import { createKeptPatterns, type KeptPatterns } from './kept.ts';
import { leastMinutes, progressOf, type LearningProgress } from './progress.ts';
import type { Redactor } from './redact/redact.ts';
import { createSampling, type Sampling } from './sampling.ts';
import { createStreams } from './streams.ts';
import { isJob, situationOf } from './situation.ts';
import { createMiner, restoreMiner, type Miner } from './template/miner.ts';
import type { TickContext } from './tick-context.ts';
import type { WorkloadState } from './workload-state.ts';

/** An error that is first seen after the learning must prove for so long that it is usual. */
const probationMs = 300_000;
/** Patterns are compared in a minute in which this share of them is new. */
const freshShare = 1 / 16;
/** After an incident its last lines are still on their way. */
const lateMs = 30_000;
/** Share of minutes with lines from which on silence would be noticed. */
const steadyShare = 0.9;

/** Saved and restored as one: the only mutable thing below the engine that others hold on to. Its `listener` is told of every record. */
export class Workload {
  readonly id: string;
  readonly ref: WorkloadRef;
  readonly window = new CountWindow();
  readonly baseline = new Baseline();
  miner: Miner;
  /** True when something came or was found since `snapshot`, `hasAged` when a minute was learned. */
  isChanged = true;
  hasAged = false;
  private readonly detection = new Detection();
  private readonly minutes = createLearning();
  readonly streams = createStreams();
  private readonly pauses = createPauses();
  private readonly lately = createLately();
  private readonly backlog = createBacklog();
  private readonly account = createCoverage();
  private readonly changing = createChanging();
  private firstLineAtMs: number | null = null;
  private tickedAtMs = 0;
  private readonly redactor: Pick<Redactor, 'redact' | 'find'>;
  private readonly kept: KeptPatterns;
  private readonly content: Content;
  private readonly sampling: Sampling;
  /** Into what each pattern was merged last. */
  private merged: number[] = [];
  private readonly servedErrors = createServedErrors();
  private readonly patternAt = (index: number) => this.miner.pattern(index);
  private readonly glanceAt = (index: number) => this.miner.glance(index);
  listener: RecordListener | null = null;

  constructor(ref: WorkloadRef, redactor: Pick<Redactor, 'redact' | 'find'>) {
    this.id = workloadId(ref);
    this.ref = ref;
    this.redactor = redactor;
    this.kept = createKeptPatterns(redactor);
    this.sampling = createSampling(redactor.redact);
    this.miner = createMiner({ redact: redactor.redact });
    this.content = createContent({ ...redactor, name: this.id, levelOf: (pattern) => this.miner.glance(pattern).level });
  }

  push(chunk: LogChunk): void {
    const { receivedAtMs } = chunk;
    this.firstLineAtMs ??= receivedAtMs;
    const { isNew, lines } = this.streams.push(chunk, (record) => this.count(record, receivedAtMs));
    if (isNew) this.changing.began(receivedAtMs);
    this.firstLineAtMs = Math.min(this.firstLineAtMs, this.backlog.oldestAtMs() ?? Infinity);
    if (lines > 0) this.pauses.line(receivedAtMs);
    this.account.seen(lines);
    this.content.received(chunk.bytes.length, lines);
    this.isChanged = true;
  }

  /** `lines` is -1 where nobody knows how many. */
  missed(reason: string, lines: number, atMs: number): void {
    this.account.missed(reason, lines, atMs);
    this.isChanged = true;
  }

  /** Ends records that wait for a continuation, and learns what has settled: without what is unusual, unless it is known to be normal. */
  settle(context: TickContext, isNormal = false): void {
    const { nowMs } = context;
    const { window, baseline } = this;
    this.tickedAtMs = nowMs;
    this.streams.flush(nowMs, (record) => this.count(record, nowMs));
    window.advance(nowMs);
    if (isNormal) this.minutes.declare(nowMs, window.patterns);
    const perMinute = baseline.usualOfAll(nowMs).location * this.replicas(context);
    const isExcused = this.changing.isChanging(context) || this.account.isUnread(nowMs);
    this.pauses.tick(nowMs, { isExcused: isExcused || this.detection.isSilent(), perMinute });
    this.content.settle(this.contentTimes(context, isNormal));
    if (this.firstLineAtMs === null || this.backlog.isBeingRead(nowMs)) return;
    const hasLearned = this.minutes.learn({
      nowMs,
      firstLineAtMs: this.firstLineAtMs,
      window,
      baseline,
      replicas: this.replicas(context),
      incident: context.incident,
      unreadSinceAtMs: this.account.isUnread(nowMs) ? this.unreadAtMs : null,
      isSteady: this.isSteady(nowMs),
      isUnusual: (pattern, minuteAtMs) => !isNormal && this.isUnusual(pattern, minuteAtMs, context),
    });
    if (!hasLearned) return;
    const about = { replicas: this.replicas(context), isCalm: this.detection.size === 0 && !this.changing.isChanging(context) };
    if (!this.detection.isOtherwise(nowMs - 300_000) && !context.incident) this.lately.learn(nowMs, about);
    this.miner.settle(freshShare);
    this.mergeAliases();
    this.hasAged = true;
  }

  judge(context: TickContext): readonly ActiveAnomaly[] {
    const { detection, miner, window, minutes } = this;
    const [{ nowMs }, hadActive] = [context, detection.size > 0];
    const busy = (this.replicas(context) * context.thresholds.spikeFactor) / 12;
    const about = { nowMs, watchedSinceAtMs: this.firstLineAtMs ?? nowMs, declared: minutes.declared };
    const normal = normalOperation({ ...about, miner, size: window.patterns });
    const gathered = gatherSubjects({
      ...context,
      ...normal,
      window,
      baseline: this.baseline,
      lately: this.lately,
      replicas: Math.max(1, this.replicas(context)),
      pattern: this.patternAt,
      glance: this.glanceAt,
      isActive: (index) => detection.isActive(index),
      hasActive: detection.size > 0,
    });
    const active = detection.judge({
      situation: situationOf(this, gathered, {
        ...context,
        ...normal,
        replicas: this.replicas(context),
        learning: this.learning(context),
        pauses: this.pauses,
        changing: this.changing.isChanging(context),
        changedAtMs: this.changing.changedAtMs(context),
        isUnread: this.account.isUnread(nowMs),
      }),
      subjects: gathered.subjects,
      isIgnored: (subject) => context.exceptions.isIgnored(subject),
      isAlwaysReported: (subject) => context.exceptions.isAlwaysReported(subject),
      beginning: ({ pattern, usual }, { sinceAtMs }) =>
        findBeginning(window, pattern, { sinceAtMs, untilAtMs: nowMs, usualPerBucket: usual.location * busy }),
    });
    if (context.incident === null) for (const over of detection.outlasted()) this.lately.outlast(nowMs, over);
    this.sampling.settle(detection.flood());
    const isIgnored = (index: number): boolean => context.exceptions.isIgnored(this.patternAt(index));
    const contents = this.content.judge({ ...context, ...context.thresholds, standing: active, isIgnored });
    if (hadActive || active.length + contents.length > 0) this.isChanged = true;
    return contents.length === 0 ? active : [...active, ...contents];
  }

  /** Null once there is a baseline, or a served model brings one. */
  learning({ thresholds, served }: Pick<TickContext, 'thresholds' | 'served'>): LearningProgress | null {
    if (served?.all) return null;
    const watchedMs = this.firstLineAtMs === null ? 0 : this.tickedAtMs - this.firstLineAtMs;
    return progressOf(watchedMs, this.baseline.minutes, thresholds.learningForMs);
  }

  readonly hear: Changing['hear'] = this.changing.hear;
  readonly coverage = (): Coverage => this.account.total();
  readonly leftOut = (): readonly LeftOut[] => this.minutes.leftOut();

  /** Patterns that are not known to be another's alias. */
  get patternCount(): number {
    return this.miner.patternCount();
  }

  get unreadAtMs(): number | null {
    return this.account.unreadAtMs;
  }

  get lastLineAtMs(): number | null {
    return this.pauses.lastLineAtMs();
  }

  get watchedSinceAtMs(): number | null {
    return this.firstLineAtMs;
  }

  /** Instances at work: by the watched objects, else by the pods that write. */
  replicas(context: Pick<TickContext, 'activity' | 'nowMs'>): number {
    return this.changing.heard(context.activity?.replicas ?? Math.max(1, this.streams.pods(context.nowMs)));
  }

  /** Writes in nearly every minute, so that silence would be noticed. */
  isSteady(nowMs: number): boolean {
    return this.baseline.minutes > leastMinutes && this.baseline.usualOfAll(nowMs).steadiness >= steadyShare;
  }

  isQuiet(nowMs: number): boolean {
    return nowMs - (this.pauses.quietSinceAtMs() ?? nowMs) > 60_000;
  }

  snapshot(): WorkloadState {
    [this.isChanged, this.hasAged] = [false, false];
    return {
      ref: this.ref,
      miner: this.kept.hideWords(this.miner.snapshot()),
      window: this.window.snapshot(),
      baseline: this.baseline.snapshot(),
      detection: this.detection.snapshot(),
      minutes: this.minutes.snapshot(),
      streams: this.streams.snapshot(this.redactor.redact),
      pauses: this.pauses.snapshot(),
      season: this.lately.snapshot(),
      coverage: this.account.total(),
      content: this.content.snapshot(),
      times: [this.firstLineAtMs, this.changing.startedAtMs, this.unreadAtMs, this.tickedAtMs],
    };
  }

  restore(state: WorkloadState): void {
    this.miner = restoreMiner(this.kept.redact(state.miner), { redact: this.redactor.redact });
    this.window.restore(state.window);
    this.baseline.restore(state.baseline);
    this.merged = [];
    this.detection.restore(state.detection, this.redactor.redact);
    this.minutes.restore(state.minutes);
    this.streams.restore(state.streams);
    this.pauses.restore(state.pauses);
    if (state.season) this.lately.restore(state.season);
    this.content.restore(state.content);
    [this.firstLineAtMs, this.changing.startedAtMs, , this.tickedAtMs] = state.times;
    this.account.restore(state.coverage, state.times[2]);
    this.isChanged = false;
  }

  /** What was kept by older rules goes through those of now. */
  redactAgain(): void {
    this.miner = restoreMiner(this.kept.redact(this.miner.snapshot()), { redact: this.redactor.redact });
    this.content.redactAgain();
    this.detection.restore(this.detection.snapshot(), this.redactor.redact);
    this.isChanged = true;
  }

  private count(record: LogRecord, receivedAtMs: number): void {
    const lines = this.sampling.weigh(record, receivedAtMs);
    if (lines === 0) return;
    const pattern = this.miner.resolve(this.miner.observe(record));
    this.window.add(pattern, record.atMs, receivedAtMs, lines);
    this.backlog.record(record.atMs, receivedAtMs);
    this.content.observe(record, pattern, receivedAtMs);
    this.listener?.record(this, { pattern, record, lines, receivedAtMs });
    this.isChanged = true;
  }

  /** Contents are usual outside of incidents and of what was read with holes, and judged while pods neither come nor go. */
  private contentTimes(context: TickContext, isNormal: boolean): ContentTimes {
    const { nowMs, incident } = context;
    const isReadable = !this.account.isUnread(nowMs) && !this.backlog.isBeingRead(nowMs) && !context.isBlind;
    const isSettled = this.learning(context) === null && !this.changing.isChanging(context);
    const isCalm = isNormal || incident === null || incident.toAtMs < nowMs - lateMs;
    const replicas = this.replicas(context);
    const servedErrors = this.servedErrors({ ...context, replicas, patterns: () => this.miner.patterns() });
    const counted = { window: this.window, replicas, pattern: this.patternAt, changedAtMs: this.changing.changedAtMs(context) };
    const [learns, judges] = [isReadable && isCalm, !isNormal && isReadable && isSettled];
    return { nowMs, learns, judges, servedErrors, counted: isJob(this.ref) || replicas === 0 ? null : counted };
  }

  /** The miner has joined patterns that turned out to be one, or were said to be; what was counted and learned follows at once. */
  mergeAliases(): void {
    for (let index = 0; index < this.window.patterns; index += 1) {
      const into = this.miner.resolve(index);
      const isDone = this.merged[index] === into && !this.window.mayHold(index);
      this.merged[index] = into;
      if (into === index || isDone) continue;
      // Rates are of what the baseline knows, so it comes before them.
      for (const part of [this.window, this.baseline, this.lately, this.detection, this.content]) part.merge(index, into);
      this.listener?.merge(this, index, into);
    }
  }

  private isUnusual(pattern: number, minuteAtMs: number, context: TickContext): boolean {
    if (this.detection.touched(pattern, minuteAtMs)) return true;
    const { level, firstSeenAtMs } = this.miner.glance(pattern);
    if (this.content.hasErrors() && rankOf(level) >= rankOf('error')) return true;
    if (this.baseline.knows(pattern) || this.learning(context)) return false;
    return rankOf(level) >= rankOf('error') && context.nowMs - firstSeenAtMs < probationMs;
  }
}
