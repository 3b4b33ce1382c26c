/**
 * What a line is as a step of a request: how it begins. Patterns that differ only in later words (a kind of train, a town) are one step in several forms, and
 * each of them alone would be missing in most requests.
 */
import type { WorkloadId } from '../../domain.ts';
import type { RecordSource } from './listener.ts';

export interface Forms {
  /** Fixed at first sight: the text of a pattern becomes more general. */
  of(source: RecordSource, pattern: number): string;
  forget(workload: WorkloadId): void;
  clear(): void;
}

const longestForm = 48;
const mostWorkloads = 5_000;
const mostPatterns = 4_096;

export function createForms(): Forms {
  const byWorkload = new Map<WorkloadId, string[]>();
  return {
    of(source, pattern) {
      let forms = byWorkload.get(source.id);
      if (forms === undefined) {
        if (byWorkload.size >= mostWorkloads) byWorkload.clear();
        byWorkload.set(source.id, (forms = []));
      }
      const known = forms[pattern];
      if (known !== undefined) return known;
      const form = formOf(source.miner.pattern(pattern).text);
      if (pattern < mostPatterns) forms[pattern] = form;
      return form;
    },
    forget: (workload) => void byWorkload.delete(workload),
    clear: () => byWorkload.clear(),
  };
}

/** The first words that are no values and no names of values. */
export function formOf(text: string): string {
  const words = text.replaceAll(namedValue, ' ').replaceAll(value, ' ');
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, longestForm);
}

const namedValue = /[\w.-]+\s*[:=]\s*"?<[a-z]+>"?/gi;
const value = /<[a-z]+>/gi;
