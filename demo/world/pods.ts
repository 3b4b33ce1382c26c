/** The life of pods: started, ready, ended and restarted with back-off, stopped. Each step is told as the API server would show it. */
import { podObject, replicaSetObject, templateHash, workloadObject } from './objects.ts';
import { isReady, later, log, namespace, nodes, streamOf, tellEvent, tellObject } from './state.ts';
import type { PodState, World, WorkloadState } from './state.ts';

/** A new pod of the workload's current template. It is ready after a few seconds unless it crashes at its start. */
export function startPod(world: World, workload: WorkloadState): PodState {
  const pod = createPod(world, workload, world.nowMs);
  const { name } = pod;
  tellEvent(
    world,
    { kind: 'Pod', name },
    { reason: 'Scheduled', message: `Successfully assigned ${namespace}/${name} to ${pod.node}`, severity: 'Normal' },
  );
  tellObject(world, podObject(pod));
  later(world, 1_000, () => runContainer(world, pod));
  return pod;
}

/** A pod that has been running since `createdAtMs`. */
export function createPod(world: World, workload: WorkloadState, createdAtMs: number): PodState {
  const { spec } = workload;
  const suffix = world.dice.hex(5);
  const name =
    spec.kind === 'StatefulSet'
      ? `${spec.name}-${workload.pods.length}`
      : `${spec.name}-${templateHash(spec.name, workload.image)}-${suffix}`;
  const free = nodes.filter((one) => !world.drained.has(one));
  const node = free[(workload.pods.length + spec.name.length) % free.length] ?? nodes[0];
  const pod: PodState = {
    name,
    uid: `pod-${name}-${suffix}`,
    workload,
    image: workload.image,
    node,
    createdAtMs,
    phase: 'pending',
    startedAtMs: createdAtMs,
    restartCount: 0,
    ended: null,
    memoryBytes: spec.memoryBytes,
    stream: streamOf(workload, name, node, 0),
  };
  workload.pods.push(pod);
  return pod;
}

/** SIGTERM, the last words, and two seconds later it is gone. */
export function stopPod(world: World, pod: PodState): void {
  if (pod.phase === 'gone' || pod.phase === 'stopping') return;
  const spoke = pod.phase === 'ready' || pod.phase === 'starting';
  pod.phase = 'stopping';
  tellObject(world, podObject(pod));
  tellEvent(
    world,
    { kind: 'Pod', name: pod.name },
    { reason: 'Killing', message: `Stopping container ${pod.workload.spec.name}`, severity: 'Normal' },
  );
  if (spoke) for (const entry of pod.workload.spec.stop(world.dice)) log(world, pod, entry);
  later(world, 2_000, () => {
    pod.phase = 'gone';
    tellObject(world, podObject(pod), true);
    const { pods } = pod.workload;
    pods.splice(pods.indexOf(pod), 1);
    tellWorkload(world, pod.workload);
  });
}

/** The container ended; the kubelet starts it again at once the first time, then after 10 s, 20 s, ... up to 5 minutes. */
export function endContainer(world: World, pod: PodState, ended: { exitCode: number; reason: string }): void {
  pod.phase = 'ended';
  pod.ended = { ...ended, startedAtMs: pod.startedAtMs, finishedAtMs: world.nowMs };
  tellObject(world, podObject(pod));
  tellWorkload(world, pod.workload);
  const backOffForMs = pod.restartCount === 0 ? 1_000 : Math.min(300_000, 10_000 * 2 ** (pod.restartCount - 1));
  if (pod.restartCount > 0) {
    later(world, 1_000, () => {
      if (pod.phase !== 'ended') return;
      pod.phase = 'waiting';
      tellObject(world, podObject(pod));
      const message = `Back-off restarting failed container ${pod.workload.spec.name} in pod ${pod.name}_${namespace}(${pod.uid})`;
      tellEvent(world, { kind: 'Pod', name: pod.name }, { reason: 'BackOff', message, severity: 'Warning', count: pod.restartCount });
    });
  }
  later(world, backOffForMs + 1_000, () => {
    if (pod.phase !== 'ended' && pod.phase !== 'waiting') return;
    pod.restartCount += 1;
    pod.stream = streamOf(pod.workload, pod.name, pod.node, pod.restartCount);
    runContainer(world, pod);
  });
}

/** The workload's own object, and those of its current and, after a rollout, former ReplicaSet. */
export function tellWorkload(world: World, workload: WorkloadState, formerImage?: string): void {
  tellObject(world, workloadObject(workload));
  if (workload.spec.kind !== 'Deployment') return;
  tellObject(world, replicaSetObject(workload, workload.image));
  if (formerImage !== undefined) tellObject(world, replicaSetObject(workload, formerImage));
}

function runContainer(world: World, pod: PodState): void {
  if (pod.phase === 'gone' || pod.phase === 'stopping') return;
  const { workload } = pod;
  pod.phase = 'starting';
  pod.startedAtMs = world.nowMs;
  pod.memoryBytes = workload.spec.memoryBytes;
  tellObject(world, podObject(pod));
  tellEvent(
    world,
    { kind: 'Pod', name: pod.name },
    { reason: 'Started', message: `Started container ${workload.spec.name}`, severity: 'Normal', count: pod.restartCount + 1 },
  );
  for (const entry of workload.spec.start(world.dice)) log(world, pod, entry);
  later(world, 3_000, () => becomeReady(world, pod));
  const crash = workload.crashOnStart;
  if (crash === null || pod.image !== workload.image) return;
  later(world, crash.afterForMs, () => {
    if (pod.phase !== 'ready' && pod.phase !== 'starting') return;
    for (const entry of crash.log) log(world, pod, entry);
    endContainer(world, pod, { exitCode: 1, reason: 'Error' });
  });
}

function becomeReady(world: World, pod: PodState): void {
  if (pod.phase !== 'starting' || isReady(pod)) return;
  pod.phase = 'ready';
  tellObject(world, podObject(pod));
  tellWorkload(world, pod.workload);
}
