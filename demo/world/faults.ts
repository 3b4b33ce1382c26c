/** What goes wrong, and how it is put right. */
import { rollOut } from './changes.ts';
import type { Dice } from './dice.ts';
import type { Entry } from './formats.ts';
import type { Fault } from './happenings.ts';
import { endContainer, startPod, stopPod, tellWorkload } from './pods.ts';
import { later, log, tellEvent, useImage, workloadOf } from './state.ts';
import type { World, WorkloadState } from './state.ts';

export function breakThings(world: World, fault: Fault): void {
  switch (fault.type) {
    case 'memoryLeak':
      leak(world, workloadOf(world, fault.service), fault);
      return;
    case 'badRollout':
      rollOutBadly(world, workloadOf(world, fault.service), fault.forMs);
      return;
    case 'databaseOutage':
      stopDatabase(world, fault.forMs);
      return;
    case 'errorBurst': {
      const workload = workloadOf(world, fault.service);
      workload.burst = { perSecond: 3, log: supplierError };
      later(world, fault.forMs, () => (workload.burst = null));
      return;
    }
    case 'silence': {
      const workload = workloadOf(world, fault.service);
      workload.silent = true;
      later(world, fault.forMs, () => (workload.silent = false));
    }
  }
}

/** One second of growth; at the limit the kernel kills the container. */
export function growMemory(world: World): void {
  for (const workload of world.workloads.values()) {
    if (workload.leak === 0) continue;
    const { spec } = workload;
    workload.pods.forEach((pod, i) => {
      if (pod.phase !== 'ready') return;
      // Callers retry what failed, so a pod that was killed once fills up faster.
      const pace = pod.restartCount === 0 ? 1 - i * 0.01 : 3;
      pod.memoryBytes = Math.min(spec.memoryLimitBytes, pod.memoryBytes + workload.leak * pace);
      if (pod.memoryBytes >= spec.memoryLimitBytes) endContainer(world, pod, { exitCode: 137, reason: 'OOMKilled' });
    });
  }
}

function leak(world: World, workload: WorkloadState, fault: { readonly forMs: number; readonly growForMs: number }): void {
  const { spec } = workload;
  workload.leak = ((spec.memoryLimitBytes - spec.memoryBytes) / fault.growForMs) * 1000;
  later(world, fault.forMs, () => {
    workload.leak = 0;
    rollOut(world, workload);
  });
}

/** All pods are replaced at once; the new ones accept requests, fail them, and crash. */
function rollOutBadly(world: World, workload: WorkloadState, forMs: number): void {
  const formerImage = replaceAll(world, workload, (image) => `${image}-rc1`);
  workload.ownFailures = { share: 0.9, log: missingKey };
  workload.crashOnStart = {
    afterForMs: 9_000,
    log: [{ level: 'fatal', message: 'cannot go on: configuration key pricing.currency is missing', from: 'main' }],
  };
  const run = (): void => {
    if (workload.putRight === null) return;
    workload.putRight = null;
    workload.ownFailures = null;
    workload.crashOnStart = null;
    replaceAll(world, workload, () => formerImage);
  };
  workload.putRight = { image: formerImage, run };
  later(world, forMs, run);
}

function replaceAll(world: World, workload: WorkloadState, image: (former: string) => string): string {
  const former = workload.image;
  useImage(world, workload, image(former));
  const old = [...workload.pods];
  tellWorkload(world, workload, former);
  const { kind, name } = workload.spec;
  tellEvent(
    world,
    { kind, name },
    { reason: 'ScalingReplicaSet', message: `Scaled up replica set of ${name} to ${workload.replicas}`, severity: 'Normal' },
  );
  for (const pod of old) later(world, 4_000, () => stopPod(world, pod));
  for (let i = 0; i < workload.replicas; i += 1) later(world, 1_000, () => startPod(world, workload));
  later(world, 8_000, () => tellWorkload(world, workload, former));
  return former;
}

/** The disk of the write-ahead log is full: the database panics, starts, and panics again, until somebody makes room. */
function stopDatabase(world: World, forMs: number): void {
  const postgres = workloadOf(world, 'postgres');
  const panic: Entry[] = [
    { level: 'error', message: 'could not write to file "pg_wal/xlogtemp.71": No space left on device', from: '62' },
    { level: 'fatal', message: 'terminating connection because of crash of another server process', from: '88' },
    { level: 'info', message: 'aborting startup due to startup process failure', from: '1' },
  ];
  postgres.crashOnStart = { afterForMs: 2_000, log: panic };
  for (const pod of postgres.pods) {
    for (const entry of panic) log(world, pod, entry);
    endContainer(world, pod, { exitCode: 1, reason: 'Error' });
  }
  later(world, forMs, () => {
    postgres.crashOnStart = null;
    // Whoever makes room also starts the pod anew instead of waiting for the back-off.
    for (const pod of postgres.pods) stopPod(world, pod);
    later(world, 3_000, () => startPod(world, postgres));
  });
}

function missingKey(dice: Dice): readonly Entry[] {
  return [{ level: 'error', message: `request ${dice.hex(6)} failed: configuration key pricing.currency is missing`, from: 'pricing' }];
}

function supplierError(dice: Dice): Entry {
  return {
    level: 'error',
    message: 'Supplier feed rejected',
    from: 'feed.go:61',
    fields: { supplier: dice.between(1, 30), err: `unexpected token at offset ${dice.between(100, 9000)}` },
  };
}
