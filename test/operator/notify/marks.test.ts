import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { cascade, change, startMs, startNotifier, target } from './builders.ts';

test('two LogDetectors may have an incident of one id, and a mark reaches the one that was meant', async () => {
  const bench = await startNotifier(createMemoryStore(), { nowMs: startMs + 6000 });
  const bank = target({ detector: 'bank/bank', namespace: 'bank' });
  await bench.say(change(cascade()));
  await bench.say(change(cascade()), bank);
  const mark = { mark: 'noise', user: 'U1', atMs: 1 } as const;
  expect(await bench.notifier.mark('bank/bank/inc-1a2b3c', mark)).toMatchObject({ detector: 'bank/bank' });
  const marksOf = (detector: string) => bench.notifier.view(`${detector}/inc-1a`)?.marks.length;
  expect([marksOf('shop/shop'), marksOf('bank/bank')]).toEqual([0, 1]);
  expect(bench.notifier.view('inc-1a2b3c')).toBeNull();
  expect(bench.notifier.view('inc-1a2b3c', ['bank'])?.detector).toBe('bank/bank');
  expect(bench.notifier.view('shop/shop/inc-1a2b3c', ['bank'])).toBeNull();
});
