/**
 * Slack's documented limits, checked on the whole message before it is sent: Slack answers one oversized field with
 * `invalid_blocks` and shows nothing at all. https://docs.slack.dev/reference/block-kit/blocks
 */
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, SectionBlock } from '@slack/types';
import { checkChart, checkTable, nativeLimits, type NativeBlock } from './native-limits.ts';

/** What is sent: `text` is the notification and the fallback, `blocks` the message. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** The same with Slack's own charts and tables, sent in place of `blocks` where Slack takes them. */
  readonly native?: readonly NativeBlock[];
}

export const limits = {
  blocks: 50,
  /** Slack cuts longer fallback texts at 40,000; its advice is 4,000. */
  fallbackText: 4000,
  headerText: 150,
  textObject: 3000,
  fields: 10,
  fieldText: 2000,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  actionId: 255,
  buttonValue: 2000,
  blockId: 255,
  url: 3000,
  /** Not documented block by block: above about 13,000 characters in all, Slack answers `msg_blocks_too_long`. */
  wholeMessage: 12_000,
} as const;

/** Every broken limit in a sentence; an empty list means that Slack takes the message. */
export function brokenLimits(message: Message): readonly string[] {
  const broken: string[] = [];
  const check = (path: string, length: number, range: { readonly min?: number; readonly max: number }): void => {
    const min = range.min ?? 1;
    if (length < min || length > range.max) broken.push(`${path} must be ${min} to ${range.max} long, is ${length}`);
  };
  check('text', message.text.length, { max: limits.fallbackText });
  for (const [name, blocks] of [['blocks', message.blocks] as const, ['native', message.native ?? []] as const]) {
    check(name, blocks.length, { min: 0, max: limits.blocks });
    check('message', JSON.stringify(blocks).length, { max: limits.wholeMessage * 2 });
    check('message text', wholeText(blocks), { min: 0, max: limits.wholeMessage });
    check('charts', blocks.filter(({ type }) => type === 'data_visualization').length, { min: 0, max: nativeLimits.charts });
    for (const [index, block] of blocks.entries()) checkBlock(`${name}[${index}]`, block, check);
    for (const repeated of repetitions(blocks)) broken.push(`action_id and block_id must be unique, ${repeated} is not`);
  }
  return broken;
}

type Check = (path: string, length: number, range: { readonly min?: number; readonly max: number }) => void;

function checkBlock(path: string, block: NativeBlock, check: Check): void {
  if (block.block_id !== undefined) check(`${path}.block_id`, block.block_id.length, { max: limits.blockId });
  if (block.type === 'header') return checkHeader(path, block, check);
  if (block.type === 'section') return checkSection(path, block, check);
  if (block.type === 'context') return checkContext(path, block, check);
  if (block.type === 'actions') return checkActions(path, block, check);
  if (block.type === 'data_visualization') return checkChart(path, block, check);
  if (block.type === 'data_table') return checkTable(path, block, check);
  // A block that nobody taught this file counts as broken, so that no block escapes its limits unseen.
  if (block.type !== 'divider') check(`${path} of type ${block.type}`, 0, { max: 0 });
}

function checkHeader(path: string, block: HeaderBlock, check: Check): void {
  check(`${path}.text`, block.text.text.length, { max: limits.headerText });
}

function checkSection(path: string, block: SectionBlock, check: Check): void {
  check(`${path} text or fields`, (block.text ? 1 : 0) + (block.fields?.length ?? 0), { max: limits.fields + 1 });
  if (block.text) check(`${path}.text`, block.text.text.length, { max: limits.textObject });
  if (block.fields) check(`${path}.fields`, block.fields.length, { max: limits.fields });
  for (const [index, field] of (block.fields ?? []).entries())
    check(`${path}.fields[${index}]`, field.text.length, { max: limits.fieldText });
  if (block.accessory?.type === 'button') checkButton(`${path}.accessory`, block.accessory, check);
}

function checkContext(path: string, block: ContextBlock, check: Check): void {
  check(`${path}.elements`, block.elements.length, { max: limits.contextElements });
  for (const [index, element] of block.elements.entries())
    if (element.type !== 'image') check(`${path}.elements[${index}]`, element.text.length, { max: limits.textObject });
}

function checkActions(path: string, block: ActionsBlock, check: Check): void {
  check(`${path}.elements`, block.elements.length, { max: limits.actionsElements });
  for (const [index, element] of block.elements.entries())
    if (element.type === 'button') checkButton(`${path}.elements[${index}]`, element, check);
    else check(`${path}.elements[${index}] of type ${element.type}`, 0, { max: 0 });
}

function checkButton(path: string, button: Button, check: Check): void {
  check(`${path}.text`, button.text.text.length, { max: limits.buttonText });
  check(`${path}.action_id`, button.action_id?.length ?? 0, { max: limits.actionId });
  if (button.value !== undefined) check(`${path}.value`, button.value.length, { min: 0, max: limits.buttonValue });
  if (button.url !== undefined) check(`${path}.url`, button.url.length, { max: limits.url });
}

function wholeText(blocks: readonly NativeBlock[]): number {
  let length = 0;
  JSON.stringify(blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') length += value.length;
    return value;
  });
  return length;
}

function repetitions(blocks: readonly NativeBlock[]): readonly string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  const note = (id: string | undefined): void => {
    if (id === undefined) return;
    if (seen.has(id)) repeated.push(id);
    seen.add(id);
  };
  for (const block of blocks) {
    if (block.block_id !== undefined) note(`block_id ${block.block_id}`);
    if (block.type === 'actions') for (const element of block.elements) note(`action_id ${element.action_id ?? ''}`);
  }
  return repeated;
}
