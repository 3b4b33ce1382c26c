import type { RespondFn } from '@slack/bolt';
import { expect, it } from 'vitest';
import type { Message } from '../../bot/blocks/limits.ts';
import { createLayouts, respondTo, type Road } from '../../bot/layout.ts';

const quiet = { info: () => undefined, warn: () => undefined };
const words = [{ type: 'divider' as const }];
const table = [{ type: 'divider' as const }, { type: 'divider' as const }];
const message: Message = { text: 'x', blocks: words, native: table };
const failing = (statusCode: number) => Promise.reject(Object.assign(new Error('x'), { code: 'slack_bolt_respond_error', statusCode }));

/** What was sent, by the number of its blocks; `answers` are those to the layouts with tables, in order. */
function room(...answers: readonly (() => Promise<Response>)[]) {
  const layouts = createLayouts(quiet);
  const sent: number[] = [];
  let asked = 0;
  const respond: RespondFn = (body) => {
    const { length } = typeof body !== 'string' && 'blocks' in body ? (body.blocks ?? []) : [];
    sent.push(length);
    return length === 1 ? Promise.resolve(new Response('ok')) : (answers[asked++] ?? (() => Promise.resolve(new Response('ok'))))();
  };
  const send = (road: Road) => layouts.send(road, message, (text, blocks) => respondTo(respond, { text, blocks: [...blocks] }));
  return { layouts, sent, send };
}

it('an answer is sent with its table where Slack takes it', async () => {
  const { send, sent } = room();
  await send('answer');
  await send('answer');
  expect(sent).toEqual([2, 2]);
});

it.each<[string, () => Promise<Response>]>([
  ['by its status', () => failing(400)],
  ['in an answer that went well', () => Promise.resolve(new Response('{"ok":false,"error":"invalid_blocks"}'))],
  ['as a word', () => Promise.resolve(new Response('invalid_blocks'))],
])(
  'a table that is refused %s is told in words at once, and not tried again on that road until the next session',
  async (_how, refusal) => {
    const { send, sent, layouts } = room(refusal);
    await send('answer');
    await send('answer');
    await send('post');
    expect(sent).toEqual([2, 1, 1, 2]);
    layouts.begin();
    await send('answer');
    expect(sent.at(-1)).toBe(2);
  },
);

it('who asks too often, and a road that is closed, is no refusal of the layout', async () => {
  const { send, sent } = room(
    () => failing(429),
    () => Promise.reject(new Error('away')),
  );
  await expect(send('answer')).rejects.toThrow('x');
  await expect(send('answer')).rejects.toThrow('away');
  await send('answer');
  expect(sent).toEqual([2, 2, 2]);
});
