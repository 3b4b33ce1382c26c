/** Nodes whose network is slow or loses packets: what is slow by itself stands on one node, or the node sends much twice. */
import type { WorkloadId } from '../../domain.ts';
import { textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import { isAlive } from '../containers.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { node } from '../hypothesis.ts';
import { beganAtMs, measuredAlerts, shiftOf } from '../performance/shift.ts';
import { slowWorkloads, waitingFor } from '../performance/slowness.ts';

export const checkNodeNetworks: Check = (cluster) => {
  const lossy = losses(cluster);
  return lossy.length > 0 ? lossy : delays(cluster);
};

interface Retransmitting {
  readonly rate: number;
  readonly evidence: HypothesisEvidence;
}

const retransmits = /retrans/i;
const dropped = /(?:packet|segment).{0,12}(?:loss|drop)|(?:loss|drop)\w*.{0,4}packet|[rt]x.?drop/i;
/** Retransmitted segments a second: far above the noise of a healthy node, and above every other node's. */
const muchRetransmitted = 2;
const aboveOthers = 3;

function losses(cluster: ClusterState): readonly Hypothesis[] {
  const rates = [...retransmittingNodes(cluster)].toSorted(([, a], [, b]) => b.rate - a.rate);
  const [most, second] = rates;
  if (most === undefined || most[1].rate < muchRetransmitted || most[1].rate < aboveOthers * (second?.[1].rate ?? 0)) return [];
  const [name, { evidence }] = most;
  const degraded = degradedWorkloads(cluster);
  return [
    {
      object: node(name),
      cause: 'node-network-packet-loss',
      score: degraded.size > 1 ? 0.9 : 0.6,
      reasons: [
        'it sends many packets twice, far more than other nodes',
        ...(degraded.size > 0 ? [`${degraded.size} workloads are slow or reached less`] : []),
      ],
      against: degraded.size > 1 ? [] : ['hardly anybody is worse off'],
      confirm: 'look at errors and drops of its interfaces',
      evidence: [evidence, ...[...degraded.values()].slice(0, 3)],
      failing: true,
    },
  ];
}

function retransmittingNodes(cluster: ClusterState): ReadonlyMap<string, Retransmitting> {
  const since = beganAtMs(cluster);
  const rates = new Map<string, Retransmitting>();
  for (const { name, summary, node: about, atMs } of measuredAlerts(cluster)) {
    if (about === null || !tellsOfLoss(`${name} ${summary}`)) continue;
    rates.set(about, { rate: rateIn(summary), evidence: { atMs, text: `${name}: ${summary}` } });
  }
  for (const series of cluster.metrics()) {
    if (series.node === null || !tellsOfLoss(series.name)) continue;
    const shift = shiftOf(series, since);
    if (shift === null || shift.now - shift.before <= (rates.get(series.node)?.rate ?? 0)) continue;
    const text = `${series.name} of node ${series.node} is ${shift.now.toPrecision(3)}, where ${shift.before.toPrecision(3)} was usual`;
    rates.set(series.node, { rate: shift.now - shift.before, evidence: { atMs: cluster.nowMs, text } });
  }
  return rates;
}

function tellsOfLoss(text: string): boolean {
  return retransmits.test(text) || dropped.test(text);
}

/** The largest rate that a summary gives; it may give the usual one too. */
function rateIn(summary: string): number {
  return Math.max(
    0,
    ...[...summary.matchAll(/(\d+(?:\.\d+)?)\s*(?:retrans|segments?|packets?|pkts?|\/s)/gi)].map(([, number]) => Number(number)),
  );
}

/** Whoever is slow or reached less, by the alert or the metric that shows it. */
function degradedWorkloads(cluster: ClusterState): ReadonlyMap<WorkloadId, HypothesisEvidence> {
  const names = new Map(cluster.workloads().map((workload) => [parseWorkloadId(workload).name, workload]));
  const told = measuredAlerts(cluster).flatMap(({ workload, atMs, name, summary }) => {
    const id = workload === null ? undefined : names.get(workload);
    return id === undefined ? [] : [[id, { atMs, text: `${name}: ${summary}` }] as const];
  });
  return new Map([...told, ...slowWorkloads(cluster).map(({ workload, evidence }) => [workload, evidence] as const)]);
}

const comparable = 0.2;
/** Whose callers are looked up; where more are slow by themselves, their callers hardly matter. */
const mostRoots = 20;

/** Several that are slow by themselves and share a node, where those on other nodes are not. */
function delays(cluster: ClusterState): readonly Hypothesis[] {
  const all = slowWorkloads(cluster).filter(({ isRoot }) => isRoot);
  const most = Math.max(...all.map(({ ownMs }) => ownMs));
  // Who is a little slower beside one that is far slower says nothing of what they share.
  const roots = all.filter(({ ownMs }) => ownMs >= comparable * most);
  // Who waits for one that is slow is worse off for that, wherever it runs.
  const waiting = new Set(roots.slice(0, mostRoots).flatMap(({ workload }) => [...waitingFor(workload, cluster)]));
  const isRoot = new Set(all.map(({ workload }) => workload));
  const degraded = new Set([...degradedWorkloads(cluster).keys()].filter((workload) => isRoot.has(workload) || !waiting.has(workload)));
  const placed = Map.groupBy(
    cluster.workloads().flatMap((workload) => [...new Set(nodesOf(workload, cluster))].map((name) => ({ workload, name }))),
    ({ name }) => name,
  );
  const names = [...cluster.objects('Node')].map(({ metadata }) => metadata.name);
  const shares = names.map((name) => {
    const here = (placed.get(name) ?? []).map(({ workload }) => workload);
    return {
      name,
      here,
      roots: roots.filter(({ workload }) => here.includes(workload)),
      share: here.filter((workload) => degraded.has(workload)).length / Math.max(1, here.length),
    };
  });
  return shares.flatMap((own) => {
    const shared = own.roots.length >= 2 && own.roots.length === roots.length;
    const others = Math.max(0, ...shares.filter(({ name, here }) => name !== own.name && here.length > 0).map(({ share }) => share));
    const widest = own.here.length >= 3 && own.share >= 0.75 && own.share >= others + 0.25;
    if (!(shared || (widest && own.roots.length > 0))) return [];
    return [
      {
        object: node(own.name),
        cause: 'node-network-delay' as const,
        score: shared ? (widest || own.roots.length > 2 ? 0.9 : 0.82) : 0.74,
        reasons: [
          `${own.roots.map(({ workload }) => parseWorkloadId(workload).name).join(', ')} run on it and are slow by themselves`,
          ...(widest
            ? [`${Math.round(own.share * 100)} % of the workloads on it are worse off, ${Math.round(others * 100)} % elsewhere`]
            : []),
        ],
        against: ['no one measured its packets'],
        confirm: 'measure the round trip to the node',
        evidence: own.roots.slice(0, 4).map(({ evidence }) => evidence),
        failing: true,
      },
    ];
  });
}

function nodesOf(workload: WorkloadId, cluster: ClusterState): readonly string[] {
  return cluster
    .pods(workload)
    .filter(isAlive)
    .flatMap((pod) => textAt(pod, 'spec', 'nodeName') ?? []);
}
