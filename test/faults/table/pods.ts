/** What happens to pods and their log files. */
import { resources } from '../../../operator/kube/client.ts';
import type { PodState } from '../../contract/logs.ts';
import { sqlite, steady, type Fault } from '../fault.ts';
import { isSoak, lengths } from '../lengths.ts';
import { accountOf } from '../account.ts';
import { last, until } from '../until.ts';
import type { Stage } from '../stage.ts';
import { expectFewCores } from '../use.ts';

const brief = { type: 'brief', pods: 10, lines: 40 } as const;
const cutShort = { type: 'cut-short', pods: 3, lines: 100 } as const;
const flood = { type: 'flood', forSeconds: lengths.floodSeconds, perSecond: 10_000 } as const;

/** Ten thousand lines a second are more than a shared machine of two cores can be relied on for. */
const floods: readonly Fault[] = [
  {
    title: 'of a log file that is rotated under 10,000 lines a second each line is counted once, or lies in a reported gap',
    stage: sqlite,
    isAlone: true,
    loads: [flood],
    mayLose: true,
    // The first lines have come when it begins; it ends a little before the last ones are written.
    strike: (stage) => expectFewCores(stage, flood.forSeconds - 15),
  },
  {
    title: 'where the operator is killed under 10,000 lines a second, what was rotated away meanwhile lies in a reported gap',
    stage: sqlite,
    isAlone: true,
    loads: [flood],
    mayLose: true,
    async strike(stage) {
      await last(4_000);
      const leader = await stage.leader();
      await leader.operator.kill();
      await last(4_000);
      leader.restart();
    },
  },
];

export const podFaults: readonly Fault[] = [
  ...(isSoak ? floods : []),
  {
    title: 'containers that fail again and again are read to their last line',
    stage: sqlite,
    loads: [{ type: 'restarting', pods: 4, restarts: lengths.restarts, lines: 40 }],
    strike: async () => undefined,
  },
  {
    title: 'pods that are deleted in the middle of a line are read up to there',
    stage: sqlite,
    loads: [cutShort],
    async strike(stage) {
      await until(async () => (await accountOf(stage)).linesSeen >= cutShort.pods * cutShort.lines, 120_000, 'reading whole lines');
      await removePods(stage);
    },
  },
  {
    title: 'pods that live for two seconds are read, and may be deleted as soon as they have ended',
    stage: sqlite,
    loads: [brief],
    mayTellGap: true,
    async strike(stage) {
      await until(async () => (await podsOf(stage)).every(({ status }) => status?.phase === 'Succeeded'), 120_000, 'the end of all pods');
      await removePods(stage);
    },
  },
  {
    title: 'fifty pods at once that live for two seconds are read',
    stage: sqlite,
    isAlone: true,
    loads: [{ ...brief, pods: 50 }],
    mayTellGap: true,
    strike: async () => undefined,
  },
  {
    title: 'a workload that logs a hundred times as much harms no other, and its lines are counted in bounded memory',
    stage: sqlite,
    loads: [steady(lengths.burstSeconds), { type: 'flood', forSeconds: lengths.burstSeconds, perSecond: 2_000 }],
    // Its file is rotated too: on a machine that is too slow for it lines are given away, and that is said.
    mayLose: true,
    async strike(stage) {
      const leader = await stage.leader();
      const endAtMs = Date.now() + lengths.burstSeconds * 1000;
      while (Date.now() < endAtMs) {
        await last(1_000);
        const megabytes = Math.round((await leader.memory()) / 2 ** 20);
        if (megabytes > 400) throw new Error(`The operator has grown to ${megabytes} MiB.`);
      }
    },
  },
];

type Pod = PodState & { readonly status?: { readonly phase?: string } };

async function podsOf({ client, namespace }: Stage): Promise<readonly Pod[]> {
  return (await client.list<Pod>(resources.pods, { namespace, labelSelector: 'account=exact' })).items;
}

async function removePods(stage: Stage): Promise<void> {
  const { client, namespace } = stage;
  const pods = await podsOf(stage);
  await Promise.all(pods.map(({ metadata: { name } }) => client.delete(resources.pods, { namespace, name })));
  await until(async () => (await podsOf(stage)).length === 0, 120_000, 'the deletion of the pods');
}
