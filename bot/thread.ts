/** What the thread of an incident says without words: which incident, which workload, which pattern is meant. */
import type { IncidentView } from '../api/contract.ts';
import { workloadName } from './blocks/text.ts';

/** How the operator knows an incident by the thread that it is told in. */
export function threadName(channel: string, ts: string): string {
  return `thread/${channel}/${ts}`;
}

/** `why`, and `why did it fail`; an id that is given is meant. */
export function withIncident(words: readonly string[], { detector, incident }: IncidentView): readonly string[] {
  return /^inc-|\//i.test(words[0] ?? '') ? words : [`${detector}/${incident.id}`];
}

/** The likeliest cause, else who failed first. */
export function withWorkload(words: readonly string[], { incident }: IncidentView): readonly string[] {
  const workload = incident.causes.find((cause) => cause.workload !== null)?.workload ?? incident.affected[0]?.workload;
  return words.length > 0 || workload === undefined ? words : [workloadName(workload)];
}

/** The strongest unusual line of it. */
export function withPattern(words: readonly string[], { incident }: IncidentView): readonly string[] {
  const strongest = incident.anomalies.toSorted((a, b) => b.z - a.z).find(({ template }) => template !== null);
  return words.length > 0 || !strongest?.template ? words : [strongest.template.id];
}
