/** The pods of a simulated cluster, and what they write. */
import type { SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { container, podObject } from '../../test/builders/numbered-pods.ts';

export interface Pods {
  /** So many lines, as many of each pod; what cannot be divided is of one pod after the other. */
  write(lines: number): void;
  readonly written: number;
}

export interface PodsShape {
  readonly namespaces: number;
  readonly workloadsEach: number;
  readonly podsEach: number;
  readonly channel: string;
}

/** What a service writes on a good day; the time is the kubelet's. */
const statements: readonly ((line: number) => string)[] = [
  (line) => `INFO request ${line} GET /orders/${line % 997} served in ${line % 90} ms with status 200`,
  (line) => `INFO order ${line} of customer c-${line % 4_099} placed, ${line % 9} items`,
  (line) => `DEBUG scheduler woke up, queue length ${line % 31}`,
  (line) => `WARN cache miss for key cart:${line % 8_191}, asking the database instead`,
  (line) => `INFO session ${line % 65_537} of user u${line % 1_021} refreshed its token`,
  (line) => `INFO published event order.updated id=${line} partition=${line % 12} in ${line % 17}ms`,
  (line) => `DEBUG connection pool: ${line % 40} of 40 in use`,
];

/** A namespace has a LogDetector for all that is in it. */
export function fillCluster(cluster: SimulatedCluster, { namespaces, workloadsEach, podsEach, channel }: PodsShape): Pods {
  const pods: { readonly namespace: string; readonly pod: string; readonly container: string }[] = [];
  for (let number = 0; number < namespaces; number += 1) {
    const namespace = `team-${number}`;
    cluster.upsert({
      apiVersion: 'logdetector.dev/v1alpha1',
      kind: 'LogDetector',
      metadata: { name: 'all', namespace },
      spec: { selector: {}, notify: { slack: { channel } } },
    });
    for (let workload = 0; workload < workloadsEach; workload += 1) {
      for (let replica = 0; replica < podsEach; replica += 1) {
        const pod = `service-${workload}-abc12-${replica}`;
        cluster.upsert(podObject({ namespace, pod, workload: `service-${workload}` }));
        pods.push({ namespace, pod, container });
      }
    }
  }
  let written = 0;
  let next = 0;
  return {
    write(lines) {
      const atMs = Date.now();
      const each = Math.floor(lines / pods.length);
      const more = lines % pods.length;
      // What a pod writes at once is handed over at once: a hundred thousand lines a second are to leave the machine to the operator.
      for (let index = 0; index < (each === 0 ? more : pods.length); index += 1) {
        const pod = pods[(next + index) % pods.length];
        if (pod === undefined) continue;
        const texts = Array.from({ length: each + (index < more ? 1 : 0) }, (_, line) => textOf(written + line));
        cluster.appendLog(pod, texts.join('\n'), atMs);
        written += texts.length;
      }
      next = (next + more) % pods.length;
    },
    get written() {
      return written;
    },
  };
}

function textOf(line: number): string {
  return statements[line % statements.length]?.(line) ?? '';
}
