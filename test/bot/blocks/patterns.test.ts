import { expect, test } from 'vitest';
import type { PatternView } from '../../../api/contract.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { withButtons } from '../../../bot/blocks/pages.ts';
import { patternsMessage } from '../../../bot/blocks/patterns.ts';

function pattern(namespace: string): PatternView {
  return {
    id: `${namespace}1`,
    detector: `${namespace}/all`,
    workload: 'mailer',
    text: 'mail <num> sent',
    level: 'info',
    count: 10,
    share: 0.5,
    usual: null,
    isNew: false,
    cluster: null,
    firstSeenAtMs: 0,
    lastSeenAtMs: 0,
    sample: 'mail 7 sent',
  };
}

function told(...namespaces: readonly string[]): string {
  const reply = { patterns: namespaces.map(pattern), windowFromAtMs: 0, windowToAtMs: 3_600_000, learning: null };
  return JSON.stringify(patternsMessage(reply, { workload: 'mailer', isCut: false, only: null, page: 0 }).message.blocks);
}

test('workloads of several namespaces are told apart', () => {
  expect(told('shop', 'bank')).toContain('· shop/mailer');
  expect(told('shop', 'bank')).toContain('· bank/mailer');
});

test('within one namespace its name is left out', () => {
  expect(told('shop', 'shop')).toContain('· mailer · ');
});

test('the same stands in a table of Slack\u2019s own, all rows of the page at once, and the buttons below both', () => {
  const reply = {
    patterns: Array.from({ length: 12 }, (_, at) => ({
      ...pattern('shop'),
      id: `id${at}`,
      usual: at === 0 ? 4 : null,
      text: `<!channel> ${'x'.repeat(900)}`,
    })),
    windowFromAtMs: 0,
    windowToAtMs: 3_600_000,
    learning: null,
  };
  const { message, page, pages } = patternsMessage(reply, { workload: null, isCut: false, only: null, page: 0 });
  const whole = withButtons(message, { text: 'top-patterns', page }, pages);
  expect(brokenLimits(whole)).toEqual([]);
  const table = whole.native?.find((block) => block.type === 'data_table');
  expect(table).toMatchObject({ page_size: 10, rows: { length: 11 } });
  expect(JSON.stringify(table?.rows[0])).toContain('Usual');
  expect([whole.blocks.at(-1), pages]).toEqual([whole.native?.at(-1), 2]);
});

test('without a pattern there is no table', () => {
  const reply = { patterns: [], windowFromAtMs: 0, windowToAtMs: 3_600_000, learning: null };
  expect(patternsMessage(reply, { workload: null, isCut: false, only: null, page: 0 }).message).not.toHaveProperty('native');
});
