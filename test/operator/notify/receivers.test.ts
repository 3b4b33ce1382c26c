import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultTimeoutMs } from '../../../operator/notify/deliver.ts';
import { createPagerDuty } from '../../../operator/notify/receivers/pagerduty.ts';
import { createWebhook } from '../../../operator/notify/receivers/webhook.ts';
import { startMs } from './builders.ts';
import { message } from './page-message.ts';
import { startReceiver, type FakeReceiver } from './fake-receiver.ts';

let fake: FakeReceiver;
beforeEach(async () => {
  fake = await startReceiver();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
let secret = 's3cret\n';
const readSecret = (path: string): Promise<string> => (path === '/key' ? Promise.resolve(secret) : Promise.reject(new Error('ENOENT')));
const pagerDuty = (timeoutMs = defaultTimeoutMs, routingKeyFile = '/key') =>
  createPagerDuty({ name: 'oncall', url: fake.url, routingKeyFile, readSecret, timeoutMs });
const webhook = () => createWebhook({ name: 'hook', url: fake.url, secretFile: '/key', readSecret, now: () => startMs });

test('PagerDuty gets an Events v2 trigger with the key, cause, severity and gates', async () => {
  await pagerDuty().send(message, signal);
  expect(fake.received[0]?.json).toMatchObject({
    routing_key: 's3cret',
    event_action: 'trigger',
    dedup_key: 'logdetector:f:1',
    links: [{ text: 'Runbook', href: 'https://wiki.example.com/cart' }],
    payload: {
      summary: 'cart is out of memory',
      source: 'shop/deployment/cart',
      severity: 'critical',
      timestamp: '2026-01-05T10:00:00.000Z',
      custom_details: { why_paged: '2 workloads fail.', gates: ['passed severity: Severity is critical.'] },
    },
  });
  await pagerDuty().send({ ...message, action: 'resolve', turn: 2 }, signal);
  expect(fake.received[1]?.json).toEqual({ routing_key: 's3cret', event_action: 'resolve', dedup_key: 'logdetector:f:1' });
});

test('a rotated key is used at the next page without a restart', async () => {
  await pagerDuty().send(message, signal);
  secret = 'renewed';
  await pagerDuty().send(message, signal);
  secret = 's3cret\n';
  expect(fake.received.map(({ json }) => json.routing_key)).toEqual(['s3cret', 'renewed']);
});

test('a title longer than PagerDuty takes is cut', async () => {
  await pagerDuty().send({ ...message, title: 'x'.repeat(3000), source: 'y'.repeat(300) }, signal);
  const payload = { summary: 'x'.repeat(1024), source: 'y'.repeat(255) };
  expect(fake.received[0]?.json).toMatchObject({ payload });
});

test('a webhook is signed over time and body, and repeats its idempotency key only for the same message', async () => {
  await webhook().send(message, signal);
  await webhook().send(message, signal);
  await webhook().send({ ...message, action: 'resolve', turn: 2 }, signal);
  await webhook().send({ ...message, turn: 3 }, signal);
  const [first] = fake.received;
  const timestamp = String(first?.headers['x-logdetector-timestamp']);
  expect(timestamp).toBe(String(startMs / 1000));
  const expected = createHmac('sha256', 's3cret').update(`${timestamp}.${first?.body}`).digest('hex');
  expect(first?.headers['x-logdetector-signature']).toBe(`sha256=${expected}`);
  expect(first?.json).toMatchObject({ version: 1, action: 'trigger', openedAt: '2026-01-05T10:00:00.000Z', resolvedAt: null });
  const keys = fake.received.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

test.each([
  [429, 'ReceiverUnreachable'],
  [503, 'ReceiverUnreachable'],
  [400, 'ReceiverRejected'],
  [403, 'ReceiverRejected'],
])('an answer of %s is %s', async (status, code) => {
  fake.answers = [{ status, headers: { 'retry-after': '7' }, body: 'why\u0000 not' }];
  const failure = {
    code,
    ...(code === 'ReceiverUnreachable' ? { retryAfterMs: 7000 } : { message: expect.stringContaining('"why not"') as unknown }),
  };
  await expect(pagerDuty().send(message, signal)).rejects.toMatchObject(failure);
});

test('a redirect is refused, so that the key goes nowhere else', async () => {
  const other = await startReceiver();
  fake.answers = [{ status: 307, headers: { location: other.url } }];
  await expect(pagerDuty().send(message, signal)).rejects.toMatchObject({
    code: 'ReceiverRejected',
    message: expect.stringContaining('redirects') as unknown,
  });
  expect(other.received).toEqual([]);
  await other.close();
});

test('a receiver that hangs is given up after the timeout', async () => {
  fake.answers = ['hang'];
  await expect(pagerDuty(100).send(message, signal)).rejects.toMatchObject({ code: 'ReceiverUnreachable' });
});

test('an abort ends a send that hangs', async () => {
  fake.answers = ['hang'];
  const controller = new AbortController();
  const sending = pagerDuty().send(message, controller.signal);
  controller.abort();
  await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
});

test('an endless answer is not read to its end', async () => {
  fake.answers = [{ status: 400, body: 'x'.repeat(5_000_000) }];
  const error = await pagerDuty()
    .send(message, signal)
    .catch((reason: unknown) => reason);
  expect(String(error).length).toBeLessThan(600);
});

test('nobody listening, a missing and an empty key each say what to do', async () => {
  await expect(pagerDuty(1000, '/none').send(message, signal)).rejects.toThrow('mount its Secret there');
  secret = ' \n';
  await expect(pagerDuty().send(message, signal)).rejects.toThrow('fill its Secret');
  secret = 's3cret\n';
  const { url } = fake;
  await fake.close();
  await expect(pagerDuty().send(message, signal)).rejects.toMatchObject({
    code: 'ReceiverUnreachable',
    message: expect.stringContaining('ECONNREFUSED') as unknown,
  });
  fake = await startReceiver();
  expect(url).not.toBe('');
});
