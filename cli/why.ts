/** `logbot why`: what caused an incident, by which evidence, and what was done about it. */
import type { IncidentView } from '../api/contract.ts';
import type { Answering } from './question.ts';
import { dateTime, duration } from './text/clock.ts';
import { printable } from './text/printable.ts';

const eachAtMost = 8;

export const answerWhy: Answering = async (client, { subject, namespaces }) => {
  const view = await client.incident(subject ?? '', namespaces);
  return { object: view, text: () => story(view).map(printable).join('\n') };
};

function story({ incident, detector, page, marks }: IncidentView): readonly string[] {
  const { id, title, severity, openedAtMs, resolvedAtMs, learning, cascade } = incident;
  const until = resolvedAtMs === null ? 'open' : `over after ${duration(resolvedAtMs - openedAtMs)}`;
  return [
    `${id}  ${title}`,
    `  of ${detector}, ${severity}, since ${dateTime(openedAtMs)} UTC, ${until}`,
    ...(learning === null ? [] : [`  ${learning}`]),
    ...causes(incident),
    ...list(
      'Ruled out',
      incident.ruledOut.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...list(
      'Affected',
      incident.affected.map(({ workload, symptom, sinceAtMs }) => `${workload} since ${dateTime(sinceAtMs)}: ${symptom}`),
    ),
    ...(cascade.is ? [`  ${cascade.sentence}`] : []),
    ...list(
      'May fail next',
      incident.atRisk.map(({ workload, reason }) => `${workload}: ${reason}`),
    ),
    ...list(
      'What could be done',
      (incident.proposals ?? []).flatMap(({ text, command }) => [text, `  ${command}`]),
    ),
    ...list(
      'Gates before a page',
      page.gates.map(({ passed, sentence }) => `${passed ? 'passed' : 'not   '}  ${sentence}`),
    ),
    `  ${page.sentence}`,
    ...list(
      'Marks',
      marks.map(({ mark, user, atMs }) => `${mark} by ${user}, ${dateTime(atMs)}`),
    ),
  ];
}

function causes({ causes: ranked }: IncidentView['incident']): readonly string[] {
  if (ranked.length === 0) return ['  No cause is certain enough to be named.'];
  return ranked.slice(0, 3).flatMap(({ kind, workload, node, reasons, named }, index) => {
    const what = named ? named.sentence : `${kind} of ${workload ?? node ?? 'an unknown object'}`;
    const proofs = named ? named.evidence.map(({ text }) => text) : [];
    return [
      `  ${index === 0 ? 'Likely cause' : 'Or'}: ${what}`,
      ...[...new Set([...proofs, ...reasons])].slice(0, eachAtMost).map((line) => `    ${line}`),
      ...(named ? [`    do  ${named.remedy}`] : []),
    ];
  });
}

function list(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > eachAtMost ? [`    and ${lines.length - eachAtMost} more (-o json has all)`] : [];
  return [`  ${title}`, ...lines.slice(0, eachAtMost).map((line) => `    ${line}`), ...more];
}
