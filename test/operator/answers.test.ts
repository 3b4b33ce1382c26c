import { expect, test } from 'vitest';
import { valuesOf } from '../../operator/answers.ts';

test('what stood in the places that differ is told in the order of the text', () => {
  expect(valuesOf('order <num> failed after <duration>', ['order 7 failed after 12 ms', 'order 8 failed after 3 s'])).toEqual([
    { kind: '<num>', values: ['7', '8'] },
    { kind: '<duration>', values: ['12 ms', '3 s'] },
  ]);
});

test('a value twice is told once, and a sample of another form tells nothing', () => {
  expect(valuesOf('user <id> left', ['user a left', 'user a left', 'somebody left'])).toEqual([{ kind: '<id>', values: ['a'] }]);
});

test('a text without wildcards has no values, and one with many does not take long', () => {
  expect(valuesOf('ready', ['ready'])).toEqual([]);
  const text = Array.from({ length: 200 }, () => '<num>').join(' a ');
  const started = performance.now();
  valuesOf(text, ['a '.repeat(5000)]);
  expect(performance.now() - started).toBeLessThan(500);
});
