/** `logbot oncall`: whom each LogDetector would wake, and for what. */
import type { OnCall } from '../api/contract.ts';
import { NO_DETECTOR } from './detectors.ts';
import type { Answering } from './question.ts';
import { printable } from './text/printable.ts';

/** As the resource writes it, and as a person says it. */
const kinds: Readonly<Record<string, string>> = { cascade: 'failures that spread', critical: 'critical incidents', never: 'nothing' };

export const answerOnCall: Answering = async (client, { subject, namespaces }) => {
  const { detectors: all } = await client.onCall(namespaces);
  const detectors = all.filter(({ detector }) => subject === null || detector === subject);
  return { object: { detectors }, text: () => detectors.map(chapter).join('\n\n') || NO_DETECTOR };
};

function chapter(one: OnCall['detectors'][number]): string {
  const { detector, mode, channel, receiver, escalation, pageOn, minimumSeverity, pagesLately, pagesPerDay, problem } = one;
  const then = escalation === null ? '' : `, and ${escalation.receiver} after ${escalation.afterMinutes} min without an acknowledgement`;
  return [
    `${detector}  ${receiver === null ? 'wakes nobody' : `wakes ${receiver}${then}`}${mode === 'Shadow' ? ' (shadow mode: nobody is told)' : ''}`,
    `  for     ${kinds[pageOn] ?? pageOn}, from severity ${minimumSeverity} on; ${pagesLately} of ${pagesPerDay} pages a day are used`,
    `  tells   ${channel ?? 'no channel'}`,
    ...(problem === null ? [] : [`  but     ${problem}`]),
  ]
    .map(printable)
    .join('\n');
}
