import { expect, test } from 'vitest';
import { createEngine, type EnginePart } from '../../engine/index.ts';
import { run, startMs, webService, workloadOf } from './traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
const web = webService('web');

test('asked for everything, a checkpoint is what another engine goes on from, whatever was taken before', () => {
  const { engine } = run({ services: [web], seed: 9, forMs: 65 * minute });
  const span = { fromMs: startMs, toMs: startMs + hour };
  engine.checkpoint();
  const whole = engine.checkpoint('whole');
  expect(engine.checkpoint()).toEqual([]);
  const other = createEngine({ detector: 'shop/shop' });
  other.restore(whole);
  expect(other.workloads()).toEqual(engine.workloads());
  expect(other.patterns(span)).toEqual(engine.patterns(span));
  expect(other.patterns(span)).not.toEqual([]);
});

test('a checkpoint holds only what changed', () => {
  const { engine } = run({ services: [web], seed: 9, forMs: 5 * minute });
  expect(engine.checkpoint().map(({ part }) => part)).toContain('workload:shop:deployment:web');
  expect(engine.checkpoint()).toEqual([]);
  engine.forget('shop/deployment/web');
  expect(
    engine
      .checkpoint()
      .filter(({ bytes }) => bytes === null)
      .map(({ part }) => part),
  ).toContain('workload:shop:deployment:web');
});

test('quiet minutes are saved every five, and nothing of them is missed after a restart', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  const stored = new Map<string, EnginePart>();
  const saves: number[] = [];
  for (let atMs = 0; atMs < 40 * minute; atMs += 5_000) {
    const bytes = new TextEncoder().encode(`${new Date(startMs + atMs).toISOString()} INFO ready\n`);
    const stream = { workload: workloadOf(web), pod: 'web-0', container: 'main', restartCount: 0 };
    if (atMs === 0) engine.push({ stream, framing: 'plain', bytes, receivedAtMs: startMs });
    engine.tick(startMs + atMs);
    const parts = engine.checkpoint();
    for (const part of parts) stored.set(part.part, part);
    if (atMs >= 10 * minute && parts.some(({ part }) => part.startsWith('workload:'))) saves.push(atMs / minute);
  }
  expect(saves.length).toBeGreaterThanOrEqual(5);
  expect(saves.length).toBeLessThanOrEqual(6);
  const again = createEngine({ detector: 'shop/shop' });
  again.restore([...stored.values()]);
  again.tick(startMs + 40 * minute);
  engine.tick(startMs + 40 * minute);
  expect(again.workloads()).toEqual(engine.workloads());
  expect(again.learning()).toEqual(engine.learning());
});
