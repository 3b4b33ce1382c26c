/** What a dashboard shows in the tests of the browser: a shop with an incident, ten thousand patterns, models and calls; nothing of it random. */
import type {
  Description,
  DetectorSummary,
  IncidentView,
  ModelSummary,
  PatternDetail,
  PatternHistory,
  PatternView,
  Topology,
} from '../../api/contract.ts';
import { createFakeBackend, type FakeBackend } from '../operator/http/fake-backend.ts';
import { incidentView } from '../bot/builders.ts';

export const workloads = ['cart', 'catalog', 'checkout', 'mail', 'payment', 'search', 'shipping', 'web'] as const;
const calls = [
  ['web', 'checkout'],
  ['web', 'catalog'],
  ['web', 'search'],
  ['checkout', 'cart'],
  ['checkout', 'payment'],
  ['checkout', 'shipping'],
  ['checkout', 'mail'],
  ['search', 'catalog'],
] as const;

export interface World {
  readonly backend: FakeBackend;
  /** Newest first. */
  readonly incidents: IncidentView[];
  /** Lines that the live tail shows, as they come. */
  write(lines: readonly string[]): void;
}

/** `hostile`: a line with everything in it that must have no effect. */
export const hostile = '<img src=x onerror="document.title=1"> \u001b[31mred\u001b[0m \u202edesrever\u202c zero\u200bwidth </script> 100%';

export function createWorld(nowMs: number): World {
  const open = shifted(nowMs - 190_000, { atRisk: [risk('payment')], proposals: [proposal] });
  const resolved = shifted(nowMs - 9_000_000, {
    id: 'inc-1b0c77',
    state: 'resolved',
    severity: 'warning',
    title: 'search answers slowly',
    causes: [],
  });
  const incidents = [
    open,
    { ...resolved, page: { ...resolved.page, state: 'not-paged' as const, sentence: 'Not paged: warning is below error.' } },
  ];
  const patterns = Array.from({ length: 10_000 }, (_, index) => patternOf(index, nowMs));
  const waiting: string[] = [];
  let said: Pick<Description, 'name' | 'owner' | 'runbook'> | null = null;
  let wake: (() => void) | null = null;
  const fake = createFakeBackend();
  const backend: FakeBackend = {
    ...fake,
    incidents: async ({ state, limit }) => incidents.filter(({ incident }) => state === 'all' || incident.state === 'open').slice(0, limit),
    incident: async (reference) => incidents.find(({ incident }) => reference.endsWith(incident.id)) ?? null,
    mark: async (reference, { mark, user }) => {
      const at = incidents.findIndex(({ incident }) => reference.endsWith(incident.id));
      const found = incidents[at];
      if (found === undefined) return null;
      const marked = { ...found, marks: [...found.marks, { mark, user, atMs: nowMs }] };
      incidents[at] = marked;
      return marked;
    },
    detectors: async () => [detectorOf(nowMs)],
    patterns: async ({ workload, limit, forMs }) => ({
      patterns: patterns.filter((view) => workload === null || view.workload === workload).slice(0, limit),
      windowFromAtMs: nowMs - forMs,
      windowToAtMs: nowMs,
      learning: null,
    }),
    pattern: async (wish) => {
      const found = patterns.filter((view) => view.id === wish.id).map((view) => detailOf(view, said));
      return found.length > 0 ? { patterns: found, more: 0 } : await fake.pattern(wish);
    },
    change: async ({ change, seen }) => {
      const sentence = change.type === 'describe' ? `${change.pattern} is described.` : `Pattern p000000 of cart: ${change.type}.`;
      if (seen === null) return { outcome: 'preview' as const, sentence, lines: ['as it was shown'], seen: 'seen' };
      if (change.type === 'describe') said = { name: change.name, owner: change.owner, runbook: change.runbook };
      return { outcome: 'accepted' as const, sentence };
    },
    history: async ({ ids, steps, forSeconds }) => historyOf(ids.split(','), steps, nowMs - forSeconds * 1000, (forSeconds * 1000) / steps),
    topology: async () => topology,
    models: async () => [modelOf(2, nowMs - 3_600_000, true), modelOf(1, nowMs - 90_000_000, false)],
    settings: async () => [
      {
        detector: 'shop/shop',
        spec: {
          selector: {},
          notify: { slack: { channel: 'shop-incidents' } },
          paging: { receiver: 'oncall' },
          thresholds: { resolveSeconds: 120 },
        },
      },
    ],
    record: async (_id, _wish, signal) =>
      (async function* () {
        while (!signal.aborted) {
          const lines = waiting.splice(0);
          if (lines.length > 0) yield lines.map((line) => recorded(line, nowMs)).join('');
          else await new Promise<void>((resolve) => ((wake = resolve), signal.addEventListener('abort', () => resolve(), { once: true })));
        }
      })(),
  };
  return {
    backend,
    incidents,
    write(lines) {
      waiting.push(...lines);
      wake?.();
    },
  };
}

