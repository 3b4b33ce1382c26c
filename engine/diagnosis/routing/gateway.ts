/** Routes of a gateway that lead to a wrong Service: told by its configuration, and by requests that are not found while their service is well. */
import type { WorkloadId } from '../../domain.ts';
import { listAt, textAt } from '../../evidence/field.ts';
import type { ClusterState } from '../cluster.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import { selectorOf } from '../demand.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { meant } from '../names.ts';
import type { Route } from './route.ts';
import { routesOf } from './route.ts';
import { coresOf, namedIn } from './route-name.ts';
import { isReady } from './service.ts';

export const checkRoutes: Check = (cluster) => {
  const misled = routesOf(cluster);
  const namespaces = [...new Set(misled.map(({ namespace }) => namespace))];
  const told = namespaces.flatMap((namespace) =>
    misroutes(
      namespace,
      misled.filter((route) => route.namespace === namespace),
      cluster,
    ),
  );
  return told.length > 0 ? told : notFound(cluster);
};

function misroutes(namespace: string, routes: readonly Route[], cluster: ClusterState): readonly Hypothesis[] {
  const services = serviceNames(namespace, cluster);
  const known = new Set(services);
  const cores = coresOf(services);
  const reached = new Set(routes.map(({ service }) => service));
  // Gateways that look names up in a registry need no Service.
  const workloads = new Set(cluster.workloads().map((workload) => parseWorkloadId(workload).name));
  return routes.flatMap((route) => {
    const { path, service, source } = route;
    if (!known.has(service) && !workloads.has(service)) {
      const near = meant(service, services);
      return near === null || reached.has(near)
        ? []
        : hypothesesOf(
            { namespace, wanted: near, score: 0.85, sentence: `${source} leads ${path} to ${service}, which does not exist` },
            path,
            cluster,
          );
    }
    const wanted = namedIn(path, cores);
    if (wanted === null || wanted === service || reached.has(wanted)) return [];
    // Whoever serves others' paths on purpose has none of its own.
    const hasItsOwn = routes.some((other) => other.service === service && other.path !== path && namedIn(other.path, cores) === service);
    if (!hasItsOwn) return [];
    return hypothesesOf(
      { namespace, wanted, score: 0.86, sentence: `${source} leads ${path} to ${service}, and nothing to ${wanted}` },
      path,
      cluster,
    );
  });
}

interface Misroute {
  readonly namespace: string;
  readonly wanted: string;
  readonly score: number;
  readonly sentence: string;
}

function hypothesesOf({ namespace, wanted, score, sentence }: Misroute, path: string, cluster: ClusterState): readonly Hypothesis[] {
  const prefix = path.replace(/\/?[*{].*$/, '');
  const complaints: readonly HypothesisEvidence[] = cluster
    .alerts()
    .filter(
      ({ severity, workload, summary }) => severity !== 'info' && (workload === wanted || (prefix.length > 1 && summary.includes(prefix))),
    )
    .map(({ atMs, name, summary }) => ({ atMs, text: `${name}: ${summary}` }));
  return workloadsOf(wanted, namespace, cluster).map((workload) => ({
    object: app(workload),
    cause: 'gateway-misroute',
    score: complaints.length > 0 ? score + 0.08 : score,
    reasons: [sentence, ...(isReady(workload, cluster) ? ['its pods are ready'] : [])],
    against: complaints.length > 0 ? [] : ['no failed request is known'],
    confirm: complaints.length > 0 ? null : `request ${prefix} through the gateway`,
    evidence: [{ atMs: null, text: sentence }, ...complaints.slice(0, 3)],
    failing: complaints.length > 0 ? true : undefined,
  }));
}

/** Without the routes: requests for a service that is well are not found. */
function notFound(cluster: ClusterState): readonly Hypothesis[] {
  return cluster
    .alerts('failed-requests')
    .filter(({ summary, severity }) => severity !== 'info' && /\b404\b/.test(summary))
    .flatMap((alert) =>
      cluster
        .workloads()
        .filter((workload) => alert.workload !== null && workload.endsWith(`/${alert.workload}`) && isReady(workload, cluster))
        .map((workload): Hypothesis => ({
          object: app(workload),
          cause: 'gateway-misroute',
          score: 0.55,
          reasons: ['requests for it are not found (404), while its pods are ready'],
          against: ['the routes of the gateway are not known'],
          confirm: 'look at the route of the gateway for that path',
          evidence: [{ atMs: alert.atMs, text: alert.summary }],
          failing: true,
        })),
    );
}

function workloadsOf(service: string, namespace: string, cluster: ClusterState): readonly WorkloadId[] {
  const found = cluster.find('Service', namespace, service);
  return found === null ? [] : cluster.selected(namespace, selectorOf(found));
}

function serviceNames(namespace: string, cluster: ClusterState): readonly string[] {
  return [...cluster.objects('Service')]
    .filter((service) => (service.metadata.namespace ?? 'default') === namespace && listAt(service, 'spec', 'ports').length > 0)
    .filter((service) => textAt(service, 'spec', 'type') !== 'ExternalName')
    .map(({ metadata }) => metadata.name);
}
