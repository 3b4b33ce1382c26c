/** How many lines of a pattern carried no id since the last one that did. */
import type { WorkloadId } from '../../domain.ts';
import type { RecordSource } from './listener.ts';

export interface Idless {
  of(source: RecordSource, pattern: number): number;
  set(source: RecordSource, pattern: number, lines: number): void;
  clear(): void;
}

/** Of all workloads together; what has no room is looked at every time. */
const mostPatterns = 20_000;

/** Asked for every line, so a pattern is found by its number and not by a text. */
export function createIdless(): Idless {
  const byWorkload = new Map<WorkloadId, Map<number, number>>();
  let patterns = 0;
  return {
    of: (source, pattern) => byWorkload.get(source.id)?.get(pattern) ?? 0,
    set(source, pattern, lines) {
      let counts = byWorkload.get(source.id);
      const isKnown = counts?.has(pattern) === true;
      if (lines === 0) {
        if (counts?.delete(pattern) === true) patterns -= 1;
        if (counts?.size === 0) byWorkload.delete(source.id);
        return;
      }
      if (!isKnown && patterns >= mostPatterns) return;
      if (counts === undefined) byWorkload.set(source.id, (counts = new Map()));
      if (!isKnown) patterns += 1;
      counts.set(pattern, lines);
    },
    clear() {
      byWorkload.clear();
      patterns = 0;
    },
  };
}
