/** What changes because of a change: pure, from records to records. */
import type { Operation } from '../../api/contract.ts';
import { decidePage, decidePost, type IncidentChange, type PolicySettings } from '../../engine/index.ts';
import { appendNews, type News } from './entries.ts';
import { planPage } from './page.ts';
import { planShadow, quieted } from './shadow.ts';
import { IncidentContentSchema, type IncidentContent, type IncidentRecord, type PostRecord } from './records.ts';

/** Where the messages of one LogDetector go, after the admin's configuration has had its say. */
export interface NotifyTarget {
  /** `namespace/name` */
  readonly detector: string;
  readonly namespace: string;
  readonly channel: string | null;
  readonly receiver: string | null;
  /** Decides as ever, but says nothing that it has not begun to say. */
  readonly isShadow: boolean;
  readonly settings: PolicySettings;
}

export interface Before {
  readonly incident: IncidentRecord | undefined;
  readonly post: PostRecord | undefined;
  /** Highest thread entry that is in Slack. */
  readonly deliveredSeq: number;
}

export interface Planned<T> {
  readonly record: T;
  readonly post: PostRecord | null;
  readonly folded: number;
}

export function postIdOf(detector: string, subject: string, channel: string): string {
  return `${detector.replace('/', '.')}.${subject}@${encodeURIComponent(channel)}`;
}

/** Throws when the incident is not what the API promises; nobody could be told of it. */
export function planIncident(before: Before, change: IncidentChange, target: NotifyTarget, nowMs: number): Planned<IncidentRecord> {
  const incident: IncidentContent = IncidentContentSchema.parse(change.incident);
  const settings = { ...target.settings, channel: target.channel, receiver: target.receiver, alreadyPaged: false };
  // What was too small for a message while it lasted is none at its end; what came and went between two saves still is one.
  const isLate = before.incident !== undefined && incident.state === 'resolved';
  const isWorthPost = !isLate && decidePost(incident, settings).yes;
  const page = { ...decidePage(incident, settings), receiver: target.receiver };
  const decide = () => (target.isShadow ? quieted(page) : page);
  const record: IncidentRecord = { detector: target.detector, incident, ...planPage(before.incident, incident, decide, nowMs) };
  if (target.isShadow)
    record.shadow = planShadow(before.incident, { incident, target, isWorthPost: isWorthPost && !before.post, page }, nowMs);
  if (target.channel === null) return { record, post: null, folded: 0 };
  if (!before.post) {
    const post = isWorthPost && !target.isShadow ? newIncidentPost(record, target.channel, nowMs) : null;
    return { record, post, folded: 0 };
  }
  const isTurningPoint = change.type === 'resolved' || change.type === 'reopened';
  const isNew = !before.incident || isDifferent(before.incident, record);
  return { record, ...edit(before.post, { atMs: nowMs, sentences: change.news, isTurningPoint }, isNew, before.deliveredSeq) };
}

/** Null post: nothing new, or nowhere to say it. */
export function planOperationPost(before: Before, operation: Operation, target: NotifyTarget, nowMs: number): Planned<Operation> {
  if (target.channel === null) return { record: operation, post: null, folded: 0 };
  const subject = { type: 'operation', operation } as const;
  const { post } = before;
  if (!post) {
    const id = postIdOf(target.detector, `operation-${operation.id}`, target.channel);
    const fresh = { ...newPost(id, target.channel, nowMs), subject };
    if (!isOver(operation)) return { record: operation, post: fresh, folded: 0 };
    // Its message has been forgotten meanwhile; the result is told in the thread all the same.
    const told = appendNews(fresh, { atMs: nowMs, sentences: [operation.sentence], isTurningPoint: true }, before.deliveredSeq);
    return { record: operation, post: { ...fresh, ...told.thread, entries: [...told.thread.entries] }, folded: told.folded };
  }
  const earlier = post.subject.type === 'operation' ? post.subject.operation : null;
  if (JSON.stringify(earlier) === JSON.stringify(operation)) return { record: operation, post: null, folded: 0 };
  const isTold = earlier?.sentence === operation.sentence;
  const news = { atMs: nowMs, sentences: isTold ? [] : [operation.sentence], isTurningPoint: isOver(operation) };
  const edited = edit({ ...post, subject }, news, true, before.deliveredSeq);
  return { record: operation, ...edited };
}

function isOver({ state }: Operation): boolean {
  return state === 'succeeded' || state === 'failed';
}

function newPost(id: string, channel: string, nowMs: number): Omit<PostRecord, 'subject'> {
  return { id, channel, revision: 1, entries: [], nextSeq: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
}

/** Its message and story already say what opened it, so the thread begins empty. */
function newIncidentPost({ detector, incident }: IncidentRecord, channel: string, nowMs: number): PostRecord {
  const post = newPost(postIdOf(detector, incident.id, channel), channel, nowMs);
  return { ...post, subject: { type: 'incident', detector, incidentId: incident.id } };
}

function edit(
  post: PostRecord,
  news: News,
  isNew: boolean,
  deliveredSeq: number,
): { readonly post: PostRecord | null; readonly folded: number } {
  if (!isNew && news.sentences.length === 0) return { post: null, folded: 0 };
  const { thread, folded } = appendNews(post, news, deliveredSeq);
  const revision = isNew ? post.revision + 1 : post.revision;
  return { post: { ...post, entries: [...thread.entries], nextSeq: thread.nextSeq, revision, updatedAtMs: news.atMs }, folded };
}

/** Counters that move with every line are no reason to edit a message. */
function isDifferent(a: IncidentRecord, b: IncidentRecord): boolean {
  return essence(a) !== essence(b);
}

function essence({ incident, gates, page }: IncidentRecord): string {
  const { updatedAtMs: _moves, coverage: _counts, anomalies, ...rest } = incident;
  const known = anomalies.map(({ kind, workload, template, level, reason }) => [kind, workload, template?.id, level, reason]);
  return JSON.stringify([rest, known, page, page ? [] : gates.map(({ name, passed }) => [name, passed])]);
}
