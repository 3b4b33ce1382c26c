import { expect, test } from 'vitest';
import { createEngine, type EngineOptions, type Incident } from '../../../engine/index.ts';

const startMs = Date.UTC(2026, 0, 5, 10);
const objective = { workloads: ['web*'], target: 0.999, windowForMs: 30 * 86_400_000, count: 'requests' } as const;
const options: EngineOptions = { detector: 'shop/shop', objective };
const encode = (text: string) => new TextEncoder().encode(text);

/** Minutes of requests as an access log tells them, of which so many failed. */
function serve(
  engine: ReturnType<typeof createEngine>,
  { name = 'web', fromMinute = 0, minutes = 10, failed = 0, write = accessLine } = {},
) {
  for (let minute = fromMinute; minute < fromMinute + minutes; minute += 1) {
    for (let second = 0; second < 60; second += 10) {
      const atMs = startMs + minute * 60_000 + second * 1000;
      const lines = Array.from({ length: 20 }, (_, i) => write(atMs, i < failed ? 503 : 200));
      const stream = { workload: { namespace: 'shop', kind: 'Deployment', name }, pod: `${name}-1`, container: name, restartCount: 0 };
      engine.push({ stream, framing: 'plain', bytes: encode(lines.map((line) => `${line}\n`).join('')), receivedAtMs: atMs });
      engine.tick(atMs + 5000);
    }
  }
}

function accessLine(atMs: number, status: number): string {
  const time = new Date(atMs).toISOString();
  return `10.0.0.7 - - [${time}] "GET /cart/7 HTTP/1.1" ${status} 512 "-" "curl/8"`;
}

function jsonLine(atMs: number, status: number): string {
  return JSON.stringify({ time: new Date(atMs).toISOString(), level: 'info', msg: 'request served', status, path: '/cart' });
}

const burning = (incidents: readonly Incident[]) => incidents.flatMap((incident) => incident.burning ?? []);

test.each([
  ['an access log', accessLine],
  ['lines of JSON', jsonLine],
])('a budget that burns is a fact of a critical incident, by the statuses of %s', (_what, write) => {
  const engine = createEngine(options);
  serve(engine, { minutes: 10, write });
  expect(burning(engine.incidents())).toEqual([]);
  serve(engine, { fromMinute: 10, minutes: 10, failed: 4, write });
  const [incident] = engine.incidents();
  expect(incident?.severity).toBe('critical');
  expect(burning(engine.incidents())[0]).toMatchObject({
    workload: 'shop/deployment/web',
    sentence: expect.stringMatching(/burns \d+ times as fast/),
  });
});

test('it is over once the short window is well', () => {
  const engine = createEngine(options);
  serve(engine, { minutes: 10 });
  serve(engine, { fromMinute: 10, minutes: 10, failed: 4 });
  expect(engine.incidents()).not.toEqual([]);
  serve(engine, { fromMinute: 20, minutes: 45 });
  expect(engine.incidents()).toEqual([]);
});

test('without an objective, or for a workload that it does not name, nothing is counted', () => {
  for (const [given, name] of [
    [{ detector: 'shop/shop' }, 'web'],
    [options, 'batch'],
  ] as const) {
    const engine = createEngine(given);
    serve(engine, { name, minutes: 10 });
    serve(engine, { name, fromMinute: 10, minutes: 10, failed: 4 });
    expect(burning(engine.incidents())).toEqual([]);
  }
});

test('what was counted survives a restart, and another way of counting begins anew', () => {
  const before = createEngine(options);
  serve(before, { minutes: 20, failed: 4 });
  const parts = before.checkpoint();
  const restored = (given: EngineOptions) => {
    const engine = createEngine(given);
    engine.restore(parts);
    engine.tick(startMs + 20 * 60_000 + 40_000);
    return engine;
  };
  const burnsNow = (engine: ReturnType<typeof createEngine>) => {
    const shared = engine.checkpoint().find(({ part }) => part === 'shared');
    const state = JSON.parse(new TextDecoder().decode(shared?.bytes ?? encode('{}')));
    return state.state.objectives.workloads.length;
  };
  expect(burnsNow(restored(options))).toBe(1);
  expect(burnsNow(restored({ ...options, objective: { ...objective, count: 'lines' } }))).toBe(0);
  expect(burnsNow(restored({ detector: 'shop/shop' }))).toBe(0);
});

