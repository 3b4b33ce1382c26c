import { expect, test } from 'vitest';
import { OperatorError } from '../../../operator/errors.ts';
import { startController, type Reconcile } from '../../../operator/kube/controller.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

function start(reconcile: Reconcile, options: { stallForMs?: number; workers?: number } = {}) {
  const stop = new AbortController();
  const telemetry = createTelemetry({ level: 'silent' });
  const backOff = { firstMs: 5, maximumMs: 20 };
  const controller = startController({ reconcile, signal: stop.signal, telemetry, backOff, ...options });
  return { controller, telemetry, stop: () => stop.abort() };
}

test('a key that is enqueued many times while it is worked on is worked on once more, never twice at a time', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const gate = Promise.withResolvers<void>();
  const { controller, stop } = start(
    async () => {
      running += 1;
      most = Math.max(most, running);
      runs += 1;
      if (runs === 1) await gate.promise;
      running -= 1;
    },
    { workers: 4 },
  );
  controller.enqueue('a');
  await eventually(() => expect(runs).toBe(1));
  for (let times = 0; times < 10; times++) controller.enqueue('a');
  gate.resolve();
  await eventually(() => expect(runs).toBe(2));
  stop();
  await controller.done;
  expect({ most, runs }).toEqual({ most: 1, runs: 2 });
});

test('what may be retried is, with its code counted; another key is not held up', async () => {
  const seen: string[] = [];
  const { controller, telemetry, stop } = start((key) => {
    seen.push(key);
    const failures = seen.filter((one) => one === 'bad').length;
    return key === 'bad' && failures < 4 ? Promise.reject(new OperatorError('ApiUnreachable', 'No answer; wait.')) : Promise.resolve();
  });
  controller.enqueue('bad');
  controller.enqueue('good');
  await eventually(() => expect(seen.filter((key) => key === 'bad')).toHaveLength(4));
  expect(seen).toContain('good');
  expect(await telemetry.metrics()).toContain('logdetector_reconcile_failed_total{code="ApiUnreachable"} 3');
  stop();
  await controller.done;
});

test('what only a person can mend is looked at again after a while, what is lost is not', async () => {
  const seen: string[] = [];
  const { controller, stop } = start(
    (key) => {
      seen.push(key);
      return Promise.reject(new OperatorError(key === 'stalled' ? 'ApiForbidden' : 'StoreFenced', 'Grant it.'));
    },
    { stallForMs: 10 },
  );
  controller.enqueue('stalled');
  controller.enqueue('dropped');
  await eventually(() => expect(seen.filter((key) => key === 'stalled').length).toBeGreaterThan(2));
  expect(seen.filter((key) => key === 'dropped')).toHaveLength(1);
  stop();
  await controller.done;
});

test('a fault of the program is told and retried', async () => {
  let runs = 0;
  const { controller, telemetry, stop } = start(() => {
    runs += 1;
    return runs === 1 ? Promise.reject(new TypeError('oops')) : Promise.resolve({ requeueInMs: 5 });
  });
  controller.enqueue('a');
  await eventually(() => expect(runs).toBeGreaterThan(3));
  expect(await telemetry.metrics()).toContain('logdetector_unexpected_error_total 1');
  stop();
  await controller.done;
});
