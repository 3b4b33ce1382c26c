import { describe, expect, it } from 'vitest';
import { createQueue, type Turn } from '../../bot/queue.ts';

interface Item {
  readonly key: string;
  readonly state: number;
  readonly urgent?: boolean;
}

function setUp(turn: (item: Item, channelTurns: readonly Item[]) => Turn = () => ({ next: 'done' }), intervalMs = 5) {
  const turns: (Item & { atMs: number })[] = [];
  const stop = new AbortController();
  const queue = createQueue<Item>({
    intervalMs,
    now: () => performance.now(),
    signal: stop.signal,
    rank: ({ urgent }) => (urgent ? 0 : 1),
    kindOf: ({ key }) => (key.startsWith('edit') ? 'update' : 'post'),
    turn(item) {
      turns.push({ ...item, atMs: performance.now() });
      return Promise.resolve(turn(item, turns));
    },
  });
  return { queue, turns, stop };
}
const seen = (turns: readonly Item[]) => turns.map(({ key, state }) => `${key}${state}`);

describe('the lanes of the channels', () => {
  it('of several states of one item only the newest is sent', async () => {
    const { queue, turns } = setUp();
    queue.put('c', 'first', { key: 'first', state: 1 });
    for (const state of [1, 2, 3]) queue.put('c', 'a', { key: 'a', state });
    await expect.poll(() => seen(turns)).toEqual(['first1', 'a3']);
  });

  it('a state that comes during a turn is not lost', async () => {
    const { queue, turns } = setUp((item) => {
      if (item.state === 1) queue.put('c', 'a', { key: 'a', state: 2 });
      return { next: 'done' };
    });
    queue.put('c', 'a', { key: 'a', state: 1 });
    await expect.poll(() => seen(turns)).toEqual(['a1', 'a2']);
  });

  it('keeps the interval within a channel, and none between channels', async () => {
    const { queue, turns } = setUp(undefined, 60);
    for (const key of ['a', 'b']) queue.put('c', key, { key, state: 1 });
    queue.put('d', 'x', { key: 'x', state: 1 });
    await expect.poll(() => turns.length).toBe(3);
    const at = (wanted: string): number => turns.find(({ key }) => key === wanted)?.atMs ?? 0;
    expect(at('b') - at('a')).toBeGreaterThanOrEqual(58);
    expect(at('x')).toBeLessThan(at('b'));
  });

  it('what was never shown goes before what is only refined', async () => {
    const { queue, turns } = setUp();
    queue.put('c', 'first', { key: 'first', state: 1 });
    queue.put('c', 'edit', { key: 'edit', state: 1 });
    queue.put('c', 'new', { key: 'new', state: 1, urgent: true });
    await expect.poll(() => seen(turns)).toEqual(['first1', 'new1', 'edit1']);
  });

  it('a pause of one channel holds up only that channel', async () => {
    let paused = false;
    const { queue, turns } = setUp((item) => {
      if (item.key !== 'a' || paused) return { next: 'done' };
      paused = true;
      return { next: 'wait', forMs: 80, whom: 'lane' };
    });
    queue.put('c', 'a', { key: 'a', state: 1 });
    queue.put('c', 'b', { key: 'b', state: 1 });
    queue.put('d', 'x', { key: 'x', state: 1 });
    await expect.poll(() => turns.length).toBe(4);
    expect(seen(turns)).toEqual(['a1', 'x1', 'a1', 'b1']);
  });

  it('a pause of one method leaves the others of its channel alone', async () => {
    let paused = false;
    const { queue, turns } = setUp((item) => {
      if (item.key !== 'a' || paused) return { next: 'done' };
      paused = true;
      return { next: 'wait', forMs: 80, whom: 'kind' };
    });
    for (const key of ['a', 'b', 'edit']) queue.put('c', key, { key, state: 1 });
    await expect.poll(() => seen(turns)).toEqual(['a1', 'edit1', 'a1', 'b1']);
  });

  it('a waiting item lets the others of its channel pass', async () => {
    let failed = false;
    const { queue, turns } = setUp((item) => {
      if (item.key !== 'a' || failed) return { next: 'done' };
      failed = true;
      return { next: 'wait', forMs: 100, whom: 'item' };
    });
    queue.put('c', 'a', { key: 'a', state: 1 });
    queue.put('c', 'b', { key: 'b', state: 1 });
    await expect.poll(() => seen(turns)).toEqual(['a1', 'b1', 'a1']);
  });

  it('a full lane says so', () => {
    const { queue, stop } = setUp(() => ({ next: 'wait', forMs: 60_000, whom: 'lane' }));
    for (let at = 0; at < 1000; at += 1) expect(queue.put('c', `k${at}`, { key: 'k', state: at })).toBe(true);
    expect(queue.put('c', 'one more', { key: 'k', state: 0 })).toBe(false);
    stop.abort();
  });

  it('ends with the signal, after the turn that is under way', async () => {
    const { queue, turns, stop } = setUp(() => ({ next: 'again' }));
    queue.put('c', 'a', { key: 'a', state: 1 });
    await expect.poll(() => turns.length).toBeGreaterThan(0);
    stop.abort();
    await queue.settled();
    const after = turns.length;
    queue.put('c', 'a', { key: 'a', state: 2 });
    await queue.settled();
    expect(turns.length).toBe(after);
  });
});
