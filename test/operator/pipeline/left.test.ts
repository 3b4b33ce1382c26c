import { expect, test } from 'vitest';
import { createLeft } from '../../../operator/pipeline/left.ts';

const minute = 60_000;

test('a stream is remembered for as long as its log could be read a second time', () => {
  const left = createLeft();
  left.add('a', 0);
  left.add('b', 10 * minute);
  expect(left.takeOver(15 * minute)).toEqual([]);
  expect(left.takeOver(16 * minute)).toEqual(['a']);
  left.delete('b');
  expect(left.takeOver(60 * minute)).toEqual([]);
});

test('pods that come and go by the thousand do not fill the memory', () => {
  const left = createLeft();
  for (let i = 0; i < 6000; i += 1) left.add(`${i}`, 0);
  expect(left.takeOver(1)).toHaveLength(1000);
});
