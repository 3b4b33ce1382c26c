/** What the engine can be told besides log lines. */

/** A Kubernetes API object as a watch delivered it. */
export interface KubeObject {
  readonly apiVersion?: string | undefined;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
    /** Rises with every change of the spec. */
    readonly generation?: number | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly creationTimestamp?: string | undefined;
    readonly deletionTimestamp?: string | undefined;
    readonly ownerReferences?:
      | readonly { readonly kind: string; readonly name: string; readonly uid?: string; readonly controller?: boolean }[]
      | undefined;
  };
  readonly spec?: Readonly<Record<string, unknown>> | undefined;
  readonly status?: Readonly<Record<string, unknown>> | undefined;
  /** What a recording knows of the object that the API does not have. */
  readonly source?: Readonly<Record<string, unknown>> | undefined;
}

/** Everything but log lines that the engine can be told; the records of a recording without their envelope. */
export type Observation =
  | { readonly type: 'object'; readonly atMs: number; readonly object: KubeObject; readonly deleted?: boolean | undefined }
  | {
      readonly type: 'event';
      readonly atMs: number;
      readonly namespace: string;
      readonly object: { readonly kind: string; readonly name: string };
      readonly reason: string;
      readonly message: string;
      readonly severity: 'Normal' | 'Warning';
      readonly count: number;
      readonly sinceAtMs?: number | undefined;
      /** The component that wrote it: `kubelet`, `default-scheduler`. */
      readonly source?: string | undefined;
    }
  | {
      readonly type: 'metric';
      readonly atMs: number;
      readonly namespace?: string | undefined;
      readonly workload?: string | undefined;
      readonly pod?: string | undefined;
      readonly container?: string | undefined;
      readonly node?: string | undefined;
      /** `memory` in bytes, `cpu` in cores; others as they come. */
      readonly name: string;
      readonly value: number;
      /** Of a counter or a histogram. */
      readonly grown?: Grown | undefined;
    }
  | {
      /** One operation of a workload, as a tracer reports it; `atMs` is its beginning. */
      readonly type: 'span';
      readonly atMs: number;
      readonly namespace?: string | undefined;
      readonly traceId: string;
      readonly spanId: string;
      /** Null for the first of a trace. */
      readonly parentId: string | null;
      readonly workload: string;
      readonly pod?: string | undefined;
      readonly name: string;
      readonly durationMs: number;
      /** What went wrong; null or absent when nothing did. */
      readonly error?: string | null | undefined;
    }
  | {
      /** A deployment, as whoever deploys tells it; what watches show of one is a fact of its own. */
      readonly type: 'rollout';
      readonly atMs: number;
      readonly namespace?: string | undefined;
      readonly workload: string;
      readonly revision: string;
      readonly changeId?: string | undefined;
      readonly image?: string | undefined;
    }
  | {
      /** A change of code or configuration that somebody made. */
      readonly type: 'change';
      readonly atMs: number;
      readonly id: string;
      readonly title: string;
      readonly files: readonly string[];
      readonly diff?: string | null | undefined;
    }
  | {
      /** A feature flag was turned. */
      readonly type: 'flag';
      readonly atMs: number;
      readonly namespace?: string | undefined;
      readonly workload?: string | undefined;
      readonly name: string;
      readonly change: string;
    }
  | {
      /** Somebody else's alert, check or complaint. */
      readonly type: 'alert';
      readonly atMs: number;
      readonly namespace?: string | undefined;
      readonly workload?: string | undefined;
      readonly pod?: string | undefined;
      readonly node?: string | undefined;
      readonly name: string;
      readonly severity: string;
      readonly summary: string;
      readonly sinceAtMs?: number | undefined;
      readonly count?: number | undefined;
      readonly port?: number | undefined;
      readonly unit?: string | undefined;
      /** The whole answer of a check. */
      readonly text?: string | undefined;
    }
  /** A dependency that is known from elsewhere, by the names of the workloads. */
  | { readonly type: 'edge'; readonly atMs: number; readonly namespace?: string | undefined; readonly from: string; readonly to: string };

/** By how much a counter has grown since it was told last, or how many more a histogram has counted. */
export interface Grown {
  /** Of the metric, as whoever told it calls it. */
  readonly name: string;
  readonly count: number;
  /** What tells the series from others of the metric. */
  readonly attributes: Readonly<Record<string, string>>;
}
