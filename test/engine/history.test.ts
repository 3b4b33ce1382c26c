import { expect, test } from 'vitest';
import { createEngine } from '../../engine/engine.ts';

const minuteMs = 60_000;
const fromMs = 1_800_000_000_000;
const encoder = new TextEncoder();

test('each stretch has the lines that were written in it, of the patterns that were asked for', () => {
  const engine = createEngine({ detector: 'shop/shop' });
  const workload = { namespace: 'shop', kind: 'Deployment', name: 'cart' };
  const stream = { workload, pod: 'cart-1', container: 'cart', restartCount: 0 };
  const write = (line: string, atMs: number): void =>
    engine.push({ stream, framing: 'plain', bytes: encoder.encode(`${line}\n`), receivedAtMs: atMs });
  for (let minute = 0; minute < 30; minute += 1) {
    for (let line = 0; line <= minute % 3; line += 1) write(`order ${minute * 7 + line} placed`, fromMs + minute * minuteMs + line);
    write(`cache of shelf ${minute} is warm`, fromMs + minute * minuteMs);
  }
  engine.tick(fromMs + 30 * minuteMs);
  const [order] = engine.patterns({ fromMs, toMs: fromMs + 30 * minuteMs }).filter(({ template }) => template.text.startsWith('order'));
  const ids = new Set([order?.template.id ?? '', 'nobody']);
  const asked = { ids, fromMs, stepMs: 3 * minuteMs, steps: 10 };
  expect(engine.history('shop/deployment/cart', asked)).toEqual([{ id: order?.template.id, counts: Array(10).fill(6), usual: null }]);
  expect(engine.history('shop/deployment/nobody', asked)).toEqual([]);
});
