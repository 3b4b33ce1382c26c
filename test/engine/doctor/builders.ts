import type { HourPattern, WorkloadFacts } from '../../../engine/doctor/facts.ts';

export const now = Date.UTC(2026, 2, 4, 12);
export const hour = 3_600_000;

/** A busy, healthy service: twenty patterns, ten thousand records in the last hour. */
export function healthy(other: Partial<WorkloadFacts> = {}): WorkloadFacts {
  const patterns = Array.from({ length: 20 }, (_, at) =>
    pattern({ index: at + 1, text: `step ${'abcdefghijklmnopqrst'[at]} of the order is done` }),
  );
  const hourly = other.hour ?? patterns;
  return {
    workload: 'shop/deployment/cart',
    nowMs: now,
    watchedForMs: 48 * hour,
    hour: hourly,
    records: hourly.reduce((sum, { count }) => sum + count, 0),
    patterns: () => [],
    allRecords: 480_000,
    usual: { location: 160, spread: 20, burst: 40, peak: 300, peakBurst: 80, steadiness: 1, minutes: 2_800 },
    replicas: 1,
    linesPerMinute: 170,
    formats: [],
    skews: [{ pod: 'cart-1', skewMs: -40 }],
    coverage: { forMs: hour, seen: 10_000, missed: 0, reasons: [], gapAtMs: null },
    ...other,
  };
}

export function pattern(other: Partial<HourPattern> = {}): HourPattern {
  const text = other.text ?? 'order <num> is paid';
  return { index: 1, text, count: 500, known: 24_000, firstSeenAtMs: now - 47 * hour, samples: [text], ...other };
}
