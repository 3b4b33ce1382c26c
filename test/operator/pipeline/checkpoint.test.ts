import { expect, test } from 'vitest';
import type { IncidentChange } from '../../../engine/index.ts';
import { createCheckpointQueue, type Checkpoint } from '../../../operator/pipeline/checkpoint.ts';

const part = (name: string, text: string) => ({ part: name, bytes: new TextEncoder().encode(text) });
const target = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  podUid: 'u1',
  container: 'app',
  containerId: 'c0',
  restartCount: 0,
  previous: false,
  terminated: false,
};
const position = (linesSeen: number) => ({ lastAt: null, recent: {}, linesSeen, finished: false, target });
const nothing: Checkpoint = { parts: [], positions: [], changes: [] };

test('what a failed save held is saved with the next one, newest value first', async () => {
  const queue = createCheckpointQueue();
  queue.add({ ...nothing, parts: [part('cart', 'old')], positions: [{ stream: 's', position: position(1) }] });
  await expect(queue.flush(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
  queue.add({ ...nothing, parts: [part('cart', 'new')], positions: [{ stream: 's', position: position(2) }] });
  let saved: Checkpoint | undefined;
  await queue.flush((checkpoint) => {
    saved = checkpoint;
    return Promise.resolve();
  });
  expect(saved?.parts.map(({ bytes }) => new TextDecoder().decode(bytes ?? new Uint8Array()))).toEqual(['new']);
  expect(saved?.positions).toEqual([{ stream: 's', position: position(2) }]);
  expect(queue.isEmpty).toBe(true);
});

test('what changes while a save is under way is saved by the next', async () => {
  const queue = createCheckpointQueue();
  queue.add({ ...nothing, parts: [part('cart', 'one')] });
  await queue.flush(() => {
    queue.add({ ...nothing, parts: [part('cart', 'two')] });
    return Promise.resolve();
  });
  expect(queue.isEmpty).toBe(false);
});

test('incident changes are folded, not lost, while the store is away for long', async () => {
  const queue = createCheckpointQueue();
  const change = (news: string, type: IncidentChange['type']) =>
    ({ type, incident: { id: 'inc-1' }, news: [news] }) as unknown as IncidentChange;
  queue.add({ ...nothing, changes: [change('opened', 'opened')] });
  for (let i = 0; i < 500; i += 1) queue.add({ ...nothing, changes: [change(`news ${i}`, 'updated')] });
  let saved: readonly IncidentChange[] = [];
  await queue.flush((checkpoint) => {
    saved = checkpoint.changes;
    return Promise.resolve();
  });
  expect(saved[0]?.type).toBe('opened');
  expect(saved.at(-1)?.news.at(-1)).toBe('news 499');
  expect(saved.length).toBeLessThanOrEqual(202);
});
