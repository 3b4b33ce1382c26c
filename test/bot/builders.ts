/** Hand-made values of the API for the bot's tests: a memory leak in `cart` that takes `checkout` and `web` with it. */
import type { IncidentView, Operation, Post } from '../../api/contract.ts';

export const startedAtMs = Date.UTC(2026, 9, 3, 2, 41, 55);
type Anomaly = IncidentView['incident']['anomalies'][number];

export function anomaly(workload: string, sample: string, overrides: Partial<Anomaly> = {}): Anomaly {
  return {
    kind: 'new-pattern',
    workload,
    template: {
      id: `t-${workload}`,
      text: sample.replaceAll(/\d+/g, '<num>'),
      level: 'error',
      count: 41,
      firstSeenAtMs: startedAtMs,
      lastSeenAtMs: startedAtMs + 30_000,
      samples: [sample],
      cluster: 'dependency.call_failed',
    },
    startedAtMs,
    lastSeenAtMs: startedAtMs + 30_000,
    observed: 41,
    expected: 0.4,
    z: 22,
    confidence: 0.9,
    level: 'error',
    reason: '41 lines in 30 s where 0.4 are usual (z 22)',
    ...overrides,
  };
}

export function incidentView(
  overrides: Partial<IncidentView['incident']> = {},
  view: Partial<Omit<IncidentView, 'incident'>> = {},
): IncidentView {
  return {
    detector: 'shop/shop',
    incident: {
      id: 'inc-4f7a2c',
      fingerprint: 'shop/deployment/cart:out-of-memory',
      state: 'open',
      title: 'cart runs out of memory; checkout and web fail because of it',
      severity: 'critical',
      openedAtMs: startedAtMs,
      detectedAtMs: startedAtMs + 9000,
      updatedAtMs: startedAtMs + 40_000,
      resolvedAtMs: null,
      preexisting: false,
      cascade: {
        is: true,
        order: ['shop/deployment/cart', 'shop/deployment/checkout', 'shop/deployment/web'],
        sentence: 'cart failed first, checkout 6 s later, web 11 s later, each calling the one before.',
      },
      causes: [
        {
          workload: 'shop/deployment/cart',
          pod: 'cart-7d9f8-x2x4z',
          node: null,
          kind: 'out-of-memory',
          changeId: null,
          score: 0.94,
          reasons: [
            'container cart was OOM-killed (exit code 137, limit 256Mi)',
            'its memory rose from 92Mi to 255Mi in 9 minutes',
            'it failed 6 s before checkout and 11 s before web',
          ],
        },
        {
          workload: 'shop/deployment/checkout',
          pod: null,
          node: null,
          kind: 'errors',
          changeId: null,
          score: 0.21,
          reasons: ['41 new errors, but all name cart'],
        },
      ],
      ruledOut: [
        { what: 'a rollout', why: 'none in the last 6 hours' },
        { what: 'the node', why: '14 other pods on worker-2 are fine' },
        { what: 'more traffic', why: 'request lines are at 1.1x the usual' },
      ],
      affected: [
        { workload: 'shop/deployment/cart', sinceAtMs: startedAtMs, symptom: 'OOM-killed 3 times', path: [] },
        {
          workload: 'shop/deployment/checkout',
          sinceAtMs: startedAtMs + 6000,
          symptom: '41 x "call to cart failed: <text>" (usual: 0.4)',
          path: ['shop/deployment/checkout', 'shop/deployment/cart'],
        },
        {
          workload: 'shop/deployment/web',
          sinceAtMs: startedAtMs + 11_000,
          symptom: '18 x "checkout answered 502" (usual: 0)',
          path: ['shop/deployment/web', 'shop/deployment/checkout', 'shop/deployment/cart'],
        },
      ],
      atRisk: [],
      timeline: [
        { atMs: startedAtMs - 540_000, workload: 'shop/deployment/cart', text: 'memory begins to rise (92Mi of 256Mi)' },
        { atMs: startedAtMs, workload: 'shop/deployment/cart', text: 'container cart was OOM-killed (exit code 137, limit 256Mi)' },
        { atMs: startedAtMs + 6000, workload: 'shop/deployment/checkout', text: 'new error pattern "call to cart failed: <text>"' },
        { atMs: startedAtMs + 11_000, workload: 'shop/deployment/web', text: 'new error pattern "checkout answered 502"' },
      ],
      anomalies: [
        anomaly('shop/deployment/checkout', 'call to cart failed: connect ECONNREFUSED 10.0.3.17:8080 (order 5531)'),
        anomaly('shop/deployment/web', 'checkout answered 502 for POST /orders', { z: 18 }),
      ],
      coverage: { linesSeen: 48_211, linesDropped: 0, droppedBy: {} },
      confidence: 0.9,
      learning: null,
      ...overrides,
    },
    page: {
      state: 'paged',
      receiver: 'oncall',
      atMs: startedAtMs + 10_000,
      gates: [
        { name: 'cascade', passed: true, sentence: '3 workloads fail in order along their calls' },
        { name: 'severity', passed: true, sentence: 'critical is at least error' },
        { name: 'learning', passed: true, sentence: 'the baseline is 6 days old' },
      ],
      sentence: 'Paged oncall: 3 workloads fail in order along their calls.',
    },
    marks: [],
    ...view,
  };
}

export function incidentPost(overrides: Partial<Post> = {}, view: IncidentView = incidentView()): Post {
  return {
    id: view.incident.id,
    channel: 'shop-incidents',
    revision: 1,
    subject: { type: 'incident', view },
    entries: [{ seq: 1, atMs: startedAtMs + 9000, text: 'Opened: cart was OOM-killed and checkout fails.' }],
    posted: null,
    ...overrides,
  };
}

export function operation(overrides: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    type: 'rollback',
    detector: 'shop/shop',
    requestedBy: 'U1',
    requestedAtMs: startedAtMs,
    fromVersion: 2,
    toVersion: 1,
    state: 'requested',
    sentence: 'Model 1 serves as soon as the reconcile loop has pinned it.',
    ...overrides,
  };
}
