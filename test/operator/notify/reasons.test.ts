import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { cascade, change, startMs, startNotifier } from './builders.ts';

test('why somebody said so is kept with the mark, said later or at once, also after a restart', async () => {
  const store = createMemoryStore();
  const bench = await startNotifier(store, { nowMs: startMs + 6000 });
  await bench.say(change(cascade()));
  const say = (atMs: number, more: object) => bench.notifier.mark('shop/shop/inc-1a2b3c', { mark: 'noise', user: 'U1', atMs, ...more });
  await say(1, {});
  await say(2, { reason: 'Wrong cause' });
  await say(3, { reason: 'Planned or known' });
  await say(4, { user: 'U2', mark: 'useful', reason: 'Told in time' });
  for (const { notifier } of [bench, await startNotifier(store, { nowMs: startMs + 7000 })]) {
    const feedback = notifier.feedback('shop/shop');
    expect(feedback.reasons).toMatchObject([
      { user: 'U2', mark: 'useful', reason: 'Told in time', incident: 'inc-1a2b3c' },
      { user: 'U1', mark: 'noise', reason: 'Planned or known', atMs: 1 },
    ]);
    expect(notifier.view('inc-1a2b3c')?.marks).toHaveLength(2);
  }
});
