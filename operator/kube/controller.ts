/**
 * A level-based loop: `reconcile` is told which object to look at, never what happened to it, and brings the world to what is wanted.
 * Informers call `enqueue`; the same key is never reconciled by two workers at once.
 */
import { OperatorError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import type { BackOff } from '../pause.ts';
import { WorkQueue } from './queue.ts';

export interface Controller {
  enqueue(key: string): void;
  /** Keys that wait. */
  readonly length: number;
  /** Resolves after the signal has aborted and the running reconciles have ended. */
  readonly done: Promise<void>;
}

/**
 * Nothing to return: the key is looked at again when somebody enqueues it. `requeueInMs`: at the latest after that time.
 * Throwing `OperatorError`: `retry` comes back with growing distance, `stall` comes back after `stallForMs`, `drop` does not come back.
 * Any other error is a fault of the program, is told as such and retried.
 */
export type Reconcile = (key: string, signal: AbortSignal) => Promise<{ readonly requeueInMs?: number | undefined } | void>;

export interface ControllerOptions {
  readonly reconcile: Reconcile;
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  /** Keys worked on at a time. Default 2: reconciles mostly wait for the API server. */
  readonly workers?: number | undefined;
  readonly backOff?: BackOff | undefined;
  /** What only a person can mend is still looked at now and then, in case the mending changed no object we watch. Default 5 minutes. */
  readonly stallForMs?: number | undefined;
}

export function startController(options: ControllerOptions): Controller {
  const queue = new WorkQueue(options.backOff);
  options.signal.addEventListener('abort', () => queue.close(), { once: true });
  if (options.signal.aborted) queue.close();

  async function work(): Promise<void> {
    for (let key = await queue.take(); key !== null; key = await queue.take()) {
      await turn(key);
      queue.done(key);
    }
  }

  async function turn(key: string): Promise<void> {
    const startedAtMs = performance.now();
    const fromMs = Date.now();
    try {
      const result = await options.reconcile(key, options.signal);
      options.telemetry.observe('logdetector_reconcile_duration_seconds', (performance.now() - startedAtMs) / 1000);
      queue.forget(key);
      if (result?.requeueInMs !== undefined) queue.addAfter(key, result.requeueInMs);
      options.telemetry.emit('DetectorReconciled', { key, outcome: 'done' });
      tellSpan(key, fromMs, 'done');
    } catch (error) {
      if (options.signal.aborted) return;
      tellSpan(key, fromMs, fail(key, error));
    }
  }

  function tellSpan(key: string, fromMs: number, outcome: string): void {
    const attributes = { 'logdetector.detector': key, 'logdetector.outcome': outcome };
    options.telemetry.span('reconcile', { fromMs, toMs: Date.now(), attributes, isError: outcome !== 'done' });
  }

  /** What is done about it. */
  function fail(key: string, error: unknown): string {
    const planned = error instanceof OperatorError;
    const action = planned ? error.action : 'retry';
    const message = error instanceof Error ? error.message : String(error);
    options.telemetry.emit('DetectorReconciled', { key, outcome: action });
    options.telemetry.emit('ReconcileFailed', { key, code: planned ? error.code : 'unexpected', error: message });
    if (!planned) options.telemetry.emit('UnexpectedError', { where: 'reconcile', key, error: message, stack: stackOf(error) });
    if (action === 'retry') queue.retry(key);
    else queue.forget(key);
    if (action === 'stall') queue.addAfter(key, options.stallForMs ?? 300_000);
    return action;
  }

  const workers = Array.from({ length: options.workers ?? 2 }, work);
  return {
    enqueue: (key) => queue.add(key),
    get length() {
      return queue.length;
    },
    done: Promise.all(workers).then(() => undefined),
  };
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
