import { WebAPIPlatformError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { runAuditChannel } from '../../bot/audit-channel.ts';
import { auditLines } from '../../bot/blocks/audit-lines.ts';
import { brokenLimits, type Message } from '../../bot/blocks/limits.ts';
import type { HealthPart } from '../../bot/health.ts';
import type { Mark } from '../../bot/delivery.ts';
import { dangers } from './dangers.ts';

const entry = (seq: number, words = `/logbot why inc-${seq}`) => ({
  seq,
  atMs: 1_800_000_000_000,
  user: 'U1',
  channel: 'C1',
  action: words,
  result: 'answered',
});

function setUp(count: number) {
  const state = { told: 0, away: false, leading: true, lost: 0 };
  const posted: { readonly text: string; readonly mark: Mark }[] = [];
  const health: (readonly [HealthPart, string | undefined])[] = [];
  const entries = Array.from({ length: count }, (_, place) => entry(place + 1));
  const ended = new AbortController();
  const slack = {
    async post(message: Message, { channel, mark }: { readonly channel: string; readonly mark: Mark }) {
      if (state.away) throw new WebAPIPlatformError({ ok: false, error: 'not_in_channel' });
      posted.push({ text: JSON.stringify(message.blocks), mark });
      return { channelId: channel, ts: String(posted.length) };
    },
    edit: () => Promise.resolve(),
    find: async (mark: Mark) => {
      const found = posted.find((one) => one.mark.part === mark.part);
      return found ? { channelId: 'C', ts: '1', revision: found.mark.revision } : null;
    },
  };
  const api = {
    untoldAudit: (limit: number) =>
      Promise.resolve({ entries: entries.filter(({ seq }) => seq > state.told).slice(0, limit), lost: state.lost }),
    auditTold: (seq: number) => {
      state.told = seq;
      if (seq === count) ended.abort();
      return Promise.resolve();
    },
    session: () => Promise.resolve({ leading: state.leading, instance: 'a', version: '1' }),
  };
  const quiet = { info: () => undefined, warn: () => undefined };
  const run = () =>
    runAuditChannel(
      {
        api,
        slack,
        health: {
          set: (part, told) => void health.push([part, told?.message]),
          current: { state: 'connected', code: '', message: '' },
          tell: () => undefined,
        },
        log: quiet,
        reach: { reached: () => undefined, failed: () => undefined },
        channel: 'logbot-audit',
        intervalMs: 0,
        lookEveryMs: 0,
      },
      ended.signal,
    );
  return { state, posted, health, run, ended, api, slack };
}

test('every line is told once and in order, as many in a message as it takes', async () => {
  const { posted, run, state } = setUp(100);
  await run();
  const told = posted.flatMap(({ text }) => [...text.matchAll(/inc-(\d+)/g)].map(([, number]) => Number(number)));
  expect(told).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
  expect(state.told).toBe(100);
  expect(posted.length).toBeLessThan(20);
});

test('what was posted by a life that could not note it is found and not said again', async () => {
  const { posted, run, state } = setUp(5);
  await run();
  state.told = 0;
  const again = setUp(5);
  again.posted.push(...posted);
  await again.run();
  expect([again.posted.length, again.state.told]).toEqual([1, 5]);
});

test('an operator that could not note it has nothing said twice', async () => {
  const { api, posted, run, state } = setUp(3);
  const note = api.auditTold;
  let failures = 1;
  api.auditTold = (seq) => (failures-- > 0 ? Promise.reject(new Error('away')) : note(seq));
  await run();
  expect([posted.length, state.told]).toEqual([1, 3]);
});

test('a channel that refuses is told in the health and never through itself, and a replica that leads no more says nothing', async () => {
  const { posted, run, state, health, ended } = setUp(3);
  state.away = true;
  const running = run();
  await expect.poll(() => health.length).toBe(1);
  expect(health).toEqual([['audit channel', expect.stringContaining('/invite')]]);
  ended.abort();
  await running;
  expect([posted, state.told]).toEqual([[], 0]);
  const other = setUp(3);
  other.state.leading = false;
  const silent = other.run();
  await new Promise((resolve) => setImmediate(resolve));
  other.ended.abort();
  await silent;
  expect(other.posted).toEqual([]);
});

test('lines of strangers stay within the limits, call nobody, and what was lost is said', () => {
  const nasty = Array.from({ length: 40 }, (_, place) => ({
    ...entry(place + 1, '<!channel> `x` *y* <@U1> '.repeat(20)),
    user: '<!here>',
    result: '<@U2> @channel'.repeat(60),
  }));
  const { message, lastSeq } = auditLines({ entries: nasty, lost: 12 });
  expect([brokenLimits(message), dangers(message)]).toEqual([[], []]);
  expect(lastSeq).toBeGreaterThan(0);
  expect(JSON.stringify(message)).toContain('12 earlier lines');
  expect(JSON.stringify(auditLines({ entries: [entry(1)], lost: 0 }).message)).not.toContain('<@U1>');
});
