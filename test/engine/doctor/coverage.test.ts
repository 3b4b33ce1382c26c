import { expect, test } from 'vitest';
import { createRecentCoverage } from '../../../engine/doctor/coverage.ts';

const hour = 3_600_000;

function account(linesSeen: number, linesDropped: number, other: { readonly unreadAtMs?: number; readonly gone?: boolean } = {}) {
  const droppedBy: Record<string, number> = {
    ...(linesDropped > 0 ? { cut: linesDropped } : {}),
    ...(other.gone ? { 'log-gone': -1 } : {}),
  };
  return {
    id: 'shop/deployment/cart',
    watchedSinceAtMs: 0,
    unreadAtMs: other.unreadAtMs ?? null,
    coverage: () => ({ linesSeen, linesDropped, droppedBy }),
  };
}

test('what was missed counts for one to two hours, and then no more', () => {
  const coverage = createRecentCoverage();
  coverage.of(account(0, 0), 0);
  expect(coverage.of(account(1_000, 500), hour / 2)).toMatchObject({ seen: 1_000, missed: 500, reasons: ['cut'] });
  expect(coverage.of(account(2_000, 500), hour)).toMatchObject({ missed: 500 });
  expect(coverage.of(account(4_000, 500), 2 * hour)).toMatchObject({ seen: 2_000, missed: 0, reasons: [] });
});

test('a gap of unknown size is told for an hour, though its reason stays in the account', () => {
  const coverage = createRecentCoverage();
  coverage.of(account(0, 0), 0);
  const gap = { unreadAtMs: 1_000, gone: true };
  expect(coverage.of(account(10, 0, gap), 2_000)).toMatchObject({ gapAtMs: 1_000, reasons: ['log-gone'] });
  expect(coverage.of(account(10, 0, gap), 1_001 + hour)).toMatchObject({ gapAtMs: null, reasons: [] });
});

test('a restart keeps the marks, and a clock that went back loses nothing', () => {
  const coverage = createRecentCoverage();
  coverage.of(account(0, 0), 0);
  const restored = createRecentCoverage();
  restored.restore(structuredClone(coverage.snapshot()));
  expect(restored.of(account(1_000, 500), 600_000)).toMatchObject({ missed: 500 });
  expect(restored.of(account(1_000, 500), -hour)).toMatchObject({ missed: 500, forMs: 0 });
});
