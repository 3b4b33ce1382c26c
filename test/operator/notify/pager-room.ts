/** A notifier with a pager to look at: a store, a clock that stands still and a fake receiver, anew for each test. */
import { afterEach, beforeEach, vi } from 'vitest';
import type { Receiver } from '../../../operator/notify/deliver.ts';
import { createPagerDuty } from '../../../operator/notify/receivers/pagerduty.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { startMs, type Bench, type Clock } from './builders.ts';
import { startReceiver, type FakeReceiver } from './fake-receiver.ts';

interface PagerRoom {
  store: Store;
  clock: Clock;
  fake: FakeReceiver;
}

const running: { controller: AbortController; done: Promise<void> }[] = [];

/** Filled before each test, closed after it. */
export function pagerRoom(): Readonly<PagerRoom> {
  // Nothing may read it before the first `beforeEach` has filled it.
  const room = {} as PagerRoom;
  beforeEach(async () => {
    room.store = createMemoryStore();
    room.clock = { nowMs: startMs + 6000 };
    room.fake = await startReceiver();
  });
  afterEach(async () => {
    await stopAll();
    await room.fake.close();
    await room.store.close();
  });
  return room;
}

export const pagerDutyAt = (url: string, timeoutMs = 2000): Receiver =>
  createPagerDuty({ name: 'oncall', url, routingKeyFile: '/key', readSecret: () => Promise.resolve('key-1\n'), timeoutMs });

export function run(bench: Bench): void {
  const controller = new AbortController();
  running.push({ controller, done: bench.notifier.run(controller.signal) });
}

export async function stopAll(): Promise<void> {
  for (const { controller, done } of running.splice(0)) {
    controller.abort();
    await done;
  }
}

export const page = (bench: Bench, id = 'inc-1a2b3c') => bench.notifier.view(id)?.page;
export const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 8000, interval: 10 });
