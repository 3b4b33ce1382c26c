/**
 * What is unusual in one workload now. A few rules, each a small file with its reason in words, are asked about every pattern that
 * writes; what they find stays active while it lasts and ends when it is over.
 */
import type { AnomalyKind, Level } from '../domain.ts';
import { timesAYear } from './chance.ts';
import { createRecurrence, type RecurrenceState } from './recurrence.ts';
import { recentMs } from './subjects.ts';
import { newPattern } from './rules/new-pattern.ts';
import { drop } from './rules/drop.ts';
import { levelShift } from './rules/level-shift.ts';
import { logBomb } from './rules/log-bomb.ts';
import { duration, rankOf, type PatternRule, type Situation, type Subject, type Verdict, type WorkloadRule } from './rules/rule.ts';
import { slowSpike } from './rules/slow-spike.ts';
import { silence } from './rules/silence.ts';
import { spike } from './rules/spike.ts';
import { trend } from './rules/trend.ts';
import { workloadDrop } from './rules/workload-drop.ts';

/** Asked in this order; the first that finds something names it. */
const patternRules: readonly PatternRule[] = [newPattern, spike, trend, slowSpike, drop];
const workloadRules: readonly WorkloadRule[] = [silence, logBomb, levelShift, workloadDrop];

/** Nothing is learned from a workload while one of these lasts. */
const unlearned: readonly AnomalyKind[] = ['level-shift', 'drop', 'log-bomb'];
/** What jobs bring at the same hour. */
const recurring: readonly AnomalyKind[] = ['level-shift', 'log-bomb'];

/** A finding that lasts. `pattern` is null for what concerns the whole workload. */
export interface ActiveAnomaly {
  readonly kind: AnomalyKind;
  readonly pattern: number | null;
  readonly level: Level;
  readonly startedAtMs: number;
  /** When a rule last found it. */
  lastSeenAtMs: number;
  /** Its height: the verdict with the highest z so far. */
  verdict: Verdict;
  /** Some of the lines, redacted, where no pattern has them: of a flood. */
  samples?: readonly string[];
}

export interface DetectionInput {
  readonly situation: Situation;
  readonly subjects: readonly Subject[];
  isIgnored(subject: Subject): boolean;
  isAlwaysReported(subject: Subject): boolean;
  /** When the unusual lines of the pattern began, searched from `sinceAtMs` on. */
  beginning(subject: Subject, verdict: Verdict): number;
}

export interface DetectionState {
  readonly active: readonly ActiveAnomaly[];
  readonly ended: readonly (readonly [number, number])[];
  readonly accepted: readonly (readonly [number, number])[];
  /** Absent in states of before. */
  readonly recurrence?: RecurrenceState | undefined;
}

/** A finding that no rule confirms for so long is over. */
const lingerMs = 30_000;
/** Minutes are learned at most this long after they ended. */
const rememberEndedMs = 600_000;
/** What goes on for so long is the new usual: a day for errors, two hours for anything else. */
const acceptErrorsAfterMs = 86_400_000;
const acceptOthersAfterMs = 7_200_000;
/** Time to learn the new usual before it is judged again. */
const acceptedForMs = 7_200_000;

export class Detection {
  private active = new Map<number, ActiveAnomaly>();
  private ended = new Map<number, number>();
  private accepted = new Map<number, number>();
  private readonly recurrence = createRecurrence();
  private over: ActiveAnomaly[] = [];

  /** All findings that last now. */
  judge(input: DetectionInput): readonly ActiveAnomaly[] {
    for (const subject of input.subjects) this.judgeSubject(subject, input);
    this.judgeWorkload(input.situation);
    this.endWhatIsOver(input.situation.nowMs);
    return [...this.active.values()];
  }

  /** What was found of the whole workload and ended with the last look. */
  outlasted(): readonly ActiveAnomaly[] {
    return this.over;
  }

  get size(): number {
    return this.active.size;
  }

  isActive(pattern: number): boolean {
    return this.active.has(pattern);
  }

  /** What floods the log now. */
  flood(): ActiveAnomaly | undefined {
    return this.active.get(keyOf('log-bomb'));
  }

  /** The whole workload is silent. */
  isSilent(): boolean {
    return this.active.has(keyOf('silence'));
  }

  /** The whole workload wrote otherwise than usual at or after that time: no time to learn from. */
  isOtherwise(sinceAtMs: number): boolean {
    return unlearned.some((kind) => this.active.has(keyOf(kind)) || (this.ended.get(keyOf(kind)) ?? -1) >= sinceAtMs);
  }

  /** Whether an anomaly of the pattern lasted at or after that time: such lines are not learned. */
  touched(pattern: number, sinceAtMs: number): boolean {
    if (this.isOtherwise(sinceAtMs)) return true;
    return this.active.has(pattern) || (this.ended.get(pattern) ?? -1) >= sinceAtMs;
  }

  merge(from: number, into: number): void {
    const moved = this.active.get(from);
    if (moved && !this.active.has(into)) this.active.set(into, { ...moved, pattern: into });
    this.active.delete(from);
  }

  snapshot(): DetectionState {
    const recurrence = this.recurrence.snapshot();
    return { active: [...this.active.values()], ended: [...this.ended], accepted: [...this.accepted], recurrence };
  }

  /** What is kept of lines is kept as these rules of redaction leave it. */
  restore(state: DetectionState, redact: (text: string) => string): void {
    const redacted = state.active.map((one) => (one.samples ? { ...one, samples: one.samples.map(redact) } : { ...one }));
    this.active = new Map(redacted.map((anomaly) => [anomaly.pattern ?? keyOf(anomaly.kind), anomaly]));
    this.ended = new Map(state.ended);
    this.accepted = new Map(state.accepted);
    this.recurrence.restore(state.recurrence ?? []);
  }

