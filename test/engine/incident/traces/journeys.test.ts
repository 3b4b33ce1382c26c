import { describe, expect, it } from 'vitest';
import { createJourneys } from '../../../../engine/incident/traces/journeys.ts';

const [web, cart] = ['shop/deployment/web', 'shop/deployment/cart'];
type Line = readonly [workload: string, form: string];
const usual: readonly Line[] = [
  [web, 'checkout begins'],
  [cart, 'cart loaded'],
  [cart, 'cart priced'],
  [web, 'checkout done'],
];

/** One request a second; returns the time after the last. */
function play(journeys: ReturnType<typeof createJourneys>, fromMs: number, times: number, lines: readonly Line[] = usual): number {
  for (let i = 0; i < times; i += 1) {
    for (const [at, [workload, form]] of lines.entries()) journeys.see(`${fromMs}-${i}`, { workload, form }, fromMs + i * 1_000 + at * 10);
    journeys.settle(false);
  }
  return fromMs + times * 1_000;
}

describe('requests that are followed through their lines', () => {
  it('all of which are as usual miss nothing', () => {
    const journeys = createJourneys();
    const nowMs = play(journeys, 0, 120);
    expect(journeys.missing(nowMs)).toEqual([]);
  });

  it('show the workload whose step is the first that is missing, not those that come after', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    const nowMs = play(journeys, beganMs, 40, usual.slice(0, 2));
    expect(journeys.missing(nowMs)[0]).toMatchObject({ workload: cart, form: 'cart priced', sinceAtMs: beganMs });
    expect(journeys.missing(nowMs)[0]?.nats).toBeGreaterThan(20);
    expect(journeys.missing(nowMs).map(({ form }) => form)).not.toContain('checkout done');
  });

  it('say nothing of a step that is written in another form now', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    const changed = usual.map(([workload, form]): Line => [workload, form === 'cart priced' ? 'price of cart known' : form]);
    expect(journeys.missing(play(journeys, beganMs, 5, changed))).toEqual([]);
  });

  it('say nothing while nothing is read any more', () => {
    const journeys = createJourneys();
    const nowMs = play(journeys, 0, 60);
    journeys.see('last', { workload: web, form: 'checkout begins' }, nowMs);
    journeys.settle(false);
    expect(journeys.missing(nowMs + 60_000)).toEqual([]);
  });

  it('are known again after a restart, and a merge of two forms is no missing step', () => {
    const before = createJourneys();
    const beganMs = play(before, 0, 60);
    const journeys = createJourneys();
    journeys.restore(JSON.parse(JSON.stringify(before.snapshot())));
    journeys.merge(cart, 'cart priced', 'cart');
    const merged = usual.map(([workload, form]): Line => [workload, form === 'cart priced' ? 'cart' : form]);
    const brokenMs = play(journeys, beganMs, 30, merged);
    expect(journeys.missing(brokenMs)).toEqual([]);
    expect(journeys.missing(play(journeys, brokenMs, 30, usual.slice(0, 2)))[0]).toMatchObject({ form: 'cart' });
  });

  it('of which there are too many are counted, not kept', () => {
    const journeys = createJourneys();
    for (let i = 0; i < 5_000; i += 1) journeys.see(`r${i}`, { workload: web, form: 'x' }, 1_000);
    expect(journeys.refused).toBe(5_000 - 4_096);
  });
});
