/** What happens to the operator, and to those it speaks to. */
import { createRandom } from '../../../engine/math.ts';
import { pair, sqlite, steady, type Fault } from '../fault.ts';
import { lengths } from '../lengths.ts';
import { startBreaker } from '../pods.ts';
import type { Replica } from '../replica.ts';
import type { Stage } from '../stage.ts';
import { last, until } from '../until.ts';

/** Of the issue: from the moment the leader stands still to the moment another leads. */
const takeoverWithinMs = 15_000;
const killEveryMs = 4_000;
/** A pause ends when the other leads, and the two change roles at the next. */
const pauseSeconds = Math.max(20, lengths.pauseSeconds);

export const operatorFaults: readonly Fault[] = [
  {
    title: 'killed again and again at random instants, the operator goes on where its store stands',
    stage: sqlite,
    hasIncident: true,
    loads: [steady((lengths.kills * (killEveryMs + 3_000)) / 1000)],
    async strike(stage) {
      const random = createRandom(Date.now());
      await startBreaker(stage.client, stage.namespace);
      await untilOpen(stage);
      for (let kill = 0; kill < lengths.kills; kill += 1) {
        await last(random() * killEveryMs);
        const [replica] = stage.replicas;
        await replica?.operator.kill();
        replica?.restart();
      }
    },
  },
  {
    title: 'when the leader of two replicas on Redis is killed, the other takes over within 15 s',
    stage: pair,
    isMeasured: true,
    hasIncident: true,
    loads: [steady(20)],
    async strike(stage) {
      const leader = await stage.leader();
      await startBreaker(stage.client, stage.namespace);
      await untilOpen(stage);
      await leader.operator.kill();
      await expectTakeover(stage, leader);
      leader.restart();
    },
  },
  {
    title: 'a leader that stood still for longer than its lease is deposed, and posts nothing when it goes on',
    stage: pair,
    isMeasured: true,
    hasIncident: true,
    // So few that no file is rotated in twenty minutes: what is rotated away while nobody leads is lost.
    loads: [steady(lengths.pauses * pauseSeconds, 8)],
    async strike(stage) {
      await startBreaker(stage.client, stage.namespace);
      await untilOpen(stage);
      for (let pause = 0; pause < lengths.pauses; pause += 1) {
        const leader = await stage.leader();
        const startedAtMs = Date.now();
        leader.operator.freeze();
        await expectTakeover(stage, leader);
        await last(Math.max(0, startedAtMs + lengths.pauseSeconds * 1000 - Date.now()));
        leader.operator.thaw();
        await until(
          async () => leader.operator.events('LeadershipChanged').at(-1)?.['lost'] === true,
          30_000,
          'the deposed leader to say so',
        );
      }
    },
  },
  {
    title: 'while Slack and the pager are away nothing is lost, and afterwards nothing is told twice',
    stage: sqlite,
    hasIncident: true,
    loads: [steady(lengths.slackAwaySeconds)],
    async strike(stage) {
      await stage.toSlack.shut();
      stage.pager.away(true);
      await startBreaker(stage.client, stage.namespace);
      const leader = await stage.leader();
      await until(() => leader.operator.events('PageFailed').length > 0, 120_000, 'the page to fail');
      await last(lengths.slackAwaySeconds * 1000);
      await stage.toSlack.open();
      stage.pager.away(false);
    },
  },
];

/** Slack and the pager are told while the fault is there. */
async function untilOpen({ leader, namespace }: Stage): Promise<void> {
  const isOpen = async (): Promise<boolean> => (await (await leader()).api.incidents({ namespaces: namespace })).length > 0;
  await until(isOpen, 120_000, 'the incident');
}

async function expectTakeover(stage: Stage, former: Replica): Promise<void> {
  const startedAtMs = Date.now();
  const other = stage.replicas.find((replica) => replica !== former);
  await until(async () => (await other?.leads()) === true, 120_000, 'the takeover');
  const forMs = Date.now() - startedAtMs;
  process.stdout.write(`measured: takeover: ${forMs} ms\n`);
  if (forMs > takeoverWithinMs) throw new Error(`The takeover took ${forMs} ms.`);
}
