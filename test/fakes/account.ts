/** Compares what pods have written with what the operator has counted. */
import { expect } from 'vitest';
import type { NumberedPods } from '../builders/numbered-pods.ts';
import type { OperatorReport } from './leading-operator.ts';

type Report = (this: void) => OperatorReport | Promise<OperatorReport>;

/** Waits until everything has been counted, then has each pod write once more: what came twice would show. */
export async function expectExact(pods: NumberedPods, report: Report): Promise<void> {
  await expectEqual(pods, report);
  for (const pod of pods.pods) pods.write(pod, 1);
  await expectEqual(pods, report);
}

/** Waits until as many lines have been read as were written, whatever they are. */
export async function untilAllRead(pods: NumberedPods, report: Report): Promise<void> {
  const total = async (): Promise<number> => sum(linesOf((await report()).coverage));
  await expect.poll(total, { timeout: 20_000, interval: 50 }).toBeGreaterThanOrEqual(sum(pods.written()));
}

async function expectEqual(pods: NumberedPods, report: Report): Promise<void> {
  const ask = async () => {
    const { coverage, counts } = await report();
    return { lines: linesOf(coverage), gaps: gapsOf(coverage), counts };
  };
  await expect.poll(ask, { timeout: 40_000, interval: 250 }).toEqual({ lines: pods.written(), gaps: {}, counts: pods.sentences() });
}

function linesOf(coverage: OperatorReport['coverage']): Record<string, number> {
  return Object.fromEntries(Object.entries(coverage).map(([workload, { linesSeen }]) => [workload, linesSeen]));
}

function gapsOf(coverage: OperatorReport['coverage']): Record<string, number> {
  return Object.fromEntries(Object.values(coverage).flatMap(({ droppedBy }) => Object.entries(droppedBy)));
}

function sum(lines: Readonly<Record<string, number>>): number {
  return Object.values(lines).reduce((total, count) => total + count, 0);
}
