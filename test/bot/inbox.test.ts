import { describe, expect, it } from 'vitest';
import { WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ApiError } from '../../api/client.ts';
import type { ChatHealth } from '../../api/contract.ts';
import type { OperatorApi } from '../../bot/api.ts';
import { nextStep, progressOf } from '../../bot/delivery.ts';
import { createHealth } from '../../bot/health.ts';
import { createReach } from '../../bot/reach.ts';
import { runInbox, type InboxOptions } from '../../bot/inbox.ts';
import type { Poster } from '../../bot/steps.ts';
import { incidentPost } from './builders.ts';
import { createFakeOperator } from './fake-operator.ts';

const quiet = { info: () => undefined, warn: () => undefined };

const channelOf = (name: string): string => (name === 'secret' ? 'G1' : name);

function setUp(more: { readonly api?: Partial<OperatorApi>; readonly failures?: number; readonly waitSeconds?: number } = {}) {
  const operator = createFakeOperator();
  const posted: string[] = [];
  let failures = more.failures ?? 0;
  const slack: Poster = {
    post(message, { channel, threadTs }) {
      if (failures > 0) {
        failures -= 1;
        const limited = more.waitSeconds === undefined ? null : new WebAPIRateLimitedError(more.waitSeconds);
        return Promise.reject(limited ?? new WebAPIRequestError(new Error('ECONNREFUSED')));
      }
      posted.push(`${channel}${threadTs === undefined ? '' : ' thread'}: ${message.text}`);
      return Promise.resolve({ channelId: 'C1', ts: `${posted.length}.0` });
    },
    edit: () => Promise.resolve(),
    find: () => Promise.resolve(null),
  };
  const stop = new AbortController();
  const leads = { leading: true, instance: 'one', version: '1' };
  const api = { ...operator.api, session: () => Promise.resolve(leads), ...more.api };
  const told: ChatHealth[] = [];
  const health = createHealth({
    report: (state) => Promise.resolve(void told.push(state)),
    log: quiet,
    reach: createReach(quiet, Date.now),
    signal: new AbortController().signal,
  });
  const unheard: InboxOptions['unheard'] = new Map();
  const options = { api, slack, health, log: quiet, reach: createReach(quiet, Date.now), now: Date.now, channelOf, intervalMs: 1, unheard };
  const inbox = runInbox(options, stop.signal);
  const end = async (): Promise<void> => {
    stop.abort();
    await inbox;
  };
  /** The operator was lost and is back: another session of the same process. */
  const startAgain = (signal: AbortSignal) => runInbox(options, signal);
  return { operator, posted, end, startAgain, told };
}

