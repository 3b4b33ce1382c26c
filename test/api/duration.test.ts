import { expect, test } from 'vitest';
import { duration } from '../../api/duration.ts';

test('how long something took reads as people say it', () => {
  const told = [5_000, 119_499, 720_000, 7_200_000, 12_000_000, 400_000_000].map(duration);
  expect(told).toEqual(['5 s', '119 s', '12 min', '2 h', '3 h 20 min', '4 d']);
});

test('a clock that went back makes nothing negative', () => {
  expect(duration(-5_000)).toBe('0 s');
});
