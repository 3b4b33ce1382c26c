/** All run, and one workload is slow by itself: it burns its CPU, or its packets are held back. */
import type { ClusterState } from '../cluster.ts';
import { isAlive } from '../containers.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { burningWorkloads } from './load.ts';
import type { Slow } from './slowness.ts';
import { slowWorkloads, waitingFor } from './slowness.ts';

/** More than these are slow for something that they share. */
const mostNamed = 5;

export const checkSlowPods: Check = (cluster) => {
  const slow = slowWorkloads(cluster);
  const roots = slow.filter(({ isRoot }) => isRoot);
  const burning = burningWorkloads(cluster);
  const overloads = [...burning].map(([workload, { evidence, isMeasured }]): Hypothesis => {
    const own = slow.find((other) => other.workload === workload);
    const sure = (isMeasured ? 0.9 : 0.78) - (own === undefined ? 0.35 : 0);
    return {
      object: app(workload),
      cause: 'pod-cpu-overload',
      score: sure,
      reasons: ['it burns far more CPU than usual and is held back', ...(own === undefined ? [] : ['and is slow'])],
      against: own === undefined ? ['nobody is slower for it'] : [],
      confirm: isMeasured ? null : 'look at its CPU and at how much it is throttled',
      evidence: [...evidence, ...(own === undefined ? [] : [own.evidence])],
      failing: own === undefined ? undefined : true,
    };
  });
  const delays = roots
    .filter(({ workload }) => !burning.has(workload))
    .slice(0, mostNamed)
    .flatMap((root, index) => delayOf(root, { index, slow, cluster }));
  return [...overloads, ...delays];
};

interface Around {
  /** Its place among those that are slow by themselves. */
  readonly index: number;
  readonly slow: readonly Slow[];
  readonly cluster: ClusterState;
}

/** What is slow without work to do waits for its packets, unless what it calls outside of the cluster is slow. */
function delayOf({ workload, latency, evidence }: Slow, { index, slow, cluster }: Around): readonly Hypothesis[] {
  if (cluster.pods(workload).filter(isAlive).length === 0) return [];
  const callers = waitingFor(workload, cluster);
  const waiting = slow.filter((other) => callers.has(other.workload));
  const first = latency === null ? 0.72 : 0.85;
  return [
    {
      object: app(workload),
      cause: 'pod-network-delay',
      // Several that are slow by themselves are rather one thing that they share.
      score: index === 0 ? first : Math.max(0.3, first - 0.2 - 0.05 * index),
      reasons: [
        'it is slow by itself: whom it calls is not, and it burns no more CPU',
        ...(waiting.length > 0 ? [`${waiting.length} that call it are slow too`] : []),
      ],
      against: ['no one measured its packets'],
      confirm: 'measure the way to its pod, and look for traffic control at its interface',
      evidence: [evidence, ...waiting.slice(0, 3).map((other) => other.evidence)],
      failing: true,
    },
  ];
}
