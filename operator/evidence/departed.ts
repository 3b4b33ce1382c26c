/** Pods that are gone, as they were seen last, for whoever has to account for their logs and did not look while they were there. Bounded. */
import type { KubeObject } from '../../engine/index.ts';

export interface DepartedPod {
  /** Grows from one to the next. */
  readonly number: number;
  readonly atMs: number;
  readonly pod: KubeObject;
  /** It is known how the pod ended; else it was missing in a list and may have run after it was seen last, or nobody saw it at all. */
  readonly isFinal: boolean;
}

export interface Departed {
  add(pod: Omit<DepartedPod, 'number'>): void;
  /** Those of the namespaces with a higher number, the oldest first. */
  after(number: number, namespaces: readonly string[]): readonly DepartedPod[];
  has(uid: string): boolean;
  /** The highest number; 0 before the first. */
  readonly newest: number;
}

/** Detectors look at once; one that cannot be opened, as its store is away, looks when it can. */
const keptForMs = 15 * 60_000;
const keptAtMost = 2000;

/** `onForgotten`: one went before its time, as there are too many. */
export function createDeparted(onForgotten: () => void): Departed {
  const kept: DepartedPod[] = [];
  let newest = 0;
  return {
    add(departed) {
      newest += 1;
      kept.push({ ...departed, number: newest });
      while (Math.abs(departed.atMs - (kept[0]?.atMs ?? departed.atMs)) > keptForMs) kept.shift();
      if (kept.length <= keptAtMost) return;
      kept.shift();
      onForgotten();
    },
    after(number, namespaces) {
      // Mostly there is none.
      if (number >= newest) return [];
      const wanted = new Set(namespaces);
      return kept.filter((one) => one.number > number && wanted.has(one.pod.metadata.namespace ?? ''));
    },
    has: (uid) => kept.some(({ pod }) => pod.metadata.uid === uid),
    get newest() {
      return newest;
    },
  };
}
