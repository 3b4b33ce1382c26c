/** Findings of contents that last: at most one of a kind in a workload, from when it began until nothing confirms it any more. */
import type { AnomalyKind, Level } from '../../domain.ts';
import type { ActiveAnomaly } from '../anomaly.ts';
import { rankOf } from '../rules/rule.ts';
import { neededNats, type Asked, type Found } from './found.ts';

export interface Detector {
  readonly kind: AnomalyKind;
  judge(about: Asked): Found | null;
  accept(): void;
}

export interface FindingsInput {
  readonly nowMs: number;
  /** Deviations that the sensitivity asks for; 4.75 are usual. */
  readonly surprise: number;
  /** How many times a year one thing may be alarmed of by mere chance. */
  readonly chanceAYear: number;
  /** What the rules of counts have found. */
  readonly standing: readonly ActiveAnomaly[];
  /** Nobody wants to hear of the pattern. */
  isIgnored(this: void, pattern: number): boolean;
  levelOf(this: void, pattern: number): Level;
}

export interface Findings {
  judge(input: FindingsInput): readonly ActiveAnomaly[];
  isActive(kind: AnomalyKind): boolean;
  readonly size: number;
  merge(from: number, into: number): void;
  /** What was said is said as these rules of redaction leave it. */
  redact(redact: (text: string) => string): void;
  list(): readonly ActiveAnomaly[];
  restore(active: readonly ActiveAnomaly[]): void;
}

/** A finding that no line confirms for so long is over. */
const lingerMs = 30_000;
/** What goes on for so long is the new usual: a day for errors, two hours for anything else. */
const acceptErrorsAfterMs = 86_400_000;
const acceptOthersAfterMs = 7_200_000;
const usualSurprise = 4.75;

export function createFindings(detectors: readonly Detector[]): Findings {
  let active = new Map<AnomalyKind, ActiveAnomaly>();

  function confirm(kind: AnomalyKind, found: Found, input: FindingsInput): void {
    const current = active.get(kind);
    if (current !== undefined) {
      current.lastSeenAtMs = input.nowMs;
      if (found.verdict.z >= current.verdict.z) current.verdict = found.verdict;
      return;
    }
    const { pattern, verdict } = found;
    if (pattern !== null && isTold(pattern, input)) return;
    const level = found.level ?? (pattern === null ? 'info' : input.levelOf(pattern));
    active.set(kind, { kind, pattern, level, startedAtMs: Math.min(verdict.sinceAtMs, input.nowMs), lastSeenAtMs: input.nowMs, verdict });
  }

  function end(detector: Detector, nowMs: number): void {
    const { kind } = detector;
    const current = active.get(kind);
    if (current === undefined) return;
    const limit = rankOf(current.level) >= rankOf('error') ? acceptErrorsAfterMs : acceptOthersAfterMs;
    const isUsualNow = nowMs - current.startedAtMs > limit;
    if (isUsualNow) detector.accept();
    if (isUsualNow || Math.abs(nowMs - current.lastSeenAtMs) > lingerMs) active.delete(kind);
  }

  return {
    judge(input) {
      const needed = neededNats * (input.surprise / usualSurprise) ** 2;
      for (const detector of detectors) {
        const { kind } = detector;
        const found = detector.judge({ nowMs: input.nowMs, isActive: active.has(kind), needed, chanceAYear: input.chanceAYear });
        if (found !== null) confirm(kind, found, input);
        end(detector, input.nowMs);
      }
      return active.size === 0 ? nothing : [...active.values()];
    },
    isActive: (kind) => active.has(kind),
    get size() {
      return active.size;
    },
    merge(from, into) {
      for (const [kind, anomaly] of active) if (anomaly.pattern === from) active.set(kind, { ...anomaly, pattern: into });
    },
    redact(redact) {
      for (const anomaly of active.values()) anomaly.verdict = { ...anomaly.verdict, reason: redact(anomaly.verdict.reason) };
    },
    list: () => [...active.values()],
    restore(saved) {
      active = new Map(saved.map((anomaly) => [anomaly.kind, { ...anomaly }]));
    },
  };
}

const nothing: readonly never[] = [];

/** One thing is one anomaly: what the counts of a pattern have told already is not told by its contents too. */
function isTold(pattern: number, { standing, isIgnored }: FindingsInput): boolean {
  return isIgnored(pattern) || standing.some((one) => one.pattern === pattern);
}
