/** What in the heap belongs to which part of a workload: read from a heap snapshot of V8. */
import { getHeapSnapshot } from 'node:v8';

/** Part of a workload, such as `window.minutes`, by what it holds alone. */
export interface Share {
  readonly part: string;
  readonly bytes: number;
  /** Of these, memory outside the heap: contents of typed arrays. */
  readonly arrayBytes: number;
  readonly objects: number;
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly unknown[];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly unknown[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/**
 * Sums what only workloads hold, all of them together, largest first. Everything that something else reaches too (code, shared tables) counts as nobody's.
 */
export async function sharesOfWorkloads(): Promise<readonly Share[]> {
  const graph = graphOf(JSON.parse(await textOf(getHeapSnapshot())));
  const owners = new Map<string, { bytes: number; arrayBytes: number; objects: number }>();
  const workloads = graph.all().filter((node) => graph.className(node) === 'Workload');
  const seen = new Uint8Array(graph.count);
  for (const workload of workloads) seen[workload] = 1;
  flood(graph, [0], seen, () => {});
  for (const workload of workloads) {
    for (const { name, to } of graph.properties(workload)) {
      if (seen[to] === 1) continue;
      for (const [part, from] of partsOf(graph, name, to)) {
        const owner = owners.get(part) ?? { bytes: 0, arrayBytes: 0, objects: 0 };
        owners.set(part, owner);
        flood(
          graph,
          from.filter((node) => seen[node] === 0),
          seen,
          (node) => {
            owner.bytes += graph.size(node);
            owner.objects += 1;
            if (graph.className(node) === 'system / JSArrayBufferData') owner.arrayBytes += graph.size(node);
          },
        );
      }
    }
  }
  return [...owners].map(([part, of]) => ({ part, ...of })).toSorted((a, b) => b.bytes - a.bytes);
}

/** A property of a workload, split by the named fields of the object it is; what is left of it comes last. */
function partsOf(graph: Graph, name: string, node: number): readonly (readonly [string, readonly number[]])[] {
  const fields = graph.properties(node).filter(({ name: field }) => !/^\d+$/.test(field));
  const inner = graph.isInstance(node) ? fields.map(({ name: field, to }) => [`${name}.${field}`, [to]] as const) : [];
  return [...inner, [name, [node]]];
}

// oxlint-disable-next-line max-params -- the parts of one search
function flood(graph: Graph, from: readonly number[], seen: Uint8Array, visit: (node: number) => void): void {
  const stack = [...from];
  for (const node of from) seen[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    visit(node);
    for (const to of graph.targets(node)) {
      if (seen[to] === 1) continue;
      seen[to] = 1;
      stack.push(to);
    }
  }
}

type Graph = ReturnType<typeof graphOf>;

function graphOf({ snapshot, nodes, edges, strings }: Snapshot) {
  const { node_fields: nodeFields, edge_fields: edgeFields, node_types: nodeTypes, edge_types: edgeTypes } = snapshot.meta;
  const [width, edgeWidth] = [nodeFields.length, edgeFields.length];
  const at = (field: string): number => nodeFields.indexOf(field);
  const [typeAt, nameAt, sizeAt, edgesAt] = [at('type'), at('name'), at('self_size'), at('edge_count')];
  const weak = namesOf(edgeTypes).indexOf('weak');
  const property = namesOf(edgeTypes).indexOf('property');
  const object = namesOf(nodeTypes).indexOf('object');
  const count = nodes.length / width;
  const firstEdge = new Uint32Array(count + 1);
  for (let node = 0; node < count; node += 1) firstEdge[node + 1] = (firstEdge[node] ?? 0) + (nodes[node * width + edgesAt] ?? 0);
  const field = (node: number, offset: number): number => nodes[node * width + offset] ?? 0;
  const text = (index: number): string => strings[index] ?? '';

  function* edgesOf(node: number): Generator<{ readonly type: number; readonly name: number; readonly to: number }> {
    for (let edge = firstEdge[node] ?? 0; edge < (firstEdge[node + 1] ?? 0); edge += 1) {
      const [type = 0, name = 0, to = 0] = [edges[edge * edgeWidth], edges[edge * edgeWidth + 1], edges[edge * edgeWidth + 2]];
      yield { type, name, to: to / width };
    }
  }

  return {
    count,
    all: () => Array.from({ length: count }, (_, node) => node),
    size: (node: number) => field(node, sizeAt),
    className: (node: number) => text(field(node, nameAt)),
    /** An object of a class, not a list, a map or a closure. */
    isInstance: (node: number) => field(node, typeAt) === object && !['Array', 'Map', 'Object', 'Set'].includes(text(field(node, nameAt))),
    properties: (node: number) =>
      [...edgesOf(node)].flatMap(({ type, name, to }) =>
        type === property && text(name) !== '__proto__' ? [{ name: text(name), to }] : [],
      ),
    *targets(node: number) {
      for (const { type, to } of edgesOf(node)) if (type !== weak) yield to;
    },
  };
}

function namesOf(types: readonly unknown[]): readonly string[] {
  return Array.isArray(types[0]) ? types[0].map(String) : [];
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part);
  return Buffer.concat(parts).toString('utf8');
}
