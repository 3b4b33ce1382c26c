/** Who depends on whom, and how that is known. External hosts and nodes are entities too, since a shared one explains many. */
import type { Edge, KubeObject, WorkloadId } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { DirectoryState } from './directory.ts';
import { Directory } from './directory.ts';
import { hostsInText, type HostMention } from './hosts.ts';

const maxEdges = 5000;
/** Of all whom ways were asked from together. */
const maxWithin = 200_000;
/** Calls go through few hops; a longer way says nothing. */
const maxHops = 6;
/** Entities looked at in one search; a storm must not make ticks slow. */
const maxVisited = 500;

/** Whom texts name. `weak` names are bare words that happen to be the name of a workload. */
export interface Named {
  readonly strong: readonly EntityId[];
  readonly weak: readonly EntityId[];
  /** Names could not be resolved: what was asked for is not to blame, whoever it was. */
  readonly isUnresolved?: boolean | undefined;
}

export interface GraphState {
  readonly directory: DirectoryState;
  readonly observed: readonly Edge[];
}

export class Graph {
  readonly #directory: Directory;
  readonly #observed = new Map<string, Edge>();
  /** What was observed since edges were last put together: the edge, or null for one that made room. Taken in with the next new one. */
  readonly #pending = new Map<string, Edge | null>();
  /** Observed edges as they were last taken in, all in their order, and by who calls. */
  readonly #settled = new Map<string, Edge>();
  readonly #settledOf = new Map<EntityId, Map<EntityId, Edge>>();
  /** Edges out of objects, as of a version of the directory. */
  #configured: readonly Edge[] = [];
  #configuredOf: ReadonlyMap<EntityId, readonly Edge[]> = new Map();
  #version = -1;
  #isStale = true;
  /** Put together when asked for: in a storm each line may show another edge, and a cluster has tens of thousands. */
  readonly #out = new Map<EntityId, ReadonlyMap<EntityId, Edge>>();
  #in: Map<EntityId, Set<EntityId>> | null = null;
  /** Of whom was asked, everybody within a few hops, each with who leads there: in a storm many are asked for from the same. */
  readonly #within = new Map<EntityId, ReadonlyMap<EntityId, EntityId | null>>();
  #withinSize = 0;

  constructor(redact: (text: string) => string) {
    this.#directory = new Directory(redact);
  }

  /** Takes the object as delivered: host names stand in values that are hashed afterwards. */
  see(object: KubeObject, workload: WorkloadId | null, deleted: boolean): void {
    this.#directory.see(object, workload, deleted);
  }

  /** Makes a workload known by its name alone, as in recordings without objects. */
  know(workload: WorkloadId): void {
    this.#directory.know(workload);
  }

  /** Whom the error texts of `from` name; strong names become observed edges. */
  named(from: WorkloadId, texts: readonly string[], atMs: number): Named {
    const { namespace } = parseWorkloadId(from);
    const strong = new Set<EntityId>();
    const weak = new Set<EntityId>();
    for (const mention of texts.flatMap((text) => hostsInText(text, 'named in its error texts'))) {
      for (const to of this.#meant(from, mention, namespace)) {
        if (to === from || this.#isCallerOf(to, from)) continue;
        if (mention.certain || this.callees(from).has(to)) strong.add(to);
        else weak.add(to);
      }
    }
    for (const to of strong) this.#observe({ from, to, known: 'observed', source: 'named in its error texts', lastSeenAtMs: atMs });
    return { strong: [...strong], weak: [...weak].filter((to) => !strong.has(to)) };
  }

  /** A bare name of no cluster may be anything, but for the hosts that the workload is known to call. */
  #meant(from: WorkloadId, mention: HostMention, namespace: string): readonly EntityId[] {
    const resolved = this.#directory.resolve(mention, namespace);
    const outside = `external/${mention.host}`;
    return resolved.length === 0 && this.callees(from).has(outside) ? [outside] : resolved;
  }

