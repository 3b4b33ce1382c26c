/** The LogDetectors and ClusterLogDetectors there are, which namespaces each reads, and who keeps the pods of a namespace to itself. */
import { isNamespaceSelected, soundNamespaces, validate, type LogDetector, type LogDetectorSelector } from '../../api/resource.ts';
import { detectorKey, isClusterKey, namespaceOf, splitDetectorKey } from '../detector-key.ts';
import type { OwnersIn } from '../detector/resolve.ts';
import { rankDetectors, refuseDetector, type Ranks, type UsageLimits } from '../detector/limits.ts';
import { resources, type ApiObject, type KubeClient } from '../kube/client.ts';
import { startInformer, type Informer, type InformerChange } from '../kube/informer.ts';
import type { Telemetry } from '../telemetry.ts';
import { asDetector, withoutAnnotations } from './resource.ts';

export interface Detectors {
  get(key: string): LogDetector | undefined;
  /** By `namespace/name`, those of the cluster last. */
  all(): readonly LogDetector[];
  /** Null, or why it is not served: there are more than the configuration allows. */
  refusal(key: string): string | null;
  /** Of a LogDetector its own; of a ClusterLogDetector those it selects now, by name. Null while they are not known. */
  namespacesOf(key: string): readonly string[] | null;
  /** Null, or why Namespaces are not known. */
  namespacesProblem(): string | null;
  /** One that is paused keeps its pods, one that is not valid or not served has none. */
  readonly ownersIn: OwnersIn;
  /** Whether it is known which detectors there are where this one would be. */
  isListed(key: string): boolean;
  whenAnswered(): Promise<void>;
  readonly done: Promise<void>;
}

export interface DetectorsOptions {
  readonly client: KubeClient;
  /** Empty: the whole cluster, and with it ClusterLogDetectors, which Roles cannot grant. */
  readonly namespaces: readonly string[];
  readonly limits: () => UsageLimits;
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  /** The detector is to be looked at. */
  onChange(key: string): void;
}

export function startDetectors(options: DetectorsOptions): Detectors {
  const { namespaces, limits } = options;
  let ranks: Ranks | null = null;

  function onChange(change: InformerChange<ApiObject>): void {
    // Neither age nor name of what is there ever changes.
    if (change.type !== 'updated') ranks = null;
    const key = detectorKey(change.object);
    options.onChange(key);
    if (isClusterKey(key) || !isNews(change)) return;
    owners.forget();
    // Its pods may be, or be no longer, left to it.
    for (const object of ofCluster?.detectors.list() ?? []) options.onChange(detectorKey(object));
  }

  const own = startInformer<ApiObject>({
    ...options,
    resource: resources.logdetectors,
    namespaces: namespaces.length > 0 ? namespaces : undefined,
    trim: withoutAnnotations,
    onChange,
  });
  const ofCluster = namespaces.length > 0 ? null : startClusterWide(options, onChange);

  const objects = (): readonly ApiObject[] => [...own.list(), ...(ofCluster?.detectors.list() ?? [])];
  const get = (key: string): LogDetector | undefined => {
    const object = isClusterKey(key) ? ofCluster?.detectors.get(splitDetectorKey(key).name) : own.get(key);
    return object && asDetector(object);
  };
  const refusal = (key: string): string | null => refuseDetector(key, (ranks ??= rankDetectors(objects())), limits());

  const owners = createOwners(() => own.list());

  return {
    get,
    all: () => objects().map(asDetector),
    refusal,
    namespacesOf: (key) => (isClusterKey(key) ? selectNamespaces(get(key), ofCluster?.namespaces) : [namespaceOf(key)]),
    namespacesProblem: () => ofCluster?.namespaces.problemOf() ?? null,
    ownersIn(detector, namespace) {
      if (!isClusterKey(detector)) return [];
      return owners.in(namespace).flatMap(({ key, selector }) => (refusal(key) === null ? [selector] : []));
    },
    isListed: (key) => (isClusterKey(key) ? ofCluster?.detectors.isListed('') === true : own.isListed(namespaceOf(key))),
    async whenAnswered() {
      await Promise.all([own.whenAnswered(), ofCluster?.detectors.whenAnswered()]);
    },
    done: Promise.all([own.done, ofCluster?.detectors.done, ofCluster?.namespaces.done]).then(() => undefined),
  };
}

/** What the sound LogDetectors of each namespace select; worked out where it is asked for, as there may be thousands. */
function createOwners(list: () => readonly ApiObject[]) {
  let byNamespace: ReadonlyMap<string, readonly ApiObject[]> | null = null;
  const known = new Map<string, readonly Owner[]>();
  return {
    in(namespace: string): readonly Owner[] {
      byNamespace ??= Map.groupBy(list(), ({ metadata }) => metadata.namespace ?? '');
      const found = known.get(namespace) ?? (byNamespace.get(namespace) ?? []).map(asDetector).flatMap(ownerOf);
      known.set(namespace, found);
      return found;
    },
    forget(): void {
      byNamespace = null;
      known.clear();
    },
  };
}

interface Owner {
  readonly key: string;
  readonly selector: LogDetectorSelector;
}

function ownerOf(detector: LogDetector): readonly Owner[] {
  const { status: _, ...wished } = detector;
  return validate(wished).length > 0 ? [] : [{ key: detectorKey(detector), selector: detector.spec.selector }];
}

function selectNamespaces(detector: LogDetector | undefined, known: Informer<ApiObject> | undefined): readonly string[] | null {
  const wished = soundNamespaces(detector?.spec);
  if (wished === null) return [];
  return known?.isListed('') ? namesOf(known.list().filter((one) => isNamespaceSelected(wished, one))) : null;
}

interface ClusterWide {
  readonly detectors: Informer<ApiObject>;
  readonly namespaces: Informer<ApiObject>;
}

/** What lies in no namespace. The kind is of a later release than the first: where its CRD is not applied, there are none. */
function startClusterWide(options: DetectorsOptions, onChange: (change: InformerChange<ApiObject>) => void): ClusterWide {
  const detectors = startInformer<ApiObject>({
    client: options.client,
    signal: options.signal,
    telemetry: options.telemetry,
    resource: resources.clusterlogdetectors,
    mayBeAbsent: true,
    trim: withoutAnnotations,
    onChange,
  });
  const namespaces = startInformer<ApiObject>({
    client: options.client,
    signal: options.signal,
    telemetry: options.telemetry,
    resource: resources.namespaces,
    metadataOnly: true,
    trim: nameAndLabels,
    onChange(change) {
      if (change.type === 'updated' && JSON.stringify(change.previous.metadata.labels) === JSON.stringify(change.object.metadata.labels))
        return;
      for (const object of detectors.list()) options.onChange(detectorKey(object));
    },
  });
  return { detectors, namespaces };
}

/** A status that was written is none. */
function isNews(change: InformerChange<ApiObject>): boolean {
  return change.type !== 'updated' || change.previous.metadata.generation !== change.object.metadata.generation;
}

function namesOf(objects: readonly ApiObject[]): readonly string[] {
  return objects.map(({ metadata }) => metadata.name).toSorted();
}

function nameAndLabels({ apiVersion, kind, metadata }: ApiObject): ApiObject {
  const { name, uid, resourceVersion, labels } = metadata;
  return { apiVersion, kind, metadata: { name, uid, resourceVersion, labels } };
}
