import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createWebhook } from '../../../../operator/notify/receivers/webhook.ts';
import { startMs } from '../builders.ts';
import { startReceiver } from '../fake-receiver.ts';
import { message, over, readSecret } from '../page-message.ts';

test('as CloudEvents the same body comes in an envelope, signed as a whole', async () => {
  const fake = await startReceiver();
  const webhook = createWebhook({ name: 'hook', url: fake.url, secretFile: '/key', readSecret, now: () => startMs, format: 'cloudevents' });
  const { signal } = new AbortController();
  await webhook.send(message, signal);
  await webhook.send(message, signal);
  await webhook.send(over, signal);
  await fake.close();
  const [first, again, end] = fake.received;
  expect(first?.headers['content-type']).toBe('application/cloudevents+json');
  expect(first?.json).toMatchObject({
    specversion: '1.0',
    source: '/logdetector/shop/shop',
    type: 'dev.logdetector.incident.trigger',
    subject: 'inc-1',
    time: '2026-01-05T10:00:00.000Z',
    datacontenttype: 'application/json',
    data: { version: 1, action: 'trigger', dedupKey: 'logdetector:f:1', links: [{ text: 'Runbook' }] },
  });
  expect(again?.json.id).toBe(first?.json.id);
  expect(first?.json.id).toBe(first?.headers['idempotency-key']);
  expect(end?.json).toMatchObject({ type: 'dev.logdetector.incident.resolve', time: '2026-01-05T10:01:00.000Z' });
  const timestamp = String(first?.headers['x-logdetector-timestamp']);
  const signature = createHmac('sha256', 's3cret').update(`${timestamp}.${first?.body}`).digest('hex');
  expect(first?.headers['x-logdetector-signature']).toBe(`sha256=${signature}`);
});
