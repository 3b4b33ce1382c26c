/** `logbot topology`: who calls whom, how that is known, and who is in trouble. */
import type { Topology } from '../api/contract.ts';
import { InputError } from './input.ts';
import type { Answering } from './question.ts';
import { counted } from './text/numbers.ts';
import { printable } from './text/printable.ts';

type Drawn = Topology['detectors'][number];

const marks: Readonly<Record<Drawn['workloads'][number]['state'], string>> = {
  well: '',
  affected: '  (affected)',
  cause: '  (the likely cause)',
  'at-risk': '  (may fail next)',
};

export const answerTopology: Answering = async (client, { subject, namespaces }) => {
  const all = await client.topology(namespaces);
  const detectors = subject === null ? all.detectors : all.detectors.map((detector) => about(detector, subject));
  if (subject !== null && detectors.every(({ workloads }) => workloads.length === 0))
    throw new InputError(`There is no workload ${subject} to be seen from here; logbot coverage lists them.`);
  return {
    object: { detectors },
    text: () => detectors.map(chapter).join('\n\n') || 'There is no LogDetector here; -A asks for all namespaces that you may see.',
  };
};

/** One workload with those that it calls and that call it. */
function about({ workloads, edges, ...rest }: Drawn, name: string): Drawn {
  const asked = new Set(workloads.filter((one) => one.name === name || one.workload === name).map(({ workload }) => workload));
  const near = edges.filter(({ from, to }) => asked.has(from) || asked.has(to));
  const seen = new Set([...asked, ...near.flatMap(({ from, to }) => [from, to])]);
  return { ...rest, edges: near, workloads: workloads.filter(({ workload }) => seen.has(workload)) };
}

function chapter({ detector, workloads, edges, edgesLeftOut }: Drawn): string {
  const names = new Map(workloads.map(({ workload, name }) => [workload, name]));
  const lines = workloads.flatMap(({ workload, name, state }) => {
    const calls = edges.filter(({ from }) => from === workload);
    return [`  ${name}${marks[state]}`, ...calls.map(({ to, known, source }) => `    calls ${names.get(to) ?? to}, ${known}: ${source}`)];
  });
  const more = edgesLeftOut === 0 ? [] : [`  (${counted(edgesLeftOut, 'call')} besides)`];
  return [`${detector}  ${counted(workloads.length, 'workload')}, ${counted(edges.length, 'call')}`, ...lines, ...more]
    .map(printable)
    .join('\n');
}
