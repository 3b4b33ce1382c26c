/**
 * From what the engine found to who hears of it: plan (who is told what, in the transaction of the engine's checkpoint), outbox (the bot
 * says it in Slack), pager (receivers wake somebody). All of it is state in the store, so that a restart repeats and forgets nothing.
 */
import type { Delivered, Description, Failed, FeedbackView, IncidentView, Mark, Post, Trial } from '../../api/contract.ts';
import type { ShadowSummary } from '../../api/shadow.ts';
import type { Fence, Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Receiver } from './deliver.ts';
import { followAcknowledgements } from './acknowledgements.ts';
import { countPages } from './around.ts';
import { tellChanges } from './changes.ts';
import { tellReceivers } from './chat.ts';
import { createFeedbacks } from './feedback.ts';
import { descriptionOf, ownersOf, subjectOf } from './curation.ts';
import { createJournal } from './journal.ts';
import { linksOf, type LinkTemplate } from './links.ts';
import { createMarks } from './marks.ts';
import { createMemory } from './memory.ts';
import { createOutbox } from './outbox.ts';
import { waitingForMs } from './page-book.ts';
import { createPager } from './pager.ts';
import { createPeople, type People } from './people.ts';
import { createPlanner, withPeople, type Planner } from './planner.ts';
import { findProblems, type NotifyProblem } from './problems.ts';
import { createRemedyBook, type RemedyBook } from './remedies.ts';
import type { IncidentRecord, RevisionsRecord } from './records.ts';
import { allRecords, restoreMemory } from './restore.ts';
import { summarizeShadow } from './shadow.ts';
import { writeSummaries, type SummariesOptions } from './summaries/summaries.ts';
import type { NotifyTarget } from './plan.ts';
import { tryOut } from './trial.ts';
import { findView, listOpen, listViews, type ViewFilter } from './views.ts';

export type { NotifyTarget, RouteChannel, Routes } from './plan.ts';
export type { RemedyChange, RemedyRecord } from './records.ts';
export type { RemedyBook, RemedyOf } from './remedies.ts';
export type { NotifyProblem } from './problems.ts';
export type { ViewFilter } from './views.ts';

export interface NotifierOptions {
  readonly store: Store;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly fence: () => Fence;
  /** Spreads retries; 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Of the administrator's configuration, as it is now; beside the thread in Slack. Default: none. */
  readonly links?: () => readonly LinkTemplate[];
  /** Incidents in the words of a language model. Default: none. */
  readonly summaries?: Pick<SummariesOptions, 'configuration' | 'readSecret'>;
}

