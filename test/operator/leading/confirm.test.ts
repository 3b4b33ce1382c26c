import { expect, test } from 'vitest';
import { confirmationsOf } from '../../../operator/leading/confirm.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { incident } from '../../engine/feedback/builders.ts';
import { change, startMs, startNotifier } from '../notify/builders.ts';

const clock = { nowMs: startMs };
const nowMs = startMs + 60_000;

async function markedWith(...marks: readonly (readonly [user: string, mark: 'useful' | 'noise'])[]) {
  const bench = await startNotifier(createMemoryStore(), clock);
  await bench.say(change(incident({ id: 'inc-1', openedAtMs: startMs })));
  for (const [at, [user, mark]] of marks.entries()) await bench.notifier.mark('shop/shop/inc-1', { mark, user, atMs: startMs + at });
  return confirmationsOf(bench.notifier, 'shop/shop', nowMs);
}

test('an incident confirms alarms of its workloads as long as it lasts', async () => {
  expect(await markedWith()).toEqual([{ workload: 'shop/deployment/cart', fromAtMs: startMs, toAtMs: nowMs }]);
  expect(await markedWith(['U1', 'noise'], ['U2', 'useful'])).toHaveLength(1);
});

test('one that people call noise does not, though somebody has called it useful first', async () => {
  expect(await markedWith(['U1', 'noise'])).toEqual([]);
  expect(await markedWith(['U1', 'useful'], ['U1', 'noise'])).toEqual([]);
});
