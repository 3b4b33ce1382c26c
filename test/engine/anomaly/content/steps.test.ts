import { describe, expect, test } from 'vitest';
import { createSteps, type BrokenStep } from '../../../../engine/anomaly/content/steps.ts';
import { CountWindow } from '../../../../engine/anomaly/window.ts';
import type { Anomaly } from '../../../../engine/index.ts';
import { run, webService, type Outcome } from '../../traffic.ts';

const minuteMs = 60_000;
const beginMs = 60 * minuteMs;
const steps = ['parcel weighed', 'label printed', 'parcel sorted', 'van loaded'] as const;

type Course = (share: number) => readonly string[];

const whole: Course = () => steps;
/** A few clients give up, and nothing is wrong. */
const usual: Course = (luck) => (luck < 0.015 ? steps.slice(0, 2) : steps);
const without: Course = (luck) => (luck < 0.9 ? steps.filter((step) => step !== 'label printed') : steps);
const swapped: Course = (luck) => (luck < 0.9 ? ['parcel weighed', 'parcel sorted', 'label printed', 'van loaded'] : steps);

/** Some four requests a minute, each with an id of its own. */
function runRequests(seed: number, broken: Course, forMs = 75 * minuteMs): Outcome {
  let request = 0;
  return run({
    services: [webService('depot', 6)],
    seed,
    forMs,
    extra(_, atMs, random) {
      if (random() >= 0.33) return [];
      request += 1;
      const id = (seed * 1_000_000 + request).toString(16).padStart(32, 'a');
      return (atMs >= beginMs ? broken : usual)(random()).map((step) => `INFO ${step} trace_id=${id}`);
    },
  });
}

function found({ anomalies }: Outcome): readonly (Anomaly & { readonly foundAfterMs: number })[] {
  return anomalies.filter(({ kind }) => kind === 'sequence');
}

describe('the steps of requests', () => {
  test.each([
    ['lack one', without, /^\d+ of \d+ requests in .+ lack "label printed", which comes with ".+"; less than 1 % are usual$/],
    [
      'have two in another order',
      swapped,
      /^\d+ of \d+ requests in .+ have "label printed" after "parcel sorted", which it comes before; /,
    ],
  ] as const)(
    'that %s are one anomaly within minutes, and no incident',
    (_, broken, reason) => {
      for (const seed of [1, 2]) {
        const outcome = runRequests(seed, broken);
        const [anomaly] = found(outcome);
        expect(anomaly?.reason).toMatch(reason);
        expect(anomaly?.level).toBe('info');
        expect(anomaly?.foundAfterMs).toBeGreaterThan(beginMs);
        expect(anomaly?.foundAfterMs).toBeLessThan(beginMs + 8 * minuteMs);
        expect(outcome.incidents).toEqual([]);
      }
    },
    60_000,
  );

  test('are no anomaly while a few clients give up', () => {
    for (const seed of [3, 4]) expect(found(runRequests(seed, usual))).toEqual([]);
    expect(found(runRequests(5, whole))).toEqual([]);
  }, 60_000);
});

const unasked = (): never => {
  throw new Error('steps ask for no pattern');
};

const lacking: BrokenStep = {
  form: 'label printed',
  beside: 'parcel weighed',
  how: 'missing',
  missed: 20,
  tried: 20,
  usual: 0.01,
  kept: 0,
  nats: 60,
  sinceAtMs: 600_000,
};

describe('what is said of a broken step', () => {
  const about = { nowMs: 900_000, isActive: false, needed: 20, chanceAYear: 0.1 };
  const judged = (step: BrokenStep, isActive = false, changedAtMs = -Infinity) => {
    const detector = createSteps();
    detector.settle({ judges: true, counted: { window: new CountWindow(), replicas: 1, pattern: unasked, changedAtMs } });
    detector.tell([step], []);
    return detector.judge({ ...about, isActive });
  };

  test('is on the scale of all detectors', () => {
    expect(judged(lacking)?.verdict).toMatchObject({ observed: 20, expected: 0.2, sinceAtMs: 600_000 });
    expect(judged(lacking)?.verdict.perYear).toBeLessThan(1e-6);
    expect(judged({ ...lacking, how: 'fewer' })?.verdict.reason).toContain('have "label printed" less often');
  });

  test('is nothing where it is a small share, as rare as usual, unsure or few', () => {
    for (const step of [{ tried: 80 }, { usual: 0.3 }, { nats: 15 }, { missed: 7, tried: 7 }])
      expect(judged({ ...lacking, ...step })).toBeNull();
  });

  test('is over once enough requests have it again, and lasts until then', () => {
    expect(judged({ ...lacking, kept: 10 }, true)).toBeNull();
    expect(judged({ ...lacking, kept: 3, nats: 12 }, true)).not.toBeNull();
  });

  test('is nothing where a release has taken the step out', () => {
    expect(judged(lacking, false, 500_000)).toBeNull();
    expect(judged({ ...lacking, missed: 12 }, false, 500_000)).not.toBeNull();
  });
});
