/** How far it reaches: who fails, by which calls, and who is next. */
import { useMemo } from 'preact/hooks';
import type { IncidentView, Topology } from '../../../api/contract.ts';
import { useAnswer } from '../../answer.ts';
import { operator } from '../../operator.ts';
import { Graph, type GraphEdge, type GraphNode } from '../../parts/graph.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useNarrow } from '../../narrow.ts';
import { duration } from '../../../api/duration.ts';
import { nameOf, percent, Time, withMarks } from '../../text.tsx';

type Incident = IncidentView['incident'];

export function Radius({ incident }: { readonly incident: Incident }) {
  const topology = useAnswer('topology', 0, operator.topology);
  const isNarrow = useNarrow();
  const drawn = useMemo(() => graphOf(incident, topology.data), [incident, topology.data]);
  return (
    <section>
      <h2>Blast radius</h2>
      {incident.cascade.is ? <p>{withMarks(incident.cascade.sentence)}</p> : null}
      {drawn.nodes.length < 2 ? null : <Graph label="Who fails, and by which calls" {...drawn} direction={isNarrow ? 'TB' : 'LR'} />}
      <Affected incident={incident} />
    </section>
  );
}

function Affected({ incident: { affected, atRisk, causes } }: { readonly incident: Incident }) {
  const root = causes[0]?.workload ?? null;
  return (
    <ul class="affected">
      {affected.map(({ workload, sinceAtMs, symptom }) => (
        <li>
          <Tag tone={workload === root ? 'critical' : 'error'}>{workload === root ? 'cause' : 'fails'}</Tag>
          <span>
            <strong>{nameOf(workload)}</strong> {withMarks(symptom)}{' '}
            <span class="muted">
              since <Time atMs={sinceAtMs} />
            </span>
          </span>
        </li>
      ))}
      {atRisk.map(({ workload, probability, inMs, reason }) => (
        <li>
          <Tag tone="warning">at risk</Tag>
          <span>
            <strong>{nameOf(workload)}</strong> {percent(probability)}
            {inMs === null ? '' : `, in about ${duration(inMs)}`}: {withMarks(reason)}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface Drawn {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

function graphOf(incident: Incident, topology: Topology | null): Drawn {
  const nodes = nodesOf(incident);
  const edges = new Map<string, GraphEdge>();
  for (const { path } of incident.affected) {
    path.slice(1).forEach((to, index) => {
      const from = path[index] ?? to;
      edges.set(`${from} ${to}`, { from, to, isSure: true, isOnPath: true, title: `${nameOf(from)} calls ${nameOf(to)}` });
    });
  }
  for (const { from, to, known, source } of topology?.detectors.flatMap((one) => one.edges) ?? []) {
    const isBetween = nodes.has(from) && nodes.has(to) && !edges.has(`${from} ${to}`);
    const title = `${nameOf(from)} calls ${nameOf(to)}: ${source}`;
    if (isBetween) edges.set(`${from} ${to}`, { from, to, isSure: known !== 'inferred', isOnPath: false, title });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** What is said of a workload first stands: the cause fails too. */
function nodesOf({ causes, affected, atRisk }: Incident): ReadonlyMap<string, GraphNode> {
  const nodes = new Map<string, GraphNode>();
  const put = (id: string, state: GraphNode['state'], note: string): void => {
    if (!nodes.has(id)) nodes.set(id, { id, name: nameOf(id), state, note });
  };
  const root = causes[0]?.workload ?? null;
  if (root !== null) put(root, 'cause', 'likely cause');
  for (const { workload } of affected) put(workload, 'affected', 'fails');
  for (const { workload, probability } of atRisk) put(workload, 'at-risk', `at risk, ${percent(probability)}`);
  for (const { path } of affected) for (const id of path) put(id, 'well', 'on the way');
  return nodes;
}
