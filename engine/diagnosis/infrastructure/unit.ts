/** The services of nodes: as somebody checked them, and as their absence shows in Nodes, Leases, Events and pods. */
import type { KubeObject } from '../../domain.ts';
import { conditionOf, textAt, timeAt } from '../../evidence/field.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import { recentForMs } from '../containers.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { node } from '../hypothesis.ts';
import type { CauseLabel } from '../labels.ts';

/** What the units are called that run each. */
const units: readonly { readonly pattern: RegExp; readonly cause: CauseLabel }[] = [
  { pattern: /kubelet/i, cause: 'kubelet-unavailable' },
  { pattern: /containerd|docker|cri-?o\b|crio|cri-dockerd/i, cause: 'containerd-unavailable' },
  { pattern: /kube-?proxy/i, cause: 'kube-proxy-unavailable' },
  { pattern: /scheduler/i, cause: 'kube-scheduler-unavailable' },
];

/** Checks of units that failed. */
export const checkUnits: Check = (cluster) =>
  cluster.alerts().flatMap(({ unit, node: name, severity, atMs, summary }) => {
    const cause = unit === null || severity === 'info' ? undefined : units.find(({ pattern }) => pattern.test(unit))?.cause;
    if (cause === undefined || name === null) return [];
    const reason = `its service ${unit ?? ''} does not run`;
    return [hypothesisOf(name, cause, { score: 0.97, reason, confirm: null, evidence: [{ atMs, text: summary }] })];
  });

/** Nodes whose kubelet fell silent, or says that the container runtime under it is gone. */
export const checkNodes: Check = (cluster) =>
  [...cluster.objects('Node')].flatMap((object) => {
    const ready = conditionOf(object, 'Ready');
    const message = textAt(ready, 'message') ?? '';
    const atMs = timeAt(ready, 'lastTransitionTime') ?? null;
    const { name } = object.metadata;
    const events = runtimeErrors(name, cluster);
    const shown = { atMs, text: `Node ${name}: Ready is ${textAt(ready, 'status') ?? ''}, ${textAt(ready, 'reason') ?? ''}: ${message}` };
    if (
      textAt(ready, 'status') === 'False' &&
      /container runtime (?:is )?(?:down|status check)|runtime is down|PLEG is not healthy/i.test(message)
    )
      return [hypothesisOf(name, 'containerd-unavailable', { score: 0.92, reason: message, confirm: null, evidence: [shown, ...events] })];
    const behindMs = leaseBehindMs(object, cluster);
    if (textAt(ready, 'status') === 'Unknown' || (behindMs !== null && behindMs > leaseExpiresMs)) {
      const late = behindMs === null ? '' : `; its Lease is ${Math.round(behindMs / 1000)} s behind those of other nodes`;
      return [
        hypothesisOf(name, 'kubelet-unavailable', {
          score: 0.9,
          reason: `its kubelet reports no more${late}`,
          confirm: 'reach the node: it may be lost as a whole',
          evidence: [shown],
        }),
      ];
    }
    return events.length === 0
      ? []
      : [
          hypothesisOf(name, 'containerd-unavailable', {
            score: 0.75,
            reason: 'its kubelet cannot reach the container runtime',
            confirm: 'ask the container runtime of the node',
            evidence: events,
          }),
        ];
  });

interface Shown {
  readonly score: number;
  readonly reason: string;
  readonly confirm: string | null;
  readonly evidence: readonly HypothesisEvidence[];
}

function hypothesisOf(name: string, cause: CauseLabel, { score, reason, confirm, evidence }: Shown): Hypothesis {
  const sinceAtMs = evidence[0]?.atMs ?? null;
  return {
    object: node(name),
    cause,
    score,
    reasons: [reason],
    against: [],
    confirm,
    evidence: evidence.slice(0, 4),
    sinceAtMs,
    failing: true,
  };
}

/** The node controller's grace period for Leases. */
const leaseExpiresMs = 40_000;

/** How far its Lease is behind the newest; null where fewer than two are known, since then nobody says what time it is. */
function leaseBehindMs(object: KubeObject, cluster: ClusterState): number | null {
  const leases = [...cluster.objects('Lease')].filter(({ metadata }) => metadata.namespace === 'kube-node-lease');
  const own = leases.find(({ metadata }) => metadata.name === object.metadata.name);
  const renewed = own === undefined ? undefined : timeAt(own, 'spec', 'renewTime');
  if (renewed === undefined || leases.length < 2) return null;
  return Math.max(...leases.map((lease) => timeAt(lease, 'spec', 'renewTime') ?? 0)) - renewed;
}

/** Sockets of container runtimes that refuse the kubelet. */
const runtimeSocket =
  /(?:containerd|crio|cri-dockerd|dockershim|docker)\.sock.*(?:refused|no such file|unavailable)|container runtime is (?:down|not running)/i;

function runtimeErrors(name: string, cluster: ClusterState): readonly HypothesisEvidence[] {
  return cluster
    .events()
    .filter(
      (event) =>
        event.severity === 'Warning' &&
        cluster.nowMs - event.atMs <= recentForMs &&
        runtimeSocket.test(event.message) &&
        isOn(event, name, cluster),
    )
    .map(({ atMs, reason, object, message }) => ({ atMs, text: `${reason} of ${object.kind} ${object.name}: ${message}`.slice(0, 300) }));
}

function isOn({ object, namespace }: ClusterEvent, name: string, cluster: ClusterState): boolean {
  if (object.kind === 'Node') return object.name === name;
  return object.kind === 'Pod' && textAt(cluster.find('Pod', namespace, object.name), 'spec', 'nodeName') === name;
}
