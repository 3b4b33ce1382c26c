/** The answer to `/logbot topology`: who calls whom, and how that is known. */
import type { Topology } from '../../api/contract.ts';
import { context, header, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { pageOf } from './pages.ts';
import { counted, joinLines, plain, prose, workloadName } from './text.ts';

type Picture = Topology['detectors'][number];

const perPage = 25;
const marks = { well: '🟢', affected: '🟠', cause: '🔴', 'at-risk': '🟡' } as const;
/** How a call is known. */
const roads = { observed: '→', configured: '⇢', inferred: '⤳' } as const;

export interface TopologyAnswer {
  readonly message: Message;
  readonly page: number;
  readonly pages: number;
  readonly workloads: number;
}

/** `typed`: a workload's name or a part of it; null for all. */
export function topologyMessage({ detectors }: Topology, typed: string | null, wanted: number): TopologyAnswer {
  const rows = detectors.flatMap((picture) => rowsOf(picture, typed, detectors.length > 1));
  const { shown, page, pages } = pageOf(rows, wanted, perPage);
  const leftOut = detectors.reduce((sum, { edgesLeftOut }) => sum + edgesLeftOut, 0);
  const title = `Who calls whom${typed === null ? '' : `: ${plain(typed, 80)}`}`;
  const nothing = typed === null ? 'Nothing is known yet of who calls whom.' : `No workload called ${prose(typed, 100)} is known here.`;
  const notes = [
    '🔴 cause of an open incident · 🟠 fails because of it · 🟡 at risk',
    '→ seen in spans · ⇢ configured · ⤳ told by its logs',
    ...(leftOut > 0 ? [`${counted(leftOut, 'call')} more are known`] : []),
    ...(pages > 1 ? [`page ${page + 1} of ${pages}`] : []),
  ];
  const message: Message = {
    text: `Who calls whom: ${counted(rows.length, 'workload')}`,
    blocks: [header(title), section(joinLines(shown.length > 0 ? shown : [nothing], 2900)), context(notes.join('\n'))],
  };
  return { message, page, pages, workloads: rows.length };
}

function rowsOf({ detector, workloads, edges }: Picture, typed: string | null, isNamed: boolean): readonly string[] {
  const home = detector.slice(0, detector.indexOf('/'));
  const name = (workload: string): string => prose(workloadName(workload, isNamed ? '' : home), 70);
  const wanted = typed?.toLowerCase() ?? '';
  const isWanted = (workload: string): boolean => workload.toLowerCase().includes(wanted);
  // The whole picture without what stands alone; of one workload both sides.
  const asked = workloads.filter(({ workload }) =>
    typed === null ? edges.some(({ from, to }) => from === workload || to === workload) : isWanted(workload),
  );
  return asked.map(({ workload, state }) => {
    const calls = edges.filter(({ from }) => from === workload).map(({ to, known }) => `${roads[known]} ${name(to)}`);
    const callers = typed === null ? [] : edges.filter(({ to }) => to === workload).map(({ from }) => name(from));
    const back = callers.length > 0 ? ` · called by ${some(callers)}` : '';
    const sources = typed === null ? '' : sourcesOf(edges.filter(({ from, to }) => from === workload || to === workload));
    return `${marks[state]} *${name(workload)}* ${calls.length > 0 ? some(calls) : 'calls nobody that is known'}${back}${sources}`;
  });
}

function some(names: readonly string[]): string {
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  return `${names.slice(0, 8).join(', ')}${more}`;
}

function sourcesOf(edges: Picture['edges']): string {
  const sources = [...new Set(edges.map(({ source }) => source))].slice(0, 4).map((source) => prose(source, 120));
  return sources.length > 0 ? `\n   known by ${sources.join('; ')}` : '';
}
