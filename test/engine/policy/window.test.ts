import { expect, test } from 'vitest';
import { describeWindow, isWithin, type WeeklyWindow } from '../../../engine/policy/window.ts';

const office: WeeklyWindow = { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' };
const night: WeeklyWindow = { days: ['Sat'], from: '22:00', to: '06:00', timeZone: 'UTC' };
const at = (time: string): number => Date.parse(time);

test('hours follow the clock on the wall, in winter and in summer', () => {
  expect(isWithin(office, at('2026-01-05T06:59:59Z'))).toBe(false);
  expect(isWithin(office, at('2026-01-05T07:00:00Z'))).toBe(true);
  expect(isWithin(office, at('2026-07-06T06:00:00Z'))).toBe(true);
  expect(isWithin(office, at('2026-07-06T16:00:00Z'))).toBe(false);
  expect(isWithin(office, at('2026-01-04T12:00:00Z'))).toBe(false);
});

test('a window over midnight belongs to the day on which it begins', () => {
  expect(isWithin(night, at('2026-01-03T21:59:00Z'))).toBe(false);
  expect(isWithin(night, at('2026-01-03T22:00:00Z'))).toBe(true);
  expect(isWithin(night, at('2026-01-04T05:59:00Z'))).toBe(true);
  expect(isWithin(night, at('2026-01-04T06:00:00Z'))).toBe(false);
  expect(isWithin(night, at('2026-01-03T05:00:00Z'))).toBe(false);
});

test('the same time twice is a whole day, and no days are all', () => {
  const allDay: WeeklyWindow = { days: ['Sun'], from: '00:00', to: '00:00', timeZone: 'UTC' };
  expect([at('2026-01-04T00:00:00Z'), at('2026-01-04T23:59:00Z')].every((time) => isWithin(allDay, time))).toBe(true);
  expect(isWithin(allDay, at('2026-01-05T00:00:00Z'))).toBe(false);
  expect(isWithin({ ...night, days: [] }, at('2026-01-06T23:00:00Z'))).toBe(true);
});

test('one that happens once ends before its end', () => {
  const once = { fromAtMs: 1000, toAtMs: 2000 };
  expect([999, 1000, 1999, 2000].map((time) => isWithin(once, time))).toEqual([false, true, true, false]);
  expect(describeWindow(office)).toBe('Mon Tue Wed Thu Fri 08:00 to 18:00 (Europe/Berlin)');
});
