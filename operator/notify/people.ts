/** What people change about incidents, patterns and subscriptions: shown first, then done exactly as shown, and kept. */
import { createHash } from 'node:crypto';
import type { Change, ChangeReply, ChangeRequest, SnoozeConditions } from '../../api/contract.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import { subjectOf } from './curation.ts';
import type { Journal } from './journal.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { CurationRecord, IncidentRecord, MarksRecord } from './records.ts';
import { describeSnooze, snoozedAs } from './snooze.ts';

/** More than a person keeps in mind; who needs more should set `spec.detection.ignore` or an owner label. */
const subjectsAtMost = 500;
const subscriptionsAtMost = 50;

type Kept = Exclude<Change, { readonly type: 'split' | 'merge' }>;
type IncidentChange = Extract<Kept, { readonly incident: string }>;
type DetectorChange = Exclude<Kept, { readonly incident: string }>;

export type PeopleRequest = Omit<ChangeRequest, 'namespaces' | 'change'> & { readonly change: Kept };

export interface People {
  /** Null: there is no such incident. Whether the LogDetector may be changed has been asked before. */
  change(request: PeopleRequest): Promise<ChangeReply | null>;
}

interface Desk {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
}

/** What would be written in whose place, and how that is said. */
interface Plan {
  readonly sentence: string;
  readonly lines: readonly string[];
  /** What it is now, in text: a confirmation is good only for that. */
  readonly state: string;
  /** Null: nothing would change. */
  readonly write: (() => Promise<void>) | null;
}

export function createPeople(desk: Desk): People {
  return {
    async change({ change, seen, requestedBy }) {
      const plan = 'incident' in change ? planIncidentChange(desk, change, requestedBy) : planDetectorChange(desk, change, requestedBy);
      if (plan === null) return null;
      if (typeof plan === 'string') return { outcome: 'refused', sentence: plan };
      const { sentence, lines, state, write } = plan;
      if (write === null) return { outcome: 'refused', sentence };
      const now = createHash('sha256')
        .update(JSON.stringify([change, state]))
        .digest('hex')
        .slice(0, 32);
      if (seen !== now) return { outcome: seen === null ? 'preview' : 'changed', sentence, lines: [...lines], seen: now };
      await write();
      desk.journal.ring();
      return { outcome: 'accepted', sentence };
    },
  };
}

/** A plan, a sentence of refusal, or null where there is no such incident. */
function planIncidentChange(desk: Desk, change: IncidentChange, by: string): Plan | string | null {
  const record = desk.memory.incidents.get(change.incident);
  if (!record) return null;
  const marks = desk.memory.marks.get(change.incident);
  const { id, title } = record.incident;
  const turn: IncidentTurn = {
    record,
    marks,
    by,
    atMs: desk.now(),
    about: `${id} (${title.slice(0, 120)})`,
    state: JSON.stringify([marks?.assignee, marks?.snooze]),
    write: (next) => () => writeMarks(desk, record, next),
  };
  if (change.type === 'assign') return planAssignment(change.user, turn);
  return change.type === 'wake' ? planWaking(turn) : planSnooze(change.conditions, turn);
}

interface IncidentTurn {
  readonly record: IncidentRecord;
  readonly marks: MarksRecord | undefined;
  readonly by: string;
  readonly atMs: number;
  readonly about: string;
  readonly state: string;
  readonly write: (next: Partial<MarksRecord>) => () => Promise<void>;
}

function planAssignment(user: string | null, { record, marks, by, atMs, about, state, write }: IncidentTurn): Plan | string {
  const before = marks?.assignee?.user ?? 'nobody';
  const after = user ?? 'nobody';
  if (before === after) return `${record.incident.id} is assigned to ${before} already.`;
  const next = user === null ? { assignee: undefined } : { assignee: { user, by, atMs } };
  return { sentence: `${about} is assigned to ${after}.`, lines: [`assigned to ${before}, then to ${after}`], state, write: write(next) };
}

function planWaking({ record, marks, about, state, write }: IncidentTurn): Plan | string {
  if (!marks?.snooze || record.snoozeEnd?.snoozeAtMs === marks.snooze.atMs) return `${record.incident.id} is not snoozed.`;
  return {
    sentence: `The snooze of ${about} is over.`,
    lines: ['what its gates say holds again'],
    state,
    write: write({ snooze: undefined }),
  };
}

function planSnooze(conditions: SnoozeConditions, { record, by, atMs, about, state, write }: IncidentTurn): Plan | string {
  if (record.incident.state === 'resolved') return `${record.incident.id} is over; there is nothing to snooze.`;
  if (conditions.untilAtMs !== null && conditions.untilAtMs <= atMs) return 'The time is over already: give one that is still to come.';
  const lines = [
    `heard of again ${describeSnooze(conditions)}`,
    'until then no page, no escalation and no news in the thread; the message itself stays up to date',
  ];
  const snooze = { conditions, by, atMs, was: snoozedAs(record.incident) };
  return { sentence: `${about} is snoozed ${describeSnooze(conditions)}.`, lines, state, write: write({ snooze }) };
}

async function writeMarks({ memory, journal }: Desk, { detector, incident }: IncidentRecord, next: Partial<MarksRecord>): Promise<void> {
  const key = incidentKey(detector, incident.id);
  const before = memory.marks.get(key);
  const { revision, ...rest } = before ?? { revision: 0, marks: [] };
  const record: MarksRecord = { ...rest, ...next, revision: revision + 1 };
  memory.marks.set(key, record);
  try {
    await journal.write([{ put: keys.marks(detector, incident.id), value: encode(record) }]);
  } catch (error) {
    if (memory.marks.get(key) === record) {
      if (before === undefined) memory.marks.delete(key);
      else memory.marks.set(key, before);
    }
    throw error;
  }
}

