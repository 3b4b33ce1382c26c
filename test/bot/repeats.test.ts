import { expect, it } from 'vitest';
import { createRepeats } from '../../bot/repeats.ts';

it('a delivery is heard once, and a second click is another one', () => {
  const repeats = createRepeats(() => 0);
  const heard = (body: unknown): boolean => !repeats.isRepeat(body);
  expect([{ trigger_id: '1' }, { trigger_id: '1' }, { trigger_id: '2' }, { event_id: 'E1' }, { event_id: 'E1' }].map(heard)).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
  expect([{}, {}, null, { trigger_id: '' }].map(heard)).toEqual([true, true, true, true]);
});

it('remembers longer than Slack retries, and no more than it can hold', () => {
  let nowMs = 0;
  const repeats = createRepeats(() => nowMs);
  repeats.isRepeat({ event_id: 'E1' });
  nowMs = 3_600_000;
  expect(repeats.isRepeat({ event_id: 'E1' })).toBe(true);
  for (let at = 0; at <= 10_000; at += 1) repeats.isRepeat({ event_id: `other-${at}` });
  expect(repeats.isRepeat({ event_id: 'other-10000' })).toBe(true);
  expect(repeats.isRepeat({ event_id: 'E1' })).toBe(false);
});
