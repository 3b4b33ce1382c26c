/** Facts out of a Job: only that it has given up; failed tries belong to its pods. */
import type { Evidence, KubeObject } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact } from './fact.ts';
import { conditionOf, textAt, timeAt } from './field.ts';

/** The failure of a Job, once. */
export function factsOfJob(job: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const failed = conditionOf(job, 'Failed');
  if (failed['status'] !== 'True' || (previous !== null && conditionOf(previous, 'Failed')['status'] === 'True')) return [];
  const atMs = timeAt(failed, 'lastTransitionTime') ?? context.atMs;
  const text = `job ${job.metadata.name} failed (${textAt(failed, 'reason') ?? 'Failed'}: ${textAt(failed, 'message') ?? 'no message'})`;
  return [fact(context, { kind: 'job-failed', atMs, severity: 'error', text })];
}

/** Whether nothing more will run for the Job. */
export function isFinished(job: KubeObject): boolean {
  return conditionOf(job, 'Complete')['status'] === 'True' || conditionOf(job, 'Failed')['status'] === 'True';
}
