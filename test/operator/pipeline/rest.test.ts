import { expect, test } from 'vitest';
import { createRest } from '../../../operator/pipeline/rest.ts';

const fromMs = Date.UTC(2026, 0, 20);

/** The seconds at which a loop that asks every second would tick. */
function ticks(seconds: number, { stirredAt = -1, calm = true } = {}): number[] {
  const rest = createRest(fromMs);
  const ticked: number[] = [];
  for (let second = 0; second <= seconds; second += 1) {
    const nowMs = fromMs + second * 1_000;
    if (second === stirredAt) rest.stir(nowMs);
    if (rest.holds(nowMs)) continue;
    rest.ticked(nowMs, calm);
    ticked.push(second);
  }
  return ticked;
}

test('ten seconds after the last of what came, every tenth second is looked at', () => {
  expect(ticks(30)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 29]);
});

test('what comes is looked at within the second', () => {
  expect(ticks(37, { stirredAt: 21 }).slice(10)).toEqual([19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});

test('nothing rests while something is unusual', () => {
  expect(ticks(14, { calm: false })).toHaveLength(15);
});

test('a clock that goes back does not put it to sleep', () => {
  const rest = createRest(fromMs);
  rest.ticked(fromMs + 60_000, true);
  expect(rest.holds(fromMs + 60_500)).toBe(true);
  expect(rest.holds(fromMs + 20_000)).toBe(false);
});

test('an object that is another is looked at once, an Event for a while', () => {
  const after = (type: 'object' | 'event'): number[] => {
    const rest = createRest(fromMs);
    return Array.from({ length: 24 }, (_, second) => second).filter((second) => {
      const nowMs = fromMs + second * 1_000;
      if (second === 13) rest.observed(type, nowMs);
      if (rest.holds(nowMs)) return false;
      rest.ticked(nowMs, true);
      return second > 10;
    });
  };
  expect(after('object')).toEqual([13, 23]);
  expect(after('event')).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
});
