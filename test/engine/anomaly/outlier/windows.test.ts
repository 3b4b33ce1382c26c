import { expect, test } from 'vitest';
import { createWindows, type Counted } from '../../../../engine/anomaly/outlier/windows.ts';
import { CountWindow } from '../../../../engine/anomaly/window.ts';
import { createMiner } from '../../../../engine/template/miner.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 5);
const measured = { durations: 0, slowness: 0, statuses: 0, failed: 0 };

function world(perMinute: readonly (readonly [pattern: number, lines: number])[]) {
  const window = new CountWindow();
  const windows = createWindows();
  const miner = createMiner();
  const counted: Counted = {
    window,
    replicas: 2,
    changedAtMs: Number.NEGATIVE_INFINITY,
    pattern: (index) => ({
      ...miner.pattern(0),
      level: index === 2 ? 'error' : 'info',
      firstSeenAtMs: index === 1 ? startMs + 25 * minuteMs : startMs,
    }),
  };
  const pass = (minute: number) => {
    for (const [pattern, lines] of perMinute)
      for (let i = 0; i < lines; i += 1) window.add(pattern, startMs + minute * minuteMs + i, startMs + minute * minuteMs + i);
    windows.received(1_000, 10);
    const nowMs = startMs + (minute + 1) * minuteMs + 5_000;
    window.advance(nowMs);
    return windows.close(nowMs, counted, () => measured);
  };
  return { pass, windows, counted };
}

test('a minute with enough lines is a window of its patterns', () => {
  const { pass } = world([
    [0, 32],
    [1, 16],
    [2, 16],
  ]);
  expect(pass(29)).toBeNull();
  expect(pass(30)).toMatchObject({ minutes: 1, replicas: 2, lines: 64, errors: 16, fresh: 16, patterns: 3, entropy: 1.5, bytes: 6_400 });
});

test('few lines are taken together for some minutes, and too few are none', () => {
  const few = world([[0, 8]]);
  expect([29, 30, 31, 32, 33].map((minute) => few.pass(minute)?.lines)).toEqual([undefined, undefined, undefined, undefined, 32]);
  const none = world([[0, 0]]);
  expect(Array.from({ length: 12 }, (_, at) => none.pass(29 + at))).toEqual(Array.from({ length: 12 }, () => null));
});

test('patterns that new pods brought are no news, and a gap begins anew', () => {
  const { windows, counted, pass } = world([[1, 64]]);
  expect(pass(29)).toBeNull();
  const released = { ...counted, changedAtMs: startMs + 24 * minuteMs };
  expect(windows.close(startMs + 31 * minuteMs + 5_000, released, () => measured)?.fresh ?? 0).toBe(0);
  expect(windows.close(startMs + 500 * minuteMs, counted, () => measured)).toBeNull();
});
