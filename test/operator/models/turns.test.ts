import { expect, test } from 'vitest';
import { createTurns } from '../../../operator/models/turns.ts';

test('one thing comes after the other of its key, also after one that fails, and other keys do not wait', async () => {
  const inTurn = createTurns();
  const told: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn('a', async () => {
    await gate.promise;
    told.push('first');
    throw new Error('no');
  });
  const second = inTurn('a', async () => told.push('second'));
  await inTurn('b', async () => told.push('other'));
  gate.resolve();
  await expect(first).rejects.toThrow('no');
  await second;
  expect(told).toEqual(['other', 'first', 'second']);
});
