import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { cascade, change, startMs, startNotifier } from './builders.ts';

test('an incident is known by the thread that tells it, to who may see it, also after a restart', async () => {
  const store = createMemoryStore();
  const bench = await startNotifier(store, { nowMs: startMs + 6000 });
  await bench.say(change(cascade()));
  const [post] = bench.notifier.pending();
  await bench.notifier.delivered(post?.id ?? '', { channelId: 'C0INC', ts: '170.0001', revision: 1, entries: 1 });
  for (const { notifier } of [bench, await startNotifier(store, { nowMs: startMs + 7000 })]) {
    expect(notifier.view('thread/C0INC/170.0001', ['shop'])?.incident.id).toBe('inc-1a2b3c');
    expect(notifier.view('thread/C0INC/170.0001', ['bank'])).toBeNull();
    expect(notifier.view('thread/C0INC/170.0002')).toBeNull();
    expect(notifier.view('thread/C9/170.0001')).toBeNull();
  }
});
