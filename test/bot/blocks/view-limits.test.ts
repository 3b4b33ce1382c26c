import type { InputBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { section } from '../../../bot/blocks/blocks.ts';
import { brokenViewLimits, fitForModal, type Modal } from '../../../bot/blocks/view-limits.ts';

const of = (length: number): string => 'x'.repeat(length);
const text = (length: number) => ({ type: 'plain_text' as const, text: of(length) });
const modal = (more: Partial<Modal> = {}): Modal => ({
  type: 'modal',
  title: text(5),
  submit: text(2),
  blocks: [section('x')],
  ...more,
});
const typed = (
  element: Partial<Extract<InputBlock['element'], { type: 'plain_text_input' }>> = {},
  more: Partial<InputBlock> = {},
): InputBlock => ({
  type: 'input',
  label: text(5),
  element: { type: 'plain_text_input', action_id: 'a', ...element },
  ...more,
});
const chosen = (count: number, label = 5, value = 5): InputBlock => ({
  type: 'input',
  label: text(5),
  element: {
    type: 'static_select',
    action_id: 'a',
    options: Array.from({ length: count }, () => ({ text: text(label), value: of(value) })),
  },
});
const sections = (count: number) => Array.from({ length: count }, () => section('x'));

const table: readonly [string, Partial<Modal>, Partial<Modal>][] = [
  ['title', { title: text(24) }, { title: text(25) }],
  ['submit', { submit: text(24) }, { submit: text(25) }],
  ['close', { close: text(24) }, { close: text(25) }],
  ['blocks', { blocks: sections(100) }, { blocks: sections(101) }],
  ['no block', { blocks: sections(1) }, { blocks: [] }],
  ['private_metadata', { private_metadata: of(3000) }, { private_metadata: of(3001) }],
  ['callback_id', { callback_id: of(255) }, { callback_id: of(256) }],
  ['a block of a message', { blocks: [section(of(3000))] }, { blocks: [section(of(3001))] }],
  ['label', { blocks: [typed({}, { label: text(2000) })] }, { blocks: [typed({}, { label: text(2001) })] }],
  ['hint', { blocks: [typed({}, { hint: text(2000) })] }, { blocks: [typed({}, { hint: text(2001) })] }],
  ['action_id', { blocks: [typed({ action_id: of(255) })] }, { blocks: [typed({ action_id: of(256) })] }],
  ['placeholder', { blocks: [typed({ placeholder: text(150) })] }, { blocks: [typed({ placeholder: text(151) })] }],
  ['max_length', { blocks: [typed({ max_length: 3000 })] }, { blocks: [typed({ max_length: 3001 })] }],
  [
    'initial_value',
    { blocks: [typed({ initial_value: of(10), max_length: 10 })] },
    { blocks: [typed({ initial_value: of(11), max_length: 10 })] },
  ],
  ['options', { blocks: [chosen(100)] }, { blocks: [chosen(101)] }],
  ['no option', { blocks: [chosen(1)] }, { blocks: [chosen(0)] }],
  ['option', { blocks: [chosen(1, 75)] }, { blocks: [chosen(1, 76)] }],
  ['option value', { blocks: [chosen(1, 5, 150)] }, { blocks: [chosen(1, 5, 151)] }],
];

describe('the limits of a modal', () => {
  it.each(table)('%s: the limit passes and one more does not', (_name, good, bad) => {
    expect(brokenViewLimits(modal(good))).toEqual([]);
    expect(brokenViewLimits(modal(bad))).not.toEqual([]);
  });

  it('one that breaks a limit is not sent: another says so, and it is reported', () => {
    const told: string[] = [];
    const shown = fitForModal(modal({ title: text(25) }), (broken) => told.push(...broken));
    expect(brokenViewLimits(shown)).toEqual([]);
    expect(JSON.stringify(shown)).toContain('nothing was changed');
    expect(told).toEqual(['title must be 1 to 24 long, is 25']);
  });

  it('what can be typed needs a button that submits it', () => {
    const { submit: _none, ...without } = modal({ blocks: [typed()] });
    expect(brokenViewLimits(without)).toHaveLength(1);
  });
});
