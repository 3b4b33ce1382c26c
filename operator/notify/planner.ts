/** Plans, and keeps what was planned apart until the store has taken it. */
import type { Operation } from '../../api/contract.ts';
import type { IncidentChange } from '../../engine/index.ts';
import { keys, type Mutation } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { lookAround, type Around } from './around.ts';
import { isUndelivered } from './compose.ts';
import type { Feedbacks } from './feedback.ts';
import type { Journal } from './journal.ts';
import { apply, createStaging, emptyStage, incidentKey, type Memory, type Stage, type Staging } from './memory.ts';
import { planIncident, planOperationPost, postIdOf, reconsiderIncident, type Before, type NotifyTarget, type Said } from './plan.ts';
import { audienceOf, channelsOfErrors } from './audience.ts';
import { muteGates } from './curation.ts';
import { planNotices } from './notices.ts';
import { announce, announceGates } from './planned.ts';
import { detectorOf, type IncidentRecord, type PostRecord } from './records.ts';
import { incidentOf, isWorthTelling, judgeRollouts, revisionPost, withRevisions } from './revisions.ts';
import { forgetPost, mutationsOf, prune } from './writes.ts';

export interface Planner {
  /**
   * What is to be written in the same transaction as the checkpoint that the changes belong to; without changes, what follows from the
   * time that has passed. Afterwards exactly one of `committed`
   * and `rejected` with the same array; until then nobody sees anything of it. Never throws.
   */
  plan(target: NotifyTarget, changes: readonly IncidentChange[]): readonly Mutation[];
  /** The message of a retrain or rollback; its progress goes into the thread. */
  planOperation(target: NotifyTarget, operation: Operation): readonly Mutation[];
  /** Forgets everything of a deleted LogDetector; pages that are open are resolved by `run`. */
  planRemoval(detector: string): readonly Mutation[];
  /** The store has taken the plan; several may be under way, of several LogDetectors. */
  committed(plan: readonly Mutation[]): void;
  rejected(plan: readonly Mutation[]): void;
  clear(): void;
}

export interface PlannerOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly feedbacks: Pick<Feedbacks, 'of'>;
}

interface Desk extends PlannerOptions {
  readonly staging: Staging;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { memory, journal, now, telemetry } = options;
  const desk: Desk = { ...options, staging: createStaging(memory) };
  return {
    plan: (target, changes) => planChanges(desk, target, changes),
    planOperation(target, operation) {
      const id = target.channel === null ? null : postIdOf(target.detector, `operation-${operation.id}`, target.channel);
      const { post, folded } = planOperationPost(before(desk, null, id), operation, target, now());
      if (folded > 0) telemetry.emit('EntriesFolded', { operation: operation.id, entries: folded });
      return planPost(desk, post);
    },
    planRemoval: (detector) => planRemoval(desk, detector),
    committed(plan) {
      const stage = desk.staging.take(plan);
      if (!stage) return;
      announceGates(stage, memory, telemetry);
      announce(stage, memory, telemetry, now());
      apply(stage, memory);
      const undelivered = [...memory.posts.values()].filter((post) => isUndelivered(post, memory)).length;
      telemetry.gauge('logdetector_outbox_posts', undelivered);
      journal.ring();
    },
    rejected: (plan) => void desk.staging.take(plan),
    clear: () => desk.staging.clear(),
  };
}

function planChanges(desk: Desk, target: NotifyTarget, changes: readonly IncidentChange[]): readonly Mutation[] {
  const stage = emptyStage();
  const heard = withPeople(target, desk);
  const turn = { desk, stage, target: heard, records: desk.staging.incidents() };
  for (const change of [...unsaid(desk, target), ...untold(desk, target), ...changes]) {
    try {
      putChange(turn, change);
    } catch (error) {
      // One incident that breaks the contract must not hold up the counts and positions it is saved with.
      const message = String(error).slice(0, 500);
      desk.telemetry.emit('UnexpectedError', { where: 'notify.plan', incident: change.incident.id, message });
    }
  }
  putRevisions(turn);
  // Before its wishes are known to this term nothing is concluded from them.
  if (target.receiver !== null) reconsider(turn);
  putNotices(turn);
  noteRollouts(desk, target);
  return finish(desk, stage);
}

