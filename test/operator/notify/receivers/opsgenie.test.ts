import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOpsgenie } from '../../../../operator/notify/receivers/opsgenie.ts';
import { startReceiver, type FakeReceiver } from '../fake-receiver.ts';
import { message, over, readSecret } from '../page-message.ts';

let fake: FakeReceiver;
beforeEach(async () => {
  fake = await startReceiver();
});
afterEach(() => fake.close());

const { signal } = new AbortController();
const receiver = (more: { team?: string } = {}) => {
  const url = fake.url.replace('/enqueue', '/v2/');
  return createOpsgenie({ name: 'team', type: 'jira-service-management', url, apiKeyFile: '/key', readSecret, ...more });
};

test('an alert is made and closed under one alias, with the key of the integration', async () => {
  await receiver({ team: 'shop' }).send(message, signal);
  await receiver().send(over, signal);
  const [made, closed] = fake.received;
  expect(made).toMatchObject({ method: 'POST', path: '/v2/alerts', headers: { authorization: 'GenieKey s3cret' } });
  expect(made?.json).toMatchObject({
    message: 'cart is out of memory',
    priority: 'P1',
    entity: 'shop/deployment/cart',
    responders: [{ type: 'team', name: 'shop' }],
    details: { incident: 'inc-1', detector: 'shop/shop' },
  });
  expect(String(made?.json.description)).toContain('Runbook: https://wiki.example.com/cart');
  expect(closed?.path).toBe(`/v2/alerts/${String(made?.json.alias)}/close?identifierType=alias`);
});

test('what is longer than the API takes is cut', async () => {
  await receiver().send({ ...message, title: 'x'.repeat(200), source: 'y'.repeat(600) }, signal);
  expect(fake.received[0]?.json).toMatchObject({ message: 'x'.repeat(130), entity: 'y'.repeat(512) });
});

test('to close what nobody knows is done, to make an alert at the wrong address is not', async () => {
  fake.answers = [{ status: 404 }];
  await receiver().send(over, signal);
  await expect(receiver().send(message, signal)).rejects.toMatchObject({ code: 'ReceiverRejected' });
});

test.each([
  [429, 'ReceiverUnreachable'],
  [500, 'ReceiverUnreachable'],
  [401, 'ReceiverRejected'],
])('an answer of %s is %s, and the key is in no message', async (status, code) => {
  fake.answers = [{ status, headers: { 'retry-after': '7' } }];
  const error: unknown = await receiver()
    .send(message, signal)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('s3cret');
});

test('Opsgenie is asked whether its alert is acknowledged; its successor tells nobody', async () => {
  const url = fake.url.replace('/enqueue', '/v2');
  const opsgenie = createOpsgenie({ name: 'team', type: 'opsgenie', url, apiKeyFile: '/key', readSecret });
  await opsgenie.send(message, signal);
  const answers = [
    { status: 200, body: '{"data": {"acknowledged": false}}' },
    { status: 200, body: '{"data": {"acknowledged": true, "status": "open"}}' },
    { status: 200, body: '{"data": "later"}' },
    { status: 403, body: '{"message": "no read access"}' },
  ];
  fake.answers = answers;
  const ask = () => opsgenie.acknowledged?.(message.dedupKey, signal);
  expect([await ask(), await ask(), await ask()]).toEqual([false, true, false]);
  await expect(ask()).rejects.toThrow('refused');
  const [made, asked] = fake.received;
  expect(asked).toMatchObject({ method: 'GET', path: `/v2/alerts/${String(made?.json.alias)}?identifierType=alias` });
  expect(receiver()).not.toHaveProperty('acknowledged');
});
