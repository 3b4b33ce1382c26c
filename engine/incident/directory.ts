/** Which workload a host name leads to: Services by their selectors, then workloads by their names, then hosts outside. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import type { ConfigMapUse } from '../evidence/configmap.ts';
import { configMapsOf } from '../evidence/configmap.ts';
import { fieldsAt, textAt } from '../evidence/field.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import { createAddresses, dropOldest } from './addresses.ts';
import { groupByLabel } from './labelled.ts';
import type { HostMention, HostsOfKey } from './hosts.ts';
import { hostsInConfigMap, hostsInPodSpec, isOutside } from './hosts.ts';

const maxServices = 5000;
const maxWorkloads = 5000;
const maxConfigMaps = 5000;
const maxResolved = 20_000;
/** A map that so many read as a whole is the address book of all, and says of none of them whom it calls. */
const readersOfAddressBook = 4;

export interface ServiceRecord {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, unknown>>;
  readonly externalName: string | undefined;
  readonly clusterIP: string | undefined;
  readonly userFacing: boolean;
}

export interface WorkloadRecord {
  readonly labels: Readonly<Record<string, string>>;
  readonly hosts: readonly HostMention[];
  /** Not there in what earlier releases saved. */
  readonly configMaps?: readonly ConfigMapUse[] | undefined;
  /** A controller's template holds for all its pods; a pod's own only where no controller was seen. */
  readonly byController: boolean;
}

export interface DirectoryState {
  readonly services: readonly ServiceRecord[];
  readonly workloads: readonly (readonly [WorkloadId, WorkloadRecord])[];
  readonly ingressBackends: readonly string[];
  /** Not there in what earlier releases saved. */
  readonly configMaps?: readonly (readonly [string, readonly HostsOfKey[]])[] | undefined;
}

