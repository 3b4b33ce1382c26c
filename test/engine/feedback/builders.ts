import type { Anomaly, AnomalyKind, Incident } from '../../../engine/index.ts';
import type { JudgedIncident, Opinion } from '../../../engine/feedback/opinion.ts';
import { single } from '../../operator/notify/builders.ts';

export const startMs = Date.UTC(2026, 2, 4);

export function anomaly(other: Partial<Anomaly> & { readonly text?: string } = {}): Anomaly {
  const { text = 'cache miss for <id>', ...rest } = other;
  return {
    kind: 'spike',
    workload: 'shop/deployment/cart',
    template: { id: `id of ${text}`, text, level: 'warning', count: 10, firstSeenAtMs: 0, lastSeenAtMs: 0, samples: [], cluster: null },
    startedAtMs: startMs,
    lastSeenAtMs: startMs,
    observed: 40,
    expected: 4,
    z: 12,
    confidence: 0.7,
    level: 'warning',
    reason: '40 lines in 30 s where 4 are usual (z 12)',
    ...rest,
  };
}

/** One workload with log lines that are unusual, and no cause. */
export function incident(other: Partial<Incident> = {}): Incident {
  const affected = [{ workload: 'shop/deployment/cart', sinceAtMs: startMs, symptom: 'cache misses', path: [] }];
  return single({ severity: 'warning', causes: [], affected, anomalies: [anomaly()], confidence: 0.7, ...other });
}

export function judged(opinion: Opinion, at: number, other: Partial<Incident> = {}): JudgedIncident {
  const openedAtMs = startMs + at * 60_000;
  return { incident: incident({ id: `inc-${at}`, openedAtMs, ...other }), opinion, atMs: openedAtMs + 30_000, seen: null };
}

/** What happens in a month: errors with a cause are useful, warnings of a cache are not, a few are the other way round. */
export function month(random: () => number, size = 120): readonly JudgedIncident[] {
  return Array.from({ length: size }, (_, at) => {
    const isReal = at % 2 === 0;
    const isOdd = random() < 0.06;
    const kind: AnomalyKind = isReal && random() < 0.6 ? 'new-pattern' : 'spike';
    const level = isReal ? 'error' : random() < 0.7 ? 'warning' : 'error';
    const found = anomaly({ kind, level, observed: 20 + 80 * random() * (isReal ? 3 : 1), z: 4 + 20 * random() * (isReal ? 2 : 1) });
    const confidence = 0.5 + 0.4 * random();
    return judged(isReal === isOdd ? 'noise' : 'useful', at, { anomalies: [found], severity: isReal ? 'error' : 'warning', confidence });
  });
}
