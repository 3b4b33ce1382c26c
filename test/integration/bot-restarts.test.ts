/** Operator and bot are killed together at any instant of an incident's life: there is one message, with the right content. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError } from '../../api/client.ts';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import type { OperatorApi } from '../../bot/api.ts';
import { createRandom } from '../../engine/math.ts';
import type { IncidentChange } from '../../engine/index.ts';
import { createMemoryStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { createFakeOperator } from '../bot/fake-operator.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { startSlackProxy, type SlackProxy } from '../fakes/slack-proxy.ts';
import { cascade, change, resolved, startNotifier, target, type Bench } from '../operator/notify/builders.ts';

const lives = 50;
const atOnce = 10;
const stepEveryMs = 120;
const channel = 'shop-incidents';
const configuration = ConfigurationSchema.parse({ slack: { channels: [{ name: channel, id: 'C1', namespaces: ['shop'] }] } });
const quiet = { info: () => undefined, warn: () => undefined };

/** What the engine says of one incident, one after the other. */
function courseOf(id: string): readonly IncidentChange[] {
  const incident = cascade({ id });
  const worse = { ...incident, title: 'cart is out of memory; checkout, web and mail fail with it' };
  return [
    change(incident),
    change(worse, 'updated', ['mail fails too.']),
    change({ ...worse, severity: 'error' }, 'updated', ['checkout is well again.']),
    change(resolved(worse), 'resolved', ['Resolved: no error for 5 minutes.']),
    change(worse, 'reopened', ['Reopened: cart was OOM-killed again.']),
    change(resolved(worse), 'resolved', ['Resolved once more.']),
  ];
}
const told = ['mail fails too.', 'checkout is well again.', 'Resolved: no error', 'Reopened: cart was', 'Resolved once more.'];

interface Running {
  readonly bench: Bench;
  kill(): Promise<void>;
}

async function start(store: Store, proxy: SlackProxy, term: number): Promise<Running> {
  const bench = await startNotifier(store, { nowMs: Date.now() }, [], term);
  const stop = new AbortController();
  const { notifier } = bench;
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (stop.signal.aborted) throw new ApiError('OperatorUnreachable', 0, 'killed');
    return work();
  };
  const known = (isKnown: boolean): void => {
    if (!isKnown) throw new ApiError('PostNotFound', 404, 'withdrawn');
  };
  const api: OperatorApi = {
    ...createFakeOperator().api,
    session: (_query, signal) =>
      alive(async () => {
        if (_query.leading && _query.waitSeconds > 0) await sleep(10_000, undefined, { signal }).catch(() => undefined);
        return { leading: true, instance: `operator-${term}`, version: '0.1.0' };
      }),
    posts: (_query, signal) => alive(async () => [...(await notifier.waitForPending(signal ?? stop.signal, 500))]),
    delivered: (id, body) => alive(async () => known(await notifier.delivered(id, body))),
    failed: (id, body) => alive(async () => known(await notifier.failed(id, { ...body, retryInMs: 50 }))),
  };
  const settings = { botToken: 'xoxb-local', appToken: null, signingSecret: null, slackApiUrl: proxy.url, configuration, httpPort: 0 };
  const bot = startBot(settings, { api, log: quiet, now: Date.now, intervalMs: 5 }, stop.signal);
  return {
    bench,
    async kill() {
      stop.abort();
      proxy.cut();
      await bot;
    },
  };
}

describe.skipIf(!hasLocalSlack)('an incident in a real local Slack', () => {
  let slack: LocalSlack;
  beforeAll(async () => {
    slack = await startLocalSlack();
  });
  afterAll(() => slack.stop());

  /** Killed at `killAtMs` of its life, which goes on in new processes with what the store has. */
  async function live(id: string, killAtMs: number): Promise<void> {
    const proxy = await startSlackProxy(slack.apiUrl, { delayMs: 8 });
    const store = createMemoryStore();
    let running = await start(store, proxy, 1);
    const course = courseOf(id);
    const killed = (async (): Promise<void> => {
      await sleep(killAtMs);
      await running.kill();
      running = await start(store, proxy, 2);
    })();
    for (const [index, step] of course.entries()) {
      await sleep(stepEveryMs);
      // A checkpoint that the killed process did not write is made again by its successor.
      const { bench } = running;
      await bench.say(step, target({ receiver: null })).catch(async () => {
        await killed;
        await running.bench.say(step, target({ receiver: null }));
      });
      if (index === course.length - 1) await killed;
    }
    await expect.poll(() => running.bench.notifier.pending(), { timeout: 20_000, interval: 50 }).toEqual([]);
    await running.kill();
    await proxy.stop();
  }

  const textOf = (message: SlackMessage): string => JSON.stringify(message);

  it(`is one message with the right content, wherever in its life it is killed (${lives} instants)`, async () => {
    const random = createRandom(20_261_122);
    const instants = Array.from({ length: lives }, (_, at) => ({ id: `inc-${String(at).padStart(4, '0')}`, atMs: random() * 900 }));
    while (instants.length > 0) await Promise.all(instants.splice(0, atOnce).map(({ id, atMs }) => live(id, atMs)));
    const messages = (await slack.messages('C1')).filter(({ ephemeral_to }) => !ephemeral_to);
    const top = messages.filter(({ thread_ts: thread }) => !thread);
    const ids = Array.from({ length: lives }, (_, at) => `inc-${String(at).padStart(4, '0')}`);
    for (const id of ids) {
      const own = top.filter((message) => textOf(message).includes(id));
      expect(own, id).toHaveLength(1);
      expect(textOf(own[0] as SlackMessage)).toContain('✅ Resolved: cart is out of memory; checkout, web and mail fail with it');
      const thread = messages.filter(({ thread_ts }) => thread_ts === own[0]?.ts).map(textOf);
      expect(
        thread.filter((text) => text.includes('The story of')),
        id,
      ).toHaveLength(1);
      const news = thread.filter((text) => !text.includes('The story of'));
      expect(
        news.map((text) => told.findIndex((words) => text.includes(words))),
        id,
      ).toEqual([0, 1, 2, 3, 4]);
    }
  }, 60_000);
});
