/** Trains in a thread, one model at a time, so that reading goes on meanwhile. */
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { isReadyToTrain, type Gathered, type GatheredWorkload, type TrainingRequest } from '../../engine/index.ts';
import type { ToTraining } from './training-worker.ts';
import { trainSealed, type Trained } from './training.ts';
import { createTurns } from './turns.ts';

/** Rejects with the signal's reason when it aborts, and with an Error when the thread dies. */
export type Trainer = (request: TrainingRequest, gathered: Gathered, signal: AbortSignal) => Promise<Trained>;

/** A training of a day of 300 workloads takes seconds; one that takes this long hangs. */
const longestMs = 300_000;
/** The thread's heap; one that needs more fails, and the operator goes on. */
const heapMegabytes = 512;

export function createTrainer(): Trainer {
  const inTurn = createTurns();
  return (request, gathered, signal) => inTurn('all detectors', () => trainInThread(request, gathered, signal));
}

async function trainInThread(request: TrainingRequest, gathered: Gathered, signal: AbortSignal): Promise<Trained> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  ends.throwIfAborted();
  const { settings } = gathered;
  const workloads = each(gathered.workloads);
  const first = await takeUntilReady(workloads, ends);
  // It will be refused, and a quiet namespace is refused again and again: that needs no thread, whose start takes most of a second.
  if (!first.some(isReadyToTrain)) return trainSealed(request, { settings, workloads: first });
  const worker = new Worker(new URL('training-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  const tell = (message: ToTraining): void => worker.postMessage(message);
  try {
    const answer = answerOf(worker, ends);
    // Whoever waits for it hears of a failure; until then it must not count as unheard.
    answer.catch(() => undefined);
    for (const workload of first) tell({ type: 'workload', workload });
    for (const workload of workloads) {
      tell({ type: 'workload', workload });
      await turn();
      ends.throwIfAborted();
    }
    tell({ type: 'train', request, settings });
    return await answer;
  } finally {
    await worker.terminate();
  }
}

function* each<T>(values: Iterable<T>): Generator<T> {
  yield* values;
}

/** Those up to the first of which enough is known, or all. */
async function takeUntilReady(workloads: Iterator<GatheredWorkload>, ends: AbortSignal): Promise<readonly GatheredWorkload[]> {
  const taken: GatheredWorkload[] = [];
  for (let next = workloads.next(); next.done !== true; next = workloads.next()) {
    taken.push(next.value);
    if (isReadyToTrain(next.value)) break;
    await turn();
    ends.throwIfAborted();
  }
  return taken;
}

function answerOf(worker: Worker, ends: AbortSignal): Promise<Trained> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread of the training ended with code ${code}.`)));
    ends.addEventListener('abort', () => reject(ends.reason), { once: true });
  });
}
