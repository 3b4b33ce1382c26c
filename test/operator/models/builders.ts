/** A model as a detector of one workload makes it. */
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';
import { createModel, type Model, type ModelContent } from '../../../engine/model/model.ts';
import { startMs } from '../notify/builders.ts';

const usual = { location: 4, spread: 1, burst: 2, peak: 9, peakBurst: 3, steadiness: 1, minutes: 60 };

export function model(overrides: Partial<ModelContent> = {}): Model {
  const workload = 'shop/deployment/web';
  return createModel({
    detector: 'shop/shop',
    version: 1,
    createdAtMs: startMs,
    madeBy: 'the first baseline',
    trainedFromAtMs: startMs - 3_600_000,
    trainedToAtMs: startMs,
    sampleSize: 240,
    thresholds: resolveThresholds(),
    workloads: [
      {
        workload,
        all: usual,
        patterns: [
          { id: 'ab', text: 'GET <path>', level: 'info', count: 200, cluster: 'web.get', usual },
          { id: 'cd', text: 'slow query', level: 'warning', count: 40, cluster: null, usual },
        ],
      },
    ],
    clusters: { terms: [], idf: [], clusters: [] },
    leftOut: [0, 1].map((minute) => ({ workload, fromAtMs: minute, toAtMs: minute + 1, reason: 'incident inc-1' })),
    ...overrides,
  });
}
