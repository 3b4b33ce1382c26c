/** One informer a kind of `evidenceSources`, each change handed on as an observation, and what they hold now for whoever comes late. */
import type { KubeObject, Observation } from '../../engine/index.ts';
import { resources, type Resource } from '../kube/client.ts';
import { startInformer, type Informer, type InformerChange } from '../kube/informer.ts';
import type { Telemetry } from '../telemetry.ts';
import { createDeparted, type Departed, type DepartedPod } from './departed.ts';
import { startPolling, type PollingOptions } from './polling.ts';
import { evidenceSources, type EvidenceSource } from './sources.ts';
import { trim } from './trim.ts';
import { createUnseen, type Unseen } from './unseen.ts';
import { subjectOf, toObservation } from './watches.ts';

export interface Watching {
  /** Of all these namespaces; null while those of one of them may not be listed. */
  pods(namespaces: readonly string[]): readonly KubeObject[] | null;
  /** Pods of these namespaces that went after the one of the number, and the highest number. */
  departed(namespaces: readonly string[], after: number): { readonly pods: readonly DepartedPod[]; readonly newest: number };
  lookup(kind: string, namespace: string, name: string): KubeObject | null;
  /** Everything known of namespaces and of what lies in none, oldest knowledge first: owners before pods, pods before their Events. */
  known(namespaces: readonly string[]): readonly Observation[];
  /** Resolves when the pods of each namespace are known or have been refused: one that may not be read holds up no other. */
  whenSynced(): Promise<void>;
  /** Sentences on what may not be watched for a detector of the namespace, and what is lost by it; pods first. */
  problems(namespace: string): readonly string[];
  readonly done: Promise<void>;
}

/** With namespaces, what lies in none (nodes, volumes) is not watched: Roles cannot grant it. */
export interface WatchingOptions extends PollingOptions {
  /** Kinds that the administrator does not want to be watched. */
  readonly unwatched?: ReadonlySet<string> | undefined;
  onPodsChanged(namespace: string): void;
  readonly telemetry: Telemetry;
}

