import { expect, test } from 'vitest';
import { atMost, endOf } from '../../../operator/leading/ending.ts';

test('a part that does not end is named, and waited for all the same', async () => {
  const said: unknown[] = [];
  const telemetry = { emit: (_: string, fields?: object) => void said.push(fields) };
  const late = Promise.withResolvers<void>();
  let isOver = false;
  const over = endOf({ watches: Promise.resolve(), pipelines: late.promise, pages: undefined }, telemetry, 10).then(() => (isOver = true));
  await expect.poll(() => said).toEqual([{ where: 'leading.stop', error: 'pipelines: told to end 0.01 s ago' }]);
  expect(isOver).toBe(false);
  late.resolve();
  await over;
  expect(said).toHaveLength(1);
});

test('work whose rest nobody misses is not waited for longer than its time, and its failure is heard', async () => {
  await atMost(new Promise(() => undefined), 10);
  await atMost(Promise.resolve(), 60_000);
  await expect(atMost(Promise.reject(new Error('broken')), 60_000)).rejects.toThrow('broken');
});
