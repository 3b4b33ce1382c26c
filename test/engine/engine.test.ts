import { describe, expect, test } from 'vitest';
import { createEngine, type EnginePart } from '../../engine/index.ts';
import { createModel } from '../../engine/model/model.ts';
import { run, startMs, webService, workloadOf, type Run } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
const services = ['web', 'cart', 'billing'].map((name, at) => webService(name, 30 + 30 * at));
const web = services[0] ?? webService('web');

describe('a quiet day', () => {
  test.each([1, 2, 3])(
    '24 hours with a day season, load doubling, a rollout and a nightly job find nothing (seed %i)',
    (seed) => {
      const { anomalies, incidents } = run({
        services,
        seed,
        forMs: 24 * hour,
        rate: (_, pattern, atMs) => {
          const season = 1 + 0.6 * Math.sin((2 * Math.PI * atMs) / (24 * hour));
          const doubled = atMs > 5 * hour && atMs < 6 * hour ? 2 : 1;
          return pattern.level === 'INFO' ? season * doubled : doubled;
        },
        // A rollout renames the pods at 8 h; three replicas at 12 h, one again at 14 h.
        pods: (service, atMs) => {
          const generation = atMs > 8 * hour ? 'b' : 'a';
          const replicas = atMs > 12 * hour && atMs < 14 * hour ? 3 : 1;
          return Array.from({ length: replicas }, (_, at) => `${service.name}-${generation}-${at}`);
        },
        extra: (service, atMs, random) => {
          if (Math.abs(atMs - 8 * hour) < 30_000)
            return Array.from({ length: 15 }, (_, at) => `INFO module ${at} initialized in ${Math.floor(random() * 90)} ms`);
          const isJob = service.name === 'billing' && atMs > 16 * hour && atMs < 16 * hour + 10 * minute;
          return isJob ? Array.from({ length: 20 }, () => `INFO invoice ${Math.floor(random() * 90_000)} archived`) : [];
        },
      });
      expect(
        anomalies.map(({ workload, kind, level, reason, template }) => `${workload} ${kind} ${level} ${reason} ${template?.text}`),
      ).toEqual([]);
      expect(incidents).toEqual([]);
    },
    60_000,
  );
});