function shifted(openedAtMs: number, overrides: Partial<IncidentView['incident']>): IncidentView {
  const view = incidentView();
  const { incident } = view;
  const byMs = openedAtMs - incident.openedAtMs;
  return {
    ...view,
    incident: {
      ...incident,
      openedAtMs,
      detectedAtMs: incident.detectedAtMs + byMs,
      updatedAtMs: incident.updatedAtMs + byMs,
      resolvedAtMs: overrides.state === 'resolved' ? openedAtMs + 1_260_000 : null,
      affected: incident.affected.map((one) => ({ ...one, sinceAtMs: one.sinceAtMs + byMs })),
      timeline: incident.timeline.map((one) => ({ ...one, atMs: one.atMs + byMs })),
      anomalies: incident.anomalies.map((one, index) => ({
        ...one,
        startedAtMs: one.startedAtMs + byMs,
        ...(index === 0 && one.template ? { template: { ...one.template, samples: [...one.template.samples, hostile] } } : {}),
      })),
      ...overrides,
    },
  };
}

function risk(name: string): IncidentView['incident']['atRisk'][number] {
  const reason = 'checkout calls it with every order, and orders are tried again';
  return { workload: `shop/deployment/${name}`, probability: 0.35, inMs: 240_000, reason };
}

const proposal = {
  action: 'raise-limit' as const,
  text: 'Raise the memory limit of cart from 256Mi to 512Mi until the leak is found.',
  command: 'kubectl -n shop set resources deployment/cart -c cart --limits=memory=512Mi',
};

function detailOf(view: PatternView, said: Pick<Description, 'name' | 'owner' | 'runbook'> | null): PatternDetail {
  const { detector, workload, id, text, level, cluster, count, firstSeenAtMs, lastSeenAtMs, sample } = view;
  return {
    detector,
    workload,
    id,
    text,
    level,
    cluster,
    lines: count,
    firstSeenAtMs,
    lastSeenAtMs,
    samples: [{ text: sample, atMs: lastSeenAtMs }],
    rate: { fromAtMs: firstSeenAtMs, stepMs: 300_000, counts: [1, 2], usual: 1.5 },
    wildcards: [
      { kind: '<num>', values: ['5531', '5532'] },
      { kind: '<duration>', values: ['14 ms'] },
    ],
    forms: 2,
    ...(said === null ? {} : { descriptions: [{ pattern: id, ...said }] }),
  };
}

const texts = [
  ['info', 'order <num> placed by customer <id> in <duration>'],
  ['info', 'GET /api/items/<num> answered 200 in <duration>'],
  ['warning', 'cache of shelf <num> is cold, filled in <duration>'],
  ['error', 'call to cart failed: connect ECONNREFUSED <ip>:<num> (order <num>)'],
  ['debug', 'lease <hex> renewed for <duration>'],
] as const;

