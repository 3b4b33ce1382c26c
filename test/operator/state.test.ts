import { expect, test } from 'vitest';
import { createState } from '../../operator/state.ts';

test('who stopped leading is alive while the work ends, and is to be started anew when it does not end', () => {
  const state = createState();
  expect(state.stuck(0)).toBeNull();
  state.setEnding(true, 1_000);
  expect(state.stuck(61_000)).toBeNull();
  expect(state.stuck(91_000)).toBe('It stopped leading 90 s ago, and its work does not end.');
  state.setEnding(false, 95_000);
  expect(state.stuck(1_000_000)).toBeNull();
});
