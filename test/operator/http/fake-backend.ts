/** A backend in memory that remembers what it was asked. */
import {
  IncidentViewSchema,
  type AuditEntry,
  type ChatHealth,
  type DetectorSummary,
  type Diagnosis,
  type FeedbackView,
  type IncidentView,
  type ModelSummary,
  type Operation,
  type PatternView,
  type Post,
} from '../../../api/contract.ts';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';
import { createModel } from '../../../engine/model/model.ts';
import type { Backend } from '../../../operator/http/backend.ts';
import { createLeadership, type Leadership } from '../../../operator/http/live.ts';
import { cascade } from '../notify/builders.ts';
import { auditProof, canary, explainReplyOf, onCall, patternDetail, traceReplyOf, trial } from '../../builders/answers.ts';

/** As the engine makes one: sealed, so that a change on the way is found. */
export const wholeModel = createModel({
  detector: 'shop/shop',
  version: 1,
  createdAtMs: 1_000,
  madeBy: 'schedule',
  trainedFromAtMs: 0,
  trainedToAtMs: 3_600_000,
  sampleSize: 240,
  thresholds: resolveThresholds(),
  workloads: [],
  clusters: { terms: [], idf: [], clusters: [] },
  leftOut: [],
});

export interface FakeBackend extends Backend {
  readonly leadership: Leadership;
  readonly asked: (readonly [string, unknown])[];
  readonly audited: AuditEntry[];
  readonly health: ChatHealth[];
  /** Thrown by every question but `session`. */
  fault: Error | null;
}

export const view: IncidentView = {
  detector: 'shop/shop',
  incident: IncidentViewSchema.shape.incident.parse(cascade()),
  page: {
    state: 'paged',
    receiver: 'oncall',
    atMs: 1,
    gates: [{ name: 'severity', passed: true, sentence: 'Critical.' }],
    sentence: 'Paged oncall.',
  },
  marks: [],
};

export const post: Post = {
  id: 'shop.shop.inc-1a2b3c@shop%2Fincidents',
  channel: 'shop/incidents',
  revision: 2,
  subject: { type: 'incident', view },
  entries: [{ seq: 1, atMs: 5, text: 'news' }],
  posted: null,
};

export const detector: DetectorSummary = {
  id: 'shop/shop',
  ready: true,
  conditions: [{ type: 'Ready', status: 'True', reason: 'AllReady', message: 'ok' }],
  workloads: [{ workload: 'shop/deployment/cart', pods: 2, patterns: 12, learning: null }],
  servingModel: 1,
  coverage: { linesSeen: 10, linesDropped: 1, droppedBy: { gap: -1 } },
  openIncidents: 1,
};

export const pattern: PatternView = {
  detector: 'shop/shop',
  workload: 'shop/deployment/cart',
  id: 'abc',
  text: 'order <num> failed',
  level: 'error',
  cluster: null,
  count: 41,
  share: 0.5,
  isNew: true,
  usual: null,
  firstSeenAtMs: 1,
  lastSeenAtMs: 2,
  sample: 'order 7 failed',
};

export const model: ModelSummary & { detector: string } = {
  detector: 'shop/shop',
  version: 1,
  createdAtMs: 1,
  madeBy: 'schedule',
  sampleSize: 12_400,
  trainedFromAtMs: 0,
  trainedToAtMs: 1,
  workloads: 8,
  patterns: 90,
  clusters: 12,
  leftOut: [],
  checksum: 'c0ffee',
  serving: true,
  pinned: false,
};

export const diagnosis: Diagnosis = {
  detector: 'shop/shop',
  findings: [
    {
      kind: 'clock-skew',
      workload: 'cart',
      sinceAtMs: 1_772_600_000_000,
      evidence: "its lines are dated 2 h behind the container runtime's times (pod cart-1)",
      figures: { skewMs: -7_200_000, pods: 1, allPods: 2 },
      remedy: 'Write times in UTC.',
    },
  ],
  losses: { objectsForgotten: 0, factsUnattributed: 2, failuresUntold: 0 },
  workloads: 8,
  lookedAtMs: 1_772_600_100_000,
};

async function* recordingOf(): AsyncGenerator<string> {
  yield '{"at":"2026-03-04T05:00:00.000Z","type":"tick"}\n{"at":"2026-03-04T05:00:01.000Z","type":"log","namespace":"shop",';
  yield '"workload":"cart","line":"order 1 placed"}\n';
}

export const feedback: FeedbackView = {
  detector: 'shop/shop',
  useful: 30,
  noise: 24,
  precision: 30 / 54,
  relevance: {
    state: 'used',
    sentence: 'What the model of what is useful calls noise is held back.',
    model: { precision: 0.94, recall: 0.97, f1: 0.955, auc: 0.98 },
    rule: { precision: 0.556, recall: 1, f1: 0.714, auc: 0.6 },
  },
  quiet: [{ workload: 'cart', kind: 'spike', pattern: 'cache miss for <id>', sinceAtMs: 1_772_600_000_000 }],
};

