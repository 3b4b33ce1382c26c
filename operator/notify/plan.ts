/** What changes because of a change: pure, from records to records. */
import type { Operation, RemedyAction } from '../../api/contract.ts';
import { decidePage, decidePost, type Decision, type IncidentChange, type PolicySettings } from '../../engine/index.ts';
import type { Around } from './around.ts';
import { appendNews, type News } from './entries.ts';
import { planEscalation } from './escalation.ts';
import { isTrigger, planPage } from './page.ts';
import { descriptionsFor } from './curation.ts';
import type { NotifyTarget } from './target.ts';
import { describeSnooze, endOfSnooze } from './snooze.ts';
import { planShadow, quieted } from './shadow.ts';
import { planTold } from './told.ts';
import {
  IncidentContentSchema,
  type IncidentContent,
  type IncidentRecord,
  type CurationRecord,
  type PostRecord,
  type SnoozeRecord,
} from './records.ts';

export type { NotifyTarget, RouteChannel, Routes, Watched } from './target.ts';

export interface Before {
  readonly incident: IncidentRecord | undefined;
  readonly post: PostRecord | undefined;
  /** Highest thread entry that is in Slack. */
  readonly deliveredSeq: number;
}

export interface Said {
  readonly change: IncidentChange;
  readonly target: NotifyTarget;
  readonly around: Around;
  /** What people have said. */
  readonly said: { readonly snooze: SnoozeRecord | undefined; readonly curation: CurationRecord | undefined };
  /** All that was done about the incident, in sentences, oldest first. */
  readonly steps: readonly string[];
  readonly nowMs: number;
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
export function planIncident(before: Before, said: Said): Planned<IncidentRecord> {
  const { change, target, nowMs } = said;
  const incident: IncidentContent = IncidentContentSchema.parse(change.incident);
  // What was too small for a message while it lasted is none at its end; what came and went between two saves still is one.
  const isLate = before.incident !== undefined && incident.state === 'resolved';
  const isWorthPost = !isLate && decidePost(incident, settingsOf(target)).yes;
  const isWorthTelling = !isLate && decidePost(incident, { ...settingsOf(target), channel: 'any' }).yes;
  const told = planTold(before.incident, { incident, target, isWorthTelling: isWorthTelling && !target.isShadow, nowMs });
  const record = { ...recordOf(before, said, { incident, isWorthPost }), ...(told.length > 0 ? { told } : {}) };
  if (target.channel === null) return { record, post: null, folded: 0 };
  if (!before.post) {
    const post = isWorthPost && !target.isShadow ? newIncidentPost(record, target.channel, nowMs) : null;
    return { record, post, folded: 0 };
  }
  const isNew = !before.incident || isDifferent(before.incident, record);
  const news = newsOf(before.incident, record, said);
  return { record, ...edit(before.post, news, isNew, before.deliveredSeq) };
}

/** What goes into the thread. */
function newsOf(before: IncidentRecord | undefined, record: IncidentRecord, said: Said): News {
  const { change, nowMs } = said;
  const escalated = newsOfEscalation(before, record);
  const done = said.steps.slice(before?.toldSteps ?? 0);
  const turned = [...escalated, ...done, ...newsOfSnooze(before, record, said)];
  const isTurningPoint = change.type === 'resolved' || change.type === 'reopened' || turned.length > 0;
  // Who snoozed it hears of it again when the snooze ends, and reads in the message how it stands meanwhile.
  const heard = isSnoozed(record, said) && !isTurningPoint ? [] : change.news;
  return { atMs: nowMs, sentences: [...heard, ...turned], isTurningPoint };
}

function recordOf(
  before: Before,
  said: Said,
  { incident, isWorthPost }: { readonly incident: IncidentContent; readonly isWorthPost: boolean },
): IncidentRecord {
  const { target, steps, nowMs } = said;
  const record: IncidentRecord = { detector: target.detector, incident, ...planPaging(before.incident, incident, said) };
  if (target.isShadow) {
    const page = decide(incident, said);
    record.shadow = planShadow(before.incident, { incident, target, isWorthPost: isWorthPost && !before.post, page }, nowMs);
  }
  const end = snoozeEndOf(before.incident, incident, said);
  if (end) record.snoozeEnd = end;
  const descriptions = descriptionsFor(said.said.curation, incident, said.nowMs);
  if (descriptions.length > 0) record.descriptions = descriptions;
  const offered = offersOf(incident, target);
  if (offered.length > 0) record.offered = offered;
  if (steps.length > 0) record.toldSteps = steps.length;
  return record;
}

/** In shadow mode nothing is done; what is over needs nothing. */
function offersOf({ state, proposals = [] }: IncidentContent, { remedies, isShadow }: NotifyTarget): RemedyAction[] {
  if (isShadow || state !== 'open') return [];
  return proposals.filter(({ action, change }) => change !== undefined && remedies.includes(action)).map(({ action }) => action);
}

/** The same incident asked again, because time has passed. Null: nothing follows from it. */
export function reconsiderIncident(before: Before, said: Omit<Said, 'change'>): Planned<IncidentRecord> | null {
  const { incident: record } = before;
  if (!record) return null;
  const paging = planPaging(record, record.incident, said);
  const isShadowOpened = said.target.isShadow && !record.shadow?.page && decide(record.incident, said).yes;
  const isOffered = offersOf(record.incident, said.target).join() === (record.offered ?? []).join();
  const isAwake = snoozeEndOf(record, record.incident, said)?.atMs === record.snoozeEnd?.atMs;
  const told = descriptionsFor(said.said.curation, record.incident, said.nowMs);
  const isDescribed = JSON.stringify(told) === JSON.stringify(record.descriptions ?? []);
  const isSame = [outcome(paging) === outcome(record), isOffered, !isShadowOpened, isAwake, isDescribed].every(Boolean);
  if (isSame) return null;
  return planIncident(before, { ...said, change: { type: 'updated', incident: record.incident, news: [] } });
}

/** The end of the snooze that was last begun; undefined while it lasts, or where there is none. */
function snoozeEndOf(
  before: IncidentRecord | undefined,
  incident: IncidentContent,
  { said, target, nowMs }: Omit<Said, 'change'>,
): IncidentRecord['snoozeEnd'] {
  const { snooze } = said;
  if (snooze === undefined) return undefined;
  if (before?.snoozeEnd?.snoozeAtMs === snooze.atMs) return before.snoozeEnd;
  const why = endOfSnooze(snooze, incident, { rollouts: target.rollouts, nowMs });
  return why === null ? undefined : { snoozeAtMs: snooze.atMs, atMs: nowMs, why };
}

function isSnoozed(record: IncidentRecord, { said }: Omit<Said, 'change'>): boolean {
  return said.snooze !== undefined && record.snoozeEnd?.snoozeAtMs !== said.snooze.atMs;
}

function newsOfSnooze(
  before: IncidentRecord | undefined,
  { snoozeEnd }: IncidentRecord,
  { said }: Omit<Said, 'change'>,
): readonly string[] {
  if (snoozeEnd === undefined || snoozeEnd.snoozeAtMs === before?.snoozeEnd?.snoozeAtMs) return [];
  return [`The snooze of ${said.snooze?.by ?? 'somebody'} has ended: ${snoozeEnd.why}.`];
}

type Paging = Pick<IncidentRecord, 'page' | 'gates' | 'escalation'>;

function planPaging(before: IncidentRecord | undefined, incident: IncidentContent, said: Omit<Said, 'change'>): Paging {
  const { target, nowMs } = said;
  const end = snoozeEndOf(before, incident, said);
  const awake = said.said.snooze === undefined || end !== undefined ? said : asleep(said, said.said.snooze);
  const decision = () => (target.isShadow ? quieted(decide(incident, awake)) : decide(incident, awake));
  const paging = planPage(before, incident, decision, nowMs);
  // Who snoozes an incident has seen its page.
  const acknowledgedAtMs = said.said.snooze && end === undefined ? nowMs : said.around.acknowledgedAtMs;
  return {
    ...paging,
    escalation: planEscalation(before?.escalation ?? null, { to: target.escalation, page: paging.page, acknowledgedAtMs, nowMs }),
  };
}

/** Nobody is woken while it lasts. */
function asleep<T extends Omit<Said, 'change'>>(said: T, { conditions, by }: SnoozeRecord): T {
  const gate = { name: 'snooze', passed: false, sentence: `It is snoozed by ${by}, ${describeSnooze(conditions)}.` };
  const { feedback } = said.target.settings;
  const pageGates = (incident: IncidentContent) => [...(feedback?.pageGates(incident) ?? []), gate];
  const settings = { ...said.target.settings, feedback: { postGates: feedback?.postGates ?? (() => []), pageGates } };
  return { ...said, target: { ...said.target, settings } };
}

/** As it would be in the active mode. */
function decide(
  incident: IncidentContent,
  { target, around, nowMs }: Omit<Said, 'change'>,
): Decision & { readonly receiver: string | null } {
  const situation = { ...around, nowMs, rollouts: target.rollouts };
  return { ...decidePage(incident, settingsOf(target), situation), receiver: target.receiver };
}

function settingsOf({ settings, channel, receiver }: NotifyTarget): PolicySettings {
  return { ...settings, channel, receiver };
}

function newsOfEscalation(before: IncidentRecord | undefined, { escalation }: IncidentRecord): readonly string[] {
  if (!escalation || !isTrigger(escalation.turn) || escalation.turn === before?.escalation?.turn) return [];
  return [`${escalation.receiver} is woken too. ${escalation.because}`];
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

function essence(record: IncidentRecord): string {
  const { updatedAtMs: _moves, coverage: _counts, anomalies, ...rest } = record.incident;
  const known = anomalies.map(({ kind, workload, template, level, reason }) => [kind, workload, template?.id, level, reason]);
  return JSON.stringify([rest, known, outcome(record), record.offered, record.descriptions, record.snoozeEnd]);
}

/** Who is woken and, while nobody is, which gates stand against it. */
function outcome({ page, escalation, gates }: Paging): string {
  return JSON.stringify([page, escalation, page ? [] : gates.map(({ name, passed }) => [name, passed])]);
}
