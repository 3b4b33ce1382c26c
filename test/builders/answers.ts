/** Answers of the API to single questions, as the fakes of operator and backend give them. */
import type {
  AuditProof,
  CanaryView,
  Comparison,
  ExplainReply,
  OnCall,
  PatternDetail,
  Topology,
  TraceReply,
  Trial,
} from '../../api/contract.ts';

const atMs = Date.UTC(2026, 9, 3, 2, 41, 55);

export const patternDetail: PatternDetail = {
  detector: 'shop/shop',
  workload: 'cart',
  id: 'abc',
  text: 'order <num> failed after <duration>',
  level: 'error',
  cluster: 'order.failed',
  lines: 41,
  firstSeenAtMs: atMs - 3_600_000,
  lastSeenAtMs: atMs,
  samples: [{ text: 'order 7 failed after 12 ms', atMs }],
  rate: { fromAtMs: atMs - 3_600_000, stepMs: 300_000, counts: [0, 0, 0, 1, 0, 2, 0, 4, 9, 12, 8, 5], usual: 0.4 },
  wildcards: [
    { kind: '<num>', values: ['7', '8'] },
    { kind: '<duration>', values: ['12 ms'] },
  ],
  forms: 1,
};

const figures = { against: 2, startedAtMs: atMs - 1_500_000, judgedToAtMs: atMs - 600_000, windows: 120, agreed: 3 };
export const canary: CanaryView = {
  detector: 'shop/shop',
  running: {
    ...figures,
    version: 3,
    canary: { confirmed: 1, falseAlarms: 1 },
    serving: { confirmed: 0, falseAlarms: 2 },
    endsAtMs: atMs + 84_900_000,
    sentence: 'In 120 windows beside model 2 both raised 3 alarms.',
  },
  last: {
    ...figures,
    version: 2,
    against: 1,
    canary: { confirmed: 0, falseAlarms: 0 },
    serving: { confirmed: 0, falseAlarms: 1 },
    endedAtMs: atMs - 90_000_000,
    outcome: 'promoted',
    sentence: 'In 214 windows beside model 1 both raised 4 alarms, and false ones were 0 of model 2 and 1 of 1.',
  },
};

export const topology: Topology = {
  detectors: [
    {
      detector: 'shop/shop',
      workloads: [
        { workload: 'shop/deployment/cart', name: 'cart', state: 'cause' },
        { workload: 'shop/deployment/checkout', name: 'checkout', state: 'affected' },
        { workload: 'shop/deployment/web', name: 'web', state: 'well' },
      ],
      edges: [
        { from: 'shop/deployment/web', to: 'shop/deployment/checkout', known: 'observed', source: 'its spans' },
        { from: 'shop/deployment/checkout', to: 'shop/deployment/cart', known: 'configured', source: 'environment variable CART_URL' },
      ],
      edgesLeftOut: 0,
    },
  ],
};

export const onCall: OnCall = {
  detectors: [
    {
      detector: 'shop/shop',
      mode: 'Active',
      channel: 'shop-incidents',
      receiver: 'oncall',
      escalation: { receiver: 'lead', afterMinutes: 15 },
      pageOn: 'cascade',
      minimumSeverity: 'error',
      pagesLately: 1,
      pagesPerDay: 5,
      problem: null,
      owners: [{ workload: 'cart', owner: 'team-cart' }],
    },
    {
      detector: 'billing/billing',
      mode: 'Shadow',
      channel: null,
      receiver: null,
      escalation: null,
      pageOn: 'never',
      minimumSeverity: 'error',
      pagesLately: 0,
      pagesPerDay: 5,
      problem: 'No receiver is named.',
      owners: [],
    },
  ],
};