export const operation: Operation = {
  id: 'op1',
  type: 'retrain',
  detector: 'shop/shop',
  requestedBy: 'U1',
  requestedAtMs: 1,
  fromVersion: 1,
  toVersion: null,
  state: 'requested',
  sentence: 'Asked for.',
};

const alarmsOf = (version: number) => ({
  version,
  total: version,
  alarms: [
    {
      workload: 'shop/deployment/cart',
      pattern: 'abc',
      text: 'order <num> failed',
      level: 'error',
      fromAtMs: 60_000,
      toAtMs: 180_000,
      lines: 41,
      expected: 0.4,
    },
  ],
});

export function createFakeBackend(): FakeBackend {
  const leadership = createLeadership({ instance: 'pod-1', version: '0.1.0' });
  const asked: (readonly [string, unknown])[] = [];
  const audited: AuditEntry[] = [];
  const health: ChatHealth[] = [];
  const ask = async <T>(name: string, question: unknown, answer: T): Promise<T> => {
    if (backend.fault) throw backend.fault;
    asked.push([name, question]);
    return answer;
  };
  const backend: FakeBackend = {
    leadership,
    asked,
    audited,
    health,
    fault: null,
    session: (query, signal) => leadership.session(query, signal),
    posts: (forMs) => ask('posts', forMs, [post]),
    delivered: (id, body) => ask('delivered', { id, body }, true),
    failed: (id, body) => ask('failed', { id, body }, true),
    chatHealth: async (body) => void health.push(body),
    detectors: (scope) => ask('detectors', scope, [detector]),
    incidents: (query) => ask('incidents', query, [view]),
    incident: (id, scope) => ask('incident', { id, scope }, id.startsWith('inc-1') ? view : null),
    mark: (id, body) => ask('mark', { id, body }, { ...view, marks: [{ ...body, atMs: 3 }] }),
    remedy: (id, body) => ask('remedy', { id, body }, { outcome: 'accepted', sentence: 'Done.' }),
    patterns: (query) => ask('patterns', query, { patterns: [pattern], windowFromAtMs: 0, windowToAtMs: 1, learning: null }),
    history: (query) => ask('history', query, { fromAtMs: 0, stepMs: 60_000, series: [{ id: 'abc', counts: [1, 2], usual: 1.5 }] }),
    explain: (lines, scope) => ask('explain', [lines, scope], explainReplyOf(lines, scope === '*' || scope.includes('shop'))),
    trace: (id, scope) => ask('trace', [id, scope], traceReplyOf(id, scope === '*' || scope.includes('shop'))),
    topology: (scope) => ask('topology', scope, { detectors: [] }),
    settings: (scope) => ask('settings', scope, [{ detector: 'shop/shop', spec: { selector: {} } }]),
    pattern: (query) => ask('pattern', query, { patterns: query.id === 'abc' ? [patternDetail] : [], more: 0 }),
    onCall: (scope) => ask('onCall', scope, onCall),
    change: (request, scope) => ask('change', { request, scope }, { outcome: 'accepted', sentence: 'Done.' }),
    redact: (text, scope) =>
      ask('redact', { text, scope }, { text: '<email>', values: [{ label: '<email>', length: 15 }], detectors: ['shop/shop'] }),
    trial: (id, forMs) => ask('trial', { id, forMs }, id === 'shop/shop' ? trial : null),
    models: (query) => ask('models', query, [model]),
    model: (id, version) => ask('model', { id, version }, id === 'shop/shop' ? wholeModel : null),
    feedback: (id) => ask('feedback', id, id === 'shop/shop' ? feedback : null),
    doctor: (id) => ask('doctor', id, id === 'shop/shop' ? diagnosis : null),
    record: (id, wish) => ask('record', { id, wish }, id === 'shop/shop' ? recordingOf() : null),
    importModel: (id, body) => ask('importModel', { id, body }, id === 'shop/shop' ? { version: 5, sentence: 'It is model 5 now.' } : null),
    compareModels: (id, { from, to }) =>
      ask('compareModels', { id, from, to }, { fromAtMs: 0, toAtMs: 86_400_000, windows: 1_440, from: alarmsOf(from), to: alarmsOf(to) }),
    canary: (id) => ask('canary', id, id === 'shop/shop' ? canary : null),
    testPage: (id, body) =>
      ask('testPage', { id, body }, id === 'shop/shop' ? { receiver: 'oncall', delivered: true, sentence: 'Taken.' } : null),
    retrain: (id, body) => ask('retrain', { id, body }, id === 'shop/shop' ? { outcome: 'accepted', operation } : null),
    rollback: (id, body) =>
      ask('rollback', { id, body }, { outcome: 'preview', fromVersion: 2, toVersion: body.version ?? 1, sentence: 'From 2 to 1.' }),
    audit: async (entry) => void audited.unshift(entry),
    auditEntries: async (limit) => audited.slice(0, limit),
    auditProof: () => ask('auditProof', null, auditProof),
    untoldAudit: (limit) => ask('untoldAudit', limit, { entries: [], lost: 0 }),
    auditTold: (seq) => ask('auditTold', seq, undefined),
    access: (request) => ask('access', request, { namespaces: ['shop'] }),
  };
  return backend;
}
