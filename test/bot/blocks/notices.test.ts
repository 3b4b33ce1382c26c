import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { weekMessage } from '../../../bot/blocks/week.ts';
import { welcomeMessage } from '../../../bot/blocks/welcome.ts';
import { dangers } from '../dangers.ts';

const fromAtMs = Date.UTC(2026, 10, 16);
const week = {
  detector: 'shop/shop',
  fromAtMs,
  toAtMs: fromAtMs + 7 * 86_400_000,
  incidents: 9,
  pages: 2,
  heldByBudget: 1,
  useful: 6,
  noise: 2,
  precision: 0.75,
  noisiest: [{ workload: 'cart', text: 'call to <host> failed', incidents: 5 }],
  muted: ['spike of mail: retry <num>'],
};
const welcome = {
  detector: 'shop/shop',
  workloads: [
    { workload: 'cart', learning: 'baseline is 10 minutes old' },
    { workload: 'web', learning: null },
  ],
  more: 3,
  receiver: 'oncall',
};

it('the week says how useful it was, what was noisy, quiet and held back', () => {
  const { blocks, native } = weekMessage(week);
  const words = JSON.stringify(blocks);
  for (const part of ['9 incidents, 2 pages', '75 % useful of 8 marked incidents', '1 page', 'spike of mail', '5 incidents: cart'])
    expect(words).toContain(part);
  expect(native?.map(({ type }) => type)).toContain('data_table');
  expect(JSON.stringify(weekMessage({ ...week, precision: null }))).toContain('nobody has marked');
});

it('the first day says what is covered, what is learned and who is woken', () => {
  const words = JSON.stringify(welcomeMessage(welcome));
  for (const part of ['watches 5 workloads', 'cart, web and 3 others', 'baseline is 10 minutes old', 'No incident, no message'])
    expect(words).toContain(part);
  expect(JSON.stringify(welcomeMessage({ ...welcome, receiver: null }))).toContain('nobody');
});

it('both are taken by Slack whatever stands in them, and do nothing but inform', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constant('<!channel> `*_~'.repeat(300)));
  const texts = fc.array(text, { maxLength: 40 });
  const check = (words: readonly string[], word: string): void => {
    const made = {
      ...week,
      detector: word,
      muted: [...words],
      noisiest: words.map((one) => ({ workload: one, text: word, incidents: 1 })),
    };
    const day = { detector: word, workloads: words.map((one) => ({ workload: one, learning: word })), more: 0, receiver: word };
    for (const message of [weekMessage(made), welcomeMessage(day)]) {
      expect(brokenLimits(message)).toEqual([]);
      expect(dangers(message)).toEqual([]);
    }
  };
  fc.assert(fc.property(texts, text, check), { numRuns: 100 });
});
