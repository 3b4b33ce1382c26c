/** Who misses a workload: checks from outside that fail, requests that fail at the edge, and errors of callers that name it. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { fieldsAt } from '../evidence/field.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import { hostsInText } from '../incident/hosts.ts';
import type { ClusterState, ErrorText } from './cluster.ts';
import type { HypothesisEvidence } from './hypothesis.ts';

/** Evidence that the workload, by itself or by a Service that selects it, was asked for and did not answer. */
export function demandFor(workload: WorkloadId, cluster: ClusterState): readonly HypothesisEvidence[] {
  const names = namesOf(workload, cluster);
  const complaints = cluster
    .complaints()
    .filter(({ workload: about }) => about !== null && names.has(about))
    .map(({ atMs, name, summary }) => ({ atMs, text: `${name}: ${summary}` }));
  const callers = cluster.callersOf(workload).flatMap((caller) =>
    cluster
      .errorsOf(caller)
      .filter((error) => namesAny(error, names))
      .map((error) => ({
        atMs: error.lastAtMs,
        text: `${parseWorkloadId(caller).name}: ${error.samples.at(-1) ?? error.text}`.slice(0, 300),
      })),
  );
  return [...complaints, ...callers];
}

/** How others call it: its own name, and those of the Services that lead to it. */
export function namesOf(workload: WorkloadId, cluster: ClusterState): ReadonlySet<string> {
  const { namespace, name } = parseWorkloadId(workload);
  const services = [...cluster.objects('Service')]
    .filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace)
    .filter((service) => cluster.selected(namespace, selectorOf(service)).includes(workload));
  return new Set([name, ...services.map(({ metadata }) => metadata.name)]);
}

export function namesAny(error: ErrorText, names: ReadonlySet<string>): boolean {
  return hostsNamedIn(error).some((host) => names.has(host));
}

/** First labels of the hosts that its texts name: within a cluster the names of Services. */
export function hostsNamedIn({ text, samples }: ErrorText): readonly string[] {
  return [text, ...samples].flatMap(hostsNamed);
}

/** The same texts are read with every look, for each address of their workload: what they name is remembered, and forgotten all at once. */
const hostsOfTexts = new Map<string, readonly string[]>();
const mostTexts = 4_096;

function hostsNamed(text: string): readonly string[] {
  const known = hostsOfTexts.get(text);
  if (known !== undefined) return known;
  if (hostsOfTexts.size >= mostTexts) hostsOfTexts.clear();
  const hosts = hostsInText(text, '').map(({ host }) => host.split('.', 1)[0] ?? host);
  hostsOfTexts.set(text, hosts);
  return hosts;
}

/** The labels that a Service selects; none for one that is filled by hand. */
export function selectorOf(service: KubeObject): Readonly<Record<string, unknown>> {
  return fieldsAt(service, 'spec', 'selector');
}
