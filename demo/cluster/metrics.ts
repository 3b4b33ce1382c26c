/** metrics.k8s.io: the latest memory and CPU of each container, as metrics-server answers them. */
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { ContainerKey } from './logs.ts';
import { timeOf } from './objects.ts';

export interface Usage {
  readonly memoryBytes: number;
  readonly cpuCores: number;
  readonly atMs: number;
}

export interface MetricsStore {
  set(key: ContainerKey, usage: Partial<Usage> & { readonly atMs: number }): void;
  removePod(namespace: string, pod: string): void;
  /** PodMetrics of one pod, or null when nothing was measured. */
  pod(pod: JsonObject): JsonObject | null;
  /** NodeMetrics as the sum over the node's pods. */
  node(node: JsonObject, pods: readonly JsonObject[]): JsonObject;
}

export function createMetricsStore(): MetricsStore {
  const pods = new Map<string, Map<string, Usage>>();
  const usagesOf = (pod: JsonObject): Map<string, Usage> | undefined =>
    pods.get(`${textAt(pod, 'metadata', 'namespace')}/${textAt(pod, 'metadata', 'name')}`);
  return {
    set(key, usage) {
      const name = `${key.namespace}/${key.pod}`;
      const containers = pods.get(name) ?? new Map<string, Usage>();
      pods.set(name, containers);
      containers.set(key.container, { ...(containers.get(key.container) ?? { memoryBytes: 0, cpuCores: 0 }), ...usage });
    },
    removePod: (namespace, pod) => void pods.delete(`${namespace}/${pod}`),
    pod(pod) {
      const containers = usagesOf(pod);
      if (containers === undefined) return null;
      const atMs = Math.max(...[...containers.values()].map((usage) => usage.atMs));
      const { name, namespace, labels, creationTimestamp } = objectAt(pod, 'metadata');
      return {
        metadata: { name, namespace, creationTimestamp, ...(labels === undefined ? {} : { labels }) },
        timestamp: timeOf(atMs),
        window: '15s',
        containers: [...containers].map(([container, usage]) => ({ name: container, usage: quantities(usage) })),
      };
    },
    node(node, all) {
      const own = all.filter((pod) => textAt(pod, 'spec', 'nodeName') === textAt(node, 'metadata', 'name'));
      const usages = own.flatMap((pod) => [...(usagesOf(pod)?.values() ?? [])]);
      const sum = usages.reduce(
        (total, usage) => ({ ...total, memoryBytes: total.memoryBytes + usage.memoryBytes, cpuCores: total.cpuCores + usage.cpuCores }),
        {
          memoryBytes: 0,
          cpuCores: 0,
          atMs: 0,
        },
      );
      const atMs = Math.max(0, ...usages.map((usage) => usage.atMs));
      return { metadata: { name: textAt(node, 'metadata', 'name') }, timestamp: timeOf(atMs), window: '15s', usage: quantities(sum) };
    },
  };
}

/** CPU in nano cores and memory in kibibytes, as metrics-server writes them. */
function quantities(usage: Usage): JsonObject {
  return { cpu: `${Math.round(usage.cpuCores * 1e9)}n`, memory: `${Math.round(usage.memoryBytes / 1024)}Ki` };
}
