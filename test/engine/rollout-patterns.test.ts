import { expect, test } from 'vitest';
import { compareRollout, createEngine, type Engine } from '../../engine/index.ts';

const minuteMs = 60_000;
const fromMs = 1_800_000_000_000;
const rolloutAtMs = fromMs + 30 * minuteMs;
const nowMs = rolloutAtMs + 5 * minuteMs;
const workload = 'shop/deployment/cart';
const encoder = new TextEncoder();

/** Half an hour of a service with one steady error, and what `since` writes each ten seconds after its rollout. */
function rolledOut(since: (atMs: number) => readonly string[]): Engine {
  const engine = createEngine({ detector: 'shop/shop' });
  const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' }, pod: 'cart-1', container: 'cart', restartCount: 0 };
  for (let atMs = fromMs; atMs < nowMs; atMs += 10_000) {
    const number = (atMs - fromMs) / 10_000;
    const before = [`INFO order ${number} placed`, `ERROR mail to ${number} was refused`];
    const lines = atMs < rolloutAtMs ? before : since(atMs);
    engine.push({ stream, framing: 'plain', bytes: encoder.encode(lines.map((line) => `${line}\n`).join('')), receivedAtMs: atMs });
    engine.tick(atMs + 5000);
  }
  engine.tick(nowMs);
  return engine;
}

const compared = (engine: Engine, asked = {}) => compareRollout(engine, { workload, atMs: rolloutAtMs, nowMs, ...asked });

test('an error that only the new revision writes is new, one that it writes no more is gone', () => {
  const engine = rolledOut((atMs) => [`INFO order ${atMs % 977} placed`, `ERROR voucher ${atMs % 991} has no owner`]);
  const { unknown, fresh, gone } = compared(engine);
  expect(unknown).toBeNull();
  expect(fresh.map(({ text, lines }) => [text, lines])).toEqual([[expect.stringContaining('voucher'), 30]]);
  expect(gone.map(({ text, lines }) => [text, lines])).toEqual([[expect.stringContaining('mail to'), 18]]);
});

test('what is only written while pods start, once, or as before is no news', () => {
  const engine = rolledOut((atMs) => [
    `INFO order ${atMs % 977} placed`,
    `ERROR mail to ${atMs % 991} was refused`,
    ...(atMs < rolloutAtMs + 2 * minuteMs ? ['ERROR the cache is not warm yet'] : []),
    ...(atMs === rolloutAtMs + 3 * minuteMs ? ['ERROR a disk was slow once'] : []),
    'INFO a feature of the new version',
  ]);
  expect(compared(engine)).toEqual({ unknown: null, fresh: [], gone: [] });
});

test('a revision that writes nothing, and a workload that is still being learned, are not judged', () => {
  expect(compared(rolledOut(() => [])).unknown).toContain('written nothing');
  expect(
    compared(
      rolledOut(() => []),
      { workload: 'shop/deployment/other' },
    ).unknown,
  ).toContain('being learned');
});