describe('what is unusual', () => {
  test('an error that never was is found within ten seconds of its fifth line', () => {
    const faultMs = 30 * minute;
    const { anomalies } = run({
      services,
      seed: 4,
      forMs: 35 * minute,
      extra: (service, atMs) =>
        service === web && atMs >= faultMs && atMs < faultMs + minute
          ? ['ERROR could not reach cart: connection refused', 'ERROR could not reach cart: connection refused']
          : [],
    });
    expect(anomalies).toHaveLength(1);
    expect(anomalies[0]).toMatchObject({ kind: 'new-pattern', workload: 'shop/deployment/web', level: 'error' });
    expect(anomalies[0]?.startedAtMs).toBeGreaterThanOrEqual(startMs + faultMs);
    expect(anomalies[0]?.startedAtMs).toBeLessThan(startMs + faultMs + 5_000);
    expect(anomalies[0]?.foundAfterMs).toBeLessThanOrEqual(faultMs + 25_000);
  });

  test('nineteen of twenty spikes of five times and thirty lines are found, most within ten seconds of the thirtieth line', () => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const faultMs = 40 * minute;
      const perMinute = 1 + 2 * seed;
      const service = {
        name: 'web',
        patterns: [...web.patterns, { perMinute, level: 'ERROR' as const, text: () => 'upstream call failed with status 503' }],
      };
      const times = Math.max(5, 40 / perMinute);
      const { anomalies } = run({
        services: [service],
        seed,
        forMs: faultMs + 3 * minute,
        rate: (_, pattern, atMs) => (pattern.perMinute === perMinute && pattern.level === 'ERROR' && atMs >= faultMs ? times : 1),
      });
      const early = anomalies.filter(({ foundAfterMs }) => foundAfterMs <= faultMs);
      expect(early).toEqual([]);
      const thirtiethMs = faultMs + (30 / (perMinute * times)) * minute;
      for (const { foundAfterMs } of anomalies.slice(0, 1)) delays.push(foundAfterMs - thirtiethMs);
    }
    expect(delays.length).toBeGreaterThanOrEqual(19);
    expect(delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThanOrEqual(10_000);
  });

  test('errors that grow slowly are found before they are six times as many', () => {
    const grown = [5, 7, 10, 14, 20, 30, 50];
    const faultMs = 3 * hour;
    for (let seed = 1; seed <= 5; seed += 1) {
      const service = {
        name: 'web',
        patterns: [...web.patterns, { perMinute: 1, level: 'ERROR' as const, text: () => 'upstream call failed with status 503' }],
      };
      const { anomalies } = run({
        services: [service],
        seed,
        forMs: faultMs + 35 * minute,
        rate: (_, pattern, atMs) =>
          pattern.perMinute === 1 && pattern.level === 'ERROR' && atMs >= faultMs
            ? (grown[Math.floor((atMs - faultMs) / (5 * minute))] ?? 1) / 5
            : 1,
      });
      expect(new Set(anomalies.map(({ template }) => template?.text))).toEqual(new Set(['upstream call failed with status 5xx']));
      expect(Math.min(...anomalies.map(({ foundAfterMs }) => foundAfterMs))).toBeLessThan(faultMs + 30 * minute);
      expect(anomalies.filter(({ foundAfterMs }) => foundAfterMs < faultMs)).toEqual([]);
    }
  });

  test('a spike ends when the lines are as usual again, and was not learned', () => {
    const active: number[] = [];
    const { engine } = run({
      services: [web],
      seed: 5,
      forMs: 60 * minute,
      rate: (_, pattern, atMs) => (pattern.level === 'ERROR' && atMs >= 30 * minute && atMs < 35 * minute ? 120 : 1),
      each: (_, atMs, anomalies) => anomalies.length > 0 && active.push(atMs),
    });
    expect(active[0]).toBeLessThanOrEqual(30 * minute + 30_000);
    expect(active.at(-1)).toBeGreaterThan(34 * minute);
    expect(active.at(-1)).toBeLessThanOrEqual(37 * minute);
    const [errors] = engine
      .patterns({ workload: 'web', fromMs: startMs, toMs: startMs + hour })
      .filter(({ template }) => template.level === 'error');
    expect(errors?.count).toBeGreaterThan(200);
    expect(errors?.usual ?? 0).toBeLessThan(90);
  });

  test('a steady workload that stops is silent, one that was told to rest is not', () => {
    const silent = run({ services, seed: 6, forMs: 70 * minute, rate: (service, _, atMs) => (service === web && atMs > hour ? 0 : 1) });
    expect(silent.anomalies.map(({ kind, workload }) => `${kind} ${workload}`)).toEqual(['silence shop/deployment/web']);
    const all = run({ services, seed: 6, forMs: 70 * minute, rate: (_, __, atMs) => (atMs > hour ? 0 : 1) });
    expect(all.anomalies).toEqual([]);
  });

  test('what is ignored is counted and never reported, what is always to be reported is at its first line', () => {
    const extra: Run['extra'] = (service, atMs) =>
      service === web && atMs === 20 * minute
        ? [...Array.from({ length: 50 }, () => 'ERROR cart is gone'), 'INFO licence expires in 3 days']
        : [];
    const options = { ignore: ['CART*gone'], alwaysReport: ['licence expires'] };
    const { anomalies, engine } = run({ services: [web], seed: 7, forMs: 22 * minute, extra, options });
    expect(anomalies.map(({ template }) => template?.text)).toEqual([expect.stringContaining('licence expires')]);
    expect(engine.patterns({ fromMs: startMs, toMs: startMs + hour }).find(({ template }) => template.text.includes('cart'))?.count).toBe(
      50,
    );
  });
});

