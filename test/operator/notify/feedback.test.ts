import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { anomaly, incident } from '../../engine/feedback/builders.ts';
import { change, resolved, startMs, startNotifier, type Bench } from './builders.ts';

const clock = { nowMs: startMs };
const noise = (user = 'U1') => ({ mark: 'noise', user, atMs: clock.nowMs }) as const;
const posts = (bench: Bench): readonly string[] =>
  bench.notifier.pending().flatMap(({ subject }) => (subject.type === 'incident' ? [subject.view.incident.id] : []));
const one = (id: string, other: Parameters<typeof incident>[0] = {}) => incident({ id, fingerprint: id, openedAtMs: startMs, ...other });

/** An incident that was posted, called noise, and is over. */
async function calledNoise(store = createMemoryStore()): Promise<Bench> {
  const bench = await startNotifier(store, clock);
  await bench.say(change(one('inc-1')));
  await bench.notifier.mark('shop/shop/inc-1', noise());
  await bench.say(change(resolved(one('inc-1')), 'resolved'));
  return bench;
}

test('what was called noise is not posted again, also after a restart, and stands in the list all the same', async () => {
  const store = createMemoryStore();
  await calledNoise(store);
  const bench = await startNotifier(store, clock, [], 2);
  await bench.say(change(one('inc-2')));
  expect(posts(bench)).not.toContain('inc-2');
  expect(bench.notifier.view('inc-2')?.incident.state).toBe('open');
  await bench.say(change(one('inc-3', { anomalies: [anomaly({ text: 'cache is full' })] })));
  expect(posts(bench)).toContain('inc-3');
});

test('it is posted as soon as it is worse than when it was called noise', async () => {
  const bench = await calledNoise();
  await bench.say(change(one('inc-2')));
  expect(posts(bench)).not.toContain('inc-2');
  await bench.say(change(one('inc-2', { anomalies: [anomaly({ observed: 400 })] }), 'updated', ['400 lines now.']));
  expect(posts(bench)).toContain('inc-2');
});

test('what is graver than when it was called noise is posted, also when the marked one has become so itself', async () => {
  const store = createMemoryStore();
  const first = await startNotifier(store, clock);
  await first.say(change(one('inc-1')));
  await first.notifier.mark('shop/shop/inc-1', noise());
  const grave = one('inc-1', { severity: 'critical' });
  await first.say(change(grave, 'updated', ['It is critical now.']));
  await first.say(change(resolved(grave), 'resolved'));
  const bench = await startNotifier(store, clock, [], 2);
  await bench.say(change(one('inc-2', { severity: 'critical' })));
  expect(posts(bench)).toContain('inc-2');
});

test('called noise again when there is more of it, it is quiet up to there', async () => {
  const bench = await startNotifier(createMemoryStore(), clock);
  const larger = one('inc-1', { anomalies: [anomaly({ observed: 400 })] });
  await bench.say(change(one('inc-1')));
  await bench.notifier.mark('shop/shop/inc-1', noise());
  await bench.say(change(larger, 'updated', ['400 lines now.']));
  clock.nowMs += 1_000;
  await bench.notifier.mark('shop/shop/inc-1', noise());
  await bench.say(change(resolved(larger), 'resolved'));
  await bench.say(change(one('inc-2', { anomalies: [anomaly({ observed: 1_000 })] })));
  expect(posts(bench)).not.toContain('inc-2');
});

test('called useful by more people later, its kind is posted again', async () => {
  const bench = await calledNoise();
  clock.nowMs += 1_000;
  for (const user of ['U1', 'U2']) await bench.notifier.mark('shop/shop/inc-1', { mark: 'useful', user, atMs: clock.nowMs });
  await bench.say(change(one('inc-2')));
  expect(posts(bench)).toContain('inc-2');
});

test('the quiet of one LogDetector is not that of another, and precision is measured for each', async () => {
  const bench = await calledNoise();
  expect(bench.notifier.feedback('shop/shop')).toMatchObject({
    useful: 0,
    noise: 1,
    precision: 0,
    relevance: { state: 'few-marks', model: null },
    quiet: [{ workload: 'cart', kind: 'spike', pattern: 'cache miss for <id>' }],
  });
  expect(bench.notifier.feedback('bank/bank')).toMatchObject({ useful: 0, noise: 0, precision: null, quiet: [] });
});

test('who changes their mind twice is heard twice, and who says the same again is not', async () => {
  const bench = await calledNoise();
  const say = async (mark: 'useful' | 'noise') => {
    clock.nowMs += 1_000;
    return (await bench.notifier.mark('shop/shop/inc-1', { mark, user: 'U1', atMs: clock.nowMs }))?.marks.length;
  };
  expect([await say('noise'), await say('useful'), await say('noise')]).toEqual([1, 2, 3]);
  expect(bench.notifier.feedback('shop/shop')).toMatchObject({ useful: 0, noise: 1 });
});

test('a mark that could not be kept can be said again', async () => {
  const store = createMemoryStore();
  const bench = await startNotifier(store, clock);
  await bench.say(change(one('inc-1')));
  const sound = { ...store };
  Object.assign(store, { write: () => Promise.reject(new Error('disk full')) });
  await expect(bench.notifier.mark('shop/shop/inc-1', noise())).rejects.toThrow('disk full');
  Object.assign(store, sound);
  expect(bench.notifier.feedback('shop/shop')).toMatchObject({ noise: 0 });
  await bench.notifier.mark('shop/shop/inc-1', noise());
  const restarted = await startNotifier(store, clock, [], 2);
  expect(restarted.notifier.feedback('shop/shop')).toMatchObject({ noise: 1 });
});
