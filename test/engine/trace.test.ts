import { expect, it } from 'vitest';
import { createEngine, type Engine } from '../../engine/index.ts';

const startMs = Date.UTC(2026, 0, 5, 9, 0, 0);
const encoder = new TextEncoder();
const workloadOf = (name: string) => ({ namespace: 'shop', kind: 'deployment', name });
const streams = new Map(
  ['web', 'checkout', 'cart'].map((name) => [name, { workload: workloadOf(name), pod: `${name}-1`, container: 'app', restartCount: 0 }]),
);
const idOf = (at: number): string => `4bf92f3577b34da6a3ce${at.toString(16).padStart(12, '0')}`;

function write(engine: Engine, name: string, atMs: number, text: string): void {
  const stream = streams.get(name);
  if (stream === undefined) throw new Error(name);
  const bytes = encoder.encode(`${new Date(atMs).toISOString()} stdout F ${text}\n`);
  engine.push({ stream, framing: 'cri', bytes, receivedAtMs: atMs });
}

function request(engine: Engine, at: number, lines: readonly (readonly [name: string, text: string])[]): void {
  const atMs = startMs + at * 500;
  for (const [place, [name, text]] of lines.entries()) write(engine, name, atMs + place * 10, `${text} trace_id=${idOf(at)}`);
  if (at % 4 === 0) engine.tick(atMs + 100);
}

const usual = [
  ['web', 'INFO request for a basket came in'],
  ['checkout', 'INFO basket is being paid for by ann@example.com'],
  ['cart', 'INFO basket was emptied after payment'],
] as const;

it('the path of a request tells who had it, where it failed, and who never had it', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  for (let at = 0; at < 200; at += 1) request(engine, at, usual);
  request(engine, 200, [...usual.slice(0, 1), ['checkout', 'ERROR payment was refused by the bank']]);
  for (let at = 201; at < 360; at += 1) request(engine, at, usual);
  engine.tick(startMs + 400 * 500);

  const fine = engine.trace(idOf(10));
  expect(fine).toMatchObject({ outcome: 'found', path: { failing: null, missing: [] } });
  if (fine.outcome !== 'found') return;
  expect(fine.path.hops.map(({ workload }) => workload)).toEqual(['shop/web', 'shop/checkout', 'shop/cart']);
  expect(JSON.stringify(fine)).not.toContain('ann@example.com');

  const failed = engine.trace(idOf(200).slice(0, 32));
  expect(failed).toMatchObject({
    outcome: 'found',
    path: { failing: { workload: 'shop/checkout' }, missing: [{ workload: 'shop/cart', isReached: false }] },
  });
  expect(engine.trace('ffff0000ffff0000').outcome).toBe('unknown');
  expect(engine.trace('4bf92f35')).toMatchObject({ outcome: 'several', keeping: { failed: 1 } });
});

it('a request that may be under way lacks nothing yet, and a restart forgets it', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  for (let at = 0; at < 200; at += 1) request(engine, at, usual);
  request(engine, 200, usual.slice(0, 1));
  engine.tick(startMs + 200 * 500 + 5_000);
  expect(engine.trace(idOf(200))).toMatchObject({ outcome: 'found', path: { missing: null } });
  const again = createEngine({ detector: 'shop/shop' });
  again.restore(engine.checkpoint('whole'));
  expect(again.trace(idOf(200))).toMatchObject({ outcome: 'unknown', keeping: { requests: 0, sinceAtMs: null } });
});

it('rules of redaction that become stricter reach what is kept', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  request(engine, 1, usual);
  engine.tick(startMs + 10_000);
  engine.configure({ detector: 'shop/shop', redaction: { patterns: [{ name: 'hidden', regex: 'basket' }] } });
  expect(JSON.stringify(engine.trace(idOf(1)))).not.toContain('basket');
});
