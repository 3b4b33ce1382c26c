/** How far the learning is, in words. */

export interface LearningProgress {
  /** 0 to 1. */
  readonly share: number;
  readonly remainingMs: number;
}

/** Minutes that must have been learned, however much time has passed. */
export const leastMinutes = 4;

/** Null once a workload was watched for `learningForMs` and enough of its minutes were learned. */
export function progressOf(watchedMs: number, learnedMinutes: number, learningForMs: number): LearningProgress | null {
  const left = Math.max(learningForMs - watchedMs, (leastMinutes - learnedMinutes) * 60_000);
  if (left <= 0) return null;
  const whole = Math.max(learningForMs, leastMinutes * 60_000);
  return { share: Math.min(0.99, Math.max(0, 1 - left / whole)), remainingMs: left };
}

/** `learning, 37 %, 3 min to go`; null when there is nothing left to learn first. */
export function describeProgress(progress: LearningProgress | null): string | null {
  if (!progress) return null;
  const left = progress.remainingMs;
  const time = left < 90_000 ? `${Math.max(1, Math.ceil(left / 1000))} s` : `${Math.ceil(left / 60_000)} min`;
  return `learning, ${Math.floor(100 * progress.share)} %, ${time} to go`;
}

/** Of all workloads: null when each has its baseline; else how many learn, and the one that needs longest. */
export function describeAll(all: readonly (LearningProgress | null)[]): string | null {
  const learning = all.filter((progress) => progress !== null);
  const slowest = learning.toSorted((a, b) => b.remainingMs - a.remainingMs)[0];
  const sentence = describeProgress(slowest ?? null);
  if (sentence === null || learning.length === all.length) return sentence;
  return `${learning.length} of ${all.length} workloads ${sentence}`;
}

/** What to say in an incident: null when most workloads have a baseline. */
export function caution(all: readonly (LearningProgress | null)[]): string | null {
  const learning = all.filter((progress) => progress !== null);
  if (learning.length === 0 || learning.length * 2 < all.length) return null;
  return `the baseline is still being learned (${describeAll(all)}); only what is new and severe counts as unusual`;
}
