/** `logbot doctor`: what is wrong with the logs that an operator reads, with the evidence and what helps. */
import type { Diagnosis, Finding } from '../api/contract.ts';
import { printAnswer } from './answer.ts';
import { openOperator } from './operator.ts';
import type { OperatorAddress } from './operator.ts';
import type { Streams } from './streams.ts';
import { dateTime } from './text/clock.ts';
import { counted } from './text/numbers.ts';
import { printable } from './text/printable.ts';

export interface DoctorOptions {
  /** `namespace/name`; null for all. */
  readonly detector: string | null;
  readonly json: boolean;
}

/** Asks the operator of one LogDetector or of all. Returns the exit code: also 0 where something was found. */
export async function doctorCommand({ detector, json }: DoctorOptions, address: OperatorAddress, streams: Streams): Promise<number> {
  return printAnswer('doctor', streams, async () => {
    const client = await openOperator(address);
    const ids = detector === null ? (await client.detectors('*')).map(({ id }) => id) : [detector];
    const diagnoses: Diagnosis[] = [];
    for (const id of ids) diagnoses.push(await client.doctor(id));
    return json ? JSON.stringify({ detectors: diagnoses }) : doctorText(diagnoses);
  });
}

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
  return lines;
}

function tell({ kind, workload, sinceAtMs, evidence, remedy }: Finding): string[] {
  return [`  ${workload ?? 'all workloads'}: ${kind}, since ${dateTime(sinceAtMs)} UTC`, `    seen  ${evidence}`, `    do    ${remedy}`];
}
