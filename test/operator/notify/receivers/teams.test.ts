import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { bodyAtMost, createTeams } from '../../../../operator/notify/receivers/teams.ts';
import { startReceiver, type FakeReceiver } from '../fake-receiver.ts';
import { hugePage, nasty } from '../nasty.ts';
import { message, over } from '../page-message.ts';

let fake: FakeReceiver;
beforeEach(async () => {
  fake = await startReceiver();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
const teams = () => createTeams({ name: 'teams', urlFile: '/url', readSecret: () => Promise.resolve(`${fake.url}\n`) });

const CardSchema = z.object({
  type: z.literal('message'),
  attachments: z.tuple([
    z.object({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      content: z.object({
        type: z.literal('AdaptiveCard'),
        body: z.array(
          z.object({ type: z.literal('RichTextBlock'), inlines: z.array(z.object({ type: z.literal('TextRun'), text: z.string() })) }),
        ),
        actions: z.array(z.object({ type: z.literal('Action.OpenUrl'), url: z.string() })),
      }),
    }),
  ]),
});
const cardOf = (at: number) => CardSchema.parse(fake.received[at]?.json).attachments[0].content;
const textOf = (at: number): string =>
  cardOf(at)
    .body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
    .join('\n');

test('a page is one card, and its end another one that says so', async () => {
  await teams().send(message, signal);
  await teams().send(over, signal);
  expect(textOf(0)).toContain('🔴 cart is out of memory');
  expect(textOf(0)).toContain('Likely cause: out-of-memory of shop/deployment/cart');
  expect(textOf(0)).toContain('✓ severity: Severity is critical.');
  expect(cardOf(0).actions).toEqual([{ type: 'Action.OpenUrl', url: 'https://wiki.example.com/cart' }]);
  expect(textOf(1)).toContain('✅ Over: cart is out of memory');
  expect(textOf(1)).toContain('Over since: 2026-01-05T10:01:00.000Z');
});

test('what others wrote stands in runs that are never read as Markdown, mentions or links', async () => {
  await teams().send(
    { ...message, title: nasty, cause: nasty, sentence: nasty, links: [{ text: 'x', href: 'javascript:alert(1)' }] },
    signal,
  );
  expect(textOf(0).replaceAll('\n', '')).not.toMatch(/[\u200b\u202e\p{Cc}\u{e0041}]/u);
  expect(cardOf(0).actions).toEqual([]);
  expect(fake.received[0]?.body).not.toContain('"entities"');
});

test('a card of any size is below what Teams takes', async () => {
  await teams().send(hugePage, signal);
  expect(Buffer.byteLength(fake.received[0]?.body ?? '')).toBeLessThanOrEqual(bodyAtMost);
  expect(textOf(0)).toContain('more');
});

test('an address that is not encrypted is refused before anything is sent', async () => {
  const leaky = createTeams({ name: 'teams', urlFile: '/url', readSecret: () => Promise.resolve('http://hooks.example.com/x') });
  await expect(leaky.send(message, signal)).rejects.toMatchObject({
    code: 'ReceiverRejected',
    message: expect.stringContaining('https://') as unknown,
  });
});

test('several that are told at once are one line each, as plain as everything else', async () => {
  const folded = ['cart fails (shop/shop/inc-1)', `Over: ${nasty}`, ...Array.from({ length: 60 }, (_, number) => `work-${number} fails`)];
  await teams().send({ ...message, title: '62 folded: 61 new, 1 over', gates: [], links: [], folded }, signal);
  const body = JSON.stringify(fake.received[0]?.json);
  expect(body).toContain('cart fails (shop/shop/inc-1)');
  expect(body).not.toContain('Likely cause');
  expect(body).not.toContain(nasty);
});
