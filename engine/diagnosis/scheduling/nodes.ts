import type { KubeObject, WorkloadId } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { fieldsAt, scalarAt } from '../../evidence/field.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { CauseLabel } from '../labels.ts';
import { createdAtMs, eventsAbout, isUnscheduled, livePods, quote } from '../replicas.ts';
import type { Block } from './blocks.ts';
import { blocksOf, untolerated } from './blocks.ts';
import { blocksIn } from './message.ts';
import { requestOf } from './requests.ts';

/** A pod waits for a node: each node is tried again as the scheduler does, and what it said is heard. */
export const nodes: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const waiting = livePods(cluster, workload)
      .filter(isUnscheduled)
      .slice(-maxTried)
      .map((pod) => refusedPod(cluster, pod));
    const told = waiting.find(({ event }) => event !== undefined) ?? waiting[0];
    return told === undefined ? [] : judge(workload, told);
  });

/** Pods of one workload are alike. */
const maxTried = 3;

interface Refused {
  readonly pod: KubeObject;
  readonly event: ClusterEvent | undefined;
  /** How many nodes each block stands against by the scheduler's word. */
  readonly told: ReadonlyMap<Block, number>;
  /** For each node what stands against it. */
  readonly found: readonly { readonly node: KubeObject; readonly blocks: ReadonlySet<Block> }[];
}

const labels: Readonly<Record<Block, CauseLabel | null>> = {
  selector: 'node-selector-mismatch',
  affinity: 'node-affinity-mismatch',
  taint: 'taint-toleration-mismatch',
  cordon: 'node-cordon-mismatch',
  cpu: 'cpu-capacity-mismatch',
  memory: 'memory-capacity-mismatch',
  'anti-affinity': 'pod-anti-affinity-conflict',
  lost: null,
};

function refusedPod(cluster: ClusterState, pod: KubeObject): Refused {
  const event = eventsAbout(cluster, pod).findLast(({ reason, message }) => reason === 'FailedScheduling' && blocksIn(message).size > 0);
  const found = [...cluster.objects('Node')].map((node) => ({ node, blocks: blocksOf(cluster, pod, node) }));
  return { pod, event, told: blocksIn(event?.message ?? ''), found };
}

function judge(workload: WorkloadId, refused: Refused): readonly Hypothesis[] {
  const simulated = simulatedBlock(refused);
  const agrees = simulated !== null && (refused.told.size === 0 || isTold(simulated, refused.told));
  const block = agrees ? simulated : saidBlock(refused);
  const cause = block === null ? null : labels[block];
  return block === null || cause === null ? [] : [hypothesis(workload, refused, { block, cause, agrees })];
}

interface Judged {
  readonly block: Block;
  readonly cause: CauseLabel;
  /** Whether trying the nodes and the scheduler's own word come to the same. */
  readonly agrees: boolean;
}

function hypothesis(workload: WorkloadId, refused: Refused, { block, cause, agrees }: Judged): Hypothesis {
  const { pod, event } = refused;
  return {
    object: app(workload),
    cause,
    score: event === undefined ? 0.75 : agrees ? 0.97 : 0.9,
    reasons: [reasonOf(block, refused)],
    against: event === undefined ? ['the scheduler has not said so'] : [],
    confirm: event === undefined ? `the Events of pod ${pod.metadata.name}` : null,
    evidence: evidenceOf(refused),
    sinceAtMs: createdAtMs(pod),
    failing: true,
  };
}

/**
 * The block without which most nodes would take the pod; null where one takes it as it is. That it asks for labels which some node carries is no
 * mistake of the pod, so a selector or affinity counts only where no node fits it.
 */
function simulatedBlock({ found }: Refused): Block | null {
  if (found.length === 0 || found.some(({ blocks }) => blocks.size === 0)) return null;
  for (const block of ['selector', 'affinity'] as const) if (found.every(({ blocks }) => blocks.has(block))) return block;
  const wished = found.filter(({ blocks }) => !blocks.has('selector') && !blocks.has('affinity'));
  return mostFrequent(wished.flatMap(({ blocks }) => (blocks.size === 1 ? [...blocks] : [])));
}

/** A node is counted under the first filter that it fails; a node that is kept free for the control plane is cordoned in many clusters, and comes last. */
function saidBlock({ pod, told }: Refused): Block | null {
  const counts = [...told].filter(([block]) => block !== 'lost');
  const [best] = counts.toSorted(([a, m], [b, n]) => n - m || Number(a === 'cordon') - Number(b === 'cordon'));
  if (best?.[0] !== 'affinity') return best?.[0] ?? null;
  return Object.keys(fieldsAt(pod, 'spec', 'nodeSelector')).length > 0 ? 'selector' : 'affinity';
}

/** The scheduler says node affinity and selector with one word. */
function isTold(block: Block, told: ReadonlyMap<Block, number>): boolean {
  return told.has(block === 'selector' ? 'affinity' : block);
}

function mostFrequent(blocks: readonly Block[]): Block | null {
  const counts = new Map<Block, number>();
  for (const block of blocks) counts.set(block, (counts.get(block) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || Number(a === 'cordon') - Number(b === 'cordon'))[0]?.[0] ?? null;
}

function reasonOf(block: Block, { pod, found, told }: Refused): string {
  const against = found.filter(({ blocks }) => blocks.has(block)).length;
  const count = against > 0 ? `${against} of ${found.length} nodes` : `${told.get(block) ?? 'the'} nodes`;
  if (block === 'selector') return `no node carries the labels of its nodeSelector ${asText(fieldsAt(pod, 'spec', 'nodeSelector'))}`;
  if (block === 'affinity') return `its required node affinity fits none of the nodes`;
  if (block === 'taint') return `${count} are tainted with ${taintsOf(pod, found)}, which it does not tolerate`;
  if (block === 'cordon') return `${count} are cordoned`;
  if (block === 'anti-affinity') return `its anti-affinity, or that of a pod that runs there, forbids ${count}`;
  const request = requestOf(pod.spec, block === 'cpu' ? 'cpu' : 'memory');
  const wants = block === 'cpu' ? `${request} cores` : `${Math.round(request / 2 ** 20)} MiB of memory`;
  return `it requests ${wants}, which ${count} do not have left`;
}

function taintsOf(pod: KubeObject, found: Refused['found']): string {
  const taints = found.flatMap(({ node }) =>
    untolerated(pod, node).map((taint) =>
      [scalarAt(taint, 'key'), scalarAt(taint, 'value')].filter((part) => part !== undefined).join('='),
    ),
  );
  return [...new Set(taints)].slice(0, 3).join(', ') || 'a taint';
}

function evidenceOf({ pod, event, found }: Refused): readonly HypothesisEvidence[] {
  const tried = found.slice(0, 5).map(({ node, blocks }) => `${node.metadata.name} (${[...blocks].join(', ') || 'fits'})`);
  return [
    ...(event === undefined ? [] : [quote(event)]),
    ...(tried.length === 0 ? [] : [{ atMs: null, text: `pod ${pod.metadata.name} tried on each node: ${tried.join(', ')}` }]),
  ];
}

function asText(wanted: Fields): string {
  return Object.keys(wanted)
    .slice(0, 4)
    .map((key) => `${key}=${scalarAt(wanted, key) ?? ''}`)
    .join(', ');
}
