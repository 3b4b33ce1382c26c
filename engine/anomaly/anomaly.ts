/**
 * What is unusual in one workload now. A few rules, each a small file with its reason in words, are asked about every pattern that
 * writes; what they find stays active while it lasts and ends when it is over.
 */
import type { AnomalyKind, Level } from '../domain.ts';
import { newPattern } from './rules/new-pattern.ts';
import { duration, rankOf, type PatternRule, type Situation, type Subject, type Verdict } from './rules/rule.ts';
import { silence } from './rules/silence.ts';
import { spike } from './rules/spike.ts';

/** Asked in this order; the first that finds something names it. */
const patternRules: readonly PatternRule[] = [newPattern, spike];
const workloadRules = [silence];

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
}

export interface Detection {
  /** All findings that last now. */
  judge(input: DetectionInput): readonly ActiveAnomaly[];
  readonly size: number;
  isActive(pattern: number): boolean;
  /** The whole workload is silent. */
  isSilent(): boolean;
  /** Whether an anomaly of the pattern lasted at or after that time: such lines are not learned. */
  touched(pattern: number, sinceAtMs: number): boolean;
  merge(from: number, into: number): void;
  snapshot(): DetectionState;
  restore(state: DetectionState): void;
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

export function createDetection(): Detection {
  let active = new Map<number, ActiveAnomaly>();
  let ended = new Map<number, number>();
  let accepted = new Map<number, number>();

  function judgeSubject(subject: Subject, input: DetectionInput): void {
    const { situation } = input;
    if ((accepted.get(subject.pattern) ?? 0) > situation.nowMs) return;
    const current = active.get(subject.pattern);
    const found = input.isAlwaysReported(subject) ? asked(subject, situation) : ruled(subject, situation, current);
    if (!found || (input.isIgnored(subject) && !input.isAlwaysReported(subject))) return;
    if (current) confirm(current, found.verdict, situation.nowMs);
    else {
      const startedAtMs = Math.min(situation.nowMs, input.beginning(subject, found.verdict));
      const { kind, verdict } = found;
      active.set(subject.pattern, {
        kind,
        pattern: subject.pattern,
        level: subject.level,
        startedAtMs,
        lastSeenAtMs: situation.nowMs,
        verdict,
      });
    }
  }

  function judgeWorkload(situation: Situation): void {
    for (const [at, rule] of workloadRules.entries()) {
      const key = -1 - at;
      if ((accepted.get(key) ?? 0) > situation.nowMs) continue;
      const current = active.get(key);
      const verdict = rule.judge(situation, current !== undefined);
      // Lines end a silence at once: nothing about it wavers.
      if (!verdict) active.delete(key);
      else if (current) confirm(current, verdict, situation.nowMs);
      else {
        const startedAtMs = verdict.sinceAtMs;
        active.set(key, { kind: rule.kind, pattern: null, level: 'error', startedAtMs, lastSeenAtMs: situation.nowMs, verdict });
      }
    }
  }

  function endWhatIsOver(nowMs: number): void {
    for (const [key, anomaly] of active) {
      const limit = rankOf(anomaly.level) >= rankOf('error') ? acceptErrorsAfterMs : acceptOthersAfterMs;
      const isUsualNow = nowMs - anomaly.startedAtMs > limit;
      if (isUsualNow) accepted.set(key, nowMs + acceptedForMs);
      // A clock that went back would keep it for ever.
      else if (nowMs - anomaly.lastSeenAtMs <= lingerMs && nowMs >= anomaly.lastSeenAtMs - rememberEndedMs) continue;
      else ended.set(key, anomaly.lastSeenAtMs);
      active.delete(key);
    }
    for (const [key, atMs] of ended) if (Math.abs(nowMs - atMs) > rememberEndedMs) ended.delete(key);
    for (const [key, atMs] of accepted) if (atMs <= nowMs || atMs > nowMs + acceptedForMs) accepted.delete(key);
  }

  return {
    judge(input) {
      for (const subject of input.subjects) judgeSubject(subject, input);
      judgeWorkload(input.situation);
      endWhatIsOver(input.situation.nowMs);
      return [...active.values()];
    },
    get size() {
      return active.size;
    },
    isActive: (pattern) => active.has(pattern),
    isSilent: () => active.has(keyOf('silence')),
    touched: (pattern, sinceAtMs) => active.has(pattern) || (ended.get(pattern) ?? -1) >= sinceAtMs,
    merge(from, into) {
      const moved = active.get(from);
      if (moved && !active.has(into)) active.set(into, { ...moved, pattern: into });
      active.delete(from);
    },
    snapshot: () => ({ active: [...active.values()], ended: [...ended], accepted: [...accepted] }),
    restore(state) {
      active = new Map(state.active.map((anomaly) => [anomaly.pattern ?? keyOf(anomaly.kind), { ...anomaly }]));
      ended = new Map(state.ended);
      accepted = new Map(state.accepted);
    },
  };
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
  const verdict = { observed: window.lines, expected, z: 0, confidence: 1, reason, sinceAtMs: situation.nowMs - window.forMs };
  return { kind: subject.known ? 'spike' : 'new-pattern', verdict };
}

function confirm(anomaly: ActiveAnomaly, verdict: Verdict, nowMs: number): void {
  anomaly.lastSeenAtMs = nowMs;
  if (verdict.z >= anomaly.verdict.z) anomaly.verdict = verdict;
}

function keyOf(kind: AnomalyKind): number {
  return -1 - workloadRules.findIndex((rule) => rule.kind === kind);
}
