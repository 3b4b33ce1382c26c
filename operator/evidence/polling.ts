/** What no watch tells, and what changes too often for one: usage of containers and nodes, and the heartbeats of kubelets and scheduler. */
import type { KubeObject, Observation } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import { resources, type KubeClient } from '../kube/client.ts';
import { pause } from '../pause.ts';
import { nodeLeases, planLeases, schedulerLease } from './leases.ts';
import { metricObservations, nodeMetricObservations } from './watches.ts';

export interface PollingOptions {
  readonly client: KubeClient;
  /** Empty: the whole cluster, and with it nodes and their heartbeats. */
  readonly namespaces: readonly string[];
  /** Namespaces with a detector: only their usage is asked of the metrics API. */
  metricNamespaces(): readonly string[];
  onObservation(namespace: string | null, observation: Observation): void;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface Polling {
  /** Sentences on what cannot be asked. */
  problems(namespace: string): readonly string[];
  readonly done: Promise<void>;
}

/** metrics-server scrapes every 15 s and kubelets renew their Leases every 10 s; asking more often only repeats the answer. */
const everyMs = 10_000;
/** More nodes than this have their heartbeats in pages that take longer than a heartbeat. */
const leasesAtMost = 5000;

export function startPolling(options: PollingOptions): Polling {
  const ofMetrics = new Map<string, string>();
  let ofLeases: string | null = null;
  let told: readonly KubeObject[] = [];

  async function pollMetrics(): Promise<void> {
    const namespaces = options.metricNamespaces();
    for (const namespace of namespaces) {
      const problem = await readMetrics(options, namespace);
      if (problem === null) ofMetrics.delete(namespace);
      else ofMetrics.set(namespace, problem);
    }
    for (const namespace of ofMetrics.keys()) if (!namespaces.includes(namespace)) ofMetrics.delete(namespace);
  }

  async function pollCluster(): Promise<void> {
    await readNodeMetrics(options);
    const leases = await readLeases(options);
    ofLeases = typeof leases === 'string' ? leases : null;
    if (typeof leases === 'string') return;
    const plan = planLeases(leases, told, options.now());
    told = plan.told;
    for (const observation of plan.observations) options.onObservation(null, observation);
  }

  async function poll(): Promise<void> {
    while (!options.signal.aborted) {
      await pollMetrics();
      if (options.namespaces.length === 0 && options.metricNamespaces().length > 0) await pollCluster();
      await pause(everyMs, options.signal);
    }
  }

  return {
    problems: (namespace) => [ofMetrics.get(namespace) ?? [], ofLeases ?? []].flat(),
    done: poll(),
  };
}

/** Null, or what is unknown because the metrics API does not answer. */
async function readMetrics(options: PollingOptions, namespace: string): Promise<string | null> {
  try {
    const { items } = await options.client.list(resources.podmetrics, { namespace, signal: options.signal });
    for (const observation of items.flatMap((item) => metricObservations(item, options.now())))
      options.onObservation(namespace, observation);
    return null;
  } catch (error) {
    // A cluster without metrics-server is a sound cluster: OOM kills are still seen.
    return options.signal.aborted ? null : `Memory against its limit is unknown: ${sentenceOf(error)}`;
  }
}

/** Where the API does not answer, that is said for the pods already. */
async function readNodeMetrics(options: PollingOptions): Promise<void> {
  try {
    const { items } = await options.client.list(resources.nodemetrics, { signal: options.signal });
    for (const observation of items.flatMap((item) => nodeMetricObservations(item, options.now())))
      options.onObservation(null, observation);
  } catch (error) {
    if (!options.signal.aborted && !(error instanceof OperatorError)) throw error;
  }
}

/** The Leases, or what is lost without them. A cluster whose control plane is run by somebody else shows no Lease of its scheduler. */
async function readLeases({ client, signal }: PollingOptions): Promise<readonly KubeObject[] | string> {
  try {
    const { items } = await client.list<KubeObject>(resources.leases, {
      namespace: nodeLeases,
      limit: leasesAtMost,
      resourceVersion: '0',
      signal,
    });
    const scheduler = await client.get<KubeObject>(resources.leases, schedulerLease, { signal }).catch(() => null);
    return scheduler === null ? items : [...items, scheduler];
  } catch (error) {
    if (signal.aborted) return [];
    return `${sentenceOf(error)} Without it is lost: that a kubelet or the scheduler has stopped, before Kubernetes says so.`;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