function noteRollouts({ memory }: Desk, { detector, receiver, rollouts, isShadow }: NotifyTarget): void {
  if (receiver === null || isShadow) memory.announcements.delete(detector);
  else memory.announcements.set(detector, { receiver, rollouts });
}

/** Incidents of a shadow mode that is over: what is still open is said now, or it would wait for the next thing to happen. */
function unsaid({ memory, staging }: Desk, { detector, isShadow }: NotifyTarget): readonly IncidentChange[] {
  if (isShadow) return [];
  const quiet = [...memory.incidents].filter(([, record]) => record.detector === detector && record.shadow).map(([key]) => key);
  return quiet
    .map((key) => staging.incident(key))
    .filter((record) => record !== undefined)
    .filter(({ shadow, incident }) => shadow && incident.state === 'open')
    .map(({ incident }) => ({ type: 'updated', incident, news: [] }));
}

/** What was done about incidents since the last plan. */
function untold({ memory, staging }: Desk, { detector }: NotifyTarget): readonly IncidentChange[] {
  return [...memory.remedies].flatMap(([key, { remedies }]) => {
    const record = staging.incident(key);
    const steps = remedies.reduce((sum, remedy) => sum + remedy.steps.length, 0);
    if (record?.detector !== detector || steps === (record.toldSteps ?? 0)) return [];
    return [{ type: 'updated' as const, incident: record.incident, news: [] }];
  });
}

interface Turn {
  readonly desk: Desk;
  readonly stage: Stage;
  readonly target: NotifyTarget;
  /** Newest state of all incidents, those of this turn included. */
  readonly records: Map<string, IncidentRecord>;
}

function putChange({ desk, stage, target, records }: Turn, change: IncidentChange): void {
  const { id } = change.incident;
  const key = incidentKey(target.detector, id);
  const incident = stage.incidents.get(key) ?? before(desk, key, null).incident;
  const around = aroundOf({ desk, stage, target, records }, change.incident);
  const said = { around, said: saidOf(desk, key, target.detector), steps: stepsOf(desk, key), nowMs: desk.now() };
  for (const one of [target, ...audienceOf(desk, target, change.incident)]) {
    const postId = one.channel === null ? null : postIdOf(one.detector, id, one.channel);
    // Several changes of one incident in one tick become one revision: the later builds on the earlier, from the same beginning.
    const known = before(desk, key, postId);
    const earlier = postId === null ? undefined : stage.posts.get(postId);
    const start: Before = { ...known, incident, post: earlier ?? known.post };
    const { record, post, folded } = planIncident(start, { ...said, change, target: one });
    // What is decided is decided once; in other channels it is only told.
    if (one === target) {
      stage.incidents.set(key, record);
      records.set(key, record);
    }
    if (folded > 0) desk.telemetry.emit('EntriesFolded', { incident: id, entries: folded });
    if (post) stage.posts.set(post.id, { ...post, revision: Math.min(post.revision, (known.post?.revision ?? 0) + 1) });
  }
}

function saidOf({ memory }: Desk, key: string, detector: string): Said['said'] {
  return { snooze: memory.marks.get(key)?.snooze, curation: memory.curations.get(detector) };
}

/** Time opens gates and lets acknowledgements be missed, without any news of the incident; and ends days. */
function reconsider({ desk, stage, target, records }: Turn): void {
  const nowMs = desk.now();
  for (const [key, { detector, incident }] of records) {
    if (detector !== target.detector || incident.state !== 'open' || stage.incidents.has(key)) continue;
    const postId = target.channel === null ? null : postIdOf(detector, incident.id, target.channel);
    const around = aroundOf({ desk, stage, target, records }, incident);
    const said = saidOf(desk, key, detector);
    const planned = reconsiderIncident(before(desk, key, postId), { target, around, said, steps: stepsOf(desk, key), nowMs });
    if (planned) putChange({ desk, stage, target, records }, { type: 'updated', incident, news: [] });
  }
}

