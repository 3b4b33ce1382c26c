/** Callers whose environment names a Service that does not exist, a port that it does not have, or another Service than the variable is named for. */
import type { WorkloadId } from '../../domain.ts';
import { fieldsAt, listAt, textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import { recentForMs } from '../containers.ts';
import { namesAny } from '../demand.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { saysUnresolved } from '../name-error.ts';
import { meant } from '../names.ts';
import { isDatabase } from '../runtime/database-server.ts';
import type { Address } from './address-parts.ts';
import { addressOf, namedAfter } from './address-parts.ts';
import { portsOf } from './service.ts';

interface Variable {
  readonly name: string;
  readonly written: string;
  readonly address: Address;
}

interface Misled {
  readonly variable: Variable;
  readonly score: number;
  readonly sentence: string;
  readonly wrong: 'name' | 'port';
  /** The Service that is meant. */
  readonly service: string | null;
}

export const checkAddresses: Check = (cluster) => {
  if (!cluster.knows('Service')) return [];
  const namespaces = new Set([...cluster.objects('Service')].map(({ metadata }) => metadata.namespace ?? 'default'));
  return cluster.workloads().flatMap((workload) => {
    const variables = variablesOf(workload, cluster, namespaces);
    return variables.flatMap((variable) => {
      const misled =
        missing(variable, workload, cluster) ?? wrongPort(variable, cluster) ?? wrongService(variable, variables, workload, cluster);
      return misled === null ? [] : [hypothesisOf(misled, workload, cluster)];
    });
  });
};

function variablesOf(workload: WorkloadId, cluster: ClusterState, namespaces: ReadonlySet<string>): readonly Variable[] {
  const { namespace } = parseWorkloadId(workload);
  return listAt(cluster.podSpec(workload), 'containers')
    .flatMap((container) => listAt(container, 'env'))
    .flatMap((variable) => {
      const [name, written] = [textAt(variable, 'name') ?? '', textAt(variable, 'address') ?? ''];
      const address = addressOf(written, namespace, namespaces);
      return address === null ? [] : [{ name, written, address }];
    });
}

/** No Service of that name, but one that is nearly called so. A name that is like none may be outside, or optional. */
function missing(variable: Variable, workload: WorkloadId, cluster: ClusterState): Misled | null {
  const { namespace, host } = variable.address;
  if (cluster.find('Service', namespace, host) !== null || cluster.workloads().some((other) => isPodOf(other, variable.address)))
    return null;
  const names = serviceNames(namespace, cluster);
  const near = meant(host, names) ?? namedAfter(variable.name, names)[0] ?? null;
  const elsewhere = [...cluster.objects('Service')].find(({ metadata }) => metadata.name === host)?.metadata.namespace;
  const sentence = `names ${host}, which is no Service of ${namespace}`;
  if (elsewhere !== undefined)
    return { variable, score: 0.7, sentence: `${sentence}; it is in namespace ${elsewhere}`, wrong: 'name', service: near };
  if (near !== null) return { variable, score: 0.9, sentence: `${sentence}; there is ${near}`, wrong: 'name', service: near };
  return isMissed(host, workload, cluster) ? { variable, score: 0.82, sentence, wrong: 'name', service: null } : null;
}

/** What is optional is not missed. */
function isMissed(host: string, workload: WorkloadId, cluster: ClusterState): boolean {
  const hosts = new Set([host]);
  return cluster
    .errorsOf(workload)
    .some(
      (error) =>
        cluster.nowMs - error.lastAtMs <= recentForMs && namesAny(error, hosts) && [error.text, ...error.samples].some(saysUnresolved),
    );
}

function wrongPort(variable: Variable, cluster: ClusterState): Misled | null {
  const { namespace, host, port } = variable.address;
  const service = cluster.find('Service', namespace, host);
  if (service === null || port === null || textAt(service, 'spec', 'type') === 'ExternalName') return null;
  const ports = portsOf(service);
  if (ports.length === 0 || ports.some((other) => other.port === port)) return null;
  // Behind a headless Service callers reach the pods themselves, at whatever port these listen on.
  if (textAt(service, 'spec', 'clusterIP') === 'None' && ports.some(({ target }) => target === port)) return null;
  const known = ports.map((other) => other.port).join(', ');
  return {
    variable,
    score: 0.9,
    sentence: `asks port ${port} of Service ${host}, which has ${known}`,
    wrong: 'port',
    service: host,
  };
}

/** The variable is named for another Service, which no variable of this workload leads to. */
function wrongService(variable: Variable, all: readonly Variable[], workload: WorkloadId, cluster: ClusterState): Misled | null {
  const { namespace, host } = variable.address;
  // Most variables are named for whom they lead to, and then nobody else need be looked at.
  if (namedAfter(variable.name, [host]).length > 0) return null;
  const candidates = namedAfter(variable.name, serviceNames(namespace, cluster));
  const [candidate] = candidates;
  if (candidate === undefined || cluster.find('Service', namespace, host) === null) return null;
  const led = all.some(({ address }) => candidates.includes(address.host));
  const own = parseWorkloadId(workload).name;
  if (led || candidates.includes(own)) return null;
  return { variable, score: 0.65, sentence: `leads to ${host}, where its name asks for ${candidate}`, wrong: 'name', service: candidate };
}

function hypothesisOf(misled: Misled, workload: WorkloadId, cluster: ClusterState): Hypothesis {
  const { variable, score, sentence } = misled;
  const hosts = new Set([variable.address.host]);
  const errors: readonly HypothesisEvidence[] = cluster
    .errorsOf(workload)
    .filter((error) => namesAny(error, hosts))
    .map((error) => ({ atMs: error.lastAtMs, text: (error.samples.at(-1) ?? error.text).slice(0, 300) }));
  const silent = errors.length === 0 && cluster.textsOf(workload).length > 0;
  const says = errors.length > 0;
  const named = `environment variable ${variable.name}`;
  return {
    object: app(workload),
    cause: isPortOfMysql(misled, cluster) ? 'mysql-invalid-port' : 'service-env-var-address-mismatch',
    score: says ? Math.min(0.96, score + 0.06) : score - (silent ? 0.2 : 0.05),
    reasons: [`its ${named} ${sentence}`, ...(says ? ['its errors name that address'] : [])],
    against: silent ? ['its log says nothing of it'] : [],
    confirm: says ? null : `resolve ${variable.written} from its pod`,
    evidence: [{ atMs: null, text: `${parseWorkloadId(workload).name}: ${named} is ${variable.written}` }, ...errors.slice(0, 3)],
    failing: says ? true : undefined,
  };
}

function isPortOfMysql({ variable, service, wrong }: Misled, cluster: ClusterState): boolean {
  if (wrong !== 'port' || service === null) return false;
  const { namespace } = variable.address;
  const selector = fieldsAt(cluster.find('Service', namespace, service), 'spec', 'selector');
  return cluster.selected(namespace, selector).some((target) => isMysql(target, cluster));
}

function isMysql(workload: WorkloadId, cluster: ClusterState): boolean {
  const images = listAt(cluster.podSpec(workload), 'containers').map((container) => textAt(container, 'image') ?? '');
  return isDatabase(workload, cluster) && images.some((image) => /mysql|mariadb|percona/i.test(image));
}

function serviceNames(namespace: string, cluster: ClusterState): readonly string[] {
  return [...cluster.objects('Service')]
    .filter(({ metadata }) => (metadata.namespace ?? 'default') === namespace)
    .map(({ metadata }) => metadata.name);
}

/** Pods of a StatefulSet are reached by their own names. */
function isPodOf(workload: WorkloadId, { host, namespace }: Address): boolean {
  const { namespace: own, name } = parseWorkloadId(workload);
  return own === namespace && host.startsWith(`${name}-`) && /^\d+$/.test(host.slice(name.length + 1));
}
