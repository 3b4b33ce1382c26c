/** Goes through the table of faults on a real cluster: every line is counted once or lies in a reported gap, and nothing is told twice. */
import { describe, test, type TestContext } from 'vitest';

import { succeed } from '../cluster/command.ts';
import { accountOf, expectExact, expectToldOnce } from './account.ts';
import type { Fault } from './fault.ts';
import { isSoak } from './lengths.ts';
import { linesOf, startLoad } from './pods.ts';
import { openStage, type Stage } from './stage.ts';
import { faults } from './table.ts';
import { until } from './until.ts';

await succeed('kubectl', ['apply', '-f', new URL('../../crds', import.meta.url).pathname]);

describe('beside others', () => {
  for (const fault of faults.filter(({ isAlone, isMeasured }) => !isAlone && !isMeasured))
    test.concurrent(fault.title, (context) => run(fault, context));
});

describe('measured', () => {
  for (const fault of faults.filter(({ isMeasured }) => isMeasured)) test.concurrent(fault.title, (context) => run(fault, context));
});

describe('alone', () => {
  for (const fault of faults.filter(({ isAlone }) => isAlone)) test(fault.title, (context) => run(fault, context));
});

async function run(fault: Fault, { skip }: TestContext): Promise<void> {
  if (fault.missing) skip(`needs ${fault.missing}`);
  const stage = await openStage(fault.stage);
  try {
    await go(fault, stage);
  } catch (error) {
    process.stderr.write(`--- ${fault.title}\n${stage.replicas.map((replica) => replica.output()).join('\n')}\n`);
    throw error;
  } finally {
    await stage.close();
  }
}

async function go(fault: Fault, stage: Stage): Promise<void> {
  const startedAtMs = Date.now();
  await stage.leader();
  for (const load of fault.loads) await startLoad(stage.client, stage.namespace, load);
  await until(async () => (await accountOf(stage)).linesSeen > 0, 120_000, 'the first line');
  await fault.strike(stage);
  // Until the pods have written it all, and on a slow machine a while longer.
  const withinMs = isSoak ? 3_600_000 : 300_000;
  const options = { mayLose: fault.mayLose === true, mayTellGap: fault.mayTellGap === true, withinMs };
  const account = await expectExact(stage, fault.loads, options);
  if (fault.hasIncident) await expectToldOnce(stage);
  // What is in the store is as exact as what was in memory.
  for (const replica of stage.replicas) {
    await replica.operator.stop();
    replica.restart();
  }
  await stage.leader();
  await expectExact(stage, fault.loads, options);
  if (fault.hasIncident) await expectToldOnce(stage);
  const written = fault.loads.reduce((sum, load) => sum + linesOf(load), 0);
  const seconds = Math.round((Date.now() - startedAtMs) / 1000);
  process.stdout.write(
    `measured: ${fault.title}: ${account.linesSeen} of ${written} lines, ${JSON.stringify(account.droppedBy)}, ${seconds} s\n`,
  );
}