export const trial: Trial = {
  detector: 'shop/shop',
  fromAtMs: atMs - 86_400_000,
  toAtMs: atMs,
  mode: 'Active',
  channel: 'shop-incidents',
  receiver: 'oncall',
  posts: 1,
  pages: 0,
  incidents: [
    {
      id: 'inc-4f7a2c',
      title: 'cart runs out of memory',
      severity: 'error',
      openedAtMs: atMs - 7_200_000,
      post: { yes: true, sentence: 'It would be posted to shop-incidents.' },
      page: { yes: false, sentence: 'Pages are for cascades, and this is none.' },
      wasPaged: false,
    },
  ],
  more: 0,
};

export function comparisonOf(from: number, to: number): Comparison {
  const alarm = {
    workload: 'cart',
    pattern: 'abc',
    text: 'order <num> failed',
    level: 'error',
    fromAtMs: atMs - 600_000,
    toAtMs: atMs - 300_000,
    lines: 41,
    expected: 0.4,
  };
  return {
    fromAtMs: atMs - 86_400_000,
    toAtMs: atMs,
    windows: 1440,
    from: { version: from, total: 1, alarms: [alarm] },
    to: { version: to, total: 0, alarms: [] },
  };
}

export const auditProof: AuditProof = {
  outcome: 'intact',
  entries: 3,
  unchained: 0,
  firstSeq: 1,
  lastSeq: 3,
  head: 'f'.repeat(64),
  brokenAt: null,
  sentence: 'Entries 1 to 3 are as they were written.',
};

/** How often a pattern was written, minute by minute. */
export function courseOf(id: string) {
  const series = [{ id, counts: [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 14, 27, 41, 38], usual: 0.4 }];
  return { fromAtMs: Date.UTC(2026, 9, 3, 2, 31, 55), stepMs: 60_000, series };
}

/** One request that is known by any beginning of its id, to who may see the shop. */
export function traceReplyOf(id: string, isSeen: boolean): TraceReply {
  const known = '4bf92f3577b34da6a3ce929d0e0e4736';
  const kept = isSeen ? [{ detector: 'shop/shop', requests: 12, failed: 1, sinceAtMs: atMs - 600_000 }] : [];
  const none = { traces: [], candidates: [], more: 0, isExpired: false, kept, bounds: { requests: 6000, failed: 3000, forMs: 3_600_000 } };
  if (!isSeen || !known.startsWith(id)) return none;
  const step = (stepAtMs: number, text: string, level = 'info') => ({
    atMs: stepAtMs,
    level,
    text,
    isPattern: false,
    pattern: 'abc',
    forMs: null,
  });
  const hop = (workload: string, fromMs: number, text: string, level = 'info') => ({
    workload,
    fromMs,
    toMs: fromMs,
    isFailing: level === 'error',
    steps: [step(fromMs, text, level)],
  });
  const failure = 'call to cart failed <!channel> `x`';
  const trace = {
    detector: 'shop/shop',
    id: known,
    fromMs: atMs,
    toMs: atMs + 1200,
    hops: [hop('shop/web', atMs, 'GET /pay'), hop('shop/checkout', atMs + 20, failure, 'error')],
    failing: { workload: 'shop/checkout', atMs: atMs + 20, text: failure },
    missing: [
      {
        workload: 'shop/cart',
        form: 'order stored in',
        beside: { workload: 'shop/web', form: 'GET' },
        requests: 312,
        without: 2,
        isReached: false,
      },
    ],
    more: 0,
  };
  return { ...none, traces: [trace] };
}

/** Lines of orders are known to who may see the shop, all others to nobody. */
export function explainReplyOf(lines: readonly string[], isSeen: boolean): ExplainReply {
  const match = {
    detector: 'shop/shop',
    workload: 'cart',
    pattern: 'abc',
    text: 'order <num> failed after <duration>',
    level: 'error',
    lines: 41,
    lastHour: 41,
    usual: 0.4,
    firstSeenAtMs: atMs - 3_600_000,
    lastSeenAtMs: atMs,
    incident: { id: 'inc-4f7a2c', title: 'cart runs out of memory <!channel>' },
  };
  const known = (line: string) => isSeen && line.includes('order');
  return { lines: lines.map((text) => ({ text, matches: known(text) ? [match] : [], more: 0 })), learning: null };
}
