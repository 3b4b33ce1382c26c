/**
 * Brings what the receivers know up to what the incidents' records wish: triggers and resolves, at least once, in turns. That an attempt
 * is made is written before it, that it was taken after it; a crash in between sends the same dedup key once more.
 */
import { OperatorError } from '../errors.ts';
import { ReceiverFailure, type Link, type Receiver } from './deliver.ts';
import { incidentOfPage } from './memory.ts';
import { composeMessage, isTrigger } from './page.ts';
import { createPageBook, findJobs, wasTriggered, type Job, type PageBook, type PageBookOptions } from './page-book.ts';
import type { IncidentRecord, PageRecord } from './records.ts';

export interface Pager {
  run(signal: AbortSignal): Promise<void>;
  /** Null, or why the receiver did not take a page that says of itself to be a test. */
  test(detector: string, receiver: string): Promise<string | null>;
  /** Forgets pauses; what is in memory is about to be loaded anew. */
  clear(): void;
}

export interface PagerOptions extends PageBookOptions {
  readonly now: () => number;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly random: () => number;
  /** Where the woken can read on. */
  links(this: void, incident: IncidentRecord): readonly Link[];
}

/** A receiver that hangs takes no more than these with it. */
const inFlightPerReceiver = 4;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** A refusal needs a person; asked again so often because nobody tells us when the key was renewed. */
const refusedPauseMs = 5 * 60_000;
const saveAgainMs = 2000;
/** Whoever should have been woken has long heard of it, and whoever was has closed it by hand. */
export const givenUpAfterMs = 24 * 3_600_000;

interface Pause {
  readonly untilMs: number;
  readonly attempts: number;
}

interface Desk extends PagerOptions {
  readonly book: PageBook;
  readonly pauses: Map<string, Pause>;
}

export function createPager(options: PagerOptions): Pager {
  const { memory, journal, now, telemetry, receivers } = options;
  const desk: Desk = { ...options, book: createPageBook(options), pauses: new Map() };
  const { book, pauses } = desk;
  const inFlight = new Map<string, { readonly receiver: string; readonly done: Promise<void> }>();
  const dueAtMs = ({ key, notBeforeMs }: Job): number => Math.max(notBeforeMs, pauses.get(key)?.untilMs ?? 0);

  function start(jobs: readonly Job[], nowMs: number, signal: AbortSignal): void {
    for (const job of jobs) {
      const { receiver } = job.record;
      const isBusy = [...inFlight.values()].filter((one) => one.receiver === receiver).length >= inFlightPerReceiver;
      if (isBusy || inFlight.has(job.key) || dueAtMs(job) > nowMs) continue;
      const done = attempt(job, desk, signal)
        .catch((error: unknown) => {
          // What nobody planned for is no reason to try as fast as the machine can.
          rest(job.key, error, desk);
          telemetry.emit('UnexpectedError', { where: 'notify.pager', message: messageOf(error) });
        })
        .finally(() => {
          inFlight.delete(job.key);
          journal.ring();
        });
      inFlight.set(job.key, { receiver, done });
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted && !book.isDeposed()) {
        const jobs = findJobs(memory, (receiver) => receivers.get(receiver)?.repeat ?? null);
        const nowMs = now();
        start(jobs, nowMs, signal);
        count(desk, jobs);
        // What has no pause is under way or waits for its receiver to have a hand free, and that rings.
        const waits = jobs.map((job) => dueAtMs(job) - nowMs).filter((forMs) => forMs > 0);
        if (book.hasUnsaved()) waits.push(saveAgainMs);
        await journal.next(signal, Math.min(longestPauseMs, ...waits));
        await book.saveAgain(now() - saveAgainMs);
      }
      await Promise.allSettled([...inFlight.values()].map(({ done }) => done));
    },
    test: (detector, receiver) => sendTest({ detector, receiver }, desk),
    clear() {
      pauses.clear();
      book.clear();
    },
  };
}

async function attempt(job: Job, desk: Desk, signal: AbortSignal): Promise<void> {
  if (job.isRepeat) return repeat(job, desk, signal);
  const { key, turn } = job;
  if (!isTrigger(turn) && !wasTriggered(job.record)) return finish(job, { ...job.record, doneTurn: turn }, desk);
  // Somebody has to be woken also when the store is away, so a failure to note the attempt does not stop it.
  const tried = { ...job.record, attemptedTurn: turn };
  await desk.book.keep(key, tried);
  if (desk.book.isDeposed() || signal.aborted) return;
  try {
    await send({ ...job, record: tried }, desk, signal);
  } catch (error) {
    if (!signal.aborted) await postpone({ ...job, record: tried }, error, desk);
    return;
  }
  desk.telemetry.emit('PageSent', { receiver: tried.receiver, action: actionOf(turn), page: key });
  const { abandonedAtMs: _old, repeats: _earlier, ...taken } = tried;
  await finish(job, { ...taken, doneTurn: turn, atMs: desk.now(), failure: null }, desk);
}