/** In the thread of the incident that it belongs to, else as a message of its own. */
function putRevisions(turn: Turn): void {
  const { desk, stage, target, records } = turn;
  const known = desk.memory.revisions.get(target.detector);
  const judged = judgeRollouts(target, known, desk.now());
  if (judged.length === 0) return;
  stage.revisions.set(target.detector, withRevisions(known, judged));
  for (const one of judged) {
    const isTold = isWorthTelling(one);
    desk.telemetry.emit('RevisionJudged', {
      detector: target.detector,
      workload: one.workload,
      revision: one.revision,
      found: isTold ? 'changes' : 'nothing',
    });
    if (!isTold || target.isShadow) continue;
    const incident = incidentOf(records.values(), one);
    const { detector } = target;
    const channels = channelsOfErrors(target, one.workloadId);
    const hasThread =
      incident !== null && channels.some((channel) => desk.staging.post(postIdOf(detector, incident.id, channel)) !== undefined);
    if (hasThread) putChange(turn, { type: 'updated', incident, news: [one.sentence] });
    const posts = hasThread ? [] : channels.map((channel) => revisionPost(one, { detector, channel }, desk.now()));
    for (const post of posts) if (post) stage.posts.set(post.id, post);
  }
}

function putNotices({ desk, stage, target, records }: Turn): void {
  const isTold = (id: string): boolean => desk.staging.post(id) !== undefined;
  const feedback = desk.feedbacks.of(target.detector);
  const notices = planNotices({ records: records.values(), target, feedback, nowMs: desk.now(), isTold });
  for (const post of notices) stage.posts.set(post.id, post);
}

function stepsOf({ memory }: Desk, key: string): readonly string[] {
  return (memory.remedies.get(key)?.remedies ?? []).flatMap(({ steps }) => steps.map(({ text }) => text));
}

function aroundOf({ desk, target, records }: Turn, incident: IncidentChange['incident']): Around {
  const { detector, receiver } = target;
  const marks = desk.memory.marks.get(incidentKey(detector, incident.id));
  return lookAround(records.values(), { detector, incident, receiver, marks, nowMs: desk.now() });
}

/** What people have marked and muted has its say beside the resource. */
export function withPeople(
  target: NotifyTarget,
  { memory, feedbacks, now }: Pick<PlannerOptions, 'memory' | 'feedbacks' | 'now'>,
): NotifyTarget {
  const marked = feedbacks.of(target.detector);
  const muted = muteGates(memory.curations.get(target.detector), target.nowCalled, now());
  const feedback = {
    postGates: (incident: IncidentChange['incident']) => [...marked.postGates(incident), ...muted(incident)],
    pageGates: (incident: IncidentChange['incident']) => [...marked.pageGates(incident), ...muted(incident)],
  };
  return { ...target, settings: { ...target.settings, feedback } };
}

function before({ staging, memory }: Desk, incident: string | null, postId: string | null): Before {
  const posted = postId === null ? null : memory.deliveries.get(postId)?.posted;
  return {
    incident: incident === null ? undefined : staging.incident(incident),
    post: postId === null ? undefined : staging.post(postId),
    deliveredSeq: posted?.entries ?? 0,
  };
}

function planPost(desk: Desk, post: PostRecord | null): readonly Mutation[] {
  const stage = emptyStage();
  if (post) stage.posts.set(post.id, post);
  return finish(desk, stage);
}

function finish(desk: Desk, stage: Stage): readonly Mutation[] {
  const puts = mutationsOf(stage);
  const plan = [...puts, ...prune(desk, stage)];
  if (plan.length > 0) desk.staging.add(plan, stage);
  return plan;
}

function planRemoval({ memory, staging }: Desk, detector: string): readonly Mutation[] {
  const stage = emptyStage();
  for (const [key, record] of memory.incidents) if (record.detector === detector) stage.incidents.set(key, null);
  const posts = [...memory.posts.values()].filter((post) => detectorOf(post.subject) === detector).map(({ id }) => id);
  for (const id of posts) stage.posts.set(id, null);
  memory.announcements.delete(detector);
  const prefixes = [keys.incident, keys.marks, keys.remedies, keys.summary, keys.told].map((keyOf) => ({
    deletePrefix: keyOf(detector, ''),
  }));
  for (const map of [memory.curations, memory.revisions]) map.delete(detector);
  const plan = [
    ...prefixes,
    { delete: keys.announced(detector) },
    { delete: keys.curation(detector) },
    { delete: keys.revisions(detector) },
    ...posts.flatMap(forgetPost),
  ];
  staging.add(plan, stage);
  return plan;
}
