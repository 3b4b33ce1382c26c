/** Services that select labels which the pods they are meant for do not have. */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import { declaredPorts, namespaceOf } from '../containers.ts';
import { selectorOf } from '../demand.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { likeness } from '../names.ts';
import { failuresAt, hasEndpoints, isReady, passes, portsOf, routingServices } from './service.ts';

export const checkSelectors: Check = (cluster) => routingServices(cluster).flatMap((service) => strayed(service, cluster));

function strayed(service: KubeObject, cluster: ClusterState): readonly Hypothesis[] {
  const selected = cluster.selected(namespaceOf(service), selectorOf(service));
  if (selected.some((workload) => parseWorkloadId(workload).name === service.metadata.name)) return [];
  const wanted = meantBy(service, selected, cluster);
  if (wanted === null || selected.includes(wanted.workload) || passes(service, null, cluster)) return [];
  // Labels that pods get one by one, as a leader does, stand in no template.
  if (cluster.pods(wanted.workload).some((pod) => fits(pod.metadata.labels ?? {}, selectorOf(service)))) return [];
  const base = selected.length > 0 ? 0.7 : hasEndpoints(service, cluster) === false ? 0.93 : 0.8;
  return [hypothesisOf({ service, selected, workload: wanted.workload, score: wanted.sure ? base : base * 0.8 }, cluster)];
}

interface Strayed {
  readonly service: KubeObject;
  readonly selected: readonly WorkloadId[];
  readonly workload: WorkloadId;
  readonly score: number;
}

function hypothesisOf({ service, selected, workload, score }: Strayed, cluster: ClusterState): Hypothesis {
  const { name } = service.metadata;
  const empty = hasEndpoints(service, cluster) === false;
  const failures = failuresAt(service, null, cluster);
  const shown = Object.entries(selectorOf(service))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
  return {
    object: app(workload),
    cause: 'service-selector-mismatch',
    score,
    reasons: [
      `Service ${name} selects ${shown}, which the pods of ${parseWorkloadId(workload).name} do not have`,
      ...(empty ? ['it has no endpoints'] : []),
      ...(isReady(workload, cluster) ? ['the pods are ready'] : []),
    ],
    against: selected.length === 0 ? [] : [`it selects ${selected.map((id) => parseWorkloadId(id).name).join(', ')} instead`],
    confirm: empty ? null : 'look at the endpoints of the Service',
    evidence: [{ atMs: null, text: `Service ${namespaceOf(service)}/${name}: spec.selector is ${shown}` }, ...failures.slice(0, 3)],
    failing: empty || failures.length > 0,
  };
}

/** By its name; else by labels that nearly fit and the port. Nobody where no workload comes near: its pods were never made. */
function meantBy(
  service: KubeObject,
  selected: readonly WorkloadId[],
  cluster: ClusterState,
): { readonly workload: WorkloadId; readonly sure: boolean } | null {
  const namespace = namespaceOf(service);
  const near = cluster.workloads().filter((workload) => parseWorkloadId(workload).namespace === namespace);
  const namesake = near.find((workload) => parseWorkloadId(workload).name === service.metadata.name);
  if (namesake !== undefined) return { workload: namesake, sure: true };
  if (selected.length > 0) return null;
  const ranked = near
    .map((workload) => ({
      workload,
      like: labelLikeness(selectorOf(service), cluster.podLabels(workload)),
      listens: listens(service, workload, cluster),
    }))
    .filter(({ like, listens: answers }) => like >= (answers ? 0.75 : 0.85))
    .toSorted((a, b) => b.like - a.like);
  const [best, second] = ranked;
  return best === undefined || best.like === second?.like ? null : { workload: best.workload, sure: false };
}

/** 0 to 1: the mean over the pairs of the selector of how alike the value under that key is; a missing key counts where the value stands elsewhere. */
function labelLikeness(selector: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(selector);
  const each = pairs.map(([key, value]) => {
    const text = String(value);
    const own = labels[key];
    return own === undefined ? (Object.values(labels).includes(text) ? 0.8 : 0) : likeness(text, own);
  });
  return each.reduce((sum, like) => sum + like, 0) / pairs.length;
}

function listens(service: KubeObject, workload: WorkloadId, cluster: ClusterState): boolean {
  const declared = declaredPorts(cluster.podSpec(workload));
  return portsOf(service).some(({ target }) => declared.some(({ port, name }) => port === target || name === target));
}

function fits(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
