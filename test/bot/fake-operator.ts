/** An operator that lives in memory: it keeps posts until they are delivered, answers questions, and notes what it was told. */
import { ApiError } from '../../api/client.ts';
import type {
  AuditEntry,
  Change,
  ChatHealth,
  Delivered,
  DetectorSummary,
  Failed,
  IncidentView,
  Mark,
  Post,
  RemedyReply,
  RemedyRequest,
} from '../../api/contract.ts';
import type { OperatorApi } from '../../bot/api.ts';
import {
  auditProof,
  comparisonOf,
  courseOf,
  explainReplyOf,
  onCall,
  patternDetail,
  topology,
  traceReplyOf,
  trial,
} from '../builders/answers.ts';
import { changeReplyOf, diagnosisOf, feedbackOf, modelOf, patternsOf, rarelyAsked, remedyPreview } from './answers.ts';
import { incidentView, operation, startedAtMs } from './builders.ts';

export interface FakeOperator {
  readonly api: OperatorApi;
  readonly audit: AuditEntry[];
  readonly failures: { readonly id: string; readonly body: Failed }[];
  readonly health: ChatHealth[];
  readonly deliveries: { readonly id: string; readonly body: Delivered }[];
  readonly changes: { readonly change: Change; readonly requestedBy: string }[];
  readonly retrained: string[];
  readonly remedied: { readonly id: string; readonly body: RemedyRequest }[];
  /** What is answered to whoever asks for a remedy; null: a preview. */
  setRemedy(reply: RemedyReply | null): void;
  readonly rolledBack: { readonly detector: string; readonly version: number | null }[];
  readonly asked: string[];
  /** Puts a new post or a new state of one into the outbox. */
  say(post: Post): void;
  post(id: string): Post | undefined;
  setLeading(leading: boolean): void;
  /** What the bot believes: whether its newest question for the session said that it leads. */
  readonly believed: boolean;
  setServing(version: number): void;
  /** Git owns the model fields from now on. */
  setGitManager(manager: string): void;
  setDown(down: boolean): void;
}

export const detectors: readonly DetectorSummary[] = [
  {
    id: 'shop/shop',
    ready: true,
    conditions: [{ type: 'Ready', status: 'True', reason: 'Watching', message: 'All is well.' }],
    workloads: [
      { workload: 'shop/deployment/cart', pods: 2, patterns: 31, learning: null },
      { workload: 'shop/deployment/checkout', pods: 2, patterns: 44, learning: 'baseline is 4 minutes old' },
    ],
    servingModel: 2,
    coverage: { linesSeen: 48_211, linesDropped: 0, droppedBy: {} },
    openIncidents: 1,
  },
  {
    id: 'billing/billing',
    ready: false,
    conditions: [
      { type: 'StreamsReady', status: 'False', reason: 'Forbidden', message: 'The operator may not read pods/log in billing: grant it.' },
    ],
    workloads: [],
    servingModel: null,
    coverage: { linesSeen: 0, linesDropped: 0, droppedBy: {} },
    openIncidents: 0,
  },
];

const see = (detector: string, namespaces: string): boolean =>
  namespaces === '*' || namespaces.split(',').includes(detector.split('/')[0] ?? '');

