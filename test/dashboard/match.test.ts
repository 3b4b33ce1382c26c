import { expect, test } from 'vitest';
import { createMatcher } from '../../dashboard/pages/tail/match.ts';
import { pattern } from '../operator/http/fake-backend.ts';

const match = createMatcher([
  { ...pattern, id: 'any', text: 'order <num> <word>' },
  { ...pattern, id: 'failed', text: 'order <num> failed after <duration>' },
  { ...pattern, id: 'wild', text: '<num> <num>' },
]);
const partsOf = (line: string) => match(line)?.parts.map(({ kind, text }) => `${kind}:${text}`);

test('the most specific pattern is found, and the line is cut into what is the same and what differs', () => {
  expect(match('2026-03-04 ERROR order 5531 failed after 14 ms')?.pattern.id).toBe('failed');
  expect(partsOf('2026-03-04 ERROR order 5531 failed after 14 ms')).toEqual([
    'around:2026-03-04 ERROR ',
    'same:order',
    'differs: 5531 ',
    'same:failed after',
    'differs: 14 ms',
  ]);
  expect(match('order 1 placed')?.pattern.id).toBe('any');
});

test('a line keeps every character, whatever it holds', () => {
  for (const line of [
    'order \u001b[31m5531 failed after \u202e14',
    '<b>order</b> 1 failed after <script>',
    'order failed after failed after',
  ]) {
    expect(
      match(line)
        ?.parts.map(({ text }) => text)
        .join(''),
    ).toBe(line);
  }
});

test('without words of a pattern there is none, and a long line of nearly fitting words costs no time', () => {
  expect(match('7 8')).toBeNull();
  const startedAt = performance.now();
  expect(match('orde failed '.repeat(20_000))).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(500);
});
