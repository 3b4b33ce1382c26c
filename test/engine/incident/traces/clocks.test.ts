import { describe, expect, it } from 'vitest';
import { createClocks } from '../../../../engine/incident/traces/clocks.ts';

const at = (name: string): string => `shop/deployment/${name}`;

/** web calls cart, which calls the store; each as its own clock says. */
function watch(ahead: Readonly<Record<string, number>>, calls = 10, lateMs: (call: number) => number = () => 0) {
  const clocks = createClocks();
  for (let call = 0; call < calls; call += 1) {
    const startMs = call * 1_000;
    const timed = (name: string, atMs: number, durationMs: number) => ({ atMs: atMs + (ahead[name] ?? 0), durationMs });
    const [web, cart] = [timed('web', startMs, 100), timed('cart', startMs + 20 + lateMs(call), 50)];
    clocks.see({ from: 'shop/web', to: 'shop/cart', caller: web, called: cart });
    clocks.see({ from: 'shop/cart', to: 'shop/store', caller: cart, called: timed('store', startMs + 30 + lateMs(call), 10) });
  }
  clocks.settle();
  return ['web', 'cart', 'store'].map((name) => Math.round(clocks.ahead(at(name)) / 100) * 100 || 0);
}

describe('clocks of workloads', () => {
  it('that go alike, or differ by a moment, are left alone', () => {
    expect(watch({})).toEqual([0, 0, 0]);
    expect(watch({ cart: 100 })).toEqual([0, 0, 0]);
  });

  it.each([2_000, -2_000])('of which one is %d ms ahead of the others are known by calls that cannot have been so', (ms) => {
    expect(watch({ cart: ms })).toEqual([0, ms, 0]);
    expect(watch({ web: ms })).toEqual([ms, 0, 0]);
    expect(watch({ store: ms })).toEqual([0, 0, ms]);
  });

  it('are not judged by a few calls, nor by what waits in a queue', () => {
    expect(watch({ cart: 2_000 }, 3)).toEqual([0, 0, 0]);
    expect(watch({}, 30, (call) => 500 + 300 * call)).toEqual([0, 0, 0]);
  });
});