describe('the inbox', () => {
  it('tells the operator of every step, so that a restart knows how far it came', async () => {
    const { operator, end } = setUp();
    operator.say(incidentPost());
    await expect
      .poll(() => operator.deliveries.map(({ body }) => body))
      .toEqual([
        { channelId: 'C1', ts: '1.0', revision: 1, entries: 0 },
        { channelId: 'C1', ts: '1.0', revision: 1, entries: 0, storyTs: '2.0' },
        { channelId: 'C1', ts: '1.0', revision: 1, entries: 1, storyTs: '2.0' },
      ]);
    await end();
  });

  it('an operator that does not take the delivery is told again, and nothing is posted twice', async () => {
    let refusals = 1;
    const { operator, posted, end } = setUp({
      api: {
        delivered(id, body) {
          if (refusals-- > 0) return Promise.reject(new ApiError('OperatorUnreachable', 0, 'away'));
          return operator.api.delivered(id, body);
        },
      },
    });
    operator.say(incidentPost({ entries: [] }));
    await expect.poll(() => operator.deliveries.length, { timeout: 5000 }).toBe(2);
    expect(posted).toHaveLength(2);
    await end();
  });

  it('an operator that was killed before it heard of a step is told in the next session, and nothing is posted twice', async () => {
    let isDead = false;
    let isBack = false;
    const { operator, posted, end, startAgain } = setUp({
      api: {
        delivered(id, body) {
          isDead ||= body.entries === 1;
          return isDead && !isBack ? Promise.reject(new ApiError('OperatorUnreachable', 0, 'away')) : operator.api.delivered(id, body);
        },
      },
    });
    operator.say(incidentPost());
    await expect.poll(() => isDead).toBe(true);
    await end();
    const said = [...posted];
    isBack = true;
    const next = new AbortController();
    const session = startAgain(next.signal);
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, { timeout: 5000 }).toBe(1);
    next.abort();
    await session;
    expect(posted).toEqual(said);
  });

  it('a post that the operator has withdrawn is given up', async () => {
    let offered = false;
    let told = 0;
    const { posted, end } = setUp({
      api: {
        posts: (_query, signal) => {
          if (!offered) {
            offered = true;
            return Promise.resolve([incidentPost()]);
          }
          return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
        },
        delivered() {
          told += 1;
          return Promise.reject(new ApiError('PostNotFound', 404, 'There is no such post.'));
        },
      },
    });
    await expect.poll(() => told).toBe(1);
    await end();
    expect(posted).toHaveLength(1);
  });

  it('private channels are posted to by their id', async () => {
    const { operator, posted, end } = setUp();
    operator.say(incidentPost({ channel: 'secret', entries: [] }));
    await expect.poll(() => posted[0]).toMatch(/^G1: /);
    await end();
  });

  it('a minute and more that Slack asks to wait is told to the operator, a second is everyday', async () => {
    const long = setUp({ failures: 1, waitSeconds: 300 });
    long.operator.say(incidentPost({ entries: [] }));
    await expect.poll(() => long.told.at(-1)?.message).toMatch(/asks to wait 300 s before the next message to #.*nothing is lost/);
    await long.end();
    const short = setUp({ failures: 1, waitSeconds: 1 });
    short.operator.say(incidentPost({ entries: [] }));
    await expect.poll(() => short.posted.length, { timeout: 5000 }).toBeGreaterThan(0);
    expect(short.told.filter(({ state }) => state === 'failed')).toEqual([]);
    await short.end();
  });

  it('an outage of Slack is reported and the message sent afterwards', async () => {
    const { operator, posted, end } = setUp({ failures: 1 });
    operator.say(incidentPost({ entries: [] }));
    await expect.poll(() => operator.failures[0]?.body).toMatchObject({ code: 'unreachable', retryInMs: 5000 });
    expect(posted).toEqual([]);
    await expect.poll(() => posted.length, { timeout: 9000 }).toBeGreaterThan(0);
    await end();
  });
});

describe('what is sent next', () => {
  const done = {
    message: { channelId: 'C1', ts: '1' },
    revision: 1,
    entries: 1,
    storyTs: '2',
    storyRevision: 1,
    acknowledged: true,
    textOnly: false,
    looks: 0,
  };

  it('goes from the first screen to the news, one call at a time', () => {
    const post = incidentPost();
    const types = [
      progressOf(post),
      { ...done, acknowledged: false },
      { ...done, revision: 0 },
      { ...done, storyTs: null },
      { ...done, entries: 0 },
      { ...done, storyRevision: 0 },
      done,
    ].map((progress) => nextStep(post, progress)?.type ?? 'nothing');
    expect(types).toEqual(['message', 'acknowledge', 'edit', 'story', 'entry', 'edit-story', 'nothing']);
  });

  it('looks first where something new may be in Slack already, and edits without looking', () => {
    const post = incidentPost();
    const types = [progressOf(post), { ...done, storyTs: null }, { ...done, entries: 0 }, { ...done, revision: 0 }, done].map(
      (progress) => nextStep(post, { ...progress, looks: 1 })?.type ?? 'nothing',
    );
    expect(types).toEqual(['look', 'look', 'look', 'edit', 'nothing']);
  });

  it('says nothing any more once its operator does not lead or does not answer, though the session has not noticed yet', async () => {
    let asked = 0;
    const session = () => {
      asked += 1;
      return asked === 1 ? Promise.resolve({ leading: false, instance: 'one', version: '1' }) : Promise.reject(new Error('gone'));
    };
    const { operator, posted, end } = setUp({ api: { session } });
    operator.say(incidentPost());
    await expect.poll(() => asked, { timeout: 5_000 }).toBe(2);
    await end();
    expect(posted).toEqual([]);
  });
});
