import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEmail, type EmailOptions } from '../../../../operator/notify/receivers/email.ts';
import { startMailServer, type FakeMailServer } from '../fake-mail-server.ts';
import { message, over, readSecret } from '../page-message.ts';

let fake: FakeMailServer;
beforeEach(async () => {
  fake = await startMailServer();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
const receiver = (more: Partial<EmailOptions> = {}) => {
  const addresses = { from: 'logdetector@example.com', to: ['oncall@example.com'] };
  return createEmail({
    name: 'mail',
    host: '127.0.0.1',
    port: fake.port,
    security: 'none',
    ...addresses,
    readSecret,
    timeoutMs: 2000,
    ...more,
  });
};
const header = (mail: string | undefined, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(mail?.split('\n\n')[0] ?? '')?.[1];

test('a mail says what is broken and why; the same one sent again has the same id, and the end answers the beginning', async () => {
  await receiver().send(message, signal);
  await receiver().send(message, signal);
  await receiver().send(over, signal);
  const [first, again, end] = fake.mails;
  expect(header(first, 'Subject')).toBe('[critical] cart is out of memory');
  expect(header(first, 'Auto-Submitted')).toBe('auto-generated');
  expect(first).toContain('Likely cause: out-of-memory of shop/deployment/cart');
  expect(header(again, 'Message-ID')).toBe(header(first, 'Message-ID'));
  expect(header(end, 'Message-ID')).not.toBe(header(first, 'Message-ID'));
  expect(header(end, 'In-Reply-To')).toBe(header(first, 'Message-ID'));
  expect(header(end, 'Subject')).toBe('[resolved] cart is out of memory');
});

test('a title with line ends makes no header', async () => {
  await receiver().send({ ...message, title: 'a\r\nBcc: all@example.com' }, signal);
  expect(header(fake.mails[0], 'Bcc')).toBeUndefined();
});

test.each([
  ['451 try later', 'ReceiverUnreachable'],
  ['552 too large', 'ReceiverRejected'],
  ['hang', 'ReceiverUnreachable'],
])('an answer of "%s" is %s', async (answer, code) => {
  fake.answer = answer;
  await expect(receiver({ timeoutMs: 300 }).send(message, signal)).rejects.toMatchObject({ code });
});

test('without the TLS that is asked for nothing is sent, and no password', async () => {
  const files = { usernameFile: '/key', passwordFile: '/key' };
  await expect(receiver({ security: 'starttls', ...files }).send(message, signal)).rejects.toMatchObject({ code: 'ReceiverRejected' });
  await expect(receiver({ security: 'tls', ...files, timeoutMs: 300 }).send(message, signal)).rejects.toMatchObject({
    code: expect.any(String) as unknown,
  });
  expect([fake.mails, fake.logins]).toEqual([[], []]);
});

test('a password that is not taken needs a person, and is in no message', async () => {
  const error: unknown = await receiver({ usernameFile: '/key', passwordFile: '/key' })
    .send(message, signal)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ReceiverRejected' });
  expect(String(error)).not.toContain('s3cret');
  expect(fake.logins).toEqual(['\0s3cret\0s3cret']);
});

test('nobody listening is tried again, and an abort ends a send that hangs', async () => {
  fake.answer = 'hang';
  const controller = new AbortController();
  const sending = receiver({ timeoutMs: 9000 }).send(message, controller.signal);
  await vi.waitFor(() => expect(fake.mails).toHaveLength(1));
  controller.abort();
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  const { port } = fake;
  await fake.close();
  await expect(receiver({ port }).send(message, signal)).rejects.toMatchObject({ code: 'ReceiverUnreachable' });
  fake = await startMailServer();
});
