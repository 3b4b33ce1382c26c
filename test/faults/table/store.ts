/** What happens to the store. */
import { truncate } from 'node:fs/promises';
import { pair, sqlite, steady, type Fault } from '../fault.ts';
import { lengths } from '../lengths.ts';
import { startBreaker } from '../pods.ts';
import { last, until } from '../until.ts';
import type { Stage } from '../stage.ts';
import { startVolume } from '../volume.ts';

const redis = { ...pair, replicas: 1 };

export const storeFaults: readonly Fault[] = [
  {
    title: 'while Redis is away everything is kept in memory, and written when it is back',
    stage: redis,
    hasIncident: true,
    loads: [steady(lengths.redisAwaySeconds)],
    async strike(stage) {
      await stage.redis().stop();
      await startBreaker(stage.client, stage.namespace);
      await until(async () => (await stage.condition('StreamsReady'))?.reason === 'StoreUnavailable', 120_000, 'the condition');
      await last(lengths.redisAwaySeconds * 1000);
      await stage.redis().start();
      await until(async () => (await stage.condition('StreamsReady'))?.reason === 'Streaming', 120_000, 'the end of the condition');
    },
  },
  {
    title: 'a Redis that forgets everything is written anew from memory',
    stage: redis,
    hasIncident: true,
    loads: [steady(10)],
    async strike(stage) {
      await startBreaker(stage.client, stage.namespace);
      await until(async () => (await stage.messages()).length > 0, 120_000, 'the thread');
      await stage.redis().command('FLUSHALL');
      await expectRewritten(stage);
    },
  },
  {
    title: 'a SQLite file that is cut off is put aside, and written anew from memory',
    stage: sqlite,
    hasIncident: true,
    loads: [steady(10)],
    async strike(stage) {
      await startBreaker(stage.client, stage.namespace);
      await until(async () => (await stage.messages()).length > 0, 120_000, 'the thread');
      await truncate(stage.storePath, 0);
      await expectRewritten(stage);
    },
  },
  {
    title: 'while the disk is full everything is kept in memory, and written when there is room',
    stage: { ...sqlite, volume: startVolume },
    hasIncident: true,
    loads: [steady(lengths.diskFullSeconds)],
    async strike(stage) {
      await stage.volume().fill();
      await startBreaker(stage.client, stage.namespace);
      await until(async () => (await stage.condition('StreamsReady'))?.reason === 'StoreUnavailable', 120_000, 'the condition');
      await last(lengths.diskFullSeconds * 1000);
      await stage.volume().free();
      await until(async () => (await stage.condition('StreamsReady'))?.reason === 'Streaming', 120_000, 'the end of the condition');
    },
  },
];

/** Both LogDetectors are written anew, and a kill right afterwards costs nothing. */
async function expectRewritten(stage: Stage): Promise<void> {
  const leader = await stage.leader();
  await until(() => leader.operator.events('StoreRewritten').length >= 2, 120_000, 'the rewriting');
  await until(async () => /written anew/.test((await stage.condition('Ready'))?.message ?? ''), 120_000, 'the sentence in the status');
  await leader.operator.kill();
  leader.restart();
}
