/** `logbot doctor`: what is wrong with the logs that an operator reads, with the evidence and what helps. */
import type { Diagnosis, Finding } from '../api/contract.ts';
import { detectorsOf } from './detectors.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { counted } from './text/numbers.ts';
import { printable } from './text/printable.ts';

export const answerDoctor: Answering = async (client, question) => {
  const { subject } = question;
  const ids = subject?.includes('/') ? [subject] : (await detectorsOf(client, question)).map(({ id }) => id);
  const detectors: Diagnosis[] = [];
  for (const id of ids) detectors.push(await client.doctor(id));
  return { object: { detectors }, text: () => doctorText(detectors) };
};

function doctorText(diagnoses: readonly Diagnosis[]): string {
  if (diagnoses.length === 0) return 'The operator has no LogDetector.';
  return diagnoses.map((diagnosis) => chapter(diagnosis).map(printable).join('\n')).join('\n\n');
}

function chapter({ detector, findings, losses, workloads, lookedAtMs }: Diagnosis): string[] {
  const look = lookedAtMs === null ? 'not looked at yet' : `${counted(workloads, 'workload')} looked at, last ${dateTime(lookedAtMs)} UTC`;
  const lines = [`${detector}  ${findings.length === 0 ? (lookedAtMs === null ? '' : 'all is well, ') : ''}${look}`];
  for (const finding of findings) lines.push(...tell(finding));
  if (losses.factsUnattributed > 0)
    lines.push(`  (${counted(losses.factsUnattributed, 'fact')} about objects of which nobody knows whose they are)`);
  if (losses.failuresUntold > 0)
    lines.push(`  (${counted(losses.failuresUntold, 'failing workload')} in no incident, because too many fail)`);
  return lines;
}

function tell({ kind, workload, sinceAtMs, evidence, remedy }: Finding): string[] {
  return [`  ${workload ?? 'all workloads'}: ${kind}, since ${dateTime(sinceAtMs)} UTC`, `    seen  ${evidence}`, `    do    ${remedy}`];
}