/** The same message once more; whether it is taken changes nothing of what people see. */
async function repeat(job: Job, desk: Desk, signal: AbortSignal): Promise<void> {
  const { key, record } = job;
  try {
    await send(job, desk, signal);
  } catch (error) {
    if (signal.aborted) return;
    rest(key, error, desk);
    return;
  }
  desk.pauses.delete(key);
  await desk.book.keep(key, { ...record, repeats: { count: (record.repeats?.count ?? 0) + 1, atMs: desk.now() } });
}

async function send({ key, record, turn }: Job, { receivers, memory, links }: Desk, signal: AbortSignal): Promise<void> {
  const receiver = receivers.get(record.receiver);
  const incident = memory.incidents.get(incidentOfPage(key));
  if (receiver) return receiver.send({ ...composeMessage(incident, record, turn), links: incident ? links(incident) : [] }, signal);
  const sentence = `There is no receiver ${record.receiver} in the administrator's configuration; add it or name another one.`;
  throw new OperatorError('ReceiverNotAllowed', sentence);
}

async function finish({ key }: Job, record: PageRecord, { book, memory, pauses }: Desk): Promise<void> {
  pauses.delete(key);
  await book.keep(key, memory.incidents.has(incidentOfPage(key)) ? { ...record, revision: record.revision + 1 } : null);
}

async function postpone(job: Job, error: unknown, desk: Desk): Promise<void> {
  const { key, turn, record } = job;
  const { telemetry, now, memory } = desk;
  const failure = { code: codeOf(error), message: messageOf(error) };
  telemetry.emit('PageFailed', { receiver: record.receiver, page: key, action: actionOf(turn), ...failure });
  rest(key, error, desk);
  const nowMs = now();
  if (nowMs > wishedAt(key, memory.incidents.get(incidentOfPage(key)), record) + givenUpAfterMs) {
    telemetry.emit('PageAbandoned', { receiver: record.receiver, page: key, action: actionOf(turn) });
    return finish(job, { ...record, doneTurn: turn, failure, ...(isTrigger(turn) ? { abandonedAtMs: nowMs } : {}) }, desk);
  }
  const isSame = record.failure?.code === failure.code && record.failure.message === failure.message;
  if (!isSame) await desk.book.keep(key, { ...record, failure, revision: record.revision + 1 });
}

function wishedAt(key: string, incident: IncidentRecord | undefined, record: PageRecord): number {
  const wish = key === incidentOfPage(key) ? incident?.page : incident?.escalation;
  return wish?.decidedAtMs ?? record.atMs ?? 0;
}

/** Leaves the page alone for a while, longer after each failure. */
function rest(key: string, error: unknown, { pauses, now, random }: Desk): void {
  const attempts = (pauses.get(key)?.attempts ?? 0) + 1;
  pauses.set(key, { untilMs: now() + pauseOf(error, attempts, random()), attempts });
}

/** Doubling with jitter, at least what the receiver asked for. */
function pauseOf(error: unknown, attempts: number, random: number): number {
  const isUnreachable = !(error instanceof OperatorError) || error.action === 'retry';
  const backOff = isUnreachable ? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempts - 1, 10)) : refusedPauseMs;
  const asked = error instanceof ReceiverFailure ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, backOff * (0.5 + random / 2));
}

/** A test page takes its own end: it is resolved after a minute, at once after a restart. */
const testStandsForMs = 60_000;

/** Once and without patience, because somebody is waiting for the answer. */
async function sendTest(
  { detector, receiver: name }: { readonly detector: string; readonly receiver: string },
  desk: Desk,
): Promise<string | null> {
  const { receivers, book, pauses, now } = desk;
  const receiver = receivers.get(name);
  if (!receiver) return `There is no receiver ${name} in the administrator's configuration; add it or name another one.`;
  const key = `${detector}/test-${now()}`;
  const title = `Test page of LogDetector ${detector}: nothing is broken`;
  const names = { detector, receiver: name, dedupKey: `logdetector:test:${detector}:${now()}`, title };
  const record: PageRecord = { ...names, revision: 0, attemptedTurn: 1, doneTurn: 0, atMs: now(), failure: null };
  pauses.set(key, { untilMs: now() + testStandsForMs, attempts: 0 });
  await book.keep(key, record);
  try {
    const sentence = 'Somebody asked for a test page; it resolves itself within minutes.';
    await receiver.send({ ...composeMessage(undefined, record, 1), sentence, openedAtMs: now(), links: [] }, AbortSignal.timeout(15_000));
    await book.keep(key, { ...record, doneTurn: 1 });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function count({ memory, telemetry }: Desk, jobs: readonly Job[]): void {
  telemetry.gauge('logdetector_pages_waiting', jobs.filter(({ isRepeat }) => !isRepeat).length);
  telemetry.gauge(
    'logdetector_pages_given_up',
    [...memory.pages.values()].filter(({ abandonedAtMs }) => abandonedAtMs !== undefined).length,
  );
}

function actionOf(turn: number): string {
  return isTrigger(turn) ? 'trigger' : 'resolve';
}

function codeOf(error: unknown): string {
  return error instanceof OperatorError ? error.code : 'ReceiverUnreachable';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
