import { expect, test } from 'vitest';
import { createEngine, type Engine } from '../../../engine/index.ts';
import { run, startMs, webService } from '../traffic.ts';

const minute = 60_000;
const encoder = new TextEncoder();
const services = ['web', 'cart', 'billing'].map((name, at) => webService(name, 30 + 30 * at));

test('three hours of healthy services, with a rollout and a scale-out, are looked at and nothing is said', { timeout: 60_000 }, () => {
  const { engine } = run({
    services,
    seed: 5,
    forMs: 180 * minute,
    pods: (service, atMs) =>
      Array.from({ length: atMs > 120 * minute ? 3 : 1 }, (_, at) => `${service.name}-${atMs > 60 * minute ? 'b' : 'a'}-${at}`),
  });
  expect(engine.diagnose()).toMatchObject({
    findings: [],
    workloads: 3,
    losses: { objectsForgotten: 0, factsUnattributed: 0, failuresUntold: 0 },
  });
  expect(engine.diagnose().lookedAtMs).toBeGreaterThan(startMs + 170 * minute);
});

/** A line every second, until `toMs`. */
function write(
  engine: Engine,
  { fromMs, toMs, line }: { readonly fromMs: number; readonly toMs: number; readonly line: (at: number) => string },
): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 1_000) {
    const text = `${new Date(atMs).toISOString()} stdout F ${line(atMs)}\n`;
    const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' }, pod: 'cart-1', container: 'main', restartCount: 0 };
    engine.push({ stream, framing: 'cri', bytes: encoder.encode(text), receivedAtMs: atMs });
    if (atMs % 5_000 === 0) engine.tick(atMs);
  }
}

const json = (at: number): string => JSON.stringify({ level: 'info', msg: `order ${at % 977} is paid` });

test('a release that writes plain text instead of JSON is told, with its time kept over a restart', () => {
  const changedAtMs = startMs + 30 * minute;
  const engine = createEngine({ detector: 'shop/shop' });
  write(engine, { fromMs: startMs, toMs: changedAtMs, line: json });
  expect(engine.diagnose().findings).toEqual([]);
  write(engine, { fromMs: changedAtMs, toMs: changedAtMs + 20 * minute, line: (at) => `order ${at % 977} is paid` });
  const [found] = engine.diagnose().findings;
  expect(found).toMatchObject({ kind: 'format-changed', workload: 'shop/deployment/cart' });
  expect(Math.abs((found?.sinceAtMs ?? 0) - changedAtMs)).toBeLessThan(4 * minute);
  const restored = createEngine({ detector: 'shop/shop' });
  restored.restore(engine.checkpoint());
  expect(restored.diagnose().findings).toEqual([]);
  write(restored, { fromMs: changedAtMs + 20 * minute, toMs: changedAtMs + 32 * minute, line: (at) => `order ${at % 977} is paid` });
  expect(restored.diagnose().findings).toEqual([found]);
});

test('times that are two hours off and bytes that are no UTF-8 are told together, the graver first, and end when they are mended', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  const spoilt = (at: number): Uint8Array => {
    const written = new Date(at - 2 * 60 * minute).toISOString().slice(0, 19).replace('T', ' ');
    const line = `${new Date(at).toISOString()} stdout F ${written} INFO order ${at % 977} is paid by J_rg\n`;
    return encoder.encode(line).map((byte) => (byte === 95 ? 0xf6 : byte));
  };
  const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' }, pod: 'cart-1', container: 'main', restartCount: 0 };
  for (let atMs = startMs; atMs < startMs + 15 * minute; atMs += 1_000) {
    engine.push({ stream, framing: 'cri', bytes: spoilt(atMs), receivedAtMs: atMs });
    if (atMs % 5_000 === 0) engine.tick(atMs);
  }
  expect(engine.diagnose().findings.map(({ kind }) => kind)).toEqual(['encoding-broken', 'clock-skew']);
  const mended = (at: number): string =>
    `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} INFO order ${at % 977} is paid by Ann`;
  write(engine, { fromMs: startMs + 15 * minute, toMs: startMs + 130 * minute, line: mended });
  expect(engine.diagnose().findings).toEqual([]);
});

test('a damaged state of the doctor begins it anew', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  write(engine, { fromMs: startMs, toMs: startMs + 5 * minute, line: json });
  const parts = engine.checkpoint().map(({ part, bytes }) => {
    if (part !== 'shared' || bytes === null) return { part, bytes };
    return { part, bytes: encoder.encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(bytes)), doctor: { version: 99 } })) };
  });
  const restored = createEngine({ detector: 'shop/shop' });
  restored.restore(parts);
  expect(restored.diagnose()).toMatchObject({ findings: [], workloads: 0, lookedAtMs: null });
});