  private judgeSubject(subject: Subject, input: DetectionInput): void {
    const { situation } = input;
    if ((this.accepted.get(subject.pattern) ?? 0) > situation.nowMs) return;
    const isAsked = input.isAlwaysReported(subject);
    if (!isAsked && input.isIgnored(subject)) return;
    const current = this.active.get(subject.pattern);
    if (!isAsked && !current && this.isEcho(subject, situation)) return;
    const found = isAsked ? asked(subject, situation) : ruled(subject, situation, current);
    if (!found) return;
    const { kind, verdict } = found;
    const startedAtMs = current ? current.startedAtMs : Math.min(situation.nowMs, input.beginning(subject, verdict));
    this.confirm(subject.pattern, {
      kind,
      pattern: subject.pattern,
      level: verdict.level ?? subject.level,
      startedAtMs,
      lastSeenAtMs: situation.nowMs,
      verdict,
    });
  }

  /**
   * A line or two right after an anomaly do not begin another: what was counted then is still among the recent lines. That holds too for what is not usual
   * and wrote while another pattern was told of.
   */
  private isEcho({ pattern, known, firstSeenAtMs, windows }: Subject, { nowMs, thresholds }: Situation): boolean {
    if ((windows.at(-1)?.lines ?? 0) >= thresholds.newErrorLines) return false;
    const isLate = (endedAtMs: number): boolean => nowMs - endedAtMs <= recentMs;
    if (known) return isLate(this.ended.get(pattern) ?? Number.NEGATIVE_INFINITY);
    for (const endedAtMs of this.ended.values()) if (isLate(endedAtMs) && firstSeenAtMs <= endedAtMs) return true;
    return false;
  }

  private judgeWorkload(situation: Situation): void {
    for (const rule of workloadRules) {
      const key = keyOf(rule.kind);
      if ((this.accepted.get(key) ?? 0) > situation.nowMs) continue;
      const isActive = this.active.has(key);
      const verdict = rule.judge(situation, isActive);
      const { kind, level } = rule;
      if (verdict && !isActive && recurring.includes(kind) && this.recurrence.isUsual(kind, situation.nowMs)) continue;
      if (verdict)
        this.confirm(key, { kind, pattern: null, level, startedAtMs: verdict.sinceAtMs, lastSeenAtMs: situation.nowMs, verdict });
      // Lines end a silence at once: nothing about it wavers.
      else if (kind === 'silence') this.active.delete(key);
    }
  }

  private confirm(key: number, found: ActiveAnomaly): void {
    const current = this.active.get(key);
    if (!current) this.active.set(key, found);
    else {
      current.lastSeenAtMs = found.lastSeenAtMs;
      // What was news by its first line stays so.
      const { isUnheard } = current.verdict;
      if (found.verdict.z >= current.verdict.z) current.verdict = isUnheard ? { ...found.verdict, isUnheard } : found.verdict;
    }
  }

  private endWhatIsOver(nowMs: number): void {
    this.over = [];
    for (const [key, anomaly] of this.active) {
      const limit = rankOf(anomaly.level) >= rankOf('error') ? acceptErrorsAfterMs : acceptOthersAfterMs;
      // After a clock went back, `lastSeenAtMs` would keep it for ever.
      const isSeen = nowMs - anomaly.lastSeenAtMs <= lingerMs && nowMs >= anomaly.lastSeenAtMs - rememberEndedMs;
      if (nowMs - anomaly.startedAtMs > limit) this.accepted.set(key, nowMs + acceptedForMs);
      else if (isSeen) continue;
      else {
        this.ended.set(key, anomaly.lastSeenAtMs);
        if (anomaly.pattern === null) this.over.push(anomaly);
      }
      this.active.delete(key);
    }
    for (const [key, atMs] of this.ended) if (Math.abs(nowMs - atMs) > rememberEndedMs) this.ended.delete(key);
    for (const [key, atMs] of this.accepted) if (atMs <= nowMs || atMs > nowMs + acceptedForMs) this.accepted.delete(key);
  }
}

function ruled(
  subject: Subject,
  situation: Situation,
  current: ActiveAnomaly | undefined,
): { readonly kind: AnomalyKind; readonly verdict: Verdict } | null {
  for (const rule of patternRules) {
    // What began as one kind goes on as that kind.
    if (current && rule.kind !== current.kind) continue;
    const verdict = rule.judge(subject, situation);
    if (verdict) return { kind: rule.kind, verdict };
  }
  return null;
}

/** Somebody wants to hear of every line of it. */
function asked(subject: Subject, situation: Situation): { readonly kind: AnomalyKind; readonly verdict: Verdict } | null {
  const window = subject.windows.at(-1);
  if (!window || window.lines === 0) return null;
  const expected = (subject.usual.location * situation.replicas * window.forMs) / 60_000;
  const reason = `${window.lines} ${window.lines === 1 ? 'line' : 'lines'} in ${duration(window.forMs)} of a pattern that is always to be reported`;
  const verdict = {
    observed: window.lines,
    expected,
    z: 0,
    perYear: timesAYear(0, window.forMs),
    confidence: 1,
    reason,
    sinceAtMs: situation.nowMs - window.forMs,
  };
  return { kind: subject.known ? 'spike' : 'new-pattern', verdict };
}

const keys: ReadonlyMap<AnomalyKind, number> = new Map(workloadRules.map(({ kind }, index) => [kind, -1 - index]));

/** 0 for a kind that no rule of the whole workload has. */
function keyOf(kind: AnomalyKind): number {
  return keys.get(kind) ?? 0;
}
