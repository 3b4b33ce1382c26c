/** What an action is about, as people type it: the one there is, or a sentence that lists them. */
import type { ApiClient } from '../../api/client.ts';
import type { PatternDetail } from '../../api/contract.ts';
import { InputError } from '../input.ts';

type Scope = { readonly namespaces: string };

/** Null stands for the only one. */
export async function theDetector(client: ApiClient, typed: string | null, { namespaces }: Scope): Promise<string> {
  const ids = (await client.detectors(namespaces)).map(({ id }) => id);
  const found = ids.filter((id) => typed === null || id === typed || id.endsWith(`/${typed}`));
  const [one, ...more] = found;
  if (one !== undefined && more.length === 0) return one;
  if (found.length > 1) throw new InputError(`Which LogDetector? There are ${found.slice(0, 10).join(', ')}.`);
  throw new InputError(`There is no LogDetector${typed === null ? '' : ` ${typed}`} here; logbot status -A lists those that you may see.`);
}

/** By its id or the beginning of it; `workload` where several have the same. */
export async function thePattern(
  client: ApiClient,
  { id, workload, namespaces }: Scope & { readonly id: string; readonly workload: string | undefined },
): Promise<PatternDetail> {
  const { patterns } = await client.pattern(id, { namespaces, ...(workload === undefined ? {} : { workload }) });
  const [one, ...more] = patterns;
  if (one !== undefined && more.length === 0) return one;
  const names = patterns.map((pattern) => `${pattern.id} of ${pattern.workload}`).join(', ');
  throw new InputError(`More than one pattern is called so: ${names}. Give more of its id, or --workload.`);
}

/** `NAMESPACE/NAME/ID`. */
export async function theIncident(client: ApiClient, id: string, { namespaces }: Scope): Promise<string> {
  const { detector, incident } = await client.incident(id, namespaces);
  return `${detector}/${incident.id}`;
}
