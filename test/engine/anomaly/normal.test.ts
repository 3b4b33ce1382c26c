import { expect, test } from 'vitest';
import { createEngine } from '../../../engine/index.ts';
import type { Engine, Incident, Level } from '../../../engine/index.ts';
import { normalOperation } from '../../../engine/anomaly/normal.ts';
import type { Subject } from '../../../engine/anomaly/rules/rule.ts';

const second = 1_000;
const minute = 60 * second;
const base = Date.parse('2031-04-02T10:00:00Z');
const stream = { workload: { namespace: 'hall', kind: 'workload', name: 'api' }, pod: 'api', container: 'main', restartCount: 1 };
const bytesOf = (line: string): Uint8Array => new TextEncoder().encode(`${line}\n`);

/** Plays lines at their times (ms since the base) beside the everyday ones, one a second, with a tick every five. */
function play(
  engine: Engine,
  [fromMs, toMs]: readonly [number, number],
  more: readonly (readonly [number, string])[],
  isNormal: boolean,
): Incident[] {
  const incidents = new Map<string, Incident>();
  for (let atMs = fromMs; atMs < toMs; atMs += second) {
    const lines = [`INFO depot.api.shelves shelf ${atMs / second} was read`, ...more.filter(([at]) => at === atMs).map(([, line]) => line)];
    for (const line of lines) engine.push({ stream, framing: 'plain', bytes: bytesOf(line), receivedAtMs: base + atMs });
    if (atMs % (5 * second) !== 0) continue;
    if (isNormal) engine.learn(base + atMs);
    else for (const { incident } of engine.tick(base + atMs).changes) incidents.set(incident.id, incident);
  }
  return [...incidents.values()];
}

const failure = 'ERROR depot.api.shelves could not lock shelf 17 for the order: the clerk is away';
const handled = 'ERROR depot.api.shelves a form was not filled in: its date is missing';

function afterNormal(normalForMs: number, normal: readonly (readonly [number, string])[], then: readonly string[]): Incident[] {
  const engine = createEngine({ detector: 'test' });
  play(engine, [0, normalForMs], normal, true);
  const lines = then.map((line, i) => [normalForMs + (60 + i) * second, line] as const);
  return play(engine, [normalForMs, normalForMs + 3 * minute], lines, false);
}

test('one error that an hour of declared normal operation does not have opens an incident within seconds', () => {
  const [incident, ...others] = afterNormal(60 * minute, [], [failure]);
  expect(others).toEqual([]);
  expect(incident?.causes[0]?.workload).toBe('hall/workload/api');
  expect(incident?.causes[0]?.program).toBe('depot');
  expect((incident?.detectedAtMs ?? 0) - (base + 61 * minute)).toBeLessThanOrEqual(10 * second);
});

test('an error that normal operation has too opens nothing, not even when it came in its last minute', () => {
  expect(afterNormal(60 * minute, [[20 * minute, handled]], [handled])).toEqual([]);
  expect(afterNormal(60 * minute, [[60 * minute - 20 * second, handled]], [handled])).toEqual([]);
});

test('a few minutes that are declared normal do not make one error news', () => {
  expect(afterNormal(15 * minute, [], [failure])).toEqual([]);
});

test('one error is no news where normal operation brings new ones all the time', () => {
  const others = ['parcels', 'letters', 'postcards'].map(
    (what, i) => [(35 + 8 * i) * minute, `ERROR depot.${what} ${what} are late again`] as const,
  );
  expect(afterNormal(60 * minute, others, [failure])).toEqual([]);
});

test('a stack trace, an exception that is told of and a failed request are errors at any level', () => {
  expect(afterNormal(60 * minute, [], ['INFO depot.server Traceback (most recent call last):'])).toHaveLength(1);
  expect(afterNormal(60 * minute, [], ['INFO depot.server an exception was thrown: the clerk has no key'])).toHaveLength(1);
  const request = (status: number) => `INFO depot.server 10.0.0.1 "GET /shelves" status: ${status} len: 120`;
  expect(afterNormal(60 * minute, [[minute, request(200)]], [request(200), request(503)])).toHaveLength(1);
  expect(afterNormal(60 * minute, [[minute, request(200)]], [request(200), request(404)])).toEqual([]);
});

test('a warning or a line of information is no news by itself', () => {
  expect(afterNormal(60 * minute, [], ['WARNING depot.api the cellar is humid', 'INFO depot.api a new clerk began'])).toEqual([]);
});

test('what was declared normal survives a restart', () => {
  const engine = createEngine({ detector: 'test' });
  play(engine, [0, 60 * minute], [], true);
  const restored = createEngine({ detector: 'test' });
  restored.restore(structuredClone(engine.checkpoint()));
  expect(play(restored, [60 * minute, 62 * minute], [[61 * minute, failure]], false)).toHaveLength(1);
});

const day = 24 * 60 * minute;
const trace = 'Exception in thread main\n    at depot.Shelves.lock(Shelves.java:12)';

/** Whether the newest of the patterns is news after a watch of so long; each pattern with its level, its sample, and how long ago it came first. */
function isNews(watchedMs: number, patterns: readonly (readonly [Level, string, agoMs: number])[]): boolean {
  const pattern = (index: number) => {
    const [level, text, agoMs] = patterns[index] ?? ['info', '', 0];
    const atMs = base - agoMs;
    return { index, id: `p${index}`, text, level, count: 1, firstSeenAtMs: atMs, lastSeenAtMs: atMs, samples: [text], aliasOf: null };
  };
  const last = pattern(patterns.length - 1);
  const usual = { location: 0, spread: 0, burst: 0, peak: 0, peakBurst: 0, steadiness: 0, minutes: 0 };
  const counted = { windows: [], recent: 1, usual, course: () => [], written: () => 1, known: false, active: false };
  const subject: Subject = {
    ...counted,
    pattern: last.index,
    id: last.id,
    text: last.text,
    level: last.level,
    firstSeenAtMs: last.firstSeenAtMs,
  };
  const declared = { forMs: 0, untilAtMs: Number.NEGATIVE_INFINITY, patterns: 0 };
  const miner = { pattern, resolve: (index: number) => index };
  return normalOperation({ nowMs: base, watchedSinceAtMs: base - watchedMs, declared, miner, size: patterns.length }).isUnheard(subject);
}

test('after a week without a new kind of error one stack trace is news', () => {
  expect(
    isNews(8 * day, [
      ['info', 'ready', 8 * day],
      ['error', trace, second],
    ]),
  ).toBe(true);
});

test.each<[string, number, readonly (readonly [Level, string, number])[]]>([
  ['a shorter watch', 6 * day, [['error', trace, second]]],
  ['an error that was handled', 8 * day, [['error', 'no such shelf', second]]],
  [
    'a week that brought another new error',
    9 * day,
    [
      ['error', 'no such clerk', 3 * day],
      ['error', trace, second],
    ],
  ],
])('%s makes one line no news', (_, watchedMs, patterns) => {
  expect(isNews(watchedMs, patterns)).toBe(false);
});

test('errors that came together with the stack trace do not make it everyday', () => {
  expect(
    isNews(8 * day, [
      ['error', 'the order failed', 2 * second],
      ['error', trace, second],
    ]),
  ).toBe(true);
});
