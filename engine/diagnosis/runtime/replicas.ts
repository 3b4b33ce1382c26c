/** Workloads that are scaled to nothing while others need them. A wished-for state is a cause only where demand goes unmet. */
import type { WorkloadId } from '../../domain.ts';
import { numberAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import { demandFor } from '../demand.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';

export const checkReplicas: Check = (cluster) => cluster.workloads().flatMap((workload) => scaledAway(workload, cluster));

const scalable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

function scaledAway(workload: WorkloadId, cluster: ClusterState): readonly Hypothesis[] {
  const { kind } = parseWorkloadId(workload);
  if (!scalable.has(kind) || numberAt(cluster.controller(workload), 'spec', 'replicas') !== 0) return [];
  const demand = demandFor(workload, cluster);
  const callers = cluster.callersOf(workload).length;
  return demand.length === 0 && callers === 0 ? [] : [hypothesisOf(workload, demand, callers, cluster)];
}

function hypothesisOf(workload: WorkloadId, demand: readonly HypothesisEvidence[], callers: number, cluster: ClusterState): Hypothesis {
  const { kind, name } = parseWorkloadId(workload);
  const scaling = cluster.eventsOf(workload).findLast(({ reason, message }) => reason === 'ScalingReplicaSet' && / to 0\b/.test(message));
  const [missed] = demand;
  const field = { atMs: null, text: `${kind} ${name}: spec.replicas is 0` };
  return {
    object: app(workload),
    cause: 'deployment-zero-replicas',
    score: missed === undefined ? 0.5 : 0.93,
    reasons: [`${kind} ${name} is scaled to 0`, missed === undefined ? `${callers} workloads call it` : `others need it: ${missed.text}`],
    against: missed === undefined ? ['nobody complained that it is missing'] : [],
    confirm: missed === undefined ? 'ask whether it is meant to be off' : null,
    evidence: [
      scaling === undefined ? field : { atMs: scaling.atMs, text: `${scaling.reason} of ${kind} ${name}: ${scaling.message}` },
      ...demand.slice(0, 3),
    ],
    sinceAtMs: scaling?.atMs ?? null,
    failing: missed !== undefined,
  };
}