  /** Spans show a call; places are `namespace/name`, the namespace may be empty. */
  called(from: string, to: string, atMs: number): void {
    const [caller, callee] = [this.#directory.workloadAt(from), this.#directory.workloadAt(to)];
    if (caller !== callee) this.#observe({ from: caller, to: callee, known: 'observed', source: 'spans of one trace', lastSeenAtMs: atMs });
  }

  /** Lines of requests show that one goes on to the other; the weakest, which takes the place of nothing that is known otherwise. */
  infer(from: WorkloadId, to: WorkloadId, atMs: number): void {
    const known = this.#observed.get(`${from}>${to}`);
    const isKnown = known === undefined ? this.path(from, to) !== null || this.path(to, from) !== null : known.known !== 'inferred';
    if (!isKnown) this.#observe({ from, to, known: 'inferred', source: 'lines of the same requests', lastSeenAtMs: atMs });
  }

  /** The workload at a place. */
  workloadAt(place: string): WorkloadId {
    return this.#directory.workloadAt(place);
  }

  /** Who resolves names; one of which nothing is known where it is not watched. */
  nameServer(): EntityId {
    return this.#directory.nameServer();
  }

  callees(from: EntityId): ReadonlyMap<EntityId, Edge> {
    this.#refresh();
    let callees = this.#out.get(from);
    if (callees === undefined) this.#out.set(from, (callees = this.#calleesOf(from)));
    return callees;
  }

  callers(to: EntityId): ReadonlySet<EntityId> {
    this.#refresh();
    this.#in ??= callersIn(this.#all());
    return this.#in.get(to) ?? noEntities;
  }

  /** The shortest way along calls, both ends included; null where there is none within a few hops. */
  path(from: EntityId, to: EntityId): readonly EntityId[] | null {
    if (from === to) return [from];
    // Taking in what is new forgets the ways along older edges.
    this.#refresh();
    let within = this.#within.get(from);
    if (within === undefined) {
      if (this.#withinSize >= maxWithin) this.#forgetWays();
      within = this.#search(from);
      this.#within.set(from, within);
      this.#withinSize += within.size;
    }
    return within.has(to) ? wayBack(within, to) : null;
  }

  workloads(): Iterable<WorkloadId> {
    return this.#directory.workloads().keys();
  }

  isUserFacing(workload: WorkloadId): boolean {
    return this.#directory.isUserFacing(workload);
  }

  edges(): readonly Edge[] {
    this.#refresh();
    return [...this.#all().values()].flatMap((callees) => [...callees.values()]);
  }

  snapshot(): GraphState {
    return { directory: this.#directory.snapshot(), observed: [...this.#observed.values()] };
  }

  restore(state: GraphState): void {
    this.#observed.clear();
    this.#directory.restore(state.directory);
    for (const collection of [this.#pending, this.#settled, this.#settledOf, this.#out]) collection.clear();
    for (const edge of state.observed) {
      this.#observed.set(`${edge.from}>${edge.to}`, edge);
      this.#pending.set(`${edge.from}>${edge.to}`, edge);
    }
    this.#isStale = true;
  }

  /** Breadth first. */
  #search(from: EntityId): ReadonlyMap<EntityId, EntityId | null> {
    const before = new Map<EntityId, EntityId | null>([[from, null]]);
    let frontier: EntityId[] = [from];
    for (let hop = 0; hop < maxHops && frontier.length > 0 && before.size < maxVisited; hop += 1) {
      frontier = frontier.flatMap((at) => this.#reached(at, before));
    }
    return before;
  }

  /** Whom `at` calls and nobody before it does; from now on it leads there. */
  #reached(at: EntityId, before: Map<EntityId, EntityId | null>): EntityId[] {
    const fresh = [...this.callees(at).keys()].filter((callee) => !before.has(callee));
    for (const callee of fresh) before.set(callee, at);
    return fresh;
  }

  #forgetWays(): void {
    this.#within.clear();
    this.#withinSize = 0;
  }

  #observe(edge: Edge): void {
    const key = `${edge.from}>${edge.to}`;
    const isNew = this.#observed.get(key)?.known !== edge.known;
    this.#observed.delete(key);
    this.#observed.set(key, edge);
    this.#pending.delete(key);
    this.#pending.set(key, edge);
    const oldest = this.#observed.keys().next().value;
    if (this.#observed.size > maxEdges && oldest !== undefined) {
      this.#observed.delete(oldest);
      this.#pending.set(oldest, null);
    }
    if (isNew) this.#isStale = true;
  }

  /** Who is known to call `to`'s caller is no dependency of it: a server also names its clients. */
  #isCallerOf(client: EntityId, server: EntityId): boolean {
    return this.callees(client).get(server)?.known === 'configured' && this.callees(server).get(client)?.known !== 'configured';
  }

  /** Takes in what was observed, where any edge is new, and what objects say, where that has changed. */
  #refresh(): void {
    if (!this.#isStale && this.#version === this.#directory.version) return;
    this.#isStale = false;
    this.#in = null;
    this.#forgetWays();
    for (const [key, edge] of this.#pending) this.#settle(key, edge);
    this.#pending.clear();
    if (this.#version === this.#directory.version) return;
    this.#version = this.#directory.version;
    this.#configured = this.#resolved().slice(0, maxEdges);
    this.#configuredOf = Map.groupBy(this.#configured, ({ from }) => from);
    this.#out.clear();
  }

  #settle(key: string, edge: Edge | null): void {
    const before = this.#settled.get(key);
    this.#settled.delete(key);
    const { from, to } = edge ?? before ?? { from: '', to: '' };
    const callees = this.#settledOf.get(from) ?? new Map<EntityId, Edge>();
    callees.delete(to);
    if (edge !== null) {
      this.#settled.set(key, edge);
      callees.set(to, edge);
    }
    if (callees.size === 0) this.#settledOf.delete(from);
    else this.#settledOf.set(from, callees);
    this.#out.delete(from);
  }

  #calleesOf(from: EntityId): ReadonlyMap<EntityId, Edge> {
    const callees = new Map(this.#settledOf.get(from));
    for (const edge of this.#configuredOf.get(from) ?? []) addEdge(callees, edge);
    return callees.size === 0 ? noEdges : callees;
  }

  /** All edges, in the order in which they are known. */
  #all(): ReadonlyMap<EntityId, ReadonlyMap<EntityId, Edge>> {
    const out = new Map<EntityId, ReadonlyMap<EntityId, Edge>>();
    for (const { from } of this.#settled.values()) if (!out.has(from)) out.set(from, this.callees(from));
    for (const { from } of this.#configured) if (!out.has(from)) out.set(from, this.callees(from));
    return out;
  }

  #resolved(): readonly Edge[] {
    return [...this.#directory.configured()].flatMap(([from, hosts]) =>
      hosts.flatMap((mention) =>
        this.#directory
          .resolve(mention, parseWorkloadId(from).namespace)
          .filter((to) => to !== from)
          .map((to) => ({ from, to, known: 'configured' as const, source: mention.source, lastSeenAtMs: 0 })),
      ),
    );
  }
}

const noEdges: ReadonlyMap<EntityId, Edge> = new Map();
const noEntities: ReadonlySet<EntityId> = new Set();

function addEdge(callees: Map<EntityId, Edge>, edge: Edge): void {
  // What is configured is told by its variable; that it was also observed adds only when.
  const known = callees.get(edge.to);
  callees.set(edge.to, known === undefined ? edge : { ...edge, lastSeenAtMs: Math.max(known.lastSeenAtMs, edge.lastSeenAtMs) });
}

function callersIn(out: ReadonlyMap<EntityId, ReadonlyMap<EntityId, Edge>>): Map<EntityId, Set<EntityId>> {
  const callers = new Map<EntityId, Set<EntityId>>();
  for (const [from, callees] of out) {
    for (const to of callees.keys()) {
      const known = callers.get(to);
      if (known === undefined) callers.set(to, new Set([from]));
      else known.add(from);
    }
  }
  return callers;
}

function wayBack(before: ReadonlyMap<EntityId, EntityId | null>, to: EntityId): readonly EntityId[] {
  const way: EntityId[] = [];
  for (let at: EntityId | null | undefined = to; at !== null && at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}
