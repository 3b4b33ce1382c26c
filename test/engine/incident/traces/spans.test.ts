import { describe, expect, it } from 'vitest';
import type { SpanError, SpanObservation } from '../../../../engine/incident/traces/spans.ts';
import { createSpans } from '../../../../engine/incident/traces/spans.ts';
import { createTimings } from '../../../../engine/incident/traces/timings.ts';

/** web calls cart, which asks its database; each takes a time of its own. */
function trace(
  id: string,
  atMs: number,
  { way = 2, cart = 5, select = 3, ahead = 0, error = null as string | null } = {},
): SpanObservation[] {
  const span = { type: 'span', traceId: id, namespace: 'shop' } as const;
  const cartMs = cart + select;
  return [
    { ...span, atMs, spanId: 'a', parentId: null, workload: 'web', name: 'GET /', durationMs: way + cartMs, error },
    { ...span, atMs: atMs + 1 + ahead, spanId: 'b', parentId: 'a', workload: 'cart', name: 'load', durationMs: cartMs, error },
    { ...span, atMs: atMs + 2 + ahead, spanId: 'c', parentId: 'b', workload: 'cart', name: 'SELECT', durationMs: select },
  ];
}

function watch() {
  const timings = createTimings();
  const calls = new Set<string>();
  const errors: (SpanError & { place: string })[] = [];
  const spans = createSpans({
    timings,
    onCall: (from, to) => void calls.add(`${from}>${to}`),
    onError: (place, error) => void errors.push({ place, ...error }),
  });
  const play = (from: number, to: number, how = {}): void => {
    for (let second = from; second < to; second += 1) {
      for (const span of trace(`t${second}`, second * 1_000, how)) spans.observe(span);
      spans.settle(second * 1_000);
    }
    spans.settle((to + 20) * 1_000);
  };
  return { timings, calls, errors, play };
}

describe('spans', () => {
  it('tell who calls whom, and in whom an error begins', () => {
    const { play, calls, errors } = watch();
    play(0, 3, { error: 'refused' });
    expect([...calls]).toEqual(['shop/web>shop/cart']);
    expect(new Set(errors.map(({ place }) => place))).toEqual(new Set(['shop/cart']));
  });

  it('of which all take as long as ever show nobody slow', () => {
    const { play, timings } = watch();
    play(0, 200);
    expect(timings.slow(200_000)).toEqual([]);
  });

  it('show who became slow by itself, and not who waits for it', () => {
    const { play, timings } = watch();
    play(0, 100);
    play(100, 200, { select: 200, cart: 40 });
    const [slowest, ...others] = timings.slow(200_000);
    expect(slowest).toMatchObject({ place: 'shop/cart' });
    expect(slowest?.sentence).toContain('where');
    expect(others.map(({ place }) => place)).not.toContain('shop/web');
  });

  it.each([2_000, -2_000])('show it too where the clock of the called one is %d ms ahead', (ahead) => {
    const { play, timings } = watch();
    play(0, 100, { ahead });
    play(100, 200, { select: 200, cart: 40, ahead });
    expect(timings.slow(200_000).map(({ place }) => place)).toEqual(['shop/cart']);
  });

  it('whose trace never ends are bounded', () => {
    const spans = createSpans({ timings: createTimings(), onCall: () => undefined, onError: () => undefined });
    for (let i = 0; i < 6_000; i += 1) for (const span of trace(`t${i}`, 0)) spans.observe(span);
    expect(spans.refused).toBe(3_000);
  });
});