test('lines of a level count where lines are wished', () => {
  const engine = createEngine({ ...options, objective: { ...objective, count: 'lines' } });
  const write = (atMs: number, status: number) =>
    `${new Date(atMs).toISOString()} ${status === 200 ? 'INFO order stored' : 'ERROR order refused by the ledger'}`;
  serve(engine, { minutes: 10, write });
  serve(engine, { fromMinute: 10, minutes: 10, failed: 4, write });
  expect(burning(engine.incidents())[0]?.sentence).toContain('lines are errors');
});

const choices = {
  total: { name: 'http.server.request.duration', attributes: {} },
  bad: { name: 'http.server.request.duration', attributes: { 'http.response.status_code': '5*' } },
};
const byMetrics: EngineOptions = { detector: 'shop/shop', objective: { ...objective, count: 'metrics', metrics: choices } };

/** What a workload without lines about its requests is told to have served. */
function tell(
  engine: ReturnType<typeof createEngine>,
  over: { readonly minutes: number; readonly failed: number; readonly about?: object },
) {
  const { minutes, failed, about = { workload: 'web' } } = over;
  serve(engine, { minutes: 1, write: (atMs) => `${new Date(atMs).toISOString()} INFO still here` });
  for (let minute = 1; minute <= minutes; minute += 1) {
    const atMs = startMs + minute * 60_000;
    for (const [status, count] of [
      ['200', 100 - failed],
      ['503', failed],
    ] as const) {
      const grown = { name: 'http.server.request.duration', count, attributes: { 'http.response.status_code': status } };
      engine.observe({ type: 'metric', atMs, namespace: 'shop', name: 'latency', value: 1, grown, ...about });
    }
    for (let second = 1; second < 60; second += 10) engine.tick(atMs + second * 1000);
  }
}

test.each([
  ['its name', { workload: 'web' }],
  ['its pod', { pod: 'web-7f9c-x2' }],
])('a budget burns by counters too, told with %s', (_what, about) => {
  const engine = createEngine(byMetrics);
  tell(engine, { minutes: 10, failed: 20, about });
  expect(burning(engine.incidents())[0]).toMatchObject({
    workload: 'shop/deployment/web',
    sentence: expect.stringMatching(/20 % of 1,000 counted by metrics were bad/),
  });
});

test('counters of others, of other names, and of few failures burn nothing', () => {
  for (const [failed, about] of [
    [0, { workload: 'web' }],
    [50, { workload: 'mail' }],
    [50, { workload: 'web', namespace: 'bank' }],
  ] as const) {
    const engine = createEngine(byMetrics);
    tell(engine, { minutes: 10, failed, about });
    expect(burning(engine.incidents())).toEqual([]);
  }
});

test('what was counted by metrics survives a restart, and not another choice of them', () => {
  const engine = createEngine(byMetrics);
  tell(engine, { minutes: 10, failed: 4 });
  const parts = engine.checkpoint();
  const burnsAfter = (with_: EngineOptions) => {
    const restored = createEngine(with_);
    restored.restore(parts);
    const atMs = startMs + 10 * 60_000 + 40_000;
    restored.tick(atMs);
    return restored.checkpoint().some(({ bytes }) => new TextDecoder().decode(bytes ?? undefined).includes('"metrics"'));
  };
  expect(burnsAfter(byMetrics)).toBe(true);
  const other = { ...choices, bad: { ...choices.bad, name: 'errors' } };
  const changed = createEngine({ ...byMetrics, objective: { ...objective, count: 'metrics', metrics: other } });
  changed.restore(parts);
  changed.tick(startMs + 10 * 60_000 + 40_000);
  const shared = changed.checkpoint().find(({ part }) => part === 'shared');
  expect(new TextDecoder().decode(shared?.bytes ?? undefined)).toContain('"workloads":[]');
});
