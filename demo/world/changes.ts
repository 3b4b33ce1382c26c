/** What people and controllers do to a healthy shop: rollouts, scaling, drains, the nightly job, more customers. */
import type { Happening } from './happenings.ts';
import { runNightlyJob } from './job.ts';
import { nodeObject } from './objects.ts';
import { startPod, stopPod, tellWorkload } from './pods.ts';
import { later, log, tellEvent, tellObject, useImage, workloadOf } from './state.ts';
import type { World, WorkloadState } from './state.ts';

export function change(world: World, happening: Exclude<Happening, { forMs: number; service: string } | { type: 'databaseOutage' }>): void {
  switch (happening.type) {
    case 'loadDoubling':
      world.load *= 2;
      later(world, happening.forMs, () => (world.load /= 2));
      return;
    case 'rollout':
      rollOut(world, workloadOf(world, happening.service));
      return;
    case 'scale':
      scale(world, workloadOf(world, happening.service), happening.replicas);
      return;
    case 'nodeDrain':
      drain(world, happening.node, happening.forMs);
      return;
    case 'nightlyJob':
      runNightlyJob(world);
  }
}

/** A new version, pod after pod, each old one stopped when its successor is ready. The callers see a few cut connections. */
export function rollOut(world: World, workload: WorkloadState): void {
  const formerImage = workload.image;
  useImage(world, workload, nextImage(formerImage));
  const { name } = workload.spec;
  const old = workload.pods.filter((pod) => pod.phase !== 'stopping' && pod.phase !== 'gone');
  tellWorkload(world, workload, formerImage);
  tellEvent(
    world,
    { kind: workload.spec.kind, name },
    { reason: 'ScalingReplicaSet', message: `Scaled up replica set of ${name} to ${workload.replicas}`, severity: 'Normal' },
  );
  old.forEach((pod, i) => {
    later(world, i * 6_000 + 1_000, () => startPod(world, workload));
    later(world, i * 6_000 + 6_000, () => {
      stopPod(world, pod);
      cutConnections(world, name);
    });
  });
  later(world, old.length * 6_000 + 6_000, () => tellWorkload(world, workload, formerImage));
}

export function scale(world: World, workload: WorkloadState, replicas: number): void {
  const before = workload.replicas;
  workload.replicas = replicas;
  tellWorkload(world, workload);
  const { name, kind } = workload.spec;
  tellEvent(
    world,
    { kind, name },
    { reason: 'ScalingReplicaSet', message: `Scaled replica set of ${name} from ${before} to ${replicas}`, severity: 'Normal' },
  );
  for (const pod of workload.pods.slice(replicas)) stopPod(world, pod);
  for (let i = workload.pods.length; i < replicas; i += 1) startPod(world, workload);
}

function drain(world: World, node: string, forMs: number): void {
  world.drained.add(node);
  tellObject(world, nodeObject(node, { atMs: world.nowMs, unschedulable: true }));
  const moving = [...world.workloads.values()].flatMap((workload) =>
    workload.pods.filter((pod) => pod.node === node && workload.spec.kind === 'Deployment'),
  );
  moving.forEach((pod, i) => {
    later(world, i * 4_000, () => startPod(world, pod.workload));
    later(world, i * 4_000 + 6_000, () => stopPod(world, pod));
  });
  later(world, forMs, () => {
    world.drained.delete(node);
    tellObject(world, nodeObject(node, { atMs: world.nowMs, unschedulable: false }));
  });
}

/** One or two requests are lost when a pod goes, even when all goes well. */
function cutConnections(world: World, name: string): void {
  for (const caller of world.workloads.values()) {
    const pod = caller.pods.find((one) => one.phase === 'ready');
    if (pod === undefined || !caller.spec.calls.some((call) => call.to === name) || world.dice.random() > 0.5) continue;
    for (const entry of caller.spec.failed(world.dice, name, 'refused')) log(world, pod, entry);
  }
}

function nextImage(image: string): string {
  const colon = image.lastIndexOf('.');
  return `${image.slice(0, colon)}.${Number(image.slice(colon + 1)) + 1}`;
}
