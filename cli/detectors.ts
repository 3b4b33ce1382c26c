/** The LogDetectors that a question is about. */
import type { ApiClient } from '../api/client.ts';
import type { DetectorSummary } from '../api/contract.ts';
import { InputError } from './input.ts';
import type { Question } from './question.ts';

export const NO_DETECTOR = 'There is no LogDetector here; -A asks for all namespaces that you may see.';

/** The one that was named, or all of the namespaces. Throws an `InputError` for one that there is not. */
export async function detectorsOf(client: ApiClient, { subject, namespaces }: Question): Promise<readonly DetectorSummary[]> {
  const all = await client.detectors(namespaces);
  if (subject === null) return all;
  const found = all.filter(
    ({ id }) => id === subject || (!subject.includes('/') && namespaces !== '*' && id === `${namespaces}/${subject}`),
  );
  if (found.length === 0) throw new InputError(`There is no LogDetector ${subject}; it is named as NAMESPACE/NAME.`);
  return found;
}
