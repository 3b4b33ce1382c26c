import { expect, test } from 'vitest';
import { alarmsText } from '../../../cli/model/alarms.ts';

const minute = 60_000;
const startMs = Date.UTC(2026, 0, 5);
const alarm = (at: number, text: string, forMinutes = 5) => ({
  workload: 'shop/deployment/cart',
  pattern: `id of ${text}`,
  text,
  level: 'error',
  fromAtMs: startMs + at * minute,
  toAtMs: startMs + (at + forMinutes) * minute,
  lines: 40,
  expected: 2,
});
const told = (version: number, alarms: readonly ReturnType<typeof alarm>[], total = alarms.length) => ({
  version,
  total,
  alarms: [...alarms],
});
const compare = (from: ReturnType<typeof told>, to: ReturnType<typeof told>) =>
  alarmsText({ fromAtMs: startMs, toAtMs: startMs + 1_440 * minute, windows: 1_440, from, to });

test('what both versions report at the same time is no difference, though one does a minute sooner', () => {
  const text = compare(told(1, [alarm(10, 'timeout')]), told(2, [alarm(11, 'timeout'), alarm(40, 'timeout'), alarm(10, 'refused')]));
  expect(text).toContain('model 1 would have raised 1 alarm, model 2 3');
  expect(text).not.toContain('only model 1');
  expect(text).toContain('only model 2 (2)');
});

test('where a list was cut, only what is known of both is compared, and that is said', () => {
  const text = compare(
    told(1, [alarm(600, 'timeout')], 900),
    told(2, [alarm(10, 'timeout'), alarm(601, 'timeout'), alarm(700, 'refused')]),
  );
  expect(text).toContain('compared are those since 2026-01-05 10:00:00 UTC');
  expect(text).toContain('only model 2 (1)');
});