export function startWatching(options: WatchingOptions): Watching {
  const informers = new Map<string, Informer<KubeObject>>();
  const lookup: Watching['lookup'] = (kind, namespace, name) =>
    informers.get(kind)?.get(namespace && !ofCluster.has(kind) ? `${namespace}/${name}` : name) ?? null;
  const books = openBooks(options, { lookup, podsOf: () => informers.get('Pod') });
  for (const source of evidenceSources.filter((one) => isWatched(one, options))) {
    const informer = startInformer<KubeObject>({
      client: options.client,
      resource: resourceOf(source),
      ...(source.pageSize === undefined ? {} : { timing: { pageSize: source.pageSize } }),
      ...(options.namespaces.length > 0 ? { namespaces: options.namespaces } : {}),
      trim,
      atMost: source.atMost,
      metadataOnly: source.metadataOnly,
      mayBeAbsent: source.ofExtension !== undefined,
      signal: options.signal,
      telemetry: options.telemetry,
      onChange(change) {
        note(books, change, options.now());
        tell(options, change.object, change.type === 'deleted');
      },
    });
    informers.set(source.kind, informer);
  }
  const polling = startPolling(options);

  return {
    pods(namespaces) {
      const informer = informers.get('Pod');
      return informer && namespaces.every((one) => informer.isListed(one)) ? listIn(informer, namespaces) : null;
    },
    departed: (namespaces, after) => lookUp(books, namespaces, after),
    lookup,
    known(namespaces) {
      const atMs = options.now();
      return evidenceSources.flatMap(({ kind }) =>
        knownOf(informers.get(kind), kind, namespaces).flatMap((object) => toObservation(object, atMs, false) ?? []),
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
      return [...watched, ...polling.problems(namespace)];
    },
    done: Promise.all([...[...informers.values()].map((informer) => informer.done), polling.done]).then(() => undefined),
  };
}

const ofCluster: ReadonlySet<string> = new Set(evidenceSources.filter((source) => source.ofCluster).map(({ kind }) => kind));

function isWatched(source: EvidenceSource, { namespaces, unwatched }: WatchingOptions): boolean {
  if (source.ofCluster && namespaces.length > 0) return false;
  return !(source.optional && unwatched?.has(source.kind));
}

/** Where Kubernetes writes Events about what lies in no namespace. */
const namespaceOfClusterEvents = 'default';

function knownOf(informer: Informer<KubeObject> | undefined, kind: string, namespaces: readonly string[]): readonly KubeObject[] {
  if (informer === undefined) return [];
  if (ofCluster.has(kind)) return informer.list();
  const own = listIn(informer, namespaces);
  if (kind !== 'Event' || namespaces.includes(namespaceOfClusterEvents)) return own;
  return [...informer.list(namespaceOfClusterEvents).filter(isOfCluster), ...own];
}

/** In one pass, however many namespaces there are. */
function listIn(informer: Informer<KubeObject>, namespaces: readonly string[]): readonly KubeObject[] {
  const wanted = new Set(namespaces);
  return informer.list().filter(({ metadata }) => wanted.has(metadata.namespace ?? ''));
}

/**
 * Everybody's: an object of no namespace, or an Event about one. Such Events lie where the cluster's own components write them; the API server takes one
 * about a node in any namespace, and whoever may write Events in theirs is not to speak to all.
 */
function isOfCluster(object: KubeObject): boolean {
  if (object.kind !== 'Event') return ofCluster.has(object.kind);
  return namespacesOfCluster.has(object.metadata.namespace ?? '') && ofCluster.has(subjectOf(object)?.kind ?? '');
}

const namespacesOfCluster: ReadonlySet<string> = new Set([namespaceOfClusterEvents, 'kube-system', '']);

interface Books {
  readonly departed: Departed;
  readonly unseen: Unseen;
}

interface PodsKnown {
  readonly lookup: Watching['lookup'];
  podsOf(this: void): Informer<KubeObject> | undefined;
}

function openBooks({ now, telemetry }: WatchingOptions, { lookup, podsOf }: PodsKnown): Books {
  const onForgotten = () => telemetry.emit('ObjectsForgotten', { resource: 'pods' });
  const departed = createDeparted(onForgotten);
  const unseen = createUnseen({
    now,
    isKnown: (namespace, name, uid) => lookup('Pod', namespace, name)?.metadata.uid === uid || departed.has(uid),
    isWatched: (namespace) => podsOf()?.isListed(namespace) === true && podsOf()?.problemOf(namespace) === null,
    lookup,
    onForgotten,
  });
  return { departed, unseen };
}

function lookUp({ departed, unseen }: Books, namespaces: readonly string[], after: number): ReturnType<Watching['departed']> {
  for (const { pod, atMs } of unseen.take()) departed.add({ pod, atMs, isFinal: false });
  return { pods: departed.after(after, namespaces), newest: departed.newest };
}

/** What has to be accounted for afterwards. */
function note({ departed, unseen }: Books, change: InformerChange<KubeObject>, atMs: number): void {
  const { kind } = change.object;
  if (kind === 'Event' && change.type !== 'deleted') unseen.hear(change.object);
  if (kind !== 'Pod') return;
  unseen.see(change.object);
  if (change.type === 'deleted') departed.add({ pod: change.object, isFinal: change.isFinal, atMs });
  // Another one of its name, as those of a StatefulSet have: of the one before nobody heard how it ended.
  else if (change.type === 'updated' && change.previous.metadata.uid !== change.object.metadata.uid)
    departed.add({ pod: change.previous, isFinal: false, atMs });
}

function tell(options: WatchingOptions, object: KubeObject, deleted: boolean): void {
  const observation = toObservation(object, options.now(), deleted);
  const namespace = isOfCluster(object) ? null : (object.metadata.namespace ?? '');
  if (observation) options.onObservation(namespace, observation);
  if (object.kind === 'Pod' && namespace !== null) options.onPodsChanged(namespace);
}

function resourceOf({ plural, group }: EvidenceSource): Resource {
  const resource = Object.values(resources).find((known) => known.plural === plural && known.group === group);
  if (!resource) throw new Error(`Unknown resource ${plural}.`);
  return resource;
}
