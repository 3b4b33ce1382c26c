/** Slack's documented limits of modals and of what can be typed or chosen in them. https://docs.slack.dev/reference/views/modal-views */
import type { InputBlock, KnownBlock, ModalView, Option, PlainTextElement } from '@slack/types';
import { section } from './blocks.ts';
import { brokenLimits } from './limits.ts';

/** A modal of blocks that this file knows. */
export type Modal = Omit<ModalView, 'blocks'> & { readonly blocks: readonly KnownBlock[] };

export const viewLimits = {
  blocks: 100,
  title: 24,
  button: 24,
  privateMetadata: 3000,
  callbackId: 255,
  inputLabel: 2000,
  hint: 2000,
  placeholder: 150,
  options: 100,
  optionText: 75,
  optionValue: 150,
  typed: 3000,
} as const;

/** Every broken limit in a sentence; an empty list means that Slack opens the modal. */
export function brokenViewLimits(view: Modal): readonly string[] {
  const broken: string[] = [];
  const check = (path: string, length: number, range: { readonly min?: number; readonly max: number }): void => {
    const min = range.min ?? 1;
    if (length < min || length > range.max) broken.push(`${path} must be ${min} to ${range.max} long, is ${length}`);
  };
  check('title', view.title.text.length, { max: viewLimits.title });
  check('blocks', view.blocks.length, { max: viewLimits.blocks });
  for (const [name, button] of [['submit', view.submit] as const, ['close', view.close] as const])
    if (button) check(name, button.text.length, { max: viewLimits.button });
  check('private_metadata', view.private_metadata?.length ?? 0, { min: 0, max: viewLimits.privateMetadata });
  check('callback_id', view.callback_id?.length ?? 1, { max: viewLimits.callbackId });
  const inputs = view.blocks.filter((block) => block.type === 'input');
  for (const [index, input] of inputs.entries()) checkInput(`inputs[${index}]`, input, check);
  if (inputs.length > 0 && !view.submit) broken.push('submit must be there where something can be typed or chosen');
  const shown = view.blocks.filter((block) => block.type !== 'input');
  // Of a modal the blocks may be twice as many as of a message; each of them has the same limits.
  for (let at = 0; at < shown.length; at += 50) broken.push(...brokenLimits({ text: 'a modal', blocks: shown.slice(at, at + 50) }));
  return broken;
}

/** Of a Home tab, as of a modal: as many blocks, each within its own limits. https://docs.slack.dev/reference/views/home-tab-views */
export function brokenHomeLimits(blocks: readonly KnownBlock[]): readonly string[] {
  const broken =
    blocks.length > viewLimits.blocks || blocks.length === 0 ? [`blocks must be 1 to ${viewLimits.blocks} long, is ${blocks.length}`] : [];
  // What must be unique is so within a block; a message's own bounds are none of a view's.
  for (const block of blocks) broken.push(...brokenLimits({ text: 'a home', blocks: [block] }));
  return broken;
}

/** `view` if Slack opens it, else one that says why nothing can be chosen. `report` is told what was wrong with it. */
export function fitForModal<T extends Modal>(view: T, report: (broken: readonly string[]) => void): T | Modal {
  const broken = brokenViewLimits(view);
  if (broken.length === 0) return view;
  report(broken);
  const words =
    "✋ This question is larger than what Slack shows, so nothing was changed. The bot's log says which limit it breaks; please report this.";
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Cannot be shown' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(words)],
  };
}

type Check = (path: string, length: number, range: { readonly min?: number; readonly max: number }) => void;

function checkInput(path: string, { label, hint, element }: InputBlock, check: Check): void {
  check(`${path}.label`, label.text.length, { max: viewLimits.inputLabel });
  if (hint) check(`${path}.hint`, hint.text.length, { max: viewLimits.hint });
  check(`${path}.action_id`, ('action_id' in element && element.action_id?.length) || 1, { max: viewLimits.callbackId });
  if ('placeholder' in element) checkPlaceholder(path, element.placeholder, check);
  if ('options' in element) checkOptions(path, element.options ?? [], check);
  if (element.type !== 'plain_text_input') return;
  const most = element.max_length ?? viewLimits.typed;
  check(`${path}.max_length`, most, { max: viewLimits.typed });
  check(`${path}.initial_value`, element.initial_value?.length ?? 0, { min: 0, max: most });
}

function checkPlaceholder(path: string, placeholder: PlainTextElement | undefined, check: Check): void {
  if (placeholder) check(`${path}.placeholder`, placeholder.text.length, { max: viewLimits.placeholder });
}

function checkOptions(path: string, options: readonly Option[], check: Check): void {
  check(`${path}.options`, options.length, { max: viewLimits.options });
  for (const { text, value } of options) {
    check(`${path}.option`, text.text.length, { max: viewLimits.optionText });
    check(`${path}.option value`, value?.length ?? 0, { max: viewLimits.optionValue });
  }
}
