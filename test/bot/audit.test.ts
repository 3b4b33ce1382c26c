import { expect, test } from 'vitest';
import type { AuditEntry } from '../../api/contract.ts';
import { createAudit } from '../../bot/audit.ts';
import type { LogFields } from '../../bot/log.ts';

const entry = (action: string): AuditEntry => ({ atMs: 1, user: 'U1', channel: 'C1', action, result: 'refused: no incident hunter2' });

function setUp() {
  const taken: string[] = [];
  const logged: (LogFields & { readonly event: string })[] = [];
  const state = { isAway: false };
  const log = { info: () => undefined, warn: (event: string, fields: LogFields = {}) => void logged.push({ event, ...fields }) };
  const writeAudit = (one: AuditEntry): Promise<void> =>
    state.isAway ? Promise.reject(new Error('The operator does not answer.')) : Promise.resolve(void taken.push(one.action));
  return { audit: createAudit(writeAudit, log), taken, logged, state };
}

test('what was typed never gets into the log of the bot, which cannot redact it', async () => {
  const { audit, logged, state } = setUp();
  state.isAway = true;
  await audit.write(entry('/logbot why password=hunter2'), '/logbot why');
  expect(logged).toMatchObject([{ event: 'AuditNotTaken', user: 'U1', channel: 'C1', what: '/logbot why', result: 'refused' }]);
  expect(JSON.stringify(logged)).not.toContain('hunter2');
});

test('what the operator did not take is offered again, in order, and taken once', async () => {
  const { audit, taken, state } = setUp();
  state.isAway = true;
  await audit.write(entry('first'), 'x');
  await audit.write(entry('second'), 'x');
  state.isAway = false;
  await audit.write(entry('third'), 'x');
  await audit.write(entry('fourth'), 'x');
  expect(taken).toEqual(['first', 'second', 'third', 'fourth']);
});

test('an operator that stays away does not fill the memory, and what is dropped is said', async () => {
  const { audit, taken, logged, state } = setUp();
  state.isAway = true;
  for (let i = 0; i < 502; i += 1) await audit.write(entry(`${i}`), 'x');
  expect(logged.filter(({ event }) => event === 'AuditDropped')).toHaveLength(2);
  state.isAway = false;
  await audit.write(entry('last'), 'x');
  expect([taken.length, taken[0], taken.at(-1)]).toEqual([500, '3', 'last']);
});
