/**
 * Weighs hypotheses against each other and against what people complain of. Principles: what fails now and is complained of beats what merely does not
 * fit; what explains others beats them, a lost node or a full quota what suffers from it, and a callee that is broken inside its callers' errors about
 * it; what was so long before anybody complained explains less.
 */
import type { WorkloadId } from '../domain.ts';
import { textAt } from '../evidence/field.ts';
import type { ClusterState } from './cluster.ts';
import { complaintsOf } from './complaint.ts';
import type { Complaints } from './complaint.ts';
import type { Hypothesis, ObjectRef } from './hypothesis.ts';
import { causeLabels } from './labels.ts';
import { appName } from './picture.ts';

/** A hypothesis after it was weighed; `score` is 0 to 1 and no two are equal. */
export interface NamedCause extends Hypothesis {
  /** `app/cart`, `node/n1`, `namespace/shop`: as people and recordings call the object. */
  readonly called: string;
  /** Somebody says that just this object does not work. */
  readonly complainedOf: boolean;
}

/** Below this nobody is blamed. */
const abstainBelow = 0.3;
const maxCauses = 10;
const maxWeighed = 200;
const step = 1e-4;
/** A callee this sure is broken inside. */
const sureFrom = 0.85;
/** Workloads whose failing others feel, by these hops of calls. */
const maxHops = 3;

export function rankHypotheses(hypotheses: readonly Hypothesis[], cluster: ClusterState): readonly NamedCause[] {
  const best = new Map<string, Hypothesis>();
  for (const hypothesis of hypotheses) {
    const key = `${keyOfObject(hypothesis.object)} ${hypothesis.cause}`;
    const known = best.get(key);
    if (known === undefined || hypothesis.score > known.score) best.set(key, hypothesis);
  }
  const all = [...best.values()].toSorted((a, b) => b.score - a.score).slice(0, maxWeighed);
  const complaints = complaintsOf(cluster);
  const weighed = all.map((hypothesis) => weigh(hypothesis, { all, cluster, complaints }));
  const sorted = weighed
    .filter(({ score }) => score >= abstainBelow)
    .toSorted((a, b) => b.score - a.score || (sortKey(a) < sortKey(b) ? -1 : 1));
  let above = 1;
  return sorted.slice(0, maxCauses).map((hypothesis) => {
    above = Math.min(hypothesis.score, above - step);
    return {
      ...hypothesis,
      score: Number(above.toFixed(4)),
      called: called(hypothesis.object, cluster),
      complainedOf: isComplainedOf(hypothesis, complaints),
    };
  });
}

/** Equal for the same object: `shop/deployment/cart`, `node/n1`, `namespace/shop`. */
export function keyOfObject(object: ObjectRef): string {
  return object.kind === 'app' ? object.workload : `${object.kind}/${object.name}`;
}

interface Weighing {
  readonly all: readonly Hypothesis[];
  readonly cluster: ClusterState;
  readonly complaints: Complaints;
}

/** Half of the doubt goes where people complain of just this; what harms nobody, or is explained by another, keeps a part of its score. */
function weigh(hypothesis: Hypothesis, weighing: Weighing): Hypothesis {
  const against = [...hypothesis.against];
  let { score } = hypothesis;
  if (isComplainedOf(hypothesis, weighing.complaints)) score += (1 - score) * 0.5;
  if (hypothesis.failing === false) score *= 0.8;
  if (isOld(hypothesis, weighing)) {
    score *= 0.9;
    against.push('it was so long before anybody complained');
  }
  const other = weighing.all.find((one) => one !== hypothesis && explains(one, hypothesis, weighing.cluster));
  if (other !== undefined) {
    score *= 0.6;
    against.push(`${causeLabels[other.cause].sentence}: ${called(other.object, weighing.cluster)}`);
  }
  return { ...hypothesis, against, score: Math.min(0.99, score) };
}

function isComplainedOf({ object, affects = [] }: Hypothesis, complaints: Complaints): boolean {
  if (object.kind === 'node') return complaints.nodes.has(object.name);
  const workloads = object.kind === 'app' ? [object.workload, ...affects] : affects;
  return workloads.some((workload) => complaints.workloads.has(workload));
}

/** What has stood for an hour when the first complaint comes is seldom what is complained of. */
const oldAfterMs = 60 * 60_000;

function isOld({ sinceAtMs }: Hypothesis, { complaints }: Weighing): boolean {
  return typeof sinceAtMs === 'number' && complaints.firstAtMs !== null && complaints.firstAtMs - sinceAtMs > oldAfterMs;
}

/** Whether `other` being so is reason enough for what shows at `one`. */
function explains(other: Hypothesis, one: Hypothesis, cluster: ClusterState): boolean {
  if (other.score < sureFrom || other.failing === false || one.object.kind !== 'app') return false;
  const { workload } = one.object;
  if (other.object.kind !== 'app')
    return (other.affects ?? []).includes(workload) || (other.object.kind === 'node' && runsOn(cluster, workload, other.object.name));
  // What stands in its own manifest, or shows in its own start, no other workload puts there.
  if (!isVictims.has(one.cause) || other.object.workload === workload || isVictims.has(other.cause)) return false;
  return calls(cluster, workload, other.object.workload);
}

/** What a workload may also show because of another that it calls. */
const isVictims: ReadonlySet<string> = new Set([
  'liveness-probe-incorrect-timing',
  'pod-network-delay',
  'pod-cpu-overload',
  'mysql-invalid-credentials',
  'mysql-invalid-port',
  'service-dns-resolution-failure',
  'gateway-misroute',
]);

/** All its pods are on the node that is lost; one that runs elsewhere too fails for another reason. */
function runsOn(cluster: ClusterState, workload: WorkloadId, node: string): boolean {
  const pods = cluster.pods(workload);
  return pods.length > 0 && pods.every((pod) => textAt(pod, 'spec', 'nodeName') === node);
}

function calls(cluster: ClusterState, from: WorkloadId, to: WorkloadId): boolean {
  let frontier: readonly WorkloadId[] = [from];
  const seen = new Set(frontier);
  for (let hop = 0; hop < maxHops && frontier.length > 0; hop += 1) {
    const next = frontier.flatMap((workload) => cluster.calleesOf(workload)).filter((workload) => !seen.has(workload));
    if (next.includes(to)) return true;
    for (const workload of next) seen.add(workload);
    frontier = next;
  }
  return false;
}

function called(object: ObjectRef, cluster: ClusterState): string {
  return object.kind === 'app' ? `app/${appName(cluster, object.workload)}` : `${object.kind}/${object.name}`;
}

function sortKey({ object, cause }: Hypothesis): string {
  return `${keyOfObject(object)} ${cause}`;
}
