import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { attachmentsAtMost, createMattermost, textAtMost } from '../../../../operator/notify/receivers/mattermost.ts';
import { startReceiver, type FakeReceiver } from '../fake-receiver.ts';
import { hugePage, nasty } from '../nasty.ts';
import { message, over } from '../page-message.ts';

let fake: FakeReceiver;
beforeEach(async () => {
  fake = await startReceiver();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
const mattermost = () => createMattermost({ name: 'chat', urlFile: '/url', readSecret: () => Promise.resolve(`${fake.url}\n`) });

const MessageSchema = z.object({
  text: z.string(),
  attachments: z.tuple([z.object({ fallback: z.string(), color: z.string(), title: z.string(), text: z.string() })]),
});
const sent = (at: number) => MessageSchema.parse(fake.received[at]?.json);

test('a page is one message, and its end another one that says so', async () => {
  await mattermost().send(message, signal);
  await mattermost().send(over, signal);
  const [attachment] = sent(0).attachments;
  expect(attachment.title).toBe('🔴 cart is out of memory');
  expect(attachment.text).toContain('**Likely cause:** out-of-memory of shop/deployment/cart');
  expect(attachment.text).toContain('[Runbook](https://wiki.example.com/cart)');
  expect(sent(1).text).toBe('✅ Over: cart is out of memory');
  expect(sent(1).attachments[0].text).toContain('**Over since:** 2026-01-05T10:01:00.000Z');
});

test('nothing that others wrote mentions, links, formats or hides', async () => {
  await mattermost().send({ ...message, title: nasty, cause: nasty, affected: [nasty], sentence: nasty, gates: [], links: [] }, signal);
  const { text, attachments } = sent(0);
  const own = ['**Likely cause:**', '**Fails:**', '**Since:**', '**Incident:**', '**Why you are told:**', '2026-01-05T10:00:00.000Z'];
  const shown = own.reduce((left, words) => left.replaceAll(words, ''), `${text}\n${attachments[0].title}\n${attachments[0].text}`);
  expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(shown).not.toMatch(/[@`*~#[\]<>|!\\$]|:\/\/|www\.|:\w+:|[\u200b\u202e\u{e0041}]/u);
});

test('a message of any size is below what an old server takes, and says that it was cut', async () => {
  await mattermost().send(hugePage, signal);
  const { text, attachments } = sent(0);
  expect(text.length).toBeLessThanOrEqual(textAtMost);
  expect(JSON.stringify(attachments).length).toBeLessThanOrEqual(attachmentsAtMost);
  expect(attachments[0].text).toMatch(/\+ \d+ more lines$/);
});

test('a refusal says what the other side said', async () => {
  fake.answers = [{ status: 404, body: 'Invalid webhook.' }];
  await expect(mattermost().send(message, signal)).rejects.toMatchObject({
    code: 'ReceiverRejected',
    message: expect.stringContaining('Invalid webhook.') as unknown,
  });
});

test('several that are told at once are one line each, as plain as everything else', async () => {
  const folded = ['cart fails (shop/shop/inc-1)', `Over: ${nasty}`, ...Array.from({ length: 60 }, (_, number) => `work-${number} fails`)];
  await mattermost().send({ ...message, title: '62 folded: 61 new, 1 over', gates: [], links: [], folded }, signal);
  const body = JSON.stringify(fake.received[0]?.json);
  expect(body).toContain('cart fails (shop/shop/inc-1)');
  expect(body).not.toContain('Likely cause');
  expect(body).not.toContain(nasty);
});
