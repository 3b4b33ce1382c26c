/** The world while it runs: workloads with their pods, the time, what is due, and the records made so far in this step. */
import type { KubeObject, LogStream, Observation } from '../../engine/index.ts';
import type { Dice } from './dice.ts';
import { renderLines } from './formats.ts';
import type { Entry } from './formats.ts';
import type { ServiceSpec } from './service.ts';

export type WorldRecord = { readonly type: 'log'; readonly atMs: number; readonly stream: LogStream; readonly line: string } | Observation;

export const namespace = 'shop';
export const nodes = ['node-a', 'node-b', 'node-c'] as const;

export interface Ended {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

export interface PodState {
  readonly name: string;
  readonly uid: string;
  readonly workload: WorkloadState;
  readonly image: string;
  readonly node: string;
  readonly createdAtMs: number;
  phase: 'pending' | 'starting' | 'ready' | 'ended' | 'waiting' | 'stopping' | 'gone';
  startedAtMs: number;
  restartCount: number;
  ended: Ended | null;
  memoryBytes: number;
  stream: LogStream;
}

export interface WorkloadState {
  readonly spec: ServiceSpec;
  readonly pods: PodState[];
  readonly bornAtMs: number;
  /** Image -> the ReplicaSet that runs it. Going back to a former image reuses its ReplicaSet under a new revision. */
  readonly templates: Map<string, { readonly revision: number; readonly createdAtMs: number }>;
  revision: number;
  image: string;
  replicas: number;
  /** Bytes a second by which each pod grows; 0 when nothing leaks. */
  leak: number;
  /** Share of its own requests that fail by its own fault, and what it logs then. */
  ownFailures: { readonly share: number; readonly log: (dice: Dice) => readonly Entry[] } | null;
  /** Logged beside the usual work, `perSecond` over all replicas. */
  burst: { readonly perSecond: number; readonly log: (dice: Dice) => Entry } | null;
  /** What a new container logs before it ends by itself; null when it stays. */
  crashOnStart: { readonly afterForMs: number; readonly log: readonly Entry[] } | null;
  silent: boolean;
  /** What a bad version is put right by: the image before it. Null when nothing is wrong with the one that runs. */
  putRight: { readonly image: string; readonly run: () => void } | null;
}

export interface World {
  readonly dice: Dice;
  readonly workloads: ReadonlyMap<string, WorkloadState>;
  readonly drained: Set<string>;
  nowMs: number;
  /** Factor on the usual load. */
  load: number;
  readonly due: { readonly atMs: number; readonly run: (world: World) => void }[];
  records: WorldRecord[];
}

export function workloadOf(world: World, name: string): WorkloadState {
  const found = world.workloads.get(name);
  if (found === undefined) throw new Error(`The world has no service ${name}; it has ${[...world.workloads.keys()].join(', ')}.`);
  return found;
}

/** The pod template changes to another image. */
export function useImage(world: World, workload: WorkloadState, image: string): void {
  workload.revision += 1;
  workload.image = image;
  const createdAtMs = workload.templates.get(image)?.createdAtMs ?? world.nowMs;
  workload.templates.set(image, { revision: workload.revision, createdAtMs });
}

/** Runs something after a while; a step's things run in the order of their times. */
export function later(world: World, afterForMs: number, run: (world: World) => void): void {
  world.due.push({ atMs: world.nowMs + afterForMs, run });
  world.due.sort((a, b) => a.atMs - b.atMs);
}

export function log(world: World, pod: PodState, entry: Entry, atMs = world.nowMs): void {
  const { spec } = pod.workload;
  for (const line of renderLines(spec.format, entry, atMs, { service: spec.name, pod: pod.name })) {
    world.records.push({ type: 'log', atMs, stream: pod.stream, line });
  }
}

export function tellObject(world: World, object: KubeObject, deleted = false): void {
  world.records.push({ type: 'object', atMs: world.nowMs, object, ...(deleted ? { deleted } : {}) });
}

export function tellEvent(
  world: World,
  about: { readonly kind: string; readonly name: string },
  event: { readonly reason: string; readonly message: string; readonly severity: 'Normal' | 'Warning'; readonly count?: number },
): void {
  world.records.push({ type: 'event', atMs: world.nowMs, namespace, object: about, ...event, count: event.count ?? 1 });
}

export const isReady = (pod: PodState): boolean => pod.phase === 'ready';

export function streamOf(workload: WorkloadState, pod: string, node: string, restartCount: number): LogStream {
  const { kind, name } = workload.spec;
  return { workload: { namespace, kind, name }, pod, container: name, restartCount, node };
}
