import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeartbeatSchema } from '../../../api/receivers.ts';
import { runHeartbeat } from '../../../operator/notify/heartbeat.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { startReceiver, type FakeReceiver } from './fake-receiver.ts';
import { readSecret } from './page-message.ts';

let fake: FakeReceiver;
let stop: AbortController;
beforeEach(async () => {
  fake = await startReceiver();
  stop = new AbortController();
});
afterEach(() => fake.close());

const telemetry = createTelemetry({ level: 'silent' });
const counted = async (name: string): Promise<boolean> =>
  new RegExp(`^logdetector_${name}_total [1-9]`, 'm').test(await telemetry.metrics());

function start(wish: object, problem: string | null = null): Promise<void> {
  const configuration = HeartbeatSchema.parse({ url: fake.url, everySeconds: 10, ...wish });
  return runHeartbeat({ configuration: () => configuration, problem: () => problem, readSecret, telemetry }, stop.signal);
}

test('it is told while all is well, and ends with the leadership', async () => {
  const running = start({ method: 'GET', tokenFile: '/key' });
  await vi.waitFor(() => expect(fake.received).toMatchObject([{ method: 'GET', headers: { authorization: 'Bearer s3cret' } }]));
  stop.abort();
  await running;
});

test('it is withheld while the operator cannot do its work, so that somebody notices', async () => {
  const running = start({}, 'No log stream is open.');
  await vi.waitFor(async () => expect(await counted('heartbeat_withheld')).toBe(true));
  stop.abort();
  await running;
  expect(fake.received).toEqual([]);
});

test('an address in a Secret that would go out in the clear is not used', async () => {
  const configuration = HeartbeatSchema.parse({ urlFile: '/url' });
  const read = () => Promise.resolve('http://hc.example.com/abc');
  const running = runHeartbeat({ configuration: () => configuration, problem: () => null, readSecret: read, telemetry }, stop.signal);
  await vi.waitFor(async () => expect(await counted('heartbeat_failed')).toBe(true));
  stop.abort();
  await running;
});
