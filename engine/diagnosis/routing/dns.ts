/** Workloads whose own DNS settings keep them from resolving the names of Services. */
import type { WorkloadId } from '../../domain.ts';
import { booleanAt, fieldsAt, listAt, textAt } from '../../evidence/field.ts';
import { hostsInText } from '../../incident/hosts.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState, ErrorText } from '../cluster.ts';
import { containersOf, isAlive } from '../containers.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { saysUnresolved } from '../name-error.ts';

export const checkNameResolution: Check = (cluster) => cluster.workloads().flatMap((workload) => unable(workload, cluster));

function unable(workload: WorkloadId, cluster: ClusterState): readonly Hypothesis[] {
  const misfit = misfitOf(workload, cluster);
  const last = nameErrors(workload, cluster).at(-1);
  const fails = cluster
    .pods(workload)
    .filter(isAlive)
    .some((pod) => containersOf(pod).some(({ ready }) => !ready));
  if (misfit === null && last === undefined) return [];
  return [misfit === null ? unexplained(workload, last, fails) : misconfigured({ workload, misfit, last, fails })];
}

/** Names fail with the usual settings: the DNS of the cluster, or the way to it. */
function unexplained(workload: WorkloadId, last: ErrorText | undefined, fails: boolean): Hypothesis {
  return {
    object: app(workload),
    cause: 'service-dns-resolution-failure',
    score: fails ? 0.5 : 0.3,
    reasons: ['it cannot resolve names of Services that exist', ...(fails ? ['its pod is not ready'] : [])],
    against: ['its DNS settings are the usual ones'],
    confirm: 'resolve the name of a Service from its pod, and look at the DNS of the cluster',
    evidence: evidenceOf(last),
    failing: true,
  };
}

interface Misconfigured {
  readonly workload: WorkloadId;
  readonly misfit: string;
  readonly last: ErrorText | undefined;
  readonly fails: boolean;
}

function misconfigured({ workload, misfit, last, fails }: Misconfigured): Hypothesis {
  const silent = last === undefined;
  return {
    object: app(workload),
    cause: 'service-dns-resolution-failure',
    score: silent ? (fails ? 0.88 : 0.4) : fails ? 0.96 : 0.9,
    reasons: [misfit, ...(silent ? [] : ['it cannot resolve names of Services that exist']), ...(fails ? ['its pod is not ready'] : [])],
    against: silent && !fails ? ['it shows no sign of it'] : [],
    confirm: silent ? 'resolve the name of a Service from its pod' : null,
    evidence: [{ atMs: null, text: `pod spec of ${parseWorkloadId(workload).name}: ${misfit}` }, ...evidenceOf(last)],
    failing: fails || !silent,
  };
}

function evidenceOf(error: ErrorText | undefined): readonly HypothesisEvidence[] {
  return error === undefined ? [] : [{ atMs: error.lastAtMs, text: (error.samples.findLast(saysUnresolved) ?? error.text).slice(0, 300) }];
}

/** What its settings lead to; null for what resolves names of Services. */
function misfitOf(workload: WorkloadId, cluster: ClusterState): string | null {
  const spec = cluster.podSpec(workload);
  const policy = textAt(spec, 'dnsPolicy');
  if (policy === 'Default') return 'dnsPolicy Default asks the resolver of the node, which knows no Services';
  if (policy !== 'None' && booleanAt(spec, 'hostNetwork') === true && policy !== 'ClusterFirstWithHostNet')
    return `dnsPolicy ${policy ?? 'ClusterFirst'} with the network of the host asks the resolver of the node, which knows no Services`;
  const config = fieldsAt(spec, 'dnsConfig');
  const servers = Array.isArray(config['nameservers']) ? config['nameservers'].map(String) : [];
  // With another policy these are asked only after the cluster's own.
  const isOnly = policy === 'None' || policy === undefined;
  if (!isOnly || servers.length === 0) return null;
  const own = clusterDns(cluster);
  if (servers.some((server) => own.has(server) || isNodeLocal(server))) return null;
  return `dnsConfig asks nameserver ${servers.join(', ')}, which is not the DNS of the cluster`;
}

function clusterDns(cluster: ClusterState): ReadonlySet<string> {
  const services = [...cluster.objects('Service')].filter(
    ({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns' || /^(kube-dns|coredns)/.test(metadata.name),
  );
  return new Set(services.flatMap((service) => textAt(service, 'spec', 'clusterIP') ?? []));
}

/** NodeLocal DNSCache listens on a link-local address. */
function isNodeLocal(address: string): boolean {
  return address.startsWith('169.254.');
}

/** Errors of its last minutes about names of Services that exist; before they did, nobody could resolve them. */
const lastMinutesMs = 3 * 60_000;

function nameErrors(workload: WorkloadId, cluster: ClusterState): readonly ErrorText[] {
  const { namespace } = parseWorkloadId(workload);
  const errors = cluster.errorsOf(workload).filter((error) => [error.text, ...error.samples].some(saysUnresolved));
  const newestMs = Math.max(...cluster.textsOf(workload).map(({ lastAtMs }) => lastAtMs));
  return errors.filter(
    ({ lastAtMs, text, samples }) =>
      newestMs - lastAtMs <= lastMinutesMs &&
      [text, ...samples].some((sample) => saysUnresolved(sample) && namesService(sample, namespace, cluster)),
  );
}

function namesService(text: string, ownNamespace: string, cluster: ClusterState): boolean {
  return hostsInText(text, '').some(({ host }) => {
    const [name = '', namespace = ownNamespace] = host.split('.');
    if (cluster.find('Service', namespace, name) !== null) return true;
    // Control planes of meshes and the like are not always watched.
    return (
      host.endsWith('.svc') &&
      listAt([...cluster.objects('Service')]).every((service) => textAt(service, 'metadata', 'namespace') !== namespace)
    );
  });
}
