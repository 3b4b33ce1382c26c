/**
 * Tells chats that cannot be edited (Teams, Mattermost) of incidents: one message when one opens, one when it is over, at least once. A channel
 * takes some at once and then one now and then; when more wait than that, they are one message that says how many it stands for.
 */
import { OperatorError } from '../errors.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { ReceiverFailure, type Link, type PageMessage, type Receiver } from './deliver.ts';
import type { Journal } from './journal.ts';
import type { Memory } from './memory.ts';
import { composeMessage, isTrigger } from './page.ts';
import type { IncidentRecord } from './records.ts';

export interface ChatOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly receivers: ReadonlyMap<string, Receiver>;
  links(this: void, incident: IncidentRecord): readonly Link[];
}

/** So many at once, then one each so many seconds: what people read. */
const atOnce = 5;
const oneEveryMs = 20_000;
const lookEveryMs = 5_000;
const longestPauseMs = 5 * 60_000;
/** Whoever was to be told has long heard of it. */
const givenUpAfterMs = 24 * 3_600_000;

interface Desk extends ChatOptions {
  readonly lanes: Map<string, Lane>;
}

interface Lane {
  /** Messages that may be sent at once, as of `atMs`. */
  tokens: number;
  atMs: number;
  pausedUntilMs: number;
  failures: number;
}

/** What one receiver has not heard of one incident. */
interface Job {
  readonly key: string;
  readonly record: IncidentRecord;
  readonly wish: NonNullable<IncidentRecord['told']>[number];
}

/** Resolves when the signal aborts; never rejects. */
export async function tellReceivers(options: ChatOptions, signal: AbortSignal): Promise<void> {
  const desk: Desk = { ...options, lanes: new Map() };
  while (!signal.aborted) {
    // Before the look, so that what is planned meanwhile is not slept through.
    const bell = options.journal.next(signal, lookEveryMs);
    const waiting = [...Map.groupBy(jobsOf(options.memory), ({ wish }) => wish.receiver)];
    const served = await Promise.all(waiting.map(([receiver, jobs]) => serve(receiver, jobs, desk, signal)));
    if (!served.includes(true)) await bell;
  }
}

function jobsOf(memory: Memory): readonly Job[] {
  return [...memory.incidents].flatMap(([key, record]) =>
    (record.told ?? []).flatMap((wish) => {
      const doneTurn = memory.told.get(key)?.doneTurns[wish.receiver] ?? 0;
      return doneTurn < wish.turn ? [{ key, record, wish }] : [];
    }),
  );
}

/** Whether anything was told. */
async function serve(name: string, jobs: readonly Job[], desk: Desk, signal: AbortSignal): Promise<boolean> {
  const { now, receivers, memory, telemetry } = desk;
  const lane = laneOf(name, desk);
  const receiver = receivers.get(name);
  // The administrator has taken it out; should it come back, what still lasts is told.
  if (lane.pausedUntilMs > now() || !receiver) return false;
  let isTold = false;
  try {
    const due = await withoutPast(jobs, desk);
    while (due.length > 0 && !signal.aborted && take(lane, now())) {
      const some = due.length <= Math.floor(lane.tokens) + 1 ? due.splice(0, 1) : due.splice(0);
      // Refused where a later leader has written, or the store is away: what could not be noted would be said again and again.
      await desk.journal.write([]);
      await receiver.send(messageOf(some, desk), signal);
      isTold = true;
      await note(some, desk);
      telemetry.emit('IncidentTold', { receiver: name, incidents: some.length });
      if (some.length > 1) telemetry.emit('IncidentsFolded', { receiver: name, incidents: some.length });
    }
    if (isTold) lane.failures = 0;
    if (isTold) memory.silences.delete(name);
  } catch (error) {
    if (!signal.aborted) rest(name, lane, error, desk);
    return false;
  }
  return isTold;
}

