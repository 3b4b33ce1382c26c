/** Who calls whom, as far as it is known. */
import { useMemo, useState } from 'preact/hooks';
import type { Topology } from '../../api/contract.ts';
import { useAnswer } from '../answer.ts';
import { changes } from '../live.ts';
import { useNarrow } from '../narrow.ts';
import { operator } from '../operator.ts';
import { Graph } from '../parts/graph.tsx';
import { Choice, Heading } from '../parts/heading.tsx';
import { Nothing, Shown } from '../parts/state.tsx';
import { Tag } from '../parts/tag.tsx';
import { counted, nameOf } from '../text.tsx';

type One = Topology['detectors'][number];

const notes = { well: 'well', affected: 'fails', cause: 'likely cause', 'at-risk': 'at risk' } as const;
const tones = { well: 'plain', affected: 'error', cause: 'critical', 'at-risk': 'warning' } as const;
const known = { observed: 'seen in its logs or spans', configured: 'named in its configuration', inferred: 'a guess' } as const;

export function TopologyPage() {
  const answer = useAnswer('topology', changes.incidents.value, operator.topology);
  return (
    <>
      <Heading title="Topology" note="Who calls whom. A broken line is a guess." />
      <Shown answer={answer} what="the topology">
        {({ detectors }) =>
          detectors.every(({ workloads }) => workloads.length === 0) ? (
            <Nothing title="No workloads yet">As soon as pods are read, they and their calls are drawn here.</Nothing>
          ) : (
            detectors.map((one) => <Detector one={one} key={one.detector} />)
          )
        }
      </Shown>
    </>
  );
}

function Detector({ one }: { readonly one: One }) {
  const [chosen, choose] = useState('');
  const isNarrow = useNarrow();
  const drawn = useMemo(() => graphOf(one), [one]);
  const options = [['', 'All workloads'] as const, ...one.workloads.map(({ workload, name }) => [workload, name] as const)];
  const edges = chosen === '' ? one.edges : one.edges.filter(({ from, to }) => from === chosen || to === chosen);
  return (
    <section>
      <div class="section-head">
        <h2>{one.detector}</h2>
        <Choice label="Highlight" value={chosen} options={options} onChoose={choose} />
      </div>
      <Graph label={`Calls of ${one.detector}`} {...drawn} direction={isNarrow ? 'TB' : 'LR'} chosen={chosen} onChoose={choose} />
      {one.edgesLeftOut > 0 ? <p class="notice">{counted(one.edgesLeftOut, 'call')} more are known and not drawn.</p> : null}
      <details open={chosen !== ''}>
        <summary>{counted(edges.length, 'call')} in words</summary>
        <ul class="calls">
          {edges.map(({ from, to, known: how, source }) => (
            <li>
              <strong>{nameOf(from)}</strong> calls <strong>{nameOf(to)}</strong>{' '}
              <span class="muted">
                {known[how]}: {source}
              </span>
            </li>
          ))}
        </ul>
      </details>
      <ul class="states">
        {one.workloads
          .filter(({ state }) => state !== 'well')
          .map(({ name, state }) => (
            <li>
              <Tag tone={tones[state]}>{notes[state]}</Tag> {name}
            </li>
          ))}
      </ul>
    </section>
  );
}

function graphOf({ workloads, edges }: One) {
  return {
    nodes: workloads.map(({ workload, name, state }) => ({
      id: workload,
      name,
      state,
      note: state === 'well' ? (workload.split('/')[1] ?? '') : notes[state],
    })),
    edges: edges.map(({ from, to, known: how, source }) => ({
      from,
      to,
      isSure: how !== 'inferred',
      isOnPath: false,
      title: `${nameOf(from)} calls ${nameOf(to)}: ${source}`,
    })),
  };
}
