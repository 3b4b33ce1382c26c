/** The contract suite on the simulator that the demo and other tests run on. */
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { openKubeClient } from '../../operator/kube/client.ts';
import { describeKubernetesContract, type PodScript, type Stage } from '../contract/kubernetes.ts';

const namespace = 'contract';

describeKubernetesContract('the simulator', async () => {
  const cluster = await startCluster({ bookmarkEveryForMs: 500 });
  const client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'logdetector-contract' });
  const timers = new Set<NodeJS.Timeout>();
  cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const stage: Stage = {
    client,
    namespace,
    startPod: (script) => Promise.resolve(runPod(cluster, script, timers)),
    expire(token) {
      cluster.faults.compact();
      return Promise.resolve(token);
    },
    forbid(verb, resource) {
      const allow = cluster.faults.deny(verb, resource);
      return Promise.resolve({ client, allow: () => Promise.resolve(allow()) });
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await client.close();
      await cluster.close();
    },
  };
  return stage;
});

/** Does what the pod's script would do. */
function runPod(cluster: SimulatedCluster, script: PodScript, timers: Set<NodeJS.Timeout>): void {
  const { name, lines, everyMs, afterwards } = script;
  const key = { namespace, pod: name, container: 'main' };
  const startedAt = new Date().toISOString();
  const pod = (state: object, instance: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name },
    spec: { containers: [{ name: 'main' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'main', containerID: `containerd://${name}-${instance}`, restartCount: instance, state }],
    },
  });
  cluster.upsert({ ...pod({ running: { startedAt } }, 0) });
  runInstance(0);

  function runInstance(instance: number): void {
    let written = 0;
    const timer = setInterval(() => {
      cluster.appendLog(key, `${instance}/${written}`, Date.now());
      written += 1;
      if (written < lines) return;
      clearInterval(timer);
      timers.delete(timer);
      if (afterwards === 'exit') end();
      if (afterwards === 'restart' && instance === 0) restart();
    }, everyMs);
    timers.add(timer);
  }

  function end(): void {
    const terminated = {
      exitCode: 0,
      reason: 'Completed',
      startedAt,
      finishedAt: new Date().toISOString(),
      containerID: `containerd://${name}-0`,
    };
    cluster.upsert({ ...pod({ terminated }, 0) });
  }

  /** As a kubelet does: a while passes between the end and the next start. */
  function restart(): void {
    const timer = setTimeout(() => {
      cluster.restartContainer(key, { exitCode: 1, reason: 'Error', atMs: Date.now() });
      runInstance(1);
    }, 1_100);
    timers.add(timer);
  }
}
