/** The picture of the cluster as it stands: the inventory's objects, what happened, and the log patterns of the workloads. */
import type { KubeObject, Observation, WorkloadId } from '../domain.ts';
import { fieldsAt, textAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Graph } from '../incident/graph.ts';
import type { CallEdge, ClusterEvent, ClusterState, ErrorText } from './cluster.ts';
import type { HappeningsState } from './happenings.ts';
import { Happenings } from './happenings.ts';
import { createSeriesStore } from './series.ts';
import type { SeriesStore } from './series.ts';

/** What a workload wrote, as patterns; asked for only where a check needs it. */
export type TextsOf = (workload: WorkloadId) => readonly ErrorText[];

export interface Moment {
  readonly nowMs: number;
  readonly watchingSinceMs: number;
  readonly texts: TextsOf;
}

/** Beside the objects, which the inventory has. */
export class Picture {
  readonly #inventory: Inventory;
  readonly #graph: Graph;
  readonly #happenings: Happenings;
  readonly #series: SeriesStore = createSeriesStore();
  #version = 0;

  constructor(inventory: Inventory, graph: Graph, redact: (text: string) => string) {
    this.#inventory = inventory;
    this.#graph = graph;
    this.#happenings = new Happenings(redact);
  }

  get forgotten(): number {
    return this.#happenings.forgotten;
  }

  /** Grows with what checks may answer otherwise to; metrics and leases are renewed all the time. */
  get version(): number {
    return this.#version;
  }

  /** Objects go to the inventory; the rest is kept here. */
  observe(observation: Observation): void {
    const isRoutine = observation.type === 'metric' || (observation.type === 'object' && observation.object.kind === 'Lease');
    if (!isRoutine) this.#version += 1;
    if (observation.type === 'event') this.#happenings.seeEvent(observation);
    else if (observation.type === 'alert') this.#happenings.seeAlert(observation);
    else if (observation.type === 'edge') this.#happenings.seeEdge(observation);
    else if (observation.type === 'metric') this.#series.observe(observation);
  }

  /** Whether somebody else said lately that something is wrong: any alert that is no passed check. */
  hasComplaint(nowMs: number): boolean {
    return this.#happenings.complaints(nowMs).length > 0;
  }

