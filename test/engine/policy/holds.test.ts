import { expect, test } from 'vitest';
import { isHeldBack } from '../../../engine/policy/holds.ts';
import { decidePage } from '../../../engine/policy/page.ts';
import { alone, defaultPolicy, type PolicySettings, type PolicySituation } from '../../../engine/policy/policy.ts';
import { cascade, startMs } from '../../operator/notify/builders.ts';

const incident = cascade();
const cart = 'shop/deployment/cart';

function failed(settings: Partial<PolicySettings>, situation: Partial<PolicySituation> = {}, about = incident) {
  const asked = { ...defaultPolicy, receiver: 'oncall', ...settings };
  const { gates } = decidePage(about, asked, { ...alone(about), nowMs: startMs + 10_000, ...situation });
  return { gates, failed: gates.filter(({ passed }) => !passed) };
}

test('each of them holds back by itself, with its reason in the sentence', () => {
  const maintenance = [{ fromAtMs: startMs, toAtMs: startMs + 60_000, reason: 'database upgrade' }];
  const hours = [{ severity: 'critical', window: { days: ['Sun'], from: '08:00', to: '18:00', timeZone: 'UTC' } }] as const;
  const mute = { workload: 'car*', cause: null, untilAtMs: startMs + 60_000, reason: 'known leak' };
  const cases = [
    ['maintenance', 'database upgrade', failed({ maintenance })],
    ['mute', 'until 5 Jan 2026, 10:01 UTC: known leak', failed({ mutes: [mute] })],
    ['hours', 'now it is outside them', failed({ hours })],
    ['rollout', 'A rollout of cart began 5 s ago; pages wait 120 s', failed({}, { rollouts: [{ workload: cart, atMs: startMs + 5000 }] })],
    ['budget', '10 of 10 pages', failed({}, { pagesLately: 10 })],
  ] as const;
  for (const [name, words, answer] of cases) {
    expect(answer.failed.map((gate) => gate.name)).toEqual([name]);
    expect(answer.failed[0]?.sentence).toContain(words);
    expect(isHeldBack(answer.gates)).toBe(true);
  }
});

test('what ends opens the gate again', () => {
  expect(failed({ maintenance: [{ fromAtMs: 0, toAtMs: startMs, reason: 'x' }] }).failed).toEqual([]);
  expect(failed({ mutes: [{ workload: null, cause: 'out-of-memory', untilAtMs: startMs, reason: 'x' }] }).failed).toEqual([]);
  expect(failed({}, { nowMs: startMs + 125_000, rollouts: [{ workload: cart, atMs: startMs + 5000 }] }).failed).toEqual([]);
});

test('a rule mutes what it names and nothing else', () => {
  const muted = (workload: string | null, cause: string | null) =>
    failed({ mutes: [{ workload, cause, untilAtMs: null, reason: 'x' }] }).failed.length === 1;
  expect([muted('cart', null), muted('*a*t', null), muted('c*t', null), muted(null, 'out-of-memory')]).toEqual([true, true, true, true]);
  expect([muted('car', null), muted('web', null), muted('cart', 'crash'), muted('cart*t', null)]).toEqual([false, false, false, false]);
  // Without a cause all that fails must be named.
  const unknown = cascade({ causes: [], confidence: 0 });
  const names = (workload: string) =>
    failed({ mutes: [{ workload, cause: null, untilAtMs: null, reason: 'x' }] }, {}, unknown).failed.map(({ name }) => name);
  expect(names('web')).not.toContain('mute');
  expect(names('*')).toContain('mute');
});

test('a rollout of something else holds nothing back', () => {
  expect(failed({}, { rollouts: [{ workload: 'shop/deployment/mail', atMs: startMs + 5000 }] }).failed).toEqual([]);
});

test('the same cause pages once, and that is no page that was held back', () => {
  const answer = failed({}, { pagedFor: 'inc-777777' });
  expect(answer.failed).toMatchObject([
    { name: 'already-paged', sentence: 'oncall has already been paged for the same cause, in inc-777777.' },
  ]);
  expect(isHeldBack(answer.gates)).toBe(false);
});