export class Directory {
  readonly #services = new Map<string, ServiceRecord>();
  readonly #workloads = new Map<WorkloadId, WorkloadRecord>();
  readonly #ingressBackends = new Set<string>();
  readonly #configMaps = new Map<string, readonly HostsOfKey[]>();
  readonly #addresses = createAddresses();
  readonly #resolved = new Map<string, readonly EntityId[]>();
  readonly #redact: (text: string) => string;
  #byName: Map<string, WorkloadId> | null = null;
  #byPlace: Map<string, WorkloadId> | null = null;
  #byLabel: ReturnType<typeof groupByLabel<WorkloadRecord>> | null = null;
  #nameServer: EntityId | null = null;
  /** Grows with every change that may lead a name elsewhere. */
  version = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  /** Takes the object as delivered: host names stand in values that are hashed afterwards. */
  see(object: KubeObject, workload: WorkloadId | null, deleted: boolean): void {
    if (this.#addresses.see(object, workload, deleted) && this.#isByHand(object)) this.#changed();
    if (object.kind === 'Service') this.#seeService(object, deleted);
    else if (object.kind === 'Ingress' && !deleted) this.#seeIngress(object);
    else if (object.kind === 'ConfigMap') this.#seeConfigMap(object, deleted);
    else if (workload !== null && !deleted) this.#seeWorkload(object, workload);
  }

  /** Makes a workload known by its name alone, as in recordings without objects. */
  know(workload: WorkloadId): void {
    if (!this.#workloads.has(workload)) this.#setWorkload(workload, { labels: {}, hosts: [], byController: false });
  }

  workloads(): ReadonlyMap<WorkloadId, WorkloadRecord> {
    return this.#workloads;
  }

  /** Whom each workload is configured to call: by its own pods and by the ConfigMaps that they read. */
  *configured(): Iterable<readonly [WorkloadId, readonly HostMention[]]> {
    const readers = new Map<string, number>();
    for (const [workload, { configMaps = [] }] of this.#workloads)
      for (const map of new Set(configMaps.filter(({ key }) => key === null).map(({ name }) => mapKey(workload, name))))
        readers.set(map, (readers.get(map) ?? 0) + 1);
    for (const [workload, { hosts, configMaps = [] }] of this.#workloads) {
      const named = configMaps.flatMap(({ name, key }) => {
        const map = mapKey(workload, name);
        if (key === null && (readers.get(map) ?? 0) >= readersOfAddressBook) return [];
        return (this.#configMaps.get(map) ?? []).filter((of) => key === null || of.key === key).flatMap((of) => of.hosts);
      });
      yield [workload, [...hosts, ...named]];
    }
  }

  /** Behind an Ingress, a load balancer or a node port: its failure is seen by people. */
  isUserFacing(workload: WorkloadId): boolean {
    for (const [key, service] of this.#services) {
      if ((service.userFacing || this.#ingressBackends.has(key)) && this.#targets(service).includes(workload)) return true;
    }
    return false;
  }

  /** The entities behind a host that something in `namespace` names; several where a Service selects several workloads. */
  resolve({ host, certain }: HostMention, namespace: string): readonly EntityId[] {
    // Pods come and go with theirs.
    if (isAddress.test(host)) return this.#byAddress(host);
    const key = `${namespace} ${host} ${certain ? 1 : 0}`;
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const found = this.#lookUp(host, certain, namespace);
    if (this.#resolved.size > maxResolved) this.#resolved.clear();
    this.#resolved.set(key, found);
    return found;
  }

  /** The workload at `namespace/name`, or of that name where no namespace is told; one of which nothing else is known where there is none. */
  workloadAt(place: string): WorkloadId {
    this.#byPlace ??= new Map([...this.#workloads.keys()].flatMap((id) => placesOf(id).map((key) => [key, id] as const)));
    const known = this.#byPlace.get(place);
    if (known !== undefined) return known;
    return place.startsWith('/') ? `default/workload${place}` : place.replace('/', '/workload/');
  }

  /** The label is what every distribution puts on it; its name is what is left where a chart puts another. */
  nameServer(): EntityId {
    this.#nameServer ??= [...this.#workloads].find(isNameServer)?.[0] ?? 'external/DNS of the cluster';
    return this.#nameServer;
  }

  snapshot(): DirectoryState {
    return {
      services: [...this.#services.values()],
      workloads: [...this.#workloads],
      ingressBackends: [...this.#ingressBackends],
      configMaps: [...this.#configMaps],
    };
  }

  restore(state: DirectoryState): void {
    for (const collection of [this.#services, this.#workloads, this.#ingressBackends, this.#configMaps]) collection.clear();
    for (const service of state.services) this.#services.set(`${service.namespace}/${service.name}`, service);
    for (const [workload, record] of state.workloads) this.#workloads.set(workload, record);
    for (const key of state.ingressBackends) this.#ingressBackends.add(key);
    for (const [key, hosts] of state.configMaps ?? []) this.#configMaps.set(key, hosts);
    this.#changed();
  }

  #seeService(object: KubeObject, deleted: boolean): void {
    const { name, namespace = 'default' } = object.metadata;
    const key = `${namespace}/${name}`;
    if (deleted) this.#services.delete(key);
    else {
      const type = textAt(object, 'spec', 'type') ?? 'ClusterIP';
      const [externalName, clusterIP] = [textAt(object, 'spec', 'externalName'), textAt(object, 'spec', 'clusterIP')];
      const selector = fieldsAt(object, 'spec', 'selector');
      this.#services.set(key, {
        namespace,
        name,
        selector,
        externalName,
        clusterIP,
        userFacing: type === 'LoadBalancer' || type === 'NodePort',
      });
      dropOldest(this.#services, maxServices);
    }
    this.#changed();
  }

  #seeIngress(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? 'default';
    // Backends stand at several depths of an Ingress; all of them look alike.
    for (const match of JSON.stringify(object.spec ?? {}).matchAll(/"service":\{"name":"([a-z0-9.-]+)"/g))
      this.#ingressBackends.add(`${namespace}/${match[1] ?? ''}`);
    dropOldest(this.#ingressBackends, maxServices);
  }

  /** Only those that name hosts are kept. */
  #seeConfigMap(object: KubeObject, deleted: boolean): void {
    const key = `${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
    const hosts = deleted ? [] : hostsInConfigMap(object, this.#redact);
    if (JSON.stringify(hosts) === JSON.stringify(this.#configMaps.get(key) ?? [])) return;
    if (hosts.length === 0) this.#configMaps.delete(key);
    else this.#configMaps.set(key, hosts);
    dropOldest(this.#configMaps, maxConfigMaps);
    this.#changed();
  }

  #seeWorkload(object: KubeObject, workload: WorkloadId): void {
    const isPod = object.kind === 'Pod';
    const known = this.#workloads.get(workload);
    if (isPod && known?.byController === true) return;
    const template = fieldsAt(object, 'spec', 'template');
    const podSpec = isPod ? object.spec : template['spec'];
    if (podSpec === undefined || object.kind === 'ReplicaSet') return;
    const labels = isPod ? (object.metadata.labels ?? {}) : stringsOf(fieldsAt(template, 'metadata', 'labels'));
    const hosts = hostsInPodSpec(podSpec, this.#redact);
    const configMaps = configMapsOf(podSpec);
    const record = {
      labels: withoutHash(labels),
      hosts,
      ...(configMaps.length === 0 ? {} : { configMaps }),
      byController: !isPod,
    };
    if (known === undefined || JSON.stringify(known) !== JSON.stringify(record)) this.#setWorkload(workload, record);
  }

  #setWorkload(workload: WorkloadId, record: WorkloadRecord): void {
    this.#workloads.set(workload, record);
    dropOldest(this.#workloads, maxWorkloads);
    this.#changed();
  }

  #changed(): void {
    this.version += 1;
    this.#byName = null;
    this.#byPlace = null;
    this.#nameServer = null;
    this.#resolved.clear();
  }

  #lookUp(host: string, certain: boolean, namespace: string): readonly EntityId[] {
    const [name = '', ofNamespace = namespace] = host.replace(podOfService, '').split('.');
    const key = `${ofNamespace}/${name}`;
    const service = inCluster.test(host.replace(podOfService, '')) ? this.#services.get(key) : undefined;
    if (service !== undefined) return this.#targets(service);
    const workload = inCluster.test(host.replace(podOfService, '')) ? this.#named(key) : undefined;
    if (workload !== undefined) return [workload];
    return certain && isOutside(host) ? [`external/${host}`] : [];
  }

  /** By `namespace/name`. */
  #named(key: string): WorkloadId | undefined {
    this.#byName ??= new Map([...this.#workloads.keys()].map((id) => [nameKey(id), id]));
    return this.#byName.get(key);
  }

  #byAddress(address: string): readonly EntityId[] {
    const service = [...this.#services.values()].find(({ clusterIP }) => clusterIP === address);
    const workload = service === undefined ? this.#addresses.workloadAt(address) : undefined;
    return service === undefined ? (workload === undefined ? [] : [workload]) : this.#targets(service);
  }

  /** The Service of a slice selects nobody: its slices alone say where it leads. */
  #isByHand({ metadata: { namespace = 'default', labels } }: KubeObject): boolean {
    const service = this.#services.get(`${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`);
    return service !== undefined && Object.keys(service.selector).length === 0;
  }

  #targets(service: ServiceRecord): readonly EntityId[] {
    const wanted = Object.entries(service.selector);
    const [first] = wanted;
    if (service.externalName !== undefined) return [`external/${service.externalName}`];
    const matching =
      wanted.length === 0
        ? this.#addresses.behind(`${service.namespace}/${service.name}`)
        : ((this.#byLabel ??= groupByLabel(this.#workloads)).get(`${service.namespace} ${first?.[0]}=${String(first?.[1])}`) ?? [])
            .filter(([, { labels }]) => wanted.every(([key, value]) => labels[key] === value))
            .map(([id]) => id);
    if (matching.length > 0) return matching;
    // A selector that selects nobody is a fault of its own; who calls the Service still means the workload of that name.
    const namesake = wanted.length === 0 ? undefined : this.#named(`${service.namespace}/${service.name}`);
    return [namesake ?? `external/${service.name}.${service.namespace}`];
  }
}

const isAddress = /^\d+\.\d+\.\d+\.\d+$/;
/** `name`, `name.namespace`, `name.namespace.svc` and `name.namespace.svc.DOMAIN`. */
const inCluster = /^[a-z0-9-]+(\.[a-z0-9-]+(\.svc(\.[a-z0-9.-]+)?)?)?$/;
/** A StatefulSet's pods are called by `pod.service.namespace.svc`. */
const podOfService = /^[a-z0-9-]+\.(?=[a-z0-9-]+\.[a-z0-9-]+\.svc(\.|$))/;
function isNameServer([id, { labels }]: readonly [WorkloadId, WorkloadRecord]): boolean {
  return labels['k8s-app'] === 'kube-dns' || /^kube-system\/[a-z]+\/(core|kube-)dns$/.test(id);
}

function mapKey(workload: WorkloadId, name: string): string {
  return `${parseWorkloadId(workload).namespace}/${name}`;
}

function placesOf(id: WorkloadId): readonly string[] {
  const { namespace, name } = parseWorkloadId(id);
  return [`/${name}`, `${namespace}/${name}`];
}

function nameKey(id: WorkloadId): string {
  const { namespace, name } = parseWorkloadId(id);
  return `${namespace}/${name}`;
}

/** The template hash changes with every rollout and selects nothing. */
function withoutHash(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.endsWith('-hash') && key !== 'controller-revision-hash'));
}

function stringsOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
