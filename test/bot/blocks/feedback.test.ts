import { expect, test } from 'vitest';
import { feedbackMessage } from '../../../bot/blocks/feedback.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { feedbackOf } from '../answers.ts';
import { dangers } from '../dangers.ts';

test('precision, the model against telling all, and what is quiet are told', () => {
  const text = JSON.stringify(feedbackMessage(feedbackOf('shop/shop')));
  for (const words of [
    '75 % useful of 16 marked incidents',
    'Model: precision 0.94',
    'Telling all: precision 0.56',
    'spike of `cache miss for &lt;id&gt;` in cart',
  ])
    expect(text).toContain(words);
});

test('without a mark it says so, and with very many quiet kinds it is still a message that Slack takes', () => {
  const view = feedbackOf('shop/shop');
  expect(JSON.stringify(feedbackMessage({ ...view, useful: 0, noise: 0, precision: null, quiet: [] }))).toContain('Nothing is marked yet');
  const many = feedbackMessage({ ...view, quiet: Array.from({ length: 500 }, () => view.quiet).flat() });
  expect(brokenLimits(many)).toEqual([]);
  expect(JSON.stringify(many)).toMatch(/\+ \d+ more/);
});

test('why people said so is told, and does nothing', () => {
  const reason = {
    incident: 'inc-1',
    title: '<!channel> `x`',
    mark: 'noise' as const,
    reason: '<@U9> *y* '.repeat(40).slice(0, 200),
    user: 'U1',
    atMs: 0,
  };
  const message = feedbackMessage({ ...feedbackOf('shop/shop'), reasons: Array.from({ length: 10 }, () => reason) });
  expect([brokenLimits(message), dangers(message)]).toEqual([[], []]);
  expect(JSON.stringify(message)).toContain('Why people said so');
});
