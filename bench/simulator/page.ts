/** `docs/benchmarks-simulator.md`, from figures alone. */
import { calibrationOf } from './calibration.ts';
import type { Pooled } from './pool.ts';
import { cellsOf, goalLines, million, spanOf } from './report.ts';

export function page(pooled: Pooled): string {
  const { seeds, days, services, lines, scoredDays, all, byKind, outcomes, falseIncidents } = pooled;
  const wrong = outcomes.filter(({ isLastRight }) => !isLastRight);
  return `# A simulated cluster

<!-- Written by node bench/simulator.ts --page. Do not edit. -->

A Kubernetes cluster that does not exist, of ${services} services for ${spanOf(days)} days, ${million(lines / seeds.length)} lines a seed: pods, rollouts, nodes, Events, metrics and lines in ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}; ${scoredDays.toFixed(0)} scored days. What is broken on purpose, and which cause counts as right, was written by somebody who had not read the rules. What is counted how: \`bench/simulator.ts\`.

${goalLines(pooled)
  .map((line) => `- ${line}`)
  .join('\n')}

| fault | number | found | cause right at last | at first | object right | pages | median to the first word | p95 from there to the right cause |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${byKind.map((figures) => row(figures.kind, figures.faults === 0 ? ['0', ...Array.from({ length: 7 }, () => '-')] : cellsOf(figures))).join('\n')}
${row('**all**', cellsOf(all))}

How surely the cause was told at last, and how often it was right:

| score from | said on average | right | cases |
| --- | --- | --- | --- |
${calibrationOf(outcomes)
  .map(({ from, said, right, cases }) => row(from.toFixed(1), [said.toFixed(2), (right / cases).toFixed(2), String(cases)]))
  .join('\n')}

## What is wrong yet

${wrong.map(({ seed, kind, variant, isFound, firstWord, lastWord }) => `- seed ${seed}, ${kind} (${variant}): ${isFound ? `first ${firstWord}, at last ${lastWord}` : 'not told'}`).join('\n') || '- no cause'}
${falseIncidents.map(({ seed, title, isPaged, during }) => `- seed ${seed}, beyond the faults${isPaged ? ', with a page' : ''}: ${title}; during ${during}`).join('\n') || '- nothing was told beyond the faults'}

${limits}
`;
}

function row(title: string, cells: readonly string[]): string {
  return `| ${[title, ...cells].join(' | ')} |`;
}

const limits = `Not covered: several clusters, autoscalers that follow the load, meshes and gateways, network policies, volumes that are attached late, traces, operators' own restarts, lost and late lines, month ends. The programs of the simulator speak more plainly than real ones, and its network is quicker to tell who is down.`;
