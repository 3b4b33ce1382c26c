import { expect, test } from 'vitest';
import { createLiveRedactor } from '../../../engine/redact/live.ts';

test('changed rules hold for everybody who has it, and counts go on', () => {
  const live = createLiveRedactor({});
  const { redact } = live;
  expect(redact('10.0.0.7 ann@example.org')).toBe('10.0.0.7 <email>');
  expect(live.configure({ ip: true })).toBe(true);
  expect(live.configure({ ip: true })).toBe(false);
  expect(redact('10.0.0.7 ann@example.org')).toBe('<ip> <email>');
  expect(Object.fromEntries(live.takeCounts())).toEqual({ email: 2, ip: 1 });
  expect(live.takeCounts().size).toBe(0);
});

test('rules that cannot be used change nothing', () => {
  const live = createLiveRedactor({ ip: true });
  expect(() => live.configure({ patterns: [{ name: 'customer', regex: '(' }] })).toThrow('The pattern "customer"');
  expect(live.redact('10.0.0.7')).toBe('<ip>');
  expect(live.configure({ ip: true })).toBe(false);
});
