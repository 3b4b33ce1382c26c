import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { revisionMessage } from '../../../bot/blocks/revision.ts';
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

const revision = {
  detector: 'shop/shop',
  workload: 'cart',
  revision: 'ReplicaSet cart-7d9f',
  text: 'rollout of revision 4: image of cart from 1 to 2 (shop/cart)',
  atMs: fromAtMs,
  fresh: [{ id: 'abcdef0123456789', text: 'voucher <num> has no owner', lines: 12 }],
  gone: [{ id: '0123456789abcdef', text: 'mail refused', lines: 18 }],
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

it('a new revision says which errors are new and which are gone', () => {
  const words = JSON.stringify(revisionMessage(revision));
  for (const part of [
    'new ReplicaSet cart-7d9f: 1 new error pattern, 1 gone',
    'voucher &lt;num&gt; has no owner',
    '12 lines since',
    'mail refused',
  ])
    expect(words).toContain(part);
});

it('all are taken by Slack whatever stands in them, and do nothing but inform', () => {
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
    const patterns = words.slice(0, 12).map((one) => ({ id: word, text: one, lines: 1e9 }));
    const rolled = { detector: word, workload: word, revision: word, text: word, atMs: 1e18, fresh: patterns, gone: patterns };
    for (const message of [weekMessage(made), welcomeMessage(day), revisionMessage(rolled)]) {
      expect(brokenLimits(message)).toEqual([]);
      expect(dangers(message)).toEqual([]);
    }
  };
  fc.assert(fc.property(texts, text, check), { numRuns: 50 });
});
