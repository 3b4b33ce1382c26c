/** What the operator needs of the processor while lines flow. */
import { accountOf } from './account.ts';
import type { Stage } from './stage.ts';
import { last } from './until.ts';

/** What 10,000 lines a second may cost, in cores. */
const coresAtMost = 1.5;

/** Processor time by wall time over so many seconds, which the lines must outlast. */
export async function expectFewCores(stage: Stage, forSeconds: number): Promise<void> {
  const leader = await stage.leader();
  const take = async () => ({
    seconds: await leader.processorSeconds(),
    lines: (await accountOf(stage)).linesSeen,
    atMs: performance.now(),
  });
  const before = await take();
  await last(forSeconds * 1000);
  const after = await take();
  const seconds = (after.atMs - before.atMs) / 1000;
  const cores = (after.seconds - before.seconds) / seconds;
  const perSecond = Math.round((after.lines - before.lines) / seconds);
  process.stdout.write(`measured: ${cores.toFixed(3)} cores at ${perSecond} lines a second for ${seconds.toFixed(0)} s\n`);
  if (cores > coresAtMost) throw new Error(`The operator took ${cores.toFixed(2)} cores.`);
}