export interface Notifier extends Omit<Planner, 'clear'> {
  /** Forgets what is in memory and loads what the store has; to be called when leadership begins, before anything else. */
  restore(): Promise<void>;
  /** Writes everything that is in memory, for a store that has lost what it had. Throws what the store throws. */
  rewrite(): Promise<void>;
  pending(workspace?: string): readonly Post[];
  /** Answers as soon as something is pending, at the latest after `forMs`; nothing when the signal aborts. */
  waitForPending(signal: AbortSignal, forMs: number, workspace?: string): Promise<readonly Post[]>;
  /** Throws `StoreUnavailable` when it could not be kept; the bot says it again. False: nobody knows the post any more, it is withdrawn. */
  delivered(postId: string, body: Delivered): Promise<boolean>;
  failed(postId: string, body: Failed): Promise<boolean>;
  /** Null: there is no such incident. Needs its whole name, `namespace/name/id`. */
  mark(reference: string, mark: Mark): Promise<IncidentView | null>;
  /** What the marks of a LogDetector's incidents say, and what follows from them. */
  feedback(this: void, detector: string): FeedbackView;
  /** Newest first. */
  views(filter: ViewFilter): readonly IncidentView[];
  /** An id, its beginning, or either behind `namespace/name/`. Null when none or more than one of the namespaces' incidents is called so. */
  view(reference: string, namespaces?: ViewFilter['namespaces']): IncidentView | null;
  /** What a detector in shadow mode would have said of the last seven days' incidents. */
  shadow(detector: string): ShadowSummary;
  /** What a target would have said of the incidents that were detected since then; nothing is done. */
  tryOut(target: NotifyTarget, fromMs: number): Trial;
  /** Pages of the detector within the last 24 hours. */
  pagesLately(detector: string): number;
  /** What new revisions of its workloads were judged to write, the oldest first. */
  revisions(this: void, detector: string): RevisionsRecord;
  /** Incidents of the detector that are not over. */
  open(detector: string): readonly IncidentView['incident'][];
  /** Sends and resolves pages until the signal aborts or a later leader has written; never rejects. Only the leader may call it. */
  run(signal: AbortSignal): Promise<void>;
  /** Null, or why the receiver did not take a page that says of itself to be a test. */
  testPage(detector: string, receiver: string): Promise<string | null>;
  /** How long the page that has waited longest for its receiver does; 0 when none waits. */
  waitingForMs(): number;
  /** What people change about incidents, patterns and subscriptions. */
  readonly people: People;
  /** What people have said of a pattern or a workload; null: nothing. */
  describe(detector: string, subject: { readonly pattern?: string; readonly workload?: string }): Description | null;
  /** Workloads of a LogDetector that somebody has given an owner. */
  owners(detector: string): readonly { readonly workload: string; readonly owner: string }[];
  /** What was done about incidents. */
  readonly remedies: RemedyBook;
  /** Channels and receivers that take nothing at the moment, and what to do. */
  problems(): readonly NotifyProblem[];
}

export function createNotifier(options: NotifierOptions): Notifier {
  const { store, receivers, now, telemetry, fence } = options;
  const memory = createMemory();
  const journal = createJournal(store, fence);
  const feedbacks = createFeedbacks(memory);
  const parts = { memory, journal, now, telemetry, feedbacks };
  const planner = createPlanner(parts);
  const outbox = createOutbox(parts);
  const mark = createMarks(parts);
  const links = (incident: IncidentRecord) => linksOf(incident, memory, options.links?.() ?? []);
  const pager = createPager({ ...parts, receivers, random: options.random ?? Math.random, links });
  return {
    async restore() {
      planner.clear();
      pager.clear();
      await restoreMemory(store, memory, telemetry);
      journal.ring();
    },
    rewrite: () => journal.write(allRecords(memory)),
    ...planner,
    ...outbox,
    mark,
    remedies: createRemedyBook(parts),
    people: createPeople(parts),
    describe: (detector, subject) => descriptionOf(memory.curations.get(detector), subjectOf(subject), now()),
    owners: (detector) => ownersOf(memory.curations.get(detector)),
    feedback: feedbacks.view,
    views: (filter) => listViews(memory, filter),
    view: (reference, namespaces = '*') => findView(memory, reference, namespaces),
    shadow: (detector) => summarizeShadow(memory, detector, now()),
    tryOut: (target, fromMs) => tryOut(memory, withPeople(target, parts), { fromMs, nowMs: now() }),
    pagesLately: (detector) => countPages(memory.incidents.values(), detector, now()),
    revisions: (detector) => memory.revisions.get(detector) ?? { revisions: [] },
    open: (detector) => listOpen(memory, detector),
    async run(signal) {
      const ended = new AbortController();
      const beside = AbortSignal.any([signal, ended.signal]);
      const telling = tellChanges({ ...parts, receivers }, beside);
      const summing = options.summaries ? writeSummaries({ ...parts, ...options.summaries }, beside) : null;
      const chatting = tellReceivers({ ...parts, receivers, links }, beside);
      const asking = followAcknowledgements({ ...parts, receivers, mark }, beside);
      await pager.run(signal);
      ended.abort();
      await Promise.all([telling, chatting, asking, summing]);
    },
    testPage: (detector, receiver) => pager.test(detector, receiver),
    waitingForMs: () => waitingForMs(memory, now()),
    problems: () => findProblems(memory),
  };
}
