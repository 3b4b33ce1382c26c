/** One informer a kind of `evidenceSources`, each change handed on as an observation, and what they hold now for whoever comes late. */
import type { KubeObject, Observation } from '../../engine/index.ts';
import { resources, type KubeClient, type Resource } from '../kube/client.ts';
import { startInformer, type Informer } from '../kube/informer.ts';
import { pause } from '../pause.ts';
import type { Telemetry } from '../telemetry.ts';
import { trim } from './trim.ts';
import { evidenceSources, metricObservations, toObservation } from './watches.ts';

export interface Watching {
  /** Null while they may not be listed. */
  pods(namespace: string): readonly KubeObject[] | null;
  lookup(kind: string, namespace: string, name: string): KubeObject | null;
  /** Everything known of a namespace and of the nodes, oldest knowledge first: owners before pods, pods before their Events. */
  known(namespace: string): readonly Observation[];
  /** Resolves when the pods of each namespace are known or have been refused: one that may not be read holds up no other. */
  whenSynced(): Promise<void>;
  /** Sentences on what may not be watched for a detector of the namespace, and what is lost by it; pods first. */
  problems(namespace: string): readonly string[];
  readonly done: Promise<void>;
}

export interface WatchingOptions {
  readonly client: KubeClient;
  /** Empty: the whole cluster. With namespaces, nodes are not watched: Roles cannot grant it. */
  readonly namespaces: readonly string[];
  /** Namespaces with a detector: only their usage is asked of the metrics API. */
  metricNamespaces(): readonly string[];
  onObservation(namespace: string | null, observation: Observation): void;
  onPodsChanged(namespace: string): void;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

/** metrics-server scrapes every 15 s; asking more often only repeats its answer. */
const metricsEveryMs = 10_000;

export function startWatching(options: WatchingOptions): Watching {
  const informers = new Map<string, Informer<KubeObject>>();
  const metricProblems = new Map<string, string>();
  for (const source of evidenceSources) {
    const resource = resourceOf(source.plural);
    if (!resource.namespaced && options.namespaces.length > 0) continue;
    const informer = startInformer<KubeObject>({
      client: options.client,
      resource,
      ...(options.namespaces.length > 0 ? { namespaces: options.namespaces } : {}),
      trim,
      signal: options.signal,
      telemetry: options.telemetry,
      onChange: (change) => tell(options, change.object, change.type === 'deleted'),
    });
    informers.set(source.kind, informer);
  }
  const polling = pollMetrics(options, metricProblems);

  return {
    pods(namespace) {
      const informer = informers.get('Pod');
      return informer?.isListed(namespace) ? informer.list(namespace) : null;
    },
    lookup: (kind, namespace, name) => informers.get(kind)?.get(namespace ? `${namespace}/${name}` : name) ?? null,
    known(namespace) {
      const order = ['Node', 'CronJob', 'Job', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Service', 'Pod', 'Event'];
      return order.flatMap((kind) => {
        const informer = informers.get(kind);
        const objects = kind === 'Node' ? informer?.list() : informer?.list(namespace);
        return (objects ?? []).flatMap((object) => toObservation(object, options.now(), false) ?? []);
      });
    },
    async whenSynced() {
      // Without pods nothing can be read; the other kinds only sharpen the verdict and may be forbidden.
      await informers.get('Pod')?.whenAnswered();
    },
    problems(namespace) {
      const watched = evidenceSources.flatMap(({ kind, lostWithout }) => {
        const problem = informers.get(kind)?.problemOf(namespace) ?? null;
        return problem === null ? [] : [`${problem} Without it is lost: ${lostWithout}.`];
      });
      return [...watched, metricProblems.get(namespace) ?? []].flat();
    },
    done: Promise.all([...[...informers.values()].map((informer) => informer.done), polling]).then(() => undefined),
  };
}

function tell(options: WatchingOptions, object: KubeObject, deleted: boolean): void {
  const observation = toObservation(object, options.now(), deleted);
  const namespace = object.kind === 'Node' ? null : (object.metadata.namespace ?? '');
  if (observation) options.onObservation(namespace, observation);
  if (object.kind === 'Pod' && namespace !== null) options.onPodsChanged(namespace);
}

async function pollMetrics(options: WatchingOptions, problems: Map<string, string>): Promise<void> {
  while (!options.signal.aborted) {
    const namespaces = options.metricNamespaces();
    for (const namespace of namespaces) {
      const problem = await readMetrics(options, namespace);
      if (problem === null) problems.delete(namespace);
      else problems.set(namespace, problem);
    }
    for (const namespace of problems.keys()) if (!namespaces.includes(namespace)) problems.delete(namespace);
    await pause(metricsEveryMs, options.signal);
  }
}

/** Null, or what is unknown because the metrics API does not answer. */
async function readMetrics(options: WatchingOptions, namespace: string): Promise<string | null> {
  try {
    const { items } = await options.client.list(resources.podmetrics, { namespace, signal: options.signal });
    for (const observation of items.flatMap((item) => metricObservations(item, options.now())))
      options.onObservation(namespace, observation);
    return null;
  } catch (error) {
    // A cluster without metrics-server is a sound cluster: OOM kills are still seen.
    return options.signal.aborted ? null : `Memory against its limit is unknown: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function resourceOf(plural: string): Resource {
  const resource = Object.values(resources).find((known) => known.plural === plural && known.group !== 'metrics.k8s.io');
  if (!resource) throw new Error(`Unknown resource ${plural}.`);
  return resource;
}
