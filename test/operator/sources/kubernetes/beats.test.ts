import { expect, test } from 'vitest';
import { createBeats } from '../../../../operator/sources/kubernetes/beats.ts';
import { eventually } from '../../../fakes/eventually.ts';

test('who waits about as long is woken together, and not before the time', async () => {
  const beats = createBeats(20);
  const startedAtMs = performance.now();
  const woken: { readonly forMs: number; readonly atMs: number }[] = [];
  for (const forMs of [65, 5, 40, 6, 41]) beats.after(forMs, () => woken.push({ forMs, atMs: performance.now() - startedAtMs }));
  await eventually(() => expect(woken).toHaveLength(5));
  expect(woken.map(({ forMs }) => forMs).toSorted((a, b) => a - b)).toEqual([5, 6, 40, 41, 65]);
  for (const { forMs, atMs } of woken) expect(atMs).toBeGreaterThanOrEqual(forMs - 2);
});

test('who does not wait any more is not woken', async () => {
  const beats = createBeats(5);
  const woken: string[] = [];
  beats.after(5, () => woken.push('first'))();
  beats.after(30, () => woken.push('second'));
  await eventually(() => expect(woken).toEqual(['second']));
});

test('who is woken may wait again', async () => {
  const beats = createBeats(5);
  let rounds = 0;
  const again = (): void => {
    rounds += 1;
    if (rounds < 3) beats.after(5, again);
  };
  beats.after(5, again);
  await eventually(() => expect(rounds).toBe(3));
});
