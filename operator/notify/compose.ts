/** Puts together what the faces see out of records with different writers. Pure. */
import { RemedySchema, type IncidentView, type Post } from '../../api/contract.ts';
import { escalationKey, incidentKey, type Memory } from './memory.ts';
import { composePage } from './page.ts';
import type { DeliveryRecord, IncidentRecord, MarksRecord, PostRecord, SummaryRecord } from './records.ts';

export function composeView(record: IncidentRecord, memory: Memory): IncidentView {
  const key = incidentKey(record.detector, record.incident.id);
  const remedies = memory.remedies.get(key)?.remedies;
  return {
    detector: record.detector,
    incident: record.incident,
    ...(record.shadow ? { shadow: record.shadow } : {}),
    page: composePage(record, memory.pages.get(key), memory.pages.get(escalationKey(key))),
    marks: memory.marks.get(key)?.marks ?? [],
    ...people(record, memory.marks.get(key)),
    ...summaryOf(memory.summaries.get(key)),
    ...(record.offered ? { offered: record.offered } : {}),
    ...(remedies ? { remedies: remedies.map((remedy) => RemedySchema.parse(remedy)) } : {}),
  };
}

function summaryOf(record: SummaryRecord | undefined): Pick<IncidentView, 'summary'> {
  return record && record.text !== null ? { summary: { text: record.text, model: record.model } } : {};
}

function people(record: IncidentRecord, marks: MarksRecord | undefined): Pick<IncidentView, 'assignee' | 'snooze' | 'descriptions'> {
  const { assignee, snooze } = marks ?? {};
  const end = record.snoozeEnd;
  const ended = end !== undefined && end.snoozeAtMs === snooze?.atMs ? { atMs: end.atMs, why: end.why } : null;
  return {
    ...(assignee ? { assignee } : {}),
    ...(snooze ? { snooze: { ...snooze.conditions, by: snooze.by, atMs: snooze.atMs, ended } } : {}),
    ...(record.descriptions ? { descriptions: record.descriptions } : {}),
  };
}

/** Null when its incident has been forgotten. */
export function composePost(record: PostRecord, memory: Memory): Post | null {
  const { id, channel, entries } = record;
  const posted = memory.deliveries.get(id)?.posted ?? null;
  if (record.subject.type !== 'incident') {
    return { id, channel, revision: record.revision, subject: record.subject, entries, posted };
  }
  const key = incidentKey(record.subject.detector, record.subject.incidentId);
  const incident = memory.incidents.get(key);
  if (!incident) return null;
  return {
    id,
    channel,
    revision: revisionOf(record, memory),
    subject: { type: 'incident', view: composeView(incident, memory) },
    entries,
    posted,
  };
}

/** Whether the bot still has something to say for it. An incident's story is said once its own message has a name. */
export function isUndelivered(record: PostRecord, memory: Memory): boolean {
  const posted = memory.deliveries.get(record.id)?.posted;
  if (!posted) return true;
  const newestEntry = record.entries.at(-1)?.seq ?? 0;
  const lacksStory = record.subject.type === 'incident' && posted.storyTs === undefined;
  return posted.revision < revisionOf(record, memory) || posted.entries < newestEntry || lacksStory;
}

/** Null or the time before which it shall be left alone. */
export function waitsUntil(delivery: DeliveryRecord | undefined): number | null {
  return delivery?.failure?.retryAtMs ?? null;
}

/** Each writer counts its own changes, and a sum of counts that only grow only grows. */
function revisionOf(record: PostRecord, memory: Memory): number {
  if (record.subject.type !== 'incident') return record.revision;
  const key = incidentKey(record.subject.detector, record.subject.incidentId);
  const pages = [key, escalationKey(key)].map((page) => memory.pages.get(page)?.revision ?? 0);
  const others = [memory.marks.get(key)?.revision ?? 0, memory.remedies.get(key)?.revision ?? 0, memory.summaries.get(key)?.revision ?? 0];
  return [...pages, ...others].reduce((sum, revision) => sum + revision, record.revision);
}
