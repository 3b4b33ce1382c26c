/** One informer a kind of `evidenceSources`, each change handed on as an observation, and what they hold now for whoever comes late. */
import type { KubeObject, Observation } from '../../engine/index.ts';
import { resources, type KubeClient, type Resource } from '../kube/client.ts';
import { startInformer, type Informer } from '../kube/informer.ts';
import { OperatorError } from '../errors.ts';
import { pause } from '../pause.ts';
import type { Telemetry } from '../telemetry.ts';
import { evidenceSources, type EvidenceSource } from './sources.ts';
import { trim } from './trim.ts';
import { metricObservations, nodeMetricObservations, subjectOf, toObservation } from './watches.ts';

export interface Watching {
  /** Null while they may not be listed. */
  pods(namespace: string): readonly KubeObject[] | null;
  lookup(kind: string, namespace: string, name: string): KubeObject | null;
  /** Everything known of a namespace and of what lies in none, oldest knowledge first: owners before pods, pods before their Events. */
  known(namespace: string): readonly Observation[];
  /** Resolves when the pods of each namespace are known or have been refused: one that may not be read holds up no other. */
  whenSynced(): Promise<void>;
  /** Sentences on what may not be watched for a detector of the namespace, and what is lost by it; pods first. */
  problems(namespace: string): readonly string[];
  readonly done: Promise<void>;
}

export interface WatchingOptions {
  readonly client: KubeClient;
  /** Empty: the whole cluster. With namespaces, what lies in none (nodes, volumes) is not watched: Roles cannot grant it. */
  readonly namespaces: readonly string[];
  /** Kinds that the administrator does not want to be watched. */
  readonly unwatched?: ReadonlySet<string> | undefined;
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
  for (const source of evidenceSources.filter((one) => isWatched(one, options))) {
    const informer = startInformer<KubeObject>({
      client: options.client,
      resource: resourceOf(source),
      ...(source.pageSize === undefined ? {} : { timing: { pageSize: source.pageSize } }),
      ...(options.namespaces.length > 0 ? { namespaces: options.namespaces } : {}),
      trim,
      mayBeAbsent: source.ofExtension !== undefined,
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
    lookup: (kind, namespace, name) => informers.get(kind)?.get(namespace && !ofCluster.has(kind) ? `${namespace}/${name}` : name) ?? null,
    known(namespace) {
      const atMs = options.now();
      return evidenceSources.flatMap(({ kind }) =>
        knownOf(informers.get(kind), kind, namespace).flatMap((object) => toObservation(object, atMs, false) ?? []),
      );
    },
    async whenSynced() {
      // Without pods nothing can be read; the other kinds only sharpen the verdict and may be forbidden.
      await informers.get('Pod')?.whenAnswered();
    },
    problems(namespace) {
      const podsFirst = evidenceSources.toSorted((a, b) => Number(b.kind === 'Pod') - Number(a.kind === 'Pod'));
      const watched = podsFirst.flatMap(({ kind, lostWithout }) => {
        const problem = informers.get(kind)?.problemOf(namespace) ?? null;
        return problem === null ? [] : [`${problem} Without it is lost: ${lostWithout}.`];
      });
      return [...watched, metricProblems.get(namespace) ?? []].flat();
    },
    done: Promise.all([...[...informers.values()].map((informer) => informer.done), polling]).then(() => undefined),
  };
}

const ofCluster: ReadonlySet<string> = new Set(evidenceSources.filter((source) => source.ofCluster).map(({ kind }) => kind));

function isWatched(source: EvidenceSource, { namespaces, unwatched }: WatchingOptions): boolean {
  if (source.ofCluster && namespaces.length > 0) return false;
  return !(source.optional && unwatched?.has(source.kind));
}

/** Where Kubernetes writes Events about what lies in no namespace. */
const namespaceOfClusterEvents = 'default';

function knownOf(informer: Informer<KubeObject> | undefined, kind: string, namespace: string): readonly KubeObject[] {
  if (informer === undefined) return [];
  if (ofCluster.has(kind)) return informer.list();
  const own = informer.list(namespace);
  if (kind !== 'Event' || namespace === namespaceOfClusterEvents) return own;
  return [...informer.list(namespaceOfClusterEvents).filter(isOfCluster), ...own];
}

/** Everybody's: an object of no namespace, or an Event about one. */
function isOfCluster(object: KubeObject): boolean {
  return ofCluster.has(object.kind === 'Event' ? (subjectOf(object)?.kind ?? '') : object.kind);
}

function tell(options: WatchingOptions, object: KubeObject, deleted: boolean): void {
  const observation = toObservation(object, options.now(), deleted);
  const namespace = isOfCluster(object) ? null : (object.metadata.namespace ?? '');
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
    if (options.namespaces.length === 0 && namespaces.length > 0) await readNodeMetrics(options);
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

/** Without it nothing else is missing, and where the API does not answer that is said for the pods already. */
async function readNodeMetrics(options: WatchingOptions): Promise<void> {
  try {
    const { items } = await options.client.list(resources.nodemetrics, { signal: options.signal });
    for (const observation of items.flatMap((item) => nodeMetricObservations(item, options.now())))
      options.onObservation(null, observation);
  } catch (error) {
    if (!options.signal.aborted && !(error instanceof OperatorError)) throw error;
  }
}

function resourceOf({ plural, group }: EvidenceSource): Resource {
  const resource = Object.values(resources).find((known) => known.plural === plural && known.group === group);
  if (!resource) throw new Error(`Unknown resource ${plural}.`);
  return resource;
}