describe('restarts', () => {
  test('a restart in the middle of a spike forgets nothing and counts nothing twice', () => {
    const whole = createEngine({ detector: 'shop/shop' });
    let halved = createEngine({ detector: 'shop/shop' });
    const stored = new Map<string, EnginePart>();
    const chunks: Parameters<typeof whole.push>[0][] = [];
    run({
      services,
      seed: 8,
      forMs: 30 * minute,
      extra: (service, atMs) =>
        service === web && atMs >= 14 * minute && atMs < 16 * minute ? ['ERROR cart is gone', 'ERROR cart is gone'] : [],
    });
    const line = (atMs: number, text: string): void => {
      const bytes = new TextEncoder().encode(`${new Date(startMs + atMs).toISOString()} ${text}\n`);
      chunks.push({
        stream: { workload: workloadOf(web), pod: 'web-0', container: 'main', restartCount: 0 },
        framing: 'plain',
        bytes,
        receivedAtMs: startMs + atMs,
      });
    };
    for (let atMs = 0; atMs < 30 * minute; atMs += 1_000) {
      line(atMs, `INFO GET /items/${atMs} 200`);
      if (atMs >= 14 * minute && atMs < 16 * minute) line(atMs, 'ERROR cart is gone');
      for (const chunk of chunks.splice(0)) {
        whole.push(chunk);
        halved.push(chunk);
      }
      expect(halved.tick(startMs + atMs)).toEqual(whole.tick(startMs + atMs));
      if (atMs % (5 * minute) !== 0) continue;
      for (const part of halved.checkpoint()) stored.set(part.part, part);
      halved = createEngine({ detector: 'shop/shop' });
      halved.restore([...stored.values()].filter(({ bytes }) => bytes !== null));
    }
    const span = { fromMs: startMs, toMs: startMs + hour };
    expect(halved.patterns(span)).toEqual(whole.patterns(span));
    expect(halved.workloads()).toEqual(whole.workloads());
    expect(halved.workloads()[0]?.coverage.linesSeen).toBe(1_920);
  });

  test('a damaged part is refused by its name and changes nothing', () => {
    const { engine } = run({ services: [web], seed: 10, forMs: 2 * minute });
    const before = engine.workloads();
    expect(() => engine.restore([{ part: 'workload:x', bytes: new Uint8Array([1, 2]) }])).toThrow(/"workload:x" is damaged/);
    expect(() => engine.restore([{ part: 'workload:x', bytes: new TextEncoder().encode('{"formatVersion":3,"state":{}}') }])).toThrow(
      /"workload:x"/,
    );
    expect(() => engine.restore([{ part: 'shared', bytes: new TextEncoder().encode('{"formatVersion":9,"state":{}}') }])).toThrow(
      /format 9/,
    );
    expect(engine.workloads()).toEqual(before);
  });
});

describe('models', () => {
  test('too little is refused with a reason; a model serves a new engine at once, without learning', () => {
    const young = run({ services: [web], seed: 11, forMs: minute }).engine;
    expect(young.train({ version: 1, nowMs: startMs + minute, madeBy: 'test' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('too little'),
    });
    expect(createEngine({ detector: 'a/b' }).train({ version: 1, nowMs: startMs, madeBy: 'test' })).toMatchObject({ ok: false });
    const old = run({ services: [web], seed: 11, forMs: hour }).engine;
    const trained = old.train({ version: 2, nowMs: startMs + hour, madeBy: 'U123' });
    if (!trained.ok) throw new Error(trained.reason);
    expect(trained.model).toMatchObject({ version: 2, madeBy: 'U123', trainedFromAtMs: startMs, detector: 'shop/shop' });
    expect(trained.model.workloads[0]?.patterns).toHaveLength(5);
    const served = createEngine({ detector: 'shop/shop' });
    served.serve(trained.model);
    expect(served.serving()).toBe(2);
  });

  test('the groups of the next model are those of the one that serves', () => {
    const { engine } = run({ services: [web], seed: 11, forMs: hour });
    const first = engine.train({ version: 1, nowMs: startMs + hour, madeBy: 'test' });
    if (!first.ok) throw new Error(first.reason);
    const [known, ...others] = first.model.clusters.clusters;
    if (known === undefined) throw new Error('there is no group');
    const renamed = createModel({ ...first.model, clusters: { ...first.model.clusters, clusters: [{ ...known, id: 'kept' }, ...others] } });
    engine.serve(renamed);
    const second = engine.train({ version: 2, nowMs: startMs + hour, madeBy: 'test' });
    if (!second.ok) throw new Error(second.reason);
    expect(second.model.clusters.clusters.map(({ id }) => id)).toContain('kept');
  });

  test('equal input gives equal bytes', () => {
    const bytes = [1, 2].map(() => {
      const { engine } = run({ services, seed: 12, forMs: 20 * minute });
      const trained = engine.train({ version: 1, nowMs: startMs + hour, madeBy: 'test' });
      return JSON.stringify([trained, engine.checkpoint().map(({ part, bytes: state }) => [part, state?.length])]);
    });
    expect(bytes[0]).toBe(bytes[1]);
  });
});

test('clocks that jump and times that are none break nothing', () => {
  const { engine } = run({ services: [web], seed: 13, forMs: 10 * minute });
  for (const nowMs of [Number.NaN, -1, 0, startMs + 40 * 86_400_000, startMs, Infinity, startMs + hour])
    expect(() => engine.tick(nowMs)).not.toThrow();
  engine.missed(workloadOf(web), 'stream-gap', -1, startMs);
  engine.missed(workloadOf(web), 'too-late', 7, startMs);
  expect(engine.workloads()[0]?.coverage).toMatchObject({ linesDropped: 7, droppedBy: { 'stream-gap': -1, 'too-late': 7 } });
});
