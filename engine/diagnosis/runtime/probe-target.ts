/** What a probe asks, and where its container can be expected to listen. */
import type { WorkloadId } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { fieldsAt, listAt, numberAt, textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { Container } from '../containers.ts';
import { declaredPorts } from '../containers.ts';

export interface ProbeTarget {
  readonly handler: 'httpGet' | 'grpc' | 'tcpSocket';
  /** Null where the name is none of the container's ports. */
  readonly port: number | null;
  readonly written: string;
  /** A sidecar answers in place of the container, as a mesh does when it rewrites probes. */
  readonly isRewritten: boolean;
}

const handlers = ['httpGet', 'grpc', 'tcpSocket'] as const;
/** Where a mesh that rewrites probes (Istio) puts the name of the container and the probe. */
const rewrittenPath = /^\/app-health\//;

/** Null for a command, which asks no port. */
export function targetOf(probe: Fields, container: Fields): ProbeTarget | null {
  const handler = handlers.find((name) => probe[name] !== undefined);
  if (handler === undefined) return null;
  const action = fieldsAt(probe, handler);
  const isRewritten = rewrittenPath.test(textAt(action, 'path') ?? '');
  const number = numberAt(action, 'port');
  if (number !== undefined) return { handler, port: number, written: String(number), isRewritten };
  const written = textAt(action, 'port') ?? '';
  const named = listAt(container, 'ports').find((port) => textAt(port, 'name') === written);
  return { handler, port: numberAt(named, 'containerPort') ?? (/^\d+$/.test(written) ? Number(written) : null), written, isRewritten };
}

/** Ports that the pod declares, that its Services lead to, and that the container's other probe asks while it passes. */
export function listeningPorts(
  workload: WorkloadId,
  container: Container,
  purpose: 'liveness' | 'readiness',
  cluster: ClusterState,
): ReadonlySet<number> {
  const declared = declaredPorts(cluster.podSpec(workload)).map(({ port }) => port);
  const field = purpose === 'liveness' ? 'readinessProbe' : 'livenessProbe';
  const other = container.spec[field] === undefined ? null : targetOf(fieldsAt(container.spec, field), container.spec);
  const otherPasses = purpose === 'liveness' ? container.ready : container.restarts === 0;
  const asked = other !== null && other.port !== null && otherPasses && !other.isRewritten ? [other.port] : [];
  return new Set([...declared, ...asked, ...servedPorts(workload, cluster)]);
}

function servedPorts(workload: WorkloadId, cluster: ClusterState): readonly number[] {
  const { namespace } = parseWorkloadId(workload);
  return [...cluster.objects('Service')]
    .filter((service) => service.metadata.namespace === namespace)
    .filter((service) => cluster.selected(namespace, fieldsAt(service, 'spec', 'selector')).includes(workload))
    .flatMap((service) => listAt(service, 'spec', 'ports'))
    .flatMap((port) => numberAt(port, 'targetPort') ?? (port['targetPort'] === undefined ? (numberAt(port, 'port') ?? []) : []));
}
