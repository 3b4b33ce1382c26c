import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatHealth } from '../../api/contract.ts';
import { createHealth, type Health } from '../../bot/health.ts';

const connecting: ChatHealth = { state: 'connecting', code: 'Connecting', message: 'Opening.' };
const connected: ChatHealth = { state: 'connected', code: 'Connected', message: 'Open.' };
const log = { info: () => undefined, warn: () => undefined };

let ending: AbortController;
let answers: { readonly health: ChatHealth; readonly done: () => void; readonly fail: (error: Error) => void }[];
let failures: unknown[];
let health: Health;

beforeEach(() => {
  ending = new AbortController();
  answers = [];
  failures = [];
  health = createHealth({
    report: (state) => new Promise((done, fail) => void answers.push({ health: state, done, fail })),
    log,
    reach: { reached: () => undefined, failed: (error) => void failures.push(error) },
    signal: ending.signal,
    againAfterMs: 1,
  });
});
afterEach(() => ending.abort());

const told = (): string[] => answers.map(({ health: { state } }) => state);

test('what follows while the operator is being told waits, so that the newest is what it hears last', async () => {
  health.set('socket', connecting);
  health.set('socket', connected);
  expect(told()).toEqual(['connecting']);
  answers[0]?.done();
  await vi.waitFor(() => expect(told()).toEqual(['connecting', 'connected']));
});

test('what the operator did not hear is told again until it does, as it is then', async () => {
  health.set('socket', connecting);
  health.set('socket', connected);
  answers[0]?.fail(new Error('away'));
  await vi.waitFor(() => expect(told()).toEqual(['connecting', 'connected']));
  answers[1]?.fail(new Error('away'));
  await vi.waitFor(() => expect(told()).toEqual(['connecting', 'connected', 'connected']));
  expect(failures).toHaveLength(2);
});

test('nothing is told again once the bot ends', async () => {
  health.set('socket', connected);
  ending.abort();
  answers[0]?.fail(new Error('away'));
  await vi.waitFor(() => expect(failures).toHaveLength(1));
  health.tell();
  expect(told()).toEqual(['connected']);
});
