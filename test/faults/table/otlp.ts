/** What happens to lines that a collector pushes. */
import { sqlite, type Fault } from '../fault.ts';
import { isSoak, lengths } from '../lengths.ts';
import { missingForCollector, rotatedFiles } from '../collector.ts';
import type { Stage } from '../stage.ts';
import { last, until } from '../until.ts';
import { expectFewCores } from '../use.ts';

const flood = { type: 'flood', forSeconds: lengths.floodSeconds, perSecond: 10_000 } as const;
const awaySeconds = 15;

/** The collector is built from its modules, which no CI has minutes for. */
const soakFaults: readonly Fault[] = [
  {
    title:
      'what an OpenTelemetry Collector pushes of files rotated under 10,000 lines a second is counted once, though the operator is killed',
    stage: { ...sqlite, isPushed: true },
    isAlone: true,
    loads: [flood],
    missing: missingForCollector,
    async strike(stage) {
      const isOver = new AbortController();
      const rotated = countRotated(stage.namespace, isOver.signal);
      await expectFewCores(stage, 30);
      const known = [await loseAnswers(stage)];
      const leader = await stage.leader();
      await leader.operator.kill();
      await last(awaySeconds * 1000);
      leader.restart();
      await stage.leader();
      await last(20_000);
      known.push(await doubledOf(stage));
      await leader.operator.stop();
      await last(awaySeconds * 1000);
      leader.restart();
      await stage.leader();
      isOver.abort();
      process.stdout.write(`measured: ${await rotated} rotations, ${known.join(' and ')} lines that came again were known\n`);
    },
  },
];

export const otlpFaults: readonly Fault[] = isSoak ? soakFaults : [];

/** What was under way is saved, and its senders never hear of it; resolves with how many lines came again. */
async function loseAnswers(stage: Stage): Promise<number> {
  stage.toInlet().freeze();
  await last(awaySeconds * 1000);
  stage.toInlet().thaw();
  await until(async () => (await doubledOf(stage)) > 0, 60_000, 'what came again');
  return await doubledOf(stage);
}

const doubledOf = async (stage: Stage): Promise<number> => await (await stage.leader()).counter('logdetector_lines_doubled_total');

/** The kubelet keeps few of them, so they are looked for again and again. */
async function countRotated(namespace: string, signal: AbortSignal): Promise<number> {
  const names = new Set<string>();
  await until(async () => {
    for (const file of await rotatedFiles(namespace)) names.add(file);
    return signal.aborted;
  }, 600_000);
  if (names.size === 0) throw new Error('No file was rotated.');
  return names.size;
}