const nothing: CurationRecord = { revision: 0, subjects: {}, subscriptions: [] };

function planDetectorChange(desk: Desk, change: DetectorChange, by: string): Plan | string {
  const record = desk.memory.curations.get(change.detector) ?? nothing;
  const write = (next: Partial<CurationRecord>) => () => writeCuration(desk, change.detector, { ...record, ...next });
  if (change.type === 'subscribe' || change.type === 'unsubscribe')
    return planSubscription(record, change, { by, atMs: desk.now(), write });
  const key = subjectOf(change);
  const before = record.subjects[key];
  if (before === undefined && Object.keys(record.subjects).length >= subjectsAtMost)
    return `${subjectsAtMost} patterns and workloads of ${change.detector} have a name, an owner or a mute already; take one away first.`;
  const { after, sentence, lines } = describeSubject(change, before ?? {}, { by, atMs: desk.now() });
  if (JSON.stringify(after) === JSON.stringify(before ?? {})) return 'That is how it is already; nothing was changed.';
  return { sentence, lines, state: JSON.stringify(before ?? null), write: write({ subjects: withSubject(record.subjects, key, after) }) };
}

function withSubject(all: CurationRecord['subjects'], key: string, subject: Subject): CurationRecord['subjects'] {
  const { [key]: _before, ...others } = all;
  return Object.keys(subject).length === 0 ? others : { ...others, [key]: subject };
}

type Subject = CurationRecord['subjects'][string];

function describeSubject(
  change: Exclude<DetectorChange, { readonly type: 'subscribe' | 'unsubscribe' }>,
  before: Subject,
  { by, atMs }: { readonly by: string; readonly atMs: number },
): { readonly after: Subject; readonly sentence: string; readonly lines: readonly string[] } {
  if (change.type === 'mute') {
    const { untilAtMs } = change;
    const until = untilAtMs === null ? 'until somebody unmutes it' : `until ${new Date(untilAtMs).toISOString().slice(0, 16)}Z`;
    const lines = [
      'incidents that are nothing but muted patterns are neither posted nor paged',
      'lines are still counted; facts of the cluster are still told',
    ];
    return { after: { ...before, mute: { untilAtMs, by, atMs } }, sentence: `Pattern ${change.pattern} is muted ${until}.`, lines };
  }
  const { mute: _ended, ...unmuted } = before;
  if (change.type === 'unmute')
    return {
      after: unmuted,
      sentence: `Pattern ${change.pattern} is heard again.`,
      lines: ['its incidents are posted and paged as the resource says'],
    };
  const fields = (['name', 'owner', 'runbook'] as const).filter(
    (field) => change[field] !== undefined && (change[field] || undefined) !== before[field],
  );
  const after = { ...before };
  for (const field of fields) {
    if (change[field]) after[field] = change[field];
    else delete after[field];
  }
  const lines = fields.map((field) => `${field}: ${before[field] ?? 'none'}, then ${change[field] || 'none'}`);
  const what = change.pattern === undefined ? `Workload ${change.workload ?? ''}` : `Pattern ${change.pattern}`;
  return {
    after,
    sentence: `${what} of ${change.detector} is described: ${fields.map((field) => `${field} ${change[field] || 'none'}`).join(', ')}.`,
    lines,
  };
}

function planSubscription(
  { subscriptions }: CurationRecord,
  change: Extract<DetectorChange, { readonly type: 'subscribe' | 'unsubscribe' }>,
  {
    by,
    atMs,
    write,
  }: { readonly by: string; readonly atMs: number; readonly write: (next: Partial<CurationRecord>) => () => Promise<void> },
): Plan | string {
  const { workload, to } = change;
  const others = subscriptions.filter((one) => one.workload !== workload || one.to.id !== to.id);
  const mine = subscriptions.find((one) => one.workload === workload && one.to.id === to.id);
  const state = JSON.stringify(mine ?? null);
  if (change.type === 'unsubscribe') {
    if (!mine) return `This channel does not subscribe to ${workload}.`;
    return {
      sentence: `This channel hears no more of ${workload}.`,
      lines: ['what is posted stays'],
      state,
      write: write({ subscriptions: others }),
    };
  }
  if (others.length >= subscriptionsAtMost)
    return `${change.detector} has ${subscriptionsAtMost} subscriptions already; end one first with unsubscribe.`;
  const what = `${change.onlyErrors ? 'errors' : 'incidents'} of ${workload}`;
  if (mine?.onlyErrors === change.onlyErrors) return `This channel subscribes to ${what} already.`;
  const next = [...others, { workload, onlyErrors: change.onlyErrors, to, by, atMs }];
  const lines = [
    'posted here too, besides the channel of the resource',
    'as long as the configuration allows its namespace to this channel',
  ];
  return { sentence: `This channel subscribes to ${what}.`, lines, state, write: write({ subscriptions: next }) };
}

async function writeCuration({ memory, journal }: Desk, detector: string, next: CurationRecord): Promise<void> {
  const before = memory.curations.get(detector);
  const record = { ...next, revision: next.revision + 1 };
  memory.curations.set(detector, record);
  try {
    await journal.write([{ put: keys.curation(detector), value: encode(record) }]);
  } catch (error) {
    if (memory.curations.get(detector) === record) {
      if (before === undefined) memory.curations.delete(detector);
      else memory.curations.set(detector, before);
    }
    throw error;
  }
}
