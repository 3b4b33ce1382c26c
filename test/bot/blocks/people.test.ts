import { expect, test } from 'vitest';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { incidentMessage } from '../../../bot/blocks/incident.ts';
import { descriptionLine } from '../../../bot/blocks/people.ts';
import { incidentView, startedAtMs } from '../builders.ts';

const conditions = { untilAtMs: startedAtMs + 3_600_000, rateAbove: 3, higherSeverity: true, newRevision: true, otherWorkload: true };
const snooze = { ...conditions, by: 'U1', atMs: startedAtMs, ended: null };

test('an incident says who has it in hand, how it is snoozed, and what people said of what it is made of', () => {
  const descriptions = [{ workload: 'cart', owner: 'U7', runbook: 'https://runbooks.example/cart?a=1|2' }];
  const assignee = { user: 'U7', by: 'U1', atMs: startedAtMs };
  const message = incidentMessage(incidentView({}, { assignee, snooze, descriptions }));
  const text = JSON.stringify(message);
  expect(text).toContain('*In hand of* <@U7>');
  expect(text).toMatch(
    /\*Snoozed\* by <@U1> until .* or at 3 times the rate or at a higher severity or at a rollout or when another workload fails/,
  );
  expect(text).toContain('cart: owner <@U7> · <https://runbooks.example/cart?a=1%7C2|runbook>');
  expect(brokenLimits(message)).toEqual([]);
});

test('a snooze that is over says when and why', () => {
  const ended = { atMs: startedAtMs + 60_000, why: 'web fails too' };
  expect(JSON.stringify(incidentMessage(incidentView({}, { snooze: { ...snooze, ended } })))).toContain('web fails too');
});

test('what people typed does nothing but inform', () => {
  const line = descriptionLine({ pattern: 'abcdef', name: '<!channel> `x`', owner: '<@U1|all>', runbook: 'javascript:alert(1)' });
  expect(line).not.toMatch(/<[!@#]|<javascript/);
});
