/** Pods of Deployments in the simulated cluster that write numbered lines, and the account of what they wrote. */
import { randomUUID } from 'node:crypto';
import type { SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { objectAt, objectsAt } from '../../demo/cluster/json.ts';

export const container = 'app';

/** Sentences so unlike each other that each is a pattern of its own: what is lost of one and doubled of another cannot cancel out. */
const sentences: readonly ((line: number) => string)[] = [
  (line) => `INFO order ${line} placed`,
  (line) => `WARN cache miss for key ${line}, asking the database instead`,
  (line) => `INFO request ${line} served in ${line % 90} ms with status 200`,
  (line) => `DEBUG scheduler woke up, queue length ${line}`,
  (line) => `INFO user session ${line} refreshed its token`,
];

export interface NumberedPods {
  start(pod: string, workload: string): void;
  write(pod: string, lines: number): void;
  /** The container ends; `again` (the default) says that the next instance runs at once. */
  restart(pod: string, reason?: string): void;
  /** The container has ended for good and its pod stays. */
  complete(pod: string): void;
  remove(pod: string): void;
  readonly pods: readonly string[];
  /** `namespace/deployment/name` -> lines written by its pods. */
  written(): Readonly<Record<string, number>>;
  /** Sorted counts of the sentences, of each workload. */
  sentences(): Readonly<Record<string, readonly number[]>>;
}

export function createNumberedPods(cluster: SimulatedCluster, namespace: string): NumberedPods {
  const pods = new Map<string, string>();
  const counts = new Map<string, number[]>();
  let line = 0;

  function containerOf(pod: string) {
    return { namespace, pod, container };
  }

  return {
    start(pod, workload) {
      pods.set(pod, workload);
      cluster.upsert({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { namespace, name: workload, uid: `uid-${workload}` },
        spec: { replicas: 1, selector: {}, template: { spec: { containers: [{ name: container, image: `${workload}:1` }] } } },
        status: { replicas: 1, readyReplicas: 1 },
      });
      cluster.upsert(podObject({ namespace, pod, workload }));
    },
    write(pod, lines) {
      const workload = `${namespace}/deployment/${pods.get(pod) ?? ''}`;
      const of = counts.get(workload) ?? sentences.map(() => 0);
      counts.set(workload, of);
      for (let written = 0; written < lines; written += 1) {
        line += 1;
        const index = line % sentences.length;
        of[index] = (of[index] ?? 0) + 1;
        cluster.appendLog(containerOf(pod), sentences[index]?.(line) ?? '', Date.now());
      }
    },
    restart: (pod, reason = 'OOMKilled') =>
      cluster.restartContainer(containerOf(pod), { exitCode: reason === 'OOMKilled' ? 137 : 1, reason, atMs: Date.now() }),
    complete(pod) {
      const before = cluster.get('Pod', namespace, pod);
      if (!before) return;
      const finished = { exitCode: 0, reason: 'Completed', finishedAt: new Date().toISOString() };
      const containerStatuses = objectsAt(before, 'status', 'containerStatuses').map((status) => ({
        ...status,
        ready: false,
        state: { terminated: { ...finished, containerID: status['containerID'] } },
      }));
      cluster.upsert({ ...before, status: { ...objectAt(before, 'status'), phase: 'Succeeded', containerStatuses } });
    },
    remove(pod) {
      pods.delete(pod);
      cluster.remove('Pod', namespace, pod);
    },
    get pods() {
      return [...pods.keys()];
    },
    written: () => Object.fromEntries([...counts].map(([workload, of]) => [workload, of.reduce((sum, count) => sum + count, 0)])),
    sentences: () => Object.fromEntries([...counts].map(([workload, of]) => [workload, sorted(of)])),
  };
}

export function sorted(counts: readonly number[]): readonly number[] {
  return counts.filter((count) => count > 0).toSorted((a, b) => a - b);
}

interface PodName {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
}

export function podObject({ namespace, pod, workload }: PodName) {
  const startedAt = new Date().toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace,
      name: pod,
      uid: randomUUID(),
      labels: { app: workload, 'pod-template-hash': 'abc12' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${workload}-abc12`, uid: `uid-${workload}-rs`, controller: true },
      ],
    },
    spec: { nodeName: 'node-1', containers: [{ name: container, image: `${workload}:1` }] },
    status: {
      phase: 'Running',
      startTime: startedAt,
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        {
          name: container,
          ready: true,
          started: true,
          restartCount: 0,
          containerID: `containerd://${randomUUID()}`,
          state: { running: { startedAt } },
        },
      ],
    },
  };
}