export function createFakeOperator(views: readonly IncidentView[] = [incidentView()]): FakeOperator {
  const posts = new Map<string, Post>();
  const state = { leading: true, serving: 2, manager: '', down: false, believed: false, remedy: null as RemedyReply | null };
  const waiters = new Set<() => void>();
  const notify = (): void => {
    for (const wake of waiters) wake();
    waiters.clear();
  };
  const wait = (ready: () => boolean, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => (ready() ? resolve() : void waiters.add(check));
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      const limit = setTimeout(resolve, 2000);
      limit.unref();
      check();
    });
  const toldIn = (thread: string): string | undefined => {
    const post = [...posts.values()].find(({ posted }) => `thread/${posted?.channelId}/${posted?.ts}` === thread);
    return post?.subject.type === 'incident' ? post.subject.view.incident.id : undefined;
  };
  const find = (asked: string, namespaces: string): IncidentView => {
    const id = asked.startsWith('thread/') ? (toldIn(asked) ?? asked) : asked;
    const isCalled = ({ incident, detector }: IncidentView): boolean =>
      incident.id.startsWith(id) || `${detector}/${incident.id}`.startsWith(id);
    const view = known.find((one) => isCalled(one) && see(one.detector, namespaces));
    if (!view) throw new ApiError('IncidentNotFound', 404, `No incident ${id} may be seen from here; /logbot incidents lists them.`);
    return view;
  };
  const undelivered = (): readonly Post[] =>
    [...posts.values()].filter(({ posted, revision, entries }) => !posted || posted.revision < revision || posted.entries < entries.length);
  const known = [...views];
  const fake: FakeOperator = {
    audit: [],
    failures: [],
    health: [],
    deliveries: [],
    changes: [],
    retrained: [],
    rolledBack: [],
    remedied: [],
    asked: [],
    say(post) {
      posts.set(post.id, { ...post, posted: posts.get(post.id)?.posted ?? post.posted });
      notify();
    },
    post: (id) => posts.get(id),
    get believed() {
      return state.believed;
    },
    setLeading(leading) {
      state.leading = leading;
      notify();
    },
    setServing(version) {
      state.serving = version;
    },
    setRemedy(reply) {
      state.remedy = reply;
    },
    setGitManager(manager) {
      state.manager = manager;
    },
    setDown(down) {
      state.down = down;
    },
    api: {
      async session({ leading, waitSeconds }, signal) {
        state.believed = leading;
        if (waitSeconds > 0) await wait(() => state.leading !== leading, signal);
        return { leading: state.leading, instance: 'operator-0', version: '0.1.0' };
      },
      async posts(_query, signal) {
        await wait(() => undelivered().length > 0, signal);
        return undelivered();
      },
      delivered(id, body) {
        const post = posts.get(id);
        if (post) posts.set(id, { ...post, posted: body });
        fake.deliveries.push({ id, body });
        return Promise.resolve();
      },
      failed(id, body) {
        fake.failures.push({ id, body });
        return Promise.resolve();
      },
      reportHealth(health) {
        fake.health.push(health);
        return Promise.resolve();
      },
      detectors: (namespaces) => Promise.resolve(detectors.filter(({ id }) => see(id, namespaces))),
      incidents: ({ namespaces, state: asked }) =>
        Promise.resolve(
          known.filter(({ detector, incident }) => see(detector, namespaces) && (asked !== 'open' || incident.state === 'open')),
        ),
      async incident(id, namespaces) {
        if (!state.down) return Promise.resolve(find(id, namespaces));
        throw new ApiError('OperatorUnreachable', 0, 'The operator does not answer; it may be starting. Try again in a minute.');
      },
      mark(id, said) {
        const at = known.findIndex(({ incident, detector }) => `${detector}/${incident.id}` === id);
        const view = known[at] ?? find(id, '*');
        const marks: Mark[] = [...view.marks, { ...said, atMs: startedAtMs + 60_000 }];
        known[at] = { ...view, marks };
        const post = posts.get(view.incident.id);
        if (post) fake.say({ ...post, revision: post.revision + 1, subject: { type: 'incident', view: { ...view, marks } } });
        return Promise.resolve({ ...view, marks });
      },
      remedy(id, body) {
        fake.remedied.push({ id, body });
        const reply = state.remedy;
        if (body.seen !== null && body.seen === 'uid/1')
          return Promise.resolve({ outcome: 'accepted', sentence: 'Done; watched for 10 min.' });
        return Promise.resolve(reply ?? remedyPreview(id, body));
      },
      patterns({ namespaces, workload, forSeconds }) {
        fake.asked.push(`patterns ${namespaces} ${workload ?? '-'} ${String(forSeconds)}`);
        return Promise.resolve(patternsOf(Number(forSeconds)));
      },
      models: () => Promise.resolve([2, 1].map((version) => modelOf(version, state.serving))),
      pattern(id, { namespaces }) {
        const isSeen = see('shop/shop', namespaces) && patternDetail.id.startsWith(id);
        if (isSeen) return Promise.resolve({ patterns: [patternDetail], more: 0 });
        return Promise.reject(new ApiError('NotFound', 404, `There is no pattern ${id} to be seen from here; top-patterns lists them.`));
      },
      history: ({ ids }) => Promise.resolve(courseOf(ids)),
      topology: (namespaces) => Promise.resolve(see('shop/shop', namespaces) ? topology : { detectors: [] }),
      explain: ({ lines, namespaces }) => Promise.resolve(explainReplyOf(lines, see('shop/shop', namespaces))),
      trace: (id, namespaces) => Promise.resolve(traceReplyOf(id, see('shop/shop', namespaces))),
      onCall: (namespaces) => Promise.resolve({ detectors: onCall.detectors.filter(({ detector }) => see(detector, namespaces)) }),
      change({ change, seen, namespaces, requestedBy }) {
        const place = 'detector' in change ? change.detector : change.incident;
        const reply = changeReplyOf(change, seen, see(place, namespaces));
        if (reply.outcome === 'accepted') fake.changes.push({ change, requestedBy });
        return Promise.resolve(reply);
      },
      redact: ({ text }) =>
        Promise.resolve({
          text: text.replaceAll(/\S+@\S+/g, '<email>'),
          values: [{ label: '<email>', length: 15 }],
          detectors: ['shop/shop'],
        }),
      trial: (detector) => Promise.resolve({ ...trial, detector }),
      compareModels: (_detector, { from, to }) => Promise.resolve(comparisonOf(from, to)),
      audit: (limit) => Promise.resolve(fake.audit.slice(-limit).toReversed()),
      auditProof: () => Promise.resolve(auditProof),
      ...rarelyAsked,
      feedback: (detector) => Promise.resolve(feedbackOf(detector)),
      doctor: (detector) => Promise.resolve(diagnosisOf(detector)),
      testPage: (detector) => {
        fake.asked.push(`test page ${detector}`);
        return Promise.resolve({ receiver: 'oncall', delivered: true, sentence: 'oncall took a test page.' });
      },
      retrain(detector, { requestedBy }) {
        fake.retrained.push(detector);
        const wish = operation({
          type: 'retrain',
          detector,
          requestedBy,
          fromVersion: 2,
          toVersion: null,
          sentence: 'Training begins with the next reconcile.',
        });
        return Promise.resolve({ outcome: 'accepted', operation: wish });
      },
      rollback(detector, { version, preview, requestedBy }) {
        const fromVersion = state.serving;
        if (state.manager !== '')
          return Promise.resolve({ outcome: 'conflict', manager: state.manager, sentence: 'Change spec.model.pinnedVersion there.' });
        if (version !== null && version > 2)
          return Promise.resolve({ outcome: 'refused', sentence: `There is no model ${version}; there are 1 and 2.` });
        const toVersion = version ?? fromVersion - 1;
        if (preview)
          return Promise.resolve({ outcome: 'preview', fromVersion, toVersion, sentence: 'Model 1 was made from 12,400 lines of 14 h.' });
        fake.rolledBack.push({ detector, version });
        return Promise.resolve({ outcome: 'accepted', operation: operation({ detector, requestedBy, fromVersion, toVersion }) });
      },
      writeAudit(entry) {
        fake.audit.push(entry);
        return Promise.resolve();
      },
    },
  };
  return fake;
}
