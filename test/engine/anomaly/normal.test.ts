import { expect, test } from 'vitest';
import { createEngine } from '../../../engine/index.ts';
import type { Engine, Incident } from '../../../engine/index.ts';

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

test('a stack trace and a failed request are errors at any level', () => {
  expect(afterNormal(60 * minute, [], ['INFO depot.server Traceback (most recent call last):'])).toHaveLength(1);
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
