import { expect, test } from 'vitest';
import { createChat } from '../../../operator/http/chat.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const connected = { state: 'connected', code: 'Connected', message: 'Connected to Slack.' } as const;

test('a bot that is not heard of any more is not taken for connected, in metrics too', async () => {
  let nowMs = 1_000_000;
  const telemetry = createTelemetry({ level: 'silent' });
  const isShown = async (value: number) => (await telemetry.metrics()).includes(`\nlogdetector_slack_connected ${value}\n`);
  const chat = createChat(() => nowMs, telemetry);
  expect(chat.health()).toBeNull();
  chat.report(connected);
  for (let question = 0; question < 10; question += 1) {
    nowMs += 25_000;
    chat.heard();
  }
  expect(chat.health()).toEqual(connected);
  expect(await isShown(1)).toBe(true);
  nowMs += 91_000;
  expect(chat.health()).toMatchObject({ state: 'failed', code: 'BotUnreachable' });
  expect(await isShown(0)).toBe(true);
  chat.heard();
  expect(chat.health()).toEqual(connected);
});

test('each workspace has a bot of its own, and all of them must be connected', async () => {
  let nowMs = 1_000_000;
  const telemetry = createTelemetry({ level: 'silent' });
  const isShown = async (value: number) => (await telemetry.metrics()).includes(`\nlogdetector_slack_connected ${value}\n`);
  const chat = createChat(() => nowMs, telemetry);
  chat.report(connected);
  expect([chat.health(), chat.health('partner'), await isShown(1)]).toEqual([connected, null, true]);
  chat.report({ state: 'failed', code: 'invalid_auth', message: 'copy it anew' }, 'partner');
  expect([chat.health()?.state, chat.health('partner')?.state, await isShown(0)]).toEqual(['connected', 'failed', true]);
  chat.report(connected, 'partner');
  nowMs += 91_000;
  chat.heard();
  expect([chat.health()?.state, chat.health('partner')?.code, await isShown(0)]).toEqual(['connected', 'BotUnreachable', true]);
  for (let number = 0; number < 1000; number += 1) chat.heard(`nobody-${number}`);
  expect(chat.health()?.state).toBe('connected');
});