/** Nobody needs news of yesterday. What is over before its beginning was told is one message, which says both. */
async function withoutPast(jobs: readonly Job[], desk: Desk): Promise<Job[]> {
  const isPast = ({ wish }: Job): boolean => desk.now() - wish.decidedAtMs > givenUpAfterMs;
  const past = jobs.filter(isPast);
  if (past.length > 0) await note(past, desk);
  return jobs.filter((job) => !isPast(job)).toSorted((a, b) => a.wish.decidedAtMs - b.wish.decidedAtMs);
}

/** Noted after it was sent: a crash between the two says it twice, since neither side can be asked. */
async function note(jobs: readonly Job[], { memory, journal }: Desk): Promise<void> {
  const next = jobs.map(({ key, wish }) => {
    const doneTurns = { ...memory.told.get(key)?.doneTurns, [wish.receiver]: wish.turn };
    memory.told.set(key, { doneTurns });
    return { key, doneTurns };
  });
  await journal.write(next.map(({ key, doneTurns }) => ({ put: storeKey(key), value: encode({ doneTurns }) })));
}

function messageOf(jobs: readonly Job[], { links }: Desk): PageMessage {
  const [first] = jobs;
  if (!first) throw new Error('There is nothing to be told.');
  const whole = single(first, links(first.record));
  if (jobs.length === 1) return whole;
  const over = jobs.filter(({ wish }) => !isTrigger(wish.turn)).length;
  const counts = [...(jobs.length > over ? [`${jobs.length - over} new`] : []), ...(over > 0 ? [`${over} over`] : [])];
  return {
    ...whole,
    action: over === jobs.length ? 'resolve' : 'trigger',
    title: `${jobs.length} folded: ${counts.join(', ')}`,
    severity: gravest(jobs),
    links: [],
    folded: jobs.map(
      ({ record, wish }) => `${isTrigger(wish.turn) ? '' : 'Over: '}${record.incident.title} (${record.detector}/${record.incident.id})`,
    ),
  };
}

function single({ record, wish }: Job, links: readonly Link[]): PageMessage {
  const { incident, detector } = record;
  const sent = { ...wish, detector, title: incident.title, revision: 0, attemptedTurn: 0, doneTurn: 0, atMs: null, failure: null };
  return { ...composeMessage(record, { ...sent, severity: incident.severity }, wish.turn), sentence: wish.because, gates: [], links };
}

const severities = ['critical', 'error', 'warning', 'info'] as const;

function gravest(jobs: readonly Job[]): PageMessage['severity'] {
  return severities.find((severity) => jobs.some(({ record }) => record.incident.severity === severity)) ?? 'info';
}

function laneOf(name: string, { lanes, now }: Desk): Lane {
  const known = lanes.get(name);
  if (known) return known;
  const lane: Lane = { tokens: atOnce, atMs: now(), pausedUntilMs: 0, failures: 0 };
  lanes.set(name, lane);
  return lane;
}

function take(lane: Lane, nowMs: number): boolean {
  lane.tokens = Math.min(atOnce, lane.tokens + (nowMs - lane.atMs) / oneEveryMs);
  lane.atMs = nowMs;
  if (lane.tokens < 1) return false;
  lane.tokens -= 1;
  return true;
}

/** Longer after each failure, at least what the other side asked for; a refusal needs a person. */
function rest(name: string, lane: Lane, error: unknown, { memory, telemetry, now }: Desk): void {
  lane.failures += 1;
  const isUnreachable = !(error instanceof OperatorError) || error.action === 'retry';
  const backOffMs = isUnreachable ? Math.min(60_000, 1000 * 2 ** Math.min(lane.failures - 1, 10)) : longestPauseMs;
  const askedMs = error instanceof ReceiverFailure ? (error.retryAfterMs ?? 0) : 0;
  lane.pausedUntilMs = now() + Math.max(askedMs, backOffMs);
  const code = error instanceof OperatorError ? error.code : 'ReceiverUnreachable';
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  // The store says of itself when it is away.
  if (error instanceof ReceiverFailure) memory.silences.set(name, { code, message });
  telemetry.emit('IncidentUntold', { receiver: name, code, message });
}

function storeKey(key: string): string {
  const cut = key.lastIndexOf('/');
  return keys.told(key.slice(0, cut), key.slice(cut + 1));
}
