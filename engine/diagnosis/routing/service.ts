/** Services as routing sees them: whom they select, whom they mean, what they lead to, and who was seen to fail at them. */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import { fieldsAt, listAt, numberAt, textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import { containersOf, isAlive, namespaceOf } from '../containers.ts';
import { namesAny, selectorOf } from '../demand.ts';
import type { HypothesisEvidence } from '../hypothesis.ts';

export interface ServicePort {
  readonly name: string | null;
  readonly port: number;
  readonly target: number | string;
  readonly protocol: string;
  readonly appProtocol: string | null;
}

/** Services that route to pods by labels: neither names for what is outside nor filled by hand. */
export function routingServices(cluster: ClusterState): readonly KubeObject[] {
  return [...cluster.objects('Service')].filter(
    (service) => Object.keys(selectorOf(service)).length > 0 && textAt(service, 'spec', 'type') !== 'ExternalName',
  );
}

export function portsOf(service: KubeObject): readonly ServicePort[] {
  return listAt(service, 'spec', 'ports').flatMap((entry) => {
    const port = numberAt(entry, 'port');
    if (port === undefined) return [];
    const written = numberAt(entry, 'targetPort') ?? textAt(entry, 'targetPort') ?? port;
    const target = typeof written === 'string' && /^\d+$/.test(written) ? Number(written) : written;
    const name = textAt(entry, 'name') ?? null;
    return [{ name, port, target, protocol: textAt(entry, 'protocol') ?? 'TCP', appProtocol: textAt(entry, 'appProtocol') ?? null }];
  });
}

/** Whether any address stands behind it, ready or not; null where nothing is known of its endpoints. */
export function hasEndpoints(service: KubeObject, cluster: ClusterState): boolean | null {
  const { name } = service.metadata;
  const namespace = namespaceOf(service);
  const endpoints = cluster.find('Endpoints', namespace, name);
  const slices = [...cluster.objects('EndpointSlice')].filter(
    (slice) => namespaceOf(slice) === namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  if (endpoints === null && slices.length === 0) return cluster.knows('Endpoints') || cluster.knows('EndpointSlice') ? false : null;
  const inEndpoints =
    endpoints !== null &&
    listAt(endpoints, 'subsets').some((subset) => countOf(subset, 'addresses') + countOf(subset, 'notReadyAddresses') > 0);
  return inEndpoints || slices.some((slice) => listAt(slice, 'endpoints').some((endpoint) => countOf(endpoint, 'addresses') > 0));
}

/** Checks and callers that could not reach the Service, and complaints about it. */
export function failuresAt(service: KubeObject, port: number | null, cluster: ClusterState): readonly HypothesisEvidence[] {
  const { name } = service.metadata;
  const complaints = cluster
    .alerts()
    .filter(
      (alert) => alert.workload === name && alert.severity !== 'info' && (alert.port === null || port === null || alert.port === port),
    )
    .map(({ atMs, name: kind, summary }) => ({ atMs, text: `${kind}: ${summary}` }));
  const names = new Set([name]);
  const callers = cluster.selected(namespaceOf(service), selectorOf(service)).flatMap((workload) => cluster.callersOf(workload));
  const errors = [...new Set(callers)].flatMap((caller) =>
    cluster
      .errorsOf(caller)
      .filter((error) => namesAny(error, names))
      .map((error) => ({
        atMs: error.lastAtMs,
        text: `${parseWorkloadId(caller).name}: ${(error.samples.at(-1) ?? error.text).slice(0, 300)}`,
      })),
  );
  return [...complaints, ...errors];
}

/** Checks of the Service that passed: whatever is odd about it, it works. */
export function passes(service: KubeObject, port: number | null, cluster: ClusterState): boolean {
  const checks = cluster
    .alerts('probe')
    .filter((alert) => alert.workload === service.metadata.name && (port === null || alert.port === port));
  return checks.length > 0 && checks.every(({ severity }) => severity === 'info');
}

/** Has at least one pod that could take traffic. */
export function isReady(workload: WorkloadId, cluster: ClusterState): boolean {
  return cluster
    .pods(workload)
    .filter(isAlive)
    .some((pod) => {
      const containers = containersOf(pod);
      return containers.length > 0 && containers.every(({ ready }) => ready);
    });
}

function countOf(value: unknown, key: string): number {
  const list = fieldsAt(value)[key];
  return Array.isArray(list) ? list.length : 0;
}
