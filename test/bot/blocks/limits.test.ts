import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actions, button, context, fitForSlack, header, section } from '../../../bot/blocks/blocks.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';

const of = (length: number): string => 'x'.repeat(length);
const press = (more: Partial<Parameters<typeof button>[0]> = {}) => button({ actionId: 'a', label: 'Go', value: 'v', ...more });
const fields = (count: number, length: number): KnownBlock => ({
  type: 'section',
  fields: Array.from({ length: count }, () => ({ type: 'mrkdwn', text: of(length) })),
});

const table: readonly [string, KnownBlock[], KnownBlock[]][] = [
  ['blocks', Array.from({ length: 50 }, () => section('x')), Array.from({ length: 51 }, () => section('x'))],
  ['section text', [section(of(3000))], [section(of(3001))]],
  ['empty section text', [section('x')], [section('')]],
  ['section without text and fields', [section('x')], [{ type: 'section' }]],
  ['header', [header(of(150))], [header(of(151))]],
  ['fields', [fields(10, 10)], [fields(11, 10)]],
  ['field text', [fields(1, 2000)], [fields(1, 2001)]],
  ['context elements', [context(...Array.from({ length: 10 }, () => 'x'))], [context(...Array.from({ length: 11 }, () => 'x'))]],
  ['context text', [context(of(3000))], [context(of(3001))]],
  ['empty context', [context('x')], [context()]],
  [
    'actions',
    [actions(Array.from({ length: 25 }, (_, index) => press({ actionId: `a${index}` })))],
    [actions(Array.from({ length: 26 }, (_, index) => press({ actionId: `a${index}` })))],
  ],
  ['button text', [actions([press({ label: of(75) })])], [actions([press({ label: of(76) })])]],
  ['action_id', [actions([press({ actionId: of(255) })])], [actions([press({ actionId: of(256) })])]],
  ['button value', [actions([press({ value: of(2000) })])], [actions([press({ value: of(2001) })])]],
  ['same action_id twice', [actions([press(), press({ actionId: 'b' })])], [actions([press(), press()])]],
  ['block_id', [{ ...section('x'), block_id: of(255) }], [{ ...section('x'), block_id: of(256) }]],
  [
    'same block_id twice',
    [{ ...section('x'), block_id: 'a' }],
    [
      { ...section('x'), block_id: 'a' },
      { ...section('x'), block_id: 'a' },
    ],
  ],
  [
    'whole message',
    [section(of(3000)), section(of(3000)), section(of(3000)), section(of(3000))],
    Array.from({ length: 5 }, () => section(of(3000))),
  ],
  ['a block that nobody checks', [{ type: 'divider' }], [{ type: 'image', image_url: 'https://x.example/y.png', alt_text: 'y' }]],
];

describe('the limits of Slack', () => {
  it.each(table)('%s: the limit passes and one more does not', (_name, good, bad) => {
    expect(brokenLimits({ text: 'x', blocks: good })).toEqual([]);
    expect(brokenLimits({ text: 'x', blocks: bad })).not.toEqual([]);
  });

  it('a message needs a fallback text of bounded length', () => {
    expect(brokenLimits({ text: of(4000), blocks: [] })).toEqual([]);
    expect(brokenLimits({ text: '', blocks: [] })).not.toEqual([]);
    expect(brokenLimits({ text: of(4001), blocks: [] })).not.toEqual([]);
  });

  it('what breaks a limit is sent as text with a notice, and reported', () => {
    const told: string[] = [];
    const fit = fitForSlack({ text: 'what matters', blocks: [section(of(3001))] }, (broken) => told.push(...broken));
    expect(brokenLimits(fit)).toEqual([]);
    expect(JSON.stringify(fit)).toContain('what matters');
    expect(told).toEqual(['blocks[0].text must be 1 to 3000 long, is 3001']);
  });
});
