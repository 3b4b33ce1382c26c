/** Plans, and keeps what was planned apart until the store has taken it. */
import type { Operation } from '../../api/contract.ts';
import type { IncidentChange } from '../../engine/index.ts';
import { keys, type Mutation } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { isUndelivered } from './compose.ts';
import type { Journal } from './journal.ts';
import { apply, createStaging, emptyStage, incidentKey, type Memory, type Stage } from './memory.ts';
import { noticeIdOf, planIncident, planNoticePost, planOperationPost, postIdOf, type Before, type NotifyTarget } from './plan.ts';
import { planPruning } from './prune.ts';
import { encode, type PostRecord } from './records.ts';

export interface Planner {
  plan(target: NotifyTarget, changes: readonly IncidentChange[]): readonly Mutation[];
  planNotice(target: NotifyTarget, title: string, lines: readonly string[]): readonly Mutation[];
  planOperation(target: NotifyTarget, operation: Operation): readonly Mutation[];
  planRemoval(detector: string): readonly Mutation[];
  committed(plan: readonly Mutation[]): void;
  rejected(plan: readonly Mutation[]): void;
  clear(): void;
}

export interface PlannerOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

export function createPlanner({ memory, journal, now, telemetry }: PlannerOptions): Planner {
  const staging = createStaging(memory);

  function before(incident: string | null, postId: string | null): Before {
    return {
      incident: incident === null ? undefined : staging.incident(incident),
      post: postId === null ? undefined : staging.post(postId),
      deliveredSeq: (postId === null ? undefined : memory.deliveries.get(postId)?.posted?.entries) ?? 0,
    };
  }

  function putChange(stage: Stage, target: NotifyTarget, change: IncidentChange): void {
    const { id } = change.incident;
    const key = incidentKey(target.detector, id);
    const postId = target.channel === null ? null : postIdOf(target.detector, id, target.channel);
    // Several changes of one incident in one tick become one revision: the later builds on the earlier, from the same beginning.
    const known = before(key, postId);
    const start: Before = {
      ...known,
      incident: stage.incidents.get(key) ?? known.incident,
      post: (postId !== null && stage.posts.get(postId)) || known.post,
    };
    const { record, post, folded } = planIncident(start, change, target, now());
    stage.incidents.set(key, record);
    if (folded > 0) telemetry.emit('EntriesFolded', { incident: id, entries: folded });
    if (post) stage.posts.set(post.id, { ...post, revision: Math.min(post.revision, (known.post?.revision ?? 0) + 1) });
  }

  function finish(stage: Stage): readonly Mutation[] {
    const pruned = prune(stage);
    const plan = [...mutationsOf(stage), ...pruned];
    staging.add(plan, stage);
    return plan;
  }

  function prune(stage: Stage): readonly Mutation[] {
    const { incidents, posts } = planPruning(memory, new Set([...stage.incidents.keys(), ...stage.posts.keys()]), now());
    const deletions = [
      ...incidents.flatMap((key) => forgetIncident(memory, key)),
      ...posts.flatMap((id) => [{ delete: keys.post(id) }, { delete: keys.delivery(id) }]),
    ];
    for (const key of incidents) stage.incidents.set(key, null);
    for (const id of posts) stage.posts.set(id, null);
    if (deletions.length > 0) telemetry.emit('PostsPruned', { records: incidents.length + posts.length });
    return deletions;
  }

  function planPost(post: PostRecord | null): readonly Mutation[] {
    const stage = emptyStage();
    if (post) stage.posts.set(post.id, post);
    return finish(stage);
  }

  return {
    plan(target, changes) {
      const stage = emptyStage();
      for (const change of changes) {
        try {
          putChange(stage, target, change);
        } catch (error) {
          // One incident that breaks the contract must not hold up the counts and positions it is saved with.
          telemetry.emit('UnexpectedError', { where: 'notify.plan', incident: change.incident.id, message: String(error).slice(0, 500) });
        }
      }
      return finish(stage);
    },
    planNotice(target, title, lines) {
      const id = target.channel === null ? null : noticeIdOf(target, title, target.channel);
      return planPost(planNoticePost(before(null, id), { title, lines }, target, now()));
    },
    planOperation(target, operation) {
      const id = target.channel === null ? null : postIdOf(target.detector, `operation-${operation.id}`, target.channel);
      const { post, folded } = planOperationPost(before(null, id), operation, target, now());
      if (folded > 0) telemetry.emit('EntriesFolded', { operation: operation.id, entries: folded });
      return planPost(post);
    },
    planRemoval(detector) {
      const stage = emptyStage();
      for (const [key, record] of memory.incidents) if (record.detector === detector) stage.incidents.set(key, null);
      const posts = [...memory.posts.values()].filter((post) => detectorOf(post) === detector);
      for (const { id } of posts) stage.posts.set(id, null);
      const deletions = posts.flatMap(({ id }) => [{ delete: keys.post(id) }, { delete: keys.delivery(id) }]);
      const plan = [{ deletePrefix: keys.incident(detector, '') }, { deletePrefix: keys.marks(detector, '') }, ...deletions];
      staging.add(plan, stage);
      return plan;
    },
    committed(plan) {
      const stage = staging.take(plan);
      if (!stage) return;
      announce(stage, memory, telemetry, now());
      apply(stage, memory);
      const undelivered = [...memory.posts.values()].filter((post) => isUndelivered(post, memory)).length;
      telemetry.gauge('logdetector_outbox_posts', undelivered);
      journal.ring();
    },
    rejected: (plan) => void staging.take(plan),
    clear: () => staging.clear(),
  };
}

function mutationsOf(stage: Stage): readonly Mutation[] {
  const incidents = [...stage.incidents.values()].filter((record) => record !== null);
  const posts = [...stage.posts.values()].filter((record) => record !== null);
  return [
    ...incidents.map((record) => ({ put: keys.incident(record.detector, record.incident.id), value: encode(record) })),
    ...posts.map((record) => ({ put: keys.post(record.id), value: encode(record) })),
  ];
}

function forgetIncident(memory: Memory, key: string): readonly Mutation[] {
  const record = memory.incidents.get(key);
  if (!record) return [];
  const { detector, incident } = record;
  return [{ delete: keys.incident(detector, incident.id) }, { delete: keys.marks(detector, incident.id) }];
}

function detectorOf({ subject }: PostRecord): string {
  return subject.type === 'operation' ? subject.operation.detector : subject.detector;
}

/** From the first failing line to a message that waits for the bot; counted once an incident. */
function announce(stage: Stage, memory: Memory, telemetry: Telemetry, nowMs: number): void {
  for (const [id, post] of stage.posts) {
    if (!post || memory.posts.has(id)) continue;
    telemetry.emit('PostPlanned', { post: id });
    if (post.subject.type !== 'incident') continue;
    const incident = stage.incidents.get(incidentKey(post.subject.detector, post.subject.incidentId))?.incident;
    if (incident && !incident.preexisting) telemetry.observeDelay(Math.max(0, nowMs - incident.openedAtMs) / 1000);
  }
}
