/** The operator as its leader runs it, on a given API server and store file, without its HTTP API. */
import { ConfigurationSchema } from '../../api/configuration.ts';
import type { Coverage, WorkloadId } from '../../engine/index.ts';
import { openKubeClient } from '../../operator/kube/client.ts';
import { startLeading, type Leading } from '../../operator/leading.ts';
import { createKubernetesSource, streamKey } from '../../operator/sources/kubernetes.ts';
import { openEmbeddedStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { createTelemetry } from '../../operator/telemetry.ts';

export interface LeadingOperatorOptions {
  readonly kubeconfig: string;
  readonly storePath: string;
  readonly term: number;
  /** Of the administrator's configuration; what is not given has its default. */
  readonly limits?: Readonly<Record<string, number>>;
  /** The lease is lost when it aborts. */
  readonly signal?: AbortSignal;
  /** Puts a fault between the operator and its store. */
  wrap?(this: void, store: Store): Store;
}

export interface LeadingOperator {
  readonly leading: Leading;
  report(this: void): OperatorReport;
  stop(): Promise<void>;
}

/** What the operator knows, as plain values that cross a process border. */
export interface OperatorReport {
  readonly coverage: Readonly<Record<WorkloadId, Coverage>>;
  /** Sorted counts of the patterns, of each workload. */
  readonly counts: Readonly<Record<WorkloadId, readonly number[]>>;
  readonly incidents: readonly { readonly id: string; readonly openedAtMs: number }[];
  /** Posts that wait for the bot, with the number of their thread entries. */
  readonly pending: readonly { readonly id: string; readonly revision: number }[];
  readonly openStreams: number;
}

export const channel = 'incidents';

export async function startLeadingOperator(options: LeadingOperatorOptions): Promise<LeadingOperator> {
  const abort = new AbortController();
  const client = openKubeClient({ kubeconfig: options.kubeconfig, userAgent: 'logdetector-test' });
  const file = openEmbeddedStore({ path: options.storePath });
  const store = options.wrap?.(file) ?? file;
  const telemetry = createTelemetry({ level: process.env['EXACTNESS_LOG'] === 'debug' ? 'debug' : 'silent' });
  const configuration = ConfigurationSchema.parse({
    slack: { channels: [{ name: channel, namespaces: ['*'] }] },
    limits: options.limits ?? {},
  });
  const leading = await startLeading(
    {
      client,
      store,
      source: createKubernetesSource({ client, now: Date.now, telemetry }),
      streamKey,
      receivers: new Map(),
      readSecret: () => Promise.reject(new Error('no secret here')),
      configuration: () => configuration,
      redaction: () => ({ ...configuration.redaction, salt: null }),
      chatHealth: () => null,
      notices: () => [],
      namespaces: [],
      podName: 'logdetector-test',
      audit: () => Promise.resolve(),
      now: Date.now,
      telemetry,
    },
    options.term,
    options.signal ? AbortSignal.any([abort.signal, options.signal]) : abort.signal,
  );
  return {
    leading,
    report: () => reportOf(leading),
    async stop() {
      await leading.stop();
      abort.abort();
      await client.close();
      await store.close();
    },
  };
}

function reportOf({ supervisor, notifier }: Leading): OperatorReport {
  const pipelines = [...supervisor.all().values()];
  const nowMs = Date.now();
  const counts: Record<WorkloadId, number[]> = {};
  for (const { engine } of pipelines) {
    for (const { workload, count } of engine.patterns({ fromMs: nowMs - 600_000, toMs: nowMs + 10_000 }))
      (counts[workload] ??= []).push(count);
  }
  return {
    coverage: Object.fromEntries(
      pipelines.flatMap(({ engine }) => engine.workloads().map(({ workload, coverage }) => [workload, coverage])),
    ),
    counts: Object.fromEntries(Object.entries(counts).map(([workload, of]) => [workload, of.toSorted((a, b) => a - b)])),
    incidents: pipelines.flatMap(({ engine }) => engine.incidents().map(({ id, openedAtMs }) => ({ id, openedAtMs }))),
    pending: notifier.pending().map(({ id, revision }) => ({ id, revision })),
    openStreams: pipelines.reduce((sum, pipeline) => sum + pipeline.streams().open, 0),
  };
}
