import { expect, test } from 'vitest';
import { createSpread } from '../../../operator/pipeline/spread.ts';

test('who is due together has a turn each, and others come in between', async () => {
  const done: string[] = [];
  const turn = createSpread();
  const first = async (): Promise<void> => {
    await turn();
    done.push('first');
    setImmediate(() => done.push('another'));
  };
  const second = async (): Promise<void> => {
    await turn();
    done.push('second');
  };
  await Promise.all([first(), second()]);
  expect(done).toEqual(['first', 'another', 'second']);
});

test('whoever comes later need not wait for a turn that is over', async () => {
  const turn = createSpread();
  await turn();
  await expect(turn()).resolves.toBeUndefined();
});
