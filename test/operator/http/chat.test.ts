import { expect, test } from 'vitest';
import { createChat } from '../../../operator/http/chat.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const connected = { state: 'connected', code: 'Connected', message: 'Connected to Slack.' } as const;

test('a bot that is not heard of any more is not taken for connected', () => {
  let nowMs = 1_000_000;
  const chat = createChat(() => nowMs, createTelemetry({ level: 'silent' }));
  expect(chat.health()).toBeNull();
  chat.report(connected);
  for (let question = 0; question < 10; question += 1) {
    nowMs += 25_000;
    chat.heard();
  }
  expect(chat.health()).toEqual(connected);
  nowMs += 91_000;
  expect(chat.health()).toMatchObject({ state: 'failed', code: 'BotUnreachable' });
  chat.heard();
  expect(chat.health()).toEqual(connected);
});
