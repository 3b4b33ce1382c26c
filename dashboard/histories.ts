/** The courses of the patterns that are in sight, asked for together and kept for a while. */
import { signal } from '@preact/signals';
import type { PatternView } from '../api/contract.ts';
import { operator } from './operator.ts';

export interface Course {
  readonly counts: readonly number[];
  readonly usual: number | null;
  readonly askedAtMs: number;
}

/** By `detector/workload/id`. */
export const courses = signal<ReadonlyMap<string, Course>>(new Map());

const freshForMs = 30_000;
const keptAtMost = 2000;
const steps = 30;

export function courseKey({ detector, workload, id }: Pick<PatternView, 'detector' | 'workload' | 'id'>): string {
  return `${detector}/${workload}/${id}`;
}

/** `forSeconds`: up to a day; longer spans are not drawn. */
export async function wantCourses(views: readonly PatternView[], forSeconds: number, signalOfPage: AbortSignal): Promise<void> {
  const nowMs = Date.now();
  const stale = views.filter((view) => nowMs - (courses.value.get(courseKey(view))?.askedAtMs ?? 0) > freshForMs);
  const groups = Map.groupBy(stale, ({ detector, workload }) => JSON.stringify([detector, workload]));
  for (const group of groups.values()) {
    const [one] = group;
    if (one === undefined || signalOfPage.aborted) continue;
    const ids = group.map(({ id }) => id).join(',');
    const { detector, workload } = one;
    const answer = await operator
      .history({ detector, workload, ids, forSeconds: Math.min(86_400, forSeconds), steps }, signalOfPage)
      .catch(() => null);
    if (answer === null) return;
    const next = new Map([...courses.value].slice(-keptAtMost));
    for (const { id, counts, usual } of answer.series) next.set(courseKey({ detector, workload, id }), { counts, usual, askedAtMs: nowMs });
    courses.value = next;
  }
}

/** Another span of time: what is kept says nothing about it. */
export function forgetCourses(): void {
  courses.value = new Map();
}