  at(moment: Moment): ClusterState {
    return new View(moment, { inventory: this.#inventory, graph: this.#graph, happenings: this.#happenings, series: this.#series });
  }

  snapshot(): HappeningsState {
    return this.#happenings.snapshot();
  }

  restore(state: HappeningsState): void {
    this.#happenings.restore(state);
  }
}

interface Parts {
  readonly inventory: Inventory;
  readonly graph: Graph;
  readonly happenings: Happenings;
  readonly series: SeriesStore;
}

const severe: ReadonlySet<string> = new Set(['warning', 'error', 'fatal']);

/** One look at the picture; what is worked out for one check is kept for the next. */
class View implements ClusterState {
  readonly nowMs: number;
  readonly watchingSinceMs: number;
  readonly #texts: TextsOf;
  readonly #parts: Parts;
  readonly #textsOf = new Map<WorkloadId, readonly ErrorText[]>();
  #workloads: readonly WorkloadId[] | null = null;
  #eventsOf: Map<WorkloadId, ClusterEvent[]> | null = null;
  #byLabel: ReadonlyMap<string, readonly WorkloadId[]> | null = null;
  #edges: readonly CallEdge[] | null = null;

  constructor({ nowMs, watchingSinceMs, texts }: Moment, parts: Parts) {
    this.nowMs = nowMs;
    this.watchingSinceMs = watchingSinceMs;
    this.#texts = texts;
    this.#parts = parts;
  }

  objects(kind: string): Iterable<KubeObject> {
    return this.#parts.inventory.objects(kind);
  }

  knows(kind: string): boolean {
    return this.#parts.inventory.objects(kind).length > 0;
  }

  find(kind: string, namespace: string, name: string): KubeObject | null {
    return this.#parts.inventory.find(kind, namespace, name);
  }

  workloadOf(kind: string, namespace: string, name: string): WorkloadId | null {
    return this.#parts.inventory.workloadOf(kind, namespace, name);
  }

  workloads(): readonly WorkloadId[] {
    return (this.#workloads ??= this.#parts.inventory.workloads());
  }

  pods(workload: WorkloadId): readonly KubeObject[] {
    return this.#parts.inventory.pods(workload);
  }

  controller(workload: WorkloadId): KubeObject | null {
    const { namespace, kind, name } = parseWorkloadId(workload);
    return this.find(kind, namespace, name);
  }

  podSpec(workload: WorkloadId): unknown {
    const controller = this.controller(workload);
    const template = fieldsAt(controller, 'spec', 'template');
    if (template['spec'] !== undefined) return template['spec'];
    return this.pods(workload)[0]?.spec ?? {};
  }

  podLabels(workload: WorkloadId): Readonly<Record<string, string>> {
    const labels = fieldsAt(this.controller(workload), 'spec', 'template', 'metadata', 'labels');
    if (Object.keys(labels).length > 0) return textsIn(labels);
    return this.pods(workload)[0]?.metadata.labels ?? {};
  }

  selected(namespace: string, selector: Readonly<Record<string, unknown>>): readonly WorkloadId[] {
    const wanted = Object.entries(selector);
    if (wanted.length === 0) return [];
    this.#byLabel ??= this.#groupLabels();
    const [key = '', value = ''] = wanted[0] ?? [];
    return (this.#byLabel.get(`${namespace} ${key}=${String(value)}`) ?? []).filter((workload) => {
      const labels = this.podLabels(workload);
      return wanted.every(([label, text]) => labels[label] === text);
    });
  }

  events(kind?: string, namespace?: string, name?: string): readonly ClusterEvent[] {
    return this.#parts.happenings.events(kind, namespace, name);
  }

  eventsOf(workload: WorkloadId): readonly ClusterEvent[] {
    this.#eventsOf ??= this.#groupEvents();
    return this.#eventsOf.get(workload) ?? [];
  }

  complaints(): ReturnType<ClusterState['complaints']> {
    return this.#parts.happenings.complaints(this.nowMs);
  }

  alerts(name?: string): ReturnType<ClusterState['alerts']> {
    return this.#parts.happenings.alerts(name);
  }

  edges(): readonly CallEdge[] {
    return (this.#edges ??= this.#joinEdges());
  }

  callersOf(workload: WorkloadId): readonly WorkloadId[] {
    return [...new Set(this.edges().flatMap(({ from, to }) => (to === workload ? from : [])))];
  }

  calleesOf(workload: WorkloadId): readonly WorkloadId[] {
    return [...new Set(this.edges().flatMap(({ from, to }) => (from === workload ? to : [])))];
  }

  errorsOf(workload: WorkloadId): readonly ErrorText[] {
    return this.textsOf(workload).filter(({ level }) => severe.has(level));
  }

  textsOf(workload: WorkloadId): readonly ErrorText[] {
    const known = this.#textsOf.get(workload);
    if (known !== undefined) return known;
    const texts = this.#texts(workload).toSorted((a, b) => a.lastAtMs - b.lastAtMs);
    this.#textsOf.set(workload, texts);
    return texts;
  }

  metrics(name?: string): ReturnType<ClusterState['metrics']> {
    return this.#parts.series.named(name);
  }

  /** By namespace and one label, since asking every workload for every Service takes seconds where there are a thousand of each. */
  #groupLabels(): ReadonlyMap<string, readonly WorkloadId[]> {
    const grouped = new Map<string, WorkloadId[]>();
    for (const workload of this.workloads()) {
      const { namespace } = parseWorkloadId(workload);
      for (const [key, value] of Object.entries(this.podLabels(workload))) {
        const at = `${namespace} ${key}=${value}`;
        const list = grouped.get(at);
        if (list === undefined) grouped.set(at, [workload]);
        else list.push(workload);
      }
    }
    return grouped;
  }

  #groupEvents(): Map<WorkloadId, ClusterEvent[]> {
    const grouped = new Map<WorkloadId, ClusterEvent[]>();
    for (const event of this.events()) {
      const { kind, name } = event.object;
      const workload = this.workloadOf(kind, event.namespace, name) ?? this.#byName(kind, event.namespace, name);
      if (workload === null) continue;
      const list = grouped.get(workload);
      if (list === undefined) grouped.set(workload, [event]);
      else list.push(event);
    }
    return grouped;
  }

  /** Pods and ReplicaSets that were never seen are called after their workload. */
  #byName(kind: string, namespace: string, name: string): WorkloadId | null {
    if (kind !== 'Pod' && kind !== 'ReplicaSet') return null;
    const parts = name.split('-');
    for (const cut of kind === 'Pod' ? [2, 1] : [1]) {
      const called = parts.slice(0, -cut).join('-');
      const found = ['Deployment', 'StatefulSet', 'DaemonSet'].find((owner) => this.find(owner, namespace, called) !== null);
      if (found !== undefined) return this.workloadOf(found, namespace, called);
    }
    return null;
  }

  #joinEdges(): readonly CallEdge[] {
    const byName = new Map<string, WorkloadId>();
    for (const workload of this.workloads()) {
      const { namespace, name } = parseWorkloadId(workload);
      // A controller's name beats a label of the same text.
      for (const called of [this.podLabels(workload)['app'], name])
        if (called !== undefined) this.#name(byName, { namespace, called, workload });
    }
    const told = this.#parts.happenings.edges().flatMap(({ namespace, from, to }): readonly CallEdge[] => {
      const at = namespace === null ? '' : `${namespace}/`;
      const [caller, callee] = [byName.get(`${at}${from}`), byName.get(`${at}${to}`)];
      return caller === undefined || callee === undefined
        ? []
        : [{ from: caller, to: callee, known: 'told', source: 'told from elsewhere' }];
    });
    return [...told, ...this.#parts.graph.edges()];
  }

  #name(
    byName: Map<string, WorkloadId>,
    { namespace, called, workload }: { readonly namespace: string; readonly called: string; readonly workload: WorkloadId },
  ): void {
    byName.set(`${namespace}/${called}`, workload);
    if (!byName.has(called)) byName.set(called, workload);
  }
}

function textsIn(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

/** How people call a workload: the `app` label of its pods, else its name. */
export function appName(cluster: Pick<ClusterState, 'podLabels'>, workload: WorkloadId): string {
  return textAt(cluster.podLabels(workload), 'app') ?? parseWorkloadId(workload).name;
}
