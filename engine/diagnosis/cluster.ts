/**
 * The picture that checks read: everything that watches, alerts, edges, metrics and log patterns say about the cluster at one moment. Whatever it
 * holds is redacted, bounded, and only as much as `evidence/slim` keeps. Reading it never changes it.
 */
import type { KubeObject, Level, WorkloadId } from '../domain.ts';

export interface ClusterState {
  readonly nowMs: number;
  /** Time of the first observation: what is older was there before anybody watched. */
  readonly watchingSinceMs: number;
  /** Objects of one kind as last delivered (`Pod`, `Service`, `PersistentVolumeClaim`, ...); none for a kind that no watch delivers. */
  objects(kind: string): Iterable<KubeObject>;
  /** Whether at least one object of the kind was delivered: without it the absence of an object says nothing. */
  knows(kind: string): boolean;
  /** Cluster-wide kinds (Node, PersistentVolume, StorageClass, Namespace) take any namespace. */
  find(kind: string, namespace: string, name: string): KubeObject | null;
  /** The workload a pod, ReplicaSet or controller belongs to or is; also of pods that went a while ago. */
  workloadOf(kind: string, namespace: string, name: string): WorkloadId | null;
  /** Every workload with a controller or a pod that was delivered. */
  workloads(): readonly WorkloadId[];
  pods(workload: WorkloadId): readonly KubeObject[];
  /** The controller's own object, or the bare pod; null where only its pods were seen. */
  controller(workload: WorkloadId): KubeObject | null;
  /** The pod spec that its pods are made from: the controller's template, else the spec of a pod. */
  podSpec(workload: WorkloadId): unknown;
  /** The labels that its pods carry or will carry. */
  podLabels(workload: WorkloadId): Readonly<Record<string, string>>;
  /** Workloads of the namespace whose pod labels match the selector; none for an empty selector. */
  selected(namespace: string, selector: Readonly<Record<string, unknown>>): readonly WorkloadId[];
  /** Kubernetes Events about objects of the kind, oldest first; all of them without arguments. */
  events(kind?: string, namespace?: string, name?: string): readonly ClusterEvent[];
  /** Events about the workload, its ReplicaSets and its pods (also those that are gone), oldest first. */
  eventsOf(workload: WorkloadId): readonly ClusterEvent[];
  /** Other people's alerts, probes and complaints with that name, oldest first; all without one. */
  alerts(name?: string): readonly Alert[];
  /** Those that say something is wrong and still hold, oldest first. */
  complaints(): readonly Alert[];
  /** Who calls whom, as told from elsewhere and as configuration shows. */
  edges(): readonly CallEdge[];
  callersOf(workload: WorkloadId): readonly WorkloadId[];
  calleesOf(workload: WorkloadId): readonly WorkloadId[];
  /** What the workload wrote at warning or worse, newest last; empty where its log is not read. */
  errorsOf(workload: WorkloadId): readonly ErrorText[];
  /** Patterns of any level; far more than errors, so ask for few workloads. */
  textsOf(workload: WorkloadId): readonly ErrorText[];
  /** Series by name (`cpu`, `memory`, ...), each with its points, oldest first; of all names without one. */
  metrics(name?: string): readonly MetricSeries[];
}

export interface ClusterEvent {
  readonly namespace: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly reason: string;
  readonly message: string;
  readonly severity: 'Normal' | 'Warning';
  readonly count: number;
  readonly sinceAtMs: number;
  /** The last time. */
  readonly atMs: number;
  /** The component that wrote it (`kubelet`, `default-scheduler`), where that is known. */
  readonly source: string | null;
}

/** Somebody else's alert, check or complaint; names as in `replay-format.md` (`report`, `probe`, `failed-requests`, `log-stream`, and any other). */
export interface Alert {
  readonly atMs: number;
  readonly namespace: string | null;
  /** The name of a workload or Service, as whoever raised it calls it. */
  readonly workload: string | null;
  readonly pod: string | null;
  readonly node: string | null;
  readonly name: string;
  /** `info` (passed), `warning`, `error`, `critical`, or whatever it was called. */
  readonly severity: string;
  readonly summary: string;
  readonly sinceAtMs: number;
  readonly count: number;
  readonly port: number | null;
  readonly unit: string | null;
  /** The whole answer of a check. */
  readonly text: string | null;
}

export interface CallEdge {
  readonly from: WorkloadId;
  readonly to: WorkloadId;
  /** `told` by a recording or an inlet; `observed` in texts; `configured` in a pod spec; `inferred`. */
  readonly known: 'told' | 'observed' | 'configured' | 'inferred';
  readonly source: string;
}

/** A mined pattern of a workload's log. */
export interface ErrorText {
  /** The template, redacted. */
  readonly text: string;
  readonly level: Level;
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Redacted messages, newest last, at most three. */
  readonly samples: readonly string[];
}

export interface MetricSeries {
  readonly name: string;
  readonly namespace: string | null;
  readonly workload: string | null;
  readonly pod: string | null;
  readonly container: string | null;
  readonly node: string | null;
  /** Oldest first; thinned evenly where there were more than are kept. */
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}
