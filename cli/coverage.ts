/** `logbot coverage`: how many lines of each workload were read, and how many missed. */
import type { DetectorSummary } from '../api/contract.ts';
import { detectorsOf, NO_DETECTOR } from './detectors.ts';
import type { Answering } from './question.ts';
import { coverageText } from './status.ts';
import { dateTime } from './text/clock.ts';
import { grouped } from './text/numbers.ts';
import { printable } from './text/printable.ts';
import { rowsOf } from './text/rows.ts';

export const answerCoverage: Answering = async (client, question) => {
  const detectors = await detectorsOf(client, question);
  const object = { detectors: detectors.map(({ id, coverage, workloads }) => ({ detector: id, coverage, workloads })) };
  return { object, text: () => detectors.map((detector) => chapter(detector, question.width)).join('\n\n') || NO_DETECTOR };
};

function chapter({ id, coverage, workloads }: DetectorSummary, width: number): string {
  const rows = workloads.map(({ workload, pods, coverage: own, lastLineAtMs }) => [
    own === undefined ? '?' : grouped(own.linesSeen),
    own === undefined ? '?' : grouped(own.linesDropped),
    grouped(pods),
    lastLineAtMs ? dateTime(lastLineAtMs) : 'never',
    printable(workload),
  ]);
  const head = ['READ', 'MISSED', 'PODS', 'LAST LINE (UTC)', 'WORKLOAD'];
  return [`${id}  ${coverageText(coverage)}`, ...rowsOf([head, ...rows], { right: 3, width })].join('\n');
}
