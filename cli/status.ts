/** `logbot status`: what each LogDetector covers, learns and lacks. */
import type { DetectorSummary } from '../api/contract.ts';
import { detectorsOf, NO_DETECTOR } from './detectors.ts';
import type { Answering } from './question.ts';
import { counted, grouped, percent } from './text/numbers.ts';
import { printable } from './text/printable.ts';

const learningAtMost = 10;

export const answerStatus: Answering = async (client, question) => {
  const detectors = await detectorsOf(client, question);
  return { object: { detectors }, text: () => detectors.map(chapter).join('\n\n') || NO_DETECTOR };
};

function chapter({ id, ready, conditions, workloads, servingModel, coverage, openIncidents }: DetectorSummary): string {
  const model = servingModel === null ? 'no model yet' : `model ${servingModel}`;
  const head = [ready ? 'ready' : 'not ready', counted(workloads.length, 'workload'), counted(openIncidents, 'open incident'), model];
  const lacking = conditions.filter(({ status }) => status !== 'True');
  const learning = workloads.filter((workload) => workload.learning !== null);
  const more = learning.length > learningAtMost ? [`    and ${learning.length - learningAtMost} more`] : [];
  return [
    `${id}  ${head.join(', ')}`,
    `  ${coverageText(coverage)}`,
    ...lacking.map(({ type, reason, message }) => `  ${type} is not true, ${reason}: ${message}`),
    ...learning.slice(0, learningAtMost).map(({ workload, learning: how }) => `  ${workload}: ${how ?? ''}`),
    ...more,
  ]
    .map(printable)
    .join('\n');
}

export function coverageText({ linesSeen, linesDropped, droppedBy }: DetectorSummary['coverage']): string {
  const all = linesSeen + linesDropped;
  if (all === 0) return 'no line has been read yet';
  if (linesDropped === 0) return `all ${counted(all, 'line')} read`;
  const why = Object.entries(droppedBy)
    .filter(([, lines]) => lines > 0)
    .map(([cause, lines]) => `${cause} ${grouped(lines)}`);
  return `${percent(linesSeen / all)} of ${counted(all, 'line')} read, ${grouped(linesDropped)} missed${why.length > 0 ? ` (${why.join(', ')})` : ''}`;
}
