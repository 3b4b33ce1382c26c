import { expect, it } from 'vitest';
import { createEngine, type Engine } from '../../engine/index.ts';

const startMs = Date.UTC(2026, 0, 5, 9, 0, 0);
const encoder = new TextEncoder();

function write(engine: Engine, name: string, texts: readonly string[]): void {
  const stream = { workload: { namespace: 'shop', kind: 'deployment', name }, pod: `${name}-1`, container: 'app', restartCount: 0 };
  const lines = texts.map((text, at) => `${new Date(startMs + at * 100).toISOString()} stdout F ${text}\n`);
  engine.push({ stream, framing: 'cri', bytes: encoder.encode(lines.join('')), receivedAtMs: startMs });
  engine.tick(startMs + 60_000);
}

const orders = Array.from(
  { length: 60 },
  (_, at) => `2026-01-05 09:00:${String(at % 60).padStart(2, '0')} ERROR order ${at} failed after ${at * 3} ms`,
);

it('a line is recognized with its header, without it, and with another in front, and nothing of it is counted', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  write(engine, 'cart', orders);
  write(engine, 'web', ['INFO page / served', ...orders.slice(0, 9)]);
  const before = JSON.stringify(engine.checkpoint('whole'));
  for (const line of [
    '2026-03-09 11:22:33 ERROR order 998877 failed after 1 ms',
    'order 998877 failed after 1 ms',
    'cart: order 998877 failed after 1 ms',
  ]) {
    const found = engine.recognize(line);
    expect([line, found.map(({ workload }) => workload)]).toEqual([line, ['shop/deployment/cart', 'shop/deployment/web']]);
    expect(found[0]?.template.text).toBe('order <num> failed after <duration>');
  }
  expect(JSON.stringify(engine.checkpoint('whole'))).toBe(before);
});

it.each(['the moon is made of green cheese', 'order', '', ' ', '<!channel>', 'x '.repeat(3000), '\u0000\ufffd'])(
  '%j was never seen',
  (line) => {
    const engine = createEngine({ detector: 'shop/shop' });
    write(engine, 'cart', orders);
    expect(engine.recognize(line)).toEqual([]);
  },
);
