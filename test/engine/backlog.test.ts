import { expect, test } from 'vitest';
import { createBacklog } from '../../engine/backlog.ts';

const now = Date.UTC(2026, 0, 5);
const minute = 60_000;

test('nothing is learned while old lines are still coming', () => {
  const backlog = createBacklog();
  backlog.record(now - 10 * minute, now);
  backlog.record(now - 2 * minute, now + 12_000);
  expect(backlog.isBeingRead(now + 13_000)).toBe(true);
  expect(backlog.isBeingRead(now + 18_000)).toBe(false);
  expect(backlog.oldestAtMs()).toBe(now - 10 * minute);
});

test('a pod whose clock is behind holds the learning up for two minutes and no longer', () => {
  const backlog = createBacklog();
  for (let at = 0; at < 10 * minute; at += 1_000) backlog.record(now + at - 5 * minute, now + at);
  expect(backlog.isBeingRead(now + 10 * minute)).toBe(false);
});

test('a misread date is no history', () => {
  const backlog = createBacklog();
  backlog.record(Date.UTC(1970, 0, 1), now);
  expect(backlog.oldestAtMs()).toBeNull();
});
