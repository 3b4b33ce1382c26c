/** Who depends on whom, laid out from those who call down to those who are called. */
import { graphlib, layout } from '@dagrejs/dagre';
import { useMemo } from 'preact/hooks';

export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly state: 'well' | 'affected' | 'cause' | 'at-risk';
  readonly note: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Drawn broken where it is a guess. */
  readonly isSure: boolean;
  readonly isOnPath: boolean;
  readonly title: string;
}

interface GraphProps {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly direction: 'LR' | 'TB';
  /** Empty: all of them. */
  readonly chosen?: string;
  readonly onChoose?: (id: string) => void;
}

const nodeHeight = 44;
const letterWidth = 7.4;
const margin = 12;

export function Graph({ label, nodes, edges, direction, chosen = '', onChoose }: GraphProps) {
  const drawing = useMemo(() => place(nodes, edges, direction), [nodes, edges, direction]);
  const near = new Set(edges.flatMap(({ from, to }) => (from === chosen || to === chosen ? [from, to] : [])));
  const isFar = (id: string): boolean => chosen !== '' && id !== chosen && !near.has(id);
  return (
    <div class="graph" tabIndex={0} role="group" aria-label={label}>
      <svg
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        width={drawing.width}
        height={drawing.height}
        role="img"
        aria-label={`${label}; the same is told in words on this page`}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0.5L7 4L0 7.5Z" class="arrow" />
          </marker>
        </defs>
        {drawing.edges.map(({ edge, path }) => {
          const far = chosen !== '' && edge.from !== chosen && edge.to !== chosen;
          const kinds = ['edge', edge.isSure ? '' : 'guess', edge.isOnPath ? 'on-path' : '', far ? 'far' : ''];
          return (
            <path class={kinds.filter(Boolean).join(' ')} d={path} marker-end="url(#arrow)">
              <title>{edge.title}</title>
            </path>
          );
        })}
        {drawing.nodes.map(({ node, x, y, width }) => (
          <g
            class={`node state-${node.state}${isFar(node.id) ? ' far' : ''}`}
            transform={`translate(${x - width / 2} ${y - nodeHeight / 2})`}
            onClick={() => onChoose?.(node.id === chosen ? '' : node.id)}
          >
            <title>{`${node.name}: ${node.note}`}</title>
            <rect width={width} height={nodeHeight} rx="6" />
            <text x="12" y="19" class="name">
              {node.name}
            </text>
            <text x="12" y="34" class="note">
              {node.note}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly node: GraphNode; readonly x: number; readonly y: number; readonly width: number }[];
  readonly edges: readonly { readonly edge: GraphEdge; readonly path: string }[];
}

function place(nodes: readonly GraphNode[], edges: readonly GraphEdge[], direction: 'LR' | 'TB'): Drawing {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 14, ranksep: 48, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(node), height: nodeHeight });
  const known = new Set(nodes.map(({ id }) => id));
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to));
  for (const { from, to } of drawn) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.max(width, 120),
    height: Math.max(height, nodeHeight + 2 * margin),
    nodes: nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id);
      return { node, x, y, width: widthOf(node) };
    }),
    edges: drawn.map((edge) => ({ edge, path: pathOf(graph.edge(edge.from, edge.to).points ?? []) })),
  };
}

function widthOf({ name, note }: GraphNode): number {
  return Math.max(96, Math.max(name.length * letterWidth, note.length * 6.2) + 24);
}

/** Smooth through the middles between the points. */
function pathOf(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const curves = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y}${curves.join('')}L${last.x} ${last.y}`;
}
