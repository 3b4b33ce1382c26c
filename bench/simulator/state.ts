/** What is so in the simulated cluster at a moment; only the controllers and the kubelet of this bench change it. */
import type { Complaint } from './ailment.ts';
import type { Service } from './service.ts';

/** What a revision does that its manifest does not say. */
export interface Behaviour {
  /** The process ends so long after its start. */
  readonly crash: { readonly afterMs: number; readonly exitCode: number; readonly words: readonly Complaint[] } | null;
  /** Of the requests, how many fail inside. */
  readonly errorShare: number;
  readonly extraLatencyMs: number;
  readonly pull: 'fine' | 'not-found' | 'unauthorized';
  readonly probe: 'fine' | 'readiness-port' | 'liveness-port' | 'liveness-timing';
  /** Lines that no earlier revision wrote. */
  readonly newLines: readonly string[];
  /** Writes its debug lines too. */
  readonly isTalkative: boolean;
}

export const soundBehaviour: Behaviour = {
  crash: null,
  errorShare: 0,
  extraLatencyMs: 0,
  pull: 'fine',
  probe: 'fine',
  newLines: [],
  isTalkative: false,
};

export interface Revision {
  readonly number: number;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitBytes: number;
  /** Changes where the same program meets another world. */
  behaviour: Behaviour;
}

export interface Ending {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

export interface SimNode {
  readonly name: string;
  readonly ip: string;
  isUp: boolean;
  /** As the API shows it: behind `isUp` by the grace period. */
  isReady: boolean;
  isCordoned: boolean;
  hasDiskPressure: boolean;
  /** Added to whatever is done on it. */
  extraLatencyMs: number;
}

export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly workload: Workload;
  readonly revision: Revision;
  readonly createdAtMs: number;
  readonly ip: string;
  node: SimNode | null;
  container: 'waiting' | 'running' | 'terminated';
  waiting: { readonly reason: string; readonly message: string };
  startedAtMs: number;
  restarts: number;
  /** Of the instance before. */
  last: Ending | null;
  ended: Ending | null;
  isReady: boolean;
  unreadySinceMs: number;
  isDeleting: boolean;
  /** Taken away by the kubelet, which leaves the object behind. */
  evicted: string | null;
  unschedulable: string | null;
  memoryBytes: number;
  /** Changes with every start, so that what was planned for an earlier instance is dropped. */
  instance: number;
}

export interface Workload {
  readonly namespace: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  readonly port: number;
  readonly uid: string;
  /** Null for what belongs to the cluster itself, such as its DNS. */
  readonly service: Service | null;
  readonly startupMs: number;
  readonly isRecreated: boolean;
  wanted: number;
  revisions: readonly Revision[];
  current: Revision;
  pods: Pod[];
  /** Why no pod may be made. */
  refusal: string | null;
  rolloutSinceMs: number | null;
  hasStalled: boolean;
  nextPod: number;
  leakBytesPerMinute: number;
  /** Cores of its first pod, beside those of its load. */
  extraCores: number;
  /** Keeps its pods from being ready, as a failed readiness check does. */
  unreadyBecause: string | null;
}

/** What somebody could call: runs, is ready, and its node is there. */
export function isServing(pod: Pod): boolean {
  return pod.container === 'running' && pod.isReady && !pod.isDeleting && pod.node?.isUp === true;
}

/** Behind the Service as the API shows it, whether it answers or not. */
export function isEndpoint(pod: Pod): boolean {
  return pod.isReady && !pod.isDeleting && pod.evicted === null;
}

export function isLive(pod: Pod): boolean {
  return !pod.isDeleting && pod.evicted === null;
}
