/** What hits from below: memory, nodes, neighbours, names. */
import type { Cast } from '../fault.ts';
import { podsOn } from '../cluster.ts';
import { change, countServing, freeServices, heal, type Stage } from '../stage.ts';
import { isServing, type SimNode } from '../state.ts';
import { nameOf } from './rollouts.ts';

export const memoryGrowth: Cast = (stage) => {
  const { cluster, controllers, chance } = stage;
  const fit = freeServices(stage, ({ tier }, callers) => tier !== 'store' && tier !== 'edge' && callers > 0);
  if (fit.length === 0) return null;
  const service = chance.pick(fit);
  const workload = cluster.of(service.index);
  const growMinutes = chance.int(20, 45);
  return {
    variant: `full after ${growMinutes} minutes`,
    object: nameOf(service),
    rightKinds: ['out-of-memory'],
    origin: [service.index],
    minutes: growMinutes + chance.int(20, 35),
    begin: () => void (workload.leakBytesPerMinute = (service.limitBytes - service.memoryBytes) / growMinutes),
    hasShown: () => workload.pods.some(({ last, ended }) => (ended ?? last)?.reason === 'OOMKilled'),
    end() {
      workload.leakBytesPerMinute = 0;
      controllers.rollOut(workload, { limitBytes: workload.current.limitBytes * 1.5 });
    },
  };
};

export const nodeLoss: Cast = (stage) => {
  const node = pickNode(stage);
  if (node === null) return null;
  const { cluster, controllers, chance } = stage;
  return {
    variant: `${podsOn(cluster, node).length} pods`,
    object: `node/${node.name}`,
    rightKinds: ['node'],
    origin: servicesOn(stage, node),
    minutes: chance.int(12, 25),
    begin: () => controllers.loseNode(node),
    hasShown: () => true,
    end: () => controllers.returnNode(node),
  };
};

export const noisyCpu: Cast = (stage) => {
  const { cluster, chance } = stage;
  const fit = freeServices(stage, ({ tier, index }) => tier !== 'store' && tier !== 'edge' && countServing(cluster.of(index)) > 0);
  if (fit.length === 0) return null;
  const service = chance.pick(fit);
  const workload = cluster.of(service.index);
  const node = workload.pods.find(isServing)?.node;
  if (node === null || node === undefined) return null;
  const extraLatencyMs = chance.int(700, 2_500);
  return {
    variant: `${extraLatencyMs} ms more on its node`,
    object: nameOf(service),
    alsoRight: [`node/${node.name}`],
    rightKinds: ['slowness', 'node', 'cpu', 'resource', 'contention', 'noisy-neighbour'],
    origin: servicesOn(stage, node),
    minutes: chance.int(12, 25),
    begin: () => void ([workload.extraCores, node.extraLatencyMs] = [7, extraLatencyMs]),
    hasShown: () => true,
    end: () => void ([workload.extraCores, node.extraLatencyMs] = [0, 0]),
  };
};

export const noisyDisk: Cast = (stage) => {
  const { cluster, controllers, chance } = stage;
  const node = pickNode(stage);
  const pods =
    node === null ? [] : podsOn(cluster, node).filter(({ workload }) => workload.service !== null && workload.kind === 'Deployment');
  const [hungry] = pods;
  if (node === null || hungry === undefined) return null;
  const evictions = chance.int(2, 4);
  return {
    variant: `${evictions} pods evicted`,
    object: `node/${node.name}`,
    alsoRight: [nameOf(hungry.workload)],
    rightKinds: ['node', 'eviction', 'disk', 'resource'],
    origin: servicesOn(stage, node),
    minutes: chance.int(12, 20),
    begin() {
      node.hasDiskPressure = true;
      cluster.tellNode(node);
      const message = `Node ${node.name} status is now: NodeHasDiskPressure`;
      cluster.event({ namespace: 'default', kind: 'Node', name: node.name, reason: 'NodeHasDiskPressure', message });
      for (const [i, pod] of pods.slice(0, evictions).entries()) {
        const used = i === 0 ? '38Gi' : `${chance.int(60, 900)}Mi`;
        const told = `The node was low on resource: ephemeral-storage. Threshold quantity: 8589934592, available: ${chance.int(4_000, 8_000)}Mi. Container main was using ${used}, request is 0, has larger consumption of ephemeral-storage.`;
        cluster.agenda.after(10_000 + i * 25_000, () => controllers.evictByKubelet(pod, told));
      }
    },
    hasShown: () => true,
    end() {
      node.hasDiskPressure = false;
      cluster.tellNode(node);
      const message = `Node ${node.name} status is now: NodeHasNoDiskPressure`;
      cluster.event({ namespace: 'default', kind: 'Node', name: node.name, reason: 'NodeHasNoDiskPressure', message });
    },
  };
};

export const dnsFailure: Cast = (stage) => {
  const { cluster, controllers, chance, weather, roster } = stage;
  const workload = cluster.workloads.find(({ name }) => name === 'coredns');
  if (workload === undefined) return null;
  const isCrash = chance.chance(0.5);
  return {
    variant: isCrash ? 'its pods are killed for their memory' : 'it answers half of the time',
    object: 'kube-system/coredns',
    rightKinds: isCrash
      ? ['out-of-memory', 'crash', 'dns', 'dependency']
      : ['dns', 'dependency', 'configuration', 'probe-failure', 'slowness'],
    origin: roster.services.filter(({ calls }) => calls.length > 0).map(({ index }) => index),
    minutes: chance.int(8, 15),
    begin() {
      if (isCrash) {
        change(workload, { crash: { afterMs: 3_000, exitCode: 137, words: [] } });
        for (const pod of workload.pods) controllers.kubelet.kill(pod, { exitCode: 137, reason: 'OOMKilled' });
        weather.unresolved = 1;
      } else {
        workload.unreadyBecause = 'Readiness probe failed: HTTP probe failed with statuscode: 503';
        weather.unresolved = 0.5;
      }
    },
    hasShown: () => true,
    end() {
      heal(workload);
      workload.unreadyBecause = null;
      weather.unresolved = 0;
      if (isCrash) for (const pod of workload.pods) controllers.evict(pod);
    },
  };
};

function pickNode(stage: Stage): SimNode | null {
  const { cluster, chance } = stage;
  const fit = cluster.nodes.filter((node) => node.isUp && !node.isCordoned && !node.hasDiskPressure && podsOn(cluster, node).length >= 4);
  return fit.length === 0 ? null : chance.pick(fit);
}

function servicesOn({ cluster }: Stage, node: SimNode): readonly number[] {
  return [...new Set(podsOn(cluster, node).flatMap(({ workload }) => workload.service?.index ?? []))];
}
