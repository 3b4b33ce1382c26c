import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlertmanager } from '../../../../operator/notify/receivers/alertmanager.ts';
import { startMs } from '../builders.ts';
import { startReceiver, type FakeReceiver } from '../fake-receiver.ts';
import { message, over, readSecret } from '../page-message.ts';

let fake: FakeReceiver;
beforeEach(async () => {
  fake = await startReceiver();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
let nowMs = startMs;
const receiver = (tokenFile?: string, timeoutMs = 5000) => {
  const url = fake.url.replace('/enqueue', '/');
  return createAlertmanager({ name: 'am', url, tokenFile, readSecret, now: () => nowMs, timeoutMs });
};
interface Alert {
  readonly labels: unknown;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}
const alerts = (): readonly Alert[] => fake.received.flatMap(({ body }): readonly Alert[] => JSON.parse(body));

test('an alert has the same labels from its beginning to its end, whatever is learned meanwhile', async () => {
  await receiver('/key').send(message, signal);
  nowMs = startMs + 120_000;
  await receiver().send({ ...message, title: 'it was the disk', cause: 'node of n1', source: 'n1' }, signal);
  await receiver().send(over, signal);
  nowMs = startMs;
  expect(fake.received[0]).toMatchObject({ method: 'POST', path: '/api/v2/alerts', headers: { authorization: 'Bearer s3cret' } });
  expect(fake.received[1]?.headers.authorization).toBeUndefined();
  const [first, second, last] = alerts();
  expect(first?.labels).toEqual({
    alertname: 'LogDetectorIncident',
    severity: 'critical',
    namespace: 'shop',
    detector: 'shop/shop',
    page: 'logdetector:f:1',
  });
  expect([second?.labels, last?.labels]).toEqual([first?.labels, first?.labels]);
  expect(new Set(alerts().map(({ startsAt }) => startsAt)).size).toBe(1);
  expect(alerts().map(({ endsAt }) => Date.parse(endsAt) - startMs)).toEqual([30 * 60_000, 32 * 60_000, 120_000]);
});

test('it repeats what stands well before that end, for as long as it stands', () => {
  const { repeat } = receiver();
  expect(repeat?.times).toBe(Infinity);
  expect(repeat?.afterMs).toBeLessThan(10 * 60_000);
});

test('one that hangs is given up, one that refuses says why', async () => {
  fake.answers = ['hang', { status: 400, body: 'start time must be before end time' }];
  await expect(receiver(undefined, 300).send(message, signal)).rejects.toMatchObject({ code: 'ReceiverUnreachable' });
  await expect(receiver().send(message, signal)).rejects.toThrow('start time must be before end time');
});
