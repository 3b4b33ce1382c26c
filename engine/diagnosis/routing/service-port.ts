/** Ports of Services that lead nowhere: a target port where no container listens, or a protocol that the workload does not speak. */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { DeclaredPort } from '../containers.ts';
import { declaredPorts, namespaceOf } from '../containers.ts';
import { selectorOf } from '../demand.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { ServicePort } from './service.ts';
import { failuresAt, hasEndpoints, passes, portsOf, routingServices } from './service.ts';

export const checkServicePorts: Check = (cluster) =>
  routingServices(cluster).flatMap((service) =>
    cluster.selected(namespaceOf(service), selectorOf(service)).flatMap((workload) =>
      portsOf(service).flatMap((port) => {
        const declared = declaredPorts(cluster.podSpec(workload));
        // Declaring ports is voluntary: who declares none may listen anywhere.
        const found = declared.length === 0 ? null : (wrongProtocol(port, declared) ?? wrongTarget(port, declared));
        return found === null || passes(service, port.port, cluster) ? [] : [hypothesisOf({ service, workload, port, found }, cluster)];
      }),
    ),
  );

interface Found {
  readonly cause: 'service-port-mapping-mismatch' | 'service-protocol-mismatch';
  readonly score: number;
  readonly sentence: string;
}

interface Misled {
  readonly service: KubeObject;
  readonly workload: WorkloadId;
  readonly port: ServicePort;
  readonly found: Found;
}

function wrongTarget({ port, target, name }: ServicePort, declared: readonly DeclaredPort[]): Found | null {
  const called = name === null ? `port ${port}` : `port ${name} (${port})`;
  const known = declared.map((other) => (other.name === null ? String(other.port) : `${other.name} (${other.port})`)).join(', ');
  if (declared.some((other) => other.port === target || other.name === target)) return null;
  const how = typeof target === 'string' ? 'by name to' : 'to';
  const sentence = `${called} leads ${how} ${target}, where its containers declare ${known}`;
  return { cause: 'service-port-mapping-mismatch', score: typeof target === 'string' ? 0.93 : 0.8, sentence };
}

/** Protocols of applications that run over TCP; the names are those that Kubernetes and meshes give to ports. */
const overTcp = /^(?:https?|http2|h2c|grpc(?:-web)?|tcp|tls|mysql|postgres|mongo|redis|amqp|kafka|ws|wss)(?:-|$)|\/(?:h2c|wss?)$/i;

/** A Service of UDP or SCTP never takes the TCP connections of callers. DNS and its like declare both. */
function wrongProtocol({ port, target, protocol, name, appProtocol }: ServicePort, declared: readonly DeclaredPort[]): Found | null {
  if (protocol === 'TCP') return null;
  const own = declared.filter((other) => other.port === target || other.name === target);
  const speaksTcp = own.length > 0 && own.every((other) => other.protocol === 'TCP');
  const namedSo = overTcp.test(appProtocol ?? '') || overTcp.test(name ?? '');
  if (!speaksTcp && !(namedSo && own.every((other) => other.protocol !== protocol))) return null;
  const sentence = `port ${port} takes ${protocol}, where the workload ${speaksTcp ? 'declares TCP' : `speaks ${appProtocol ?? name ?? ''} over TCP`}`;
  return { cause: 'service-protocol-mismatch', score: 0.93, sentence };
}

function hypothesisOf({ service, workload, port, found }: Misled, cluster: ClusterState): Hypothesis {
  const failures: readonly HypothesisEvidence[] = failuresAt(service, port.port, cluster);
  const empty = hasEndpoints(service, cluster) === false;
  const harmed = failures.length > 0 || empty;
  return {
    object: app(workload),
    cause: found.cause,
    score: harmed ? Math.min(0.95, found.score + 0.08) : found.score - 0.2,
    reasons: [`Service ${service.metadata.name}: ${found.sentence}`, ...(empty ? ['it has no endpoints'] : [])],
    against: harmed ? [] : ['nobody was seen to fail at it'],
    confirm: harmed ? null : `connect to port ${port.port} of the Service`,
    evidence: [
      {
        atMs: null,
        text: `Service ${namespaceOf(service)}/${service.metadata.name}: ${found.sentence}; pods of ${parseWorkloadId(workload).name}`,
      },
      ...failures.slice(0, 3),
    ],
    failing: harmed,
  };
}
