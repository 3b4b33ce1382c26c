/** Who depends on whom, and how that is known. External hosts and nodes are entities too, since a shared one explains many. */
import type { Edge, KubeObject, WorkloadId } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { DirectoryState } from './directory.ts';
import { Directory } from './directory.ts';
import { hostsInText } from './hosts.ts';

const maxEdges = 5000;
/** Remembered ways, found or not. */
const maxPaths = 50_000;
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
  #out: Map<EntityId, Map<EntityId, Edge>> | null = null;
  #outOfVersion = -1;
  #in: Map<EntityId, Set<EntityId>> = new Map();
  readonly #paths = new Map<string, readonly EntityId[] | null>();

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
      for (const to of this.#directory.resolve(mention, namespace)) {
        if (to === from || this.#isCallerOf(to, from)) continue;
        if (mention.certain || this.callees(from).has(to)) strong.add(to);
        else weak.add(to);
      }
    }
    for (const to of strong) this.#observe({ from, to, known: 'observed', source: 'named in its error texts', lastSeenAtMs: atMs });
    return { strong: [...strong], weak: [...weak].filter((to) => !strong.has(to)) };
  }

  /** Spans show a call; places are `namespace/name`, the namespace may be empty. */
  called(from: string, to: string, atMs: number): void {
    const [caller, callee] = [this.#directory.workloadAt(from), this.#directory.workloadAt(to)];
    if (caller !== callee) this.#observe({ from: caller, to: callee, known: 'observed', source: 'spans of one trace', lastSeenAtMs: atMs });
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
    return this.#edges().get(from) ?? noEdges;
  }

  callers(to: EntityId): ReadonlySet<EntityId> {
    this.#edges();
    return this.#in.get(to) ?? noEntities;
  }

  /** The shortest way along calls, both ends included; null where there is none within a few hops. */
  path(from: EntityId, to: EntityId): readonly EntityId[] | null {
    if (from === to) return [from];
    // Building the edges forgets the ways of older ones.
    this.#edges();
    const key = `${from}>${to}`;
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    const found = this.#search(from, to);
    if (this.#paths.size >= maxPaths) this.#paths.clear();
    this.#paths.set(key, found);
    return found;
  }

  workloads(): Iterable<WorkloadId> {
    return this.#directory.workloads().keys();
  }

  isUserFacing(workload: WorkloadId): boolean {
    return this.#directory.isUserFacing(workload);
  }

  edges(): readonly Edge[] {
    return [...this.#edges().values()].flatMap((callees) => [...callees.values()]);
  }

  snapshot(): GraphState {
    return { directory: this.#directory.snapshot(), observed: [...this.#observed.values()] };
  }

  restore(state: GraphState): void {
    this.#observed.clear();
    this.#directory.restore(state.directory);
    for (const edge of state.observed) this.#observed.set(`${edge.from}>${edge.to}`, edge);
    this.#out = null;
  }

  #search(from: EntityId, to: EntityId): readonly EntityId[] | null {
    const before = new Map<EntityId, EntityId | null>([[from, null]]);
    let frontier: EntityId[] = [from];
    for (let hop = 0; hop < maxHops && frontier.length > 0 && before.size < maxVisited; hop += 1) {
      const next: EntityId[] = [];
      for (const [at, callee] of frontier.flatMap((entity) => [...this.callees(entity).keys()].map((key) => [entity, key] as const))) {
        if (before.has(callee)) continue;
        before.set(callee, at);
        if (callee === to) return wayBack(before, to);
        next.push(callee);
      }
      frontier = next;
    }
    return null;
  }

  #observe(edge: Edge): void {
    const key = `${edge.from}>${edge.to}`;
    const isNew = !this.#observed.has(key);
    this.#observed.delete(key);
    this.#observed.set(key, edge);
    const oldest = this.#observed.keys().next().value;
    if (this.#observed.size > maxEdges && oldest !== undefined) this.#observed.delete(oldest);
    if (isNew) this.#out = null;
  }

  /** Who is known to call `to`'s caller is no dependency of it: a server also names its clients. */
  #isCallerOf(client: EntityId, server: EntityId): boolean {
    const edges = this.#edges();
    return edges.get(client)?.get(server)?.known === 'configured' && edges.get(server)?.get(client)?.known !== 'configured';
  }

  #edges(): Map<EntityId, Map<EntityId, Edge>> {
    if (this.#out !== null && this.#outOfVersion === this.#directory.version) return this.#out;
    const out = new Map<EntityId, Map<EntityId, Edge>>();
    for (const edge of this.#observed.values()) addEdge(out, edge);
    for (const edge of this.#configured().slice(0, maxEdges)) addEdge(out, edge);
    this.#in = new Map();
    for (const [from, callees] of out) for (const to of callees.keys()) this.#in.set(to, (this.#in.get(to) ?? new Set()).add(from));
    this.#paths.clear();
    this.#out = out;
    this.#outOfVersion = this.#directory.version;
    return out;
  }

  #configured(): readonly Edge[] {
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

function addEdge(out: Map<EntityId, Map<EntityId, Edge>>, edge: Edge): void {
  const callees = out.get(edge.from) ?? new Map<EntityId, Edge>();
  // What is configured is told by its variable; that it was also observed adds only when.
  const known = callees.get(edge.to);
  callees.set(edge.to, known === undefined ? edge : { ...edge, lastSeenAtMs: Math.max(known.lastSeenAtMs, edge.lastSeenAtMs) });
  out.set(edge.from, callees);
}

function wayBack(before: ReadonlyMap<EntityId, EntityId | null>, to: EntityId): readonly EntityId[] {
  const way: EntityId[] = [];
  for (let at: EntityId | null | undefined = to; at !== null && at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}
