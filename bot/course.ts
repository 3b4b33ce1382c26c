/** How often an incident's strongest unusual line was written, asked of the operator for the chart in its thread. */
import type { IncidentView } from '../api/contract.ts';
import type { OperatorApi } from './api.ts';
import { nativeLimits } from './blocks/native-limits.ts';
import type { Course } from './blocks/native.ts';
import { strongestOf } from './blocks/story.ts';
import { pause } from './pause.ts';

/** So much of before the incident is shown, as what it is compared with. */
const beforeMs = 15 * 60_000;
const secondsAtMost = 6 * 3600;
const answerWithinMs = 3000;

export interface CourseOptions {
  readonly api: Pick<OperatorApi, 'history'>;
  readonly now: () => number;
}

/** Null where there is no such line, or the operator does not say in time. Never rejects. */
export async function courseOf(view: IncidentView, { api, now }: CourseOptions): Promise<Course | null> {
  const strongest = strongestOf(view);
  if (!strongest?.template) return null;
  const { id, text } = strongest.template;
  const sinceSeconds = Math.ceil((now() - view.incident.openedAtMs + beforeMs) / 1000);
  const forSeconds = Math.min(secondsAtMost, Math.max(1200, sinceSeconds));
  const query = { detector: view.detector, workload: strongest.workload, ids: id, forSeconds, steps: nativeLimits.points };
  const late = new AbortController();
  try {
    const reply = await Promise.race([api.history(query), pause(answerWithinMs, late.signal).then(() => null)]);
    const series = reply?.series.find((one) => one.id === id);
    return reply && series
      ? { title: text, counts: series.counts, usual: series.usual, fromAtMs: reply.fromAtMs, stepMs: reply.stepMs }
      : null;
  } catch {
    return null;
  } finally {
    late.abort();
  }
}
