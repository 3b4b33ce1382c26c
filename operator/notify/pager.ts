/**
 * Brings what the receivers know up to what the incidents' records wish: triggers and resolves, at least once, in turns. That an attempt
 * is made is written before it, that it was taken after it; a crash in between sends the same dedup key once more.
 */
import { OperatorError } from '../errors.ts';
import { ReceiverFailure, type Receiver } from './deliver.ts';
import { composeMessage, isTrigger } from './page.ts';
import { createPageBook, findJobs, wasTriggered, type Job, type PageBook, type PageBookOptions } from './page-book.ts';
import type { PageRecord } from './records.ts';

export interface Pager {
  run(signal: AbortSignal): Promise<void>;
  /** Forgets pauses; what is in memory is about to be loaded anew. */
  clear(): void;
}

export interface PagerOptions extends PageBookOptions {
  readonly now: () => number;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly random: () => number;
}

/** A receiver that hangs takes no more than these with it. */
const inFlightPerReceiver = 4;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** A refusal needs a person; asked again so often because nobody tells us when the key was renewed. */
const refusedPauseMs = 5 * 60_000;
const saveAgainMs = 2000;
/** Whoever was woken has long closed it by hand. */
const resolveGivenUpAfterMs = 24 * 3_600_000;

interface Pause {
  readonly untilMs: number;
  readonly attempts: number;
}

interface Desk extends PagerOptions {
  readonly book: PageBook;
  readonly pauses: Map<string, Pause>;
}

export function createPager(options: PagerOptions): Pager {
  const { memory, journal, now, telemetry } = options;
  const desk: Desk = { ...options, book: createPageBook(options), pauses: new Map() };
  const { book, pauses } = desk;
  const inFlight = new Map<string, { readonly receiver: string; readonly done: Promise<void> }>();

  function start(jobs: readonly Job[], nowMs: number, signal: AbortSignal): void {
    for (const job of jobs) {
      const { receiver } = job.record;
      const isBusy = [...inFlight.values()].filter((one) => one.receiver === receiver).length >= inFlightPerReceiver;
      if (isBusy || inFlight.has(job.key) || (pauses.get(job.key)?.untilMs ?? 0) > nowMs) continue;
      const done = attempt(job, desk, signal)
        .catch((error: unknown) => telemetry.emit('UnexpectedError', { where: 'notify.pager', message: messageOf(error) }))
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
        const jobs = findJobs(memory);
        const nowMs = now();
        start(jobs, nowMs, signal);
        // What has no pause is under way or waits for its receiver to have a hand free, and that rings.
        const waits = jobs.map(({ key }) => (pauses.get(key)?.untilMs ?? 0) - nowMs).filter((forMs) => forMs > 0);
        if (book.hasUnsaved()) waits.push(saveAgainMs);
        await journal.next(signal, Math.min(longestPauseMs, ...waits));
        await book.saveAgain(now() - saveAgainMs);
      }
      await Promise.allSettled([...inFlight.values()].map(({ done }) => done));
    },
    clear() {
      pauses.clear();
      book.clear();
    },
  };
}

async function attempt(job: Job, desk: Desk, signal: AbortSignal): Promise<void> {
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
  await finish(job, { ...tried, doneTurn: turn, atMs: desk.now(), failure: null }, desk);
}

async function send({ key, record, turn }: Job, { receivers, memory }: Desk, signal: AbortSignal): Promise<void> {
  const receiver = receivers.get(record.receiver);
  if (receiver) return receiver.send(composeMessage(memory.incidents.get(key), record, turn), signal);
  const sentence = `There is no receiver ${record.receiver} in the administrator's configuration; add it or name another one.`;
  throw new OperatorError('ReceiverNotAllowed', sentence);
}

async function finish({ key }: Job, record: PageRecord, { book, memory, pauses }: Desk): Promise<void> {
  pauses.delete(key);
  await book.keep(key, memory.incidents.has(key) ? { ...record, revision: record.revision + 1 } : null);
}

async function postpone(job: Job, error: unknown, desk: Desk): Promise<void> {
  const { key, turn, record } = job;
  const { telemetry, pauses, now, memory } = desk;
  const failure = { code: codeOf(error), message: messageOf(error) };
  telemetry.emit('PageFailed', { receiver: record.receiver, page: key, action: actionOf(turn), ...failure });
  const attempts = (pauses.get(key)?.attempts ?? 0) + 1;
  pauses.set(key, { untilMs: now() + pauseOf(error, attempts, desk.random()), attempts });
  const wishedAtMs = memory.incidents.get(key)?.page?.decidedAtMs ?? record.atMs ?? 0;
  if (!isTrigger(turn) && now() > wishedAtMs + resolveGivenUpAfterMs) {
    telemetry.emit('PageAbandoned', { receiver: record.receiver, page: key });
    return finish(job, { ...record, doneTurn: turn, failure }, desk);
  }
  const isSame = record.failure?.code === failure.code && record.failure.message === failure.message;
  if (!isSame) await desk.book.keep(key, { ...record, failure, revision: record.revision + 1 });
}

/** Doubling with jitter, at least what the receiver asked for. */
function pauseOf(error: unknown, attempts: number, random: number): number {
  const isUnreachable = !(error instanceof OperatorError) || error.action === 'retry';
  const backOff = isUnreachable ? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempts - 1, 10)) : refusedPauseMs;
  const asked = error instanceof ReceiverFailure ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, backOff * (0.5 + random / 2));
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