function patternOf(index: number, nowMs: number): PatternView {
  const [level, text] = texts[index % texts.length] ?? texts[0];
  const count = Math.round(90_000 / (index + 1)) + (index % 7);
  const isNew = index % 45 === 3;
  return {
    detector: 'shop/shop',
    workload: workloads[(index * 3) % workloads.length] ?? 'web',
    id: `p${index.toString(16).padStart(6, '0')}`,
    text: index < texts.length ? text : `${text} of part ${index}`,
    level,
    cluster: level === 'error' ? 'dependency.call_failed' : null,
    count,
    share: count / 900_000,
    isNew,
    usual: isNew ? 0 : count / (index % 9 === 2 ? 4.2 : 1.02),
    firstSeenAtMs: nowMs - (isNew ? 180_000 : 6 * 86_400_000),
    lastSeenAtMs: nowMs - 2000,
    sample: index === 3 ? hostile : text.replaceAll('<num>', '5531').replaceAll('<duration>', '14 ms').replaceAll('<ip>', '10.0.3.17'),
  };
}

function historyOf(ids: readonly string[], steps: number, fromAtMs: number, stepMs: number): PatternHistory {
  const wave = (id: string, step: number): number => {
    const seed = Number.parseInt(id.slice(1), 16);
    const base = Math.round(3000 / (seed + 3) + 2 * Math.sin(step / 2 + seed) + 2);
    return Math.max(0, seed % 9 === 2 && step > steps - 6 ? base * 4 : base);
  };
  return {
    fromAtMs,
    stepMs,
    series: ids.map((id) => ({ id, counts: Array.from({ length: steps }, (_, step) => wave(id, step)), usual: wave(id, 0) })),
  };
}

function detectorOf(nowMs: number): DetectorSummary {
  return {
    id: 'shop/shop',
    ready: true,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'AllReady', message: 'All is well.' },
      {
        type: 'CoverageComplete',
        status: 'False',
        reason: 'LinesLost',
        message: '12 lines of search were rotated away before they could be read.',
      },
    ],
    workloads: workloads.map((workload, index) => ({
      workload,
      pods: 1 + (index % 3),
      patterns: 1250 - index * 40,
      learning: workload === 'mail' ? 'learning, 37 %, 3 min to go' : null,
      coverage: { linesSeen: 481_220 - index * 31_007, linesDropped: workload === 'search' ? 12 : 0 },
      lastLineAtMs: nowMs - 2000 * (index + 1),
    })),
    servingModel: 2,
    coverage: { linesSeen: 2_981_564, linesDropped: 12, droppedBy: { rotated: 12 } },
    openIncidents: 1,
  };
}

function modelOf(version: number, createdAtMs: number, serving: boolean): ModelSummary & { detector: string } {
  return {
    detector: 'shop/shop',
    version,
    createdAtMs,
    madeBy: version === 1 ? 'schedule' : 'U1',
    sampleSize: 12_400 * version,
    trainedFromAtMs: createdAtMs - 50_400_000 * version,
    trainedToAtMs: createdAtMs,
    workloads: 8,
    patterns: 9200 + 400 * version,
    clusters: 41,
    leftOut: version === 1 ? [] : ['cart: 6 minutes of an incident'],
    checksum: 'c0ffee',
    serving,
    pinned: false,
  };
}

const states: Readonly<Record<string, Topology['detectors'][number]['workloads'][number]['state']>> = {
  cart: 'cause',
  checkout: 'affected',
  web: 'affected',
  payment: 'at-risk',
};
const id = (name: string): string => `shop/deployment/${name}`;
const topology: Topology = {
  detectors: [
    {
      detector: 'shop/shop',
      workloads: workloads.map((name) => ({ workload: id(name), name, state: states[name] ?? 'well' })),
      edges: calls.map(([from, to]) => ({
        from: id(from),
        to: id(to),
        known: to === 'mail' ? ('inferred' as const) : ('configured' as const),
        source: to === 'mail' ? 'named in its error texts' : `environment variable ${to.toUpperCase()}_URL`,
      })),
      edgesLeftOut: 0,
    },
  ],
};

function recorded(line: string, atMs: number): string {
  return `${JSON.stringify({ at: new Date(atMs).toISOString(), type: 'log', namespace: 'shop', workload: 'cart', pod: 'cart-1', container: 'cart', line })}\n`;
}
