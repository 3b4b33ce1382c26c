/** Containers that the kernel kills because their memory limit is too small: while they run, or before their first instruction. */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import { textAt } from '../../evidence/field.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Container } from '../containers.ts';
import { containersOf, isAlive, namespaceOf, recentForMs } from '../containers.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';

export const checkMemory: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const shown = cluster
      .pods(workload)
      .filter(isAlive)
      .flatMap((pod) => [...killedContainers(pod, cluster.nowMs), ...killedSandboxes(pod, cluster)]);
    return shown.length === 0 ? [] : [killed(workload, shown)];
  });

interface Shown {
  readonly sentence: string;
  readonly evidence: HypothesisEvidence;
  readonly failing: boolean;
}

function killed(workload: WorkloadId, shown: readonly Shown[]): Hypothesis {
  return {
    object: app(workload),
    cause: 'oom-killed',
    score: 0.95,
    reasons: [...new Set(shown.map(({ sentence }) => sentence))],
    against: [],
    confirm: null,
    evidence: shown.map(({ evidence }) => evidence),
    sinceAtMs: Math.min(...shown.map(({ evidence }) => evidence.atMs ?? Number.POSITIVE_INFINITY)),
    failing: shown.some(({ failing }) => failing),
  };
}

function killedContainers(pod: KubeObject, nowMs: number): readonly Shown[] {
  return containersOf(pod).flatMap((container) => {
    const { ended, name } = container;
    if (ended?.reason !== 'OOMKilled' || (ended.atMs !== null && nowMs - ended.atMs > recentForMs)) return [];
    return [
      {
        sentence: `container ${name} was OOM-killed (exit code ${ended.exitCode}${limitOf(container)})`,
        evidence: { atMs: ended.atMs, text: `status of pod ${pod.metadata.name}: container ${name} terminated, reason OOMKilled` },
        failing: !container.ready || container.restarts > 1,
      },
    ];
  });
}

/** The runtime sets the limit before the process starts: one that is smaller than the runtime's own needs kills that instead. */
function killedSandboxes(pod: KubeObject, cluster: ClusterState): readonly Shown[] {
  return cluster
    .events('Pod', namespaceOf(pod), pod.metadata.name)
    .filter((event) => event.severity === 'Warning' && /OOM-?killed|out of memory/i.test(event.message) && !isProbe(event))
    .map((event) => ({
      sentence: `a container of it is OOM-killed while it starts${containersOf(pod).map(limitOf)[0] ?? ''}`,
      evidence: { atMs: event.atMs, text: `${event.reason} of pod ${pod.metadata.name}: ${event.message}` },
      failing: true,
    }));
}

function isProbe({ reason }: ClusterEvent): boolean {
  return reason === 'Unhealthy';
}

function limitOf({ spec }: Container): string {
  const limit = textAt(spec, 'resources', 'limits', 'memory');
  return limit === undefined ? '' : `, memory limit ${limit}`;
}
