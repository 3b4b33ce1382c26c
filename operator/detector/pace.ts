/** When a status that differs from the written one is written: what a person waits for at once, all else in steps of ten seconds. */
import type { ClusterLogDetectorStatus } from '../../api/resource.ts';

export interface Pace {
  /** How long this change is to wait; 0: it is to be written now. */
  waitMs(key: string, change: StatusChange, nowMs: number): number;
  written(key: string, change: StatusChange, nowMs: number): void;
  forget(key: string): void;
}

/** `wish`: the first status, the answer to another spec, or another model; `news`: another reason; `figures`: what moves all the time. */
export type StatusChange = 'wish' | 'news' | 'figures';

/** Fast-moving causes (a log bomb that drops lines, a pod that comes and goes) must not turn into fast-moving status. */
const everyMs = 10_000;

interface Written {
  /** When the next write has its ten seconds. */
  readonly dueAtMs: number;
  readonly newsAtMs: number;
}

const never: Written = { dueAtMs: Number.NEGATIVE_INFINITY, newsAtMs: Number.NEGATIVE_INFINITY };

/**
 * One write in ten seconds over time, of which news may come early, once in ten seconds too: the first is told at once, also right after figures, and
 * what changes back and forth is gathered. Somebody who changes the spec is answered at once each time, and
 * so is who waits for a model, of which there are few.
 */
export function createPace(): Pace {
  const writes = new Map<string, Written>();
  return {
    waitMs(key, change, nowMs) {
      const { dueAtMs, newsAtMs } = writes.get(key) ?? never;
      if (change === 'wish') return 0;
      const fromMs = change === 'figures' ? dueAtMs : Math.max(dueAtMs - everyMs, newsAtMs + everyMs);
      return Math.max(0, fromMs - nowMs);
    },
    written(key, change, nowMs) {
      const { dueAtMs, newsAtMs } = writes.get(key) ?? never;
      const nextAtMs = Math.min(Math.max(nowMs, dueAtMs) + everyMs, nowMs + 2 * everyMs);
      writes.set(key, { dueAtMs: nextAtMs, newsAtMs: change === 'news' ? nowMs : newsAtMs });
    },
    forget: (key) => void writes.delete(key),
  };
}

/** Null when nothing has changed. */
export function changeOf(status: ClusterLogDetectorStatus, before: ClusterLogDetectorStatus | undefined): StatusChange | null {
  if (!before || status.observedGeneration !== before.observedGeneration) return 'wish';
  if (status.servingModelVersion !== before.servingModelVersion || status.latestModelVersion !== before.latestModelVersion) return 'wish';
  if (JSON.stringify(canonical(status)) === JSON.stringify(canonical(before))) return null;
  if (status.selectedNamespaces !== before.selectedNamespaces) return 'news';
  const isNews = (status.conditions ?? []).some(
    (condition) => before.conditions?.find((known) => known.type === condition.type)?.reason !== condition.reason,
  );
  return isNews ? 'news' : 'figures';
}

/** The API server may hand fields back in another order. */
function canonical(status: ClusterLogDetectorStatus): unknown {
  const sorted = Object.fromEntries(Object.entries(status).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const conditions = (status.conditions ?? []).map((condition) => [
    condition.type,
    condition.status,
    condition.reason,
    condition.message,
    condition.observedGeneration,
  ]);
  return { ...sorted, conditions };
}
