import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../bench/accuracy/random.ts';
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
  return playEach(journeys, { fromMs, times, linesOf: () => lines });
}

interface Playing {
  readonly fromMs: number;
  readonly times: number;
  /** The lines of the n-th request. */
  readonly linesOf: (at: number) => readonly Line[];
}

function playEach(journeys: ReturnType<typeof createJourneys>, { fromMs, times, linesOf }: Playing): number {
  for (let i = 0; i < times; i += 1) {
    for (const [at, [workload, form]] of linesOf(i).entries())
      journeys.see(`${fromMs}-${i}`, { workload, form, isError: form.includes('error') }, fromMs + i * 1_000 + at * 10);
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

  it('lack a step where the workload writes an error instead, also one that begins alike', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    const failing = usual.map(([workload, form]): Line => [workload, form === 'cart priced' ? 'cart error' : form]);
    const nowMs = play(journeys, beganMs, 20, failing);
    expect(journeys.missing(nowMs)[0]).toMatchObject({ workload: cart, form: 'cart priced', missed: 10, tried: 10, isReached: true });
    for (let i = 0; i < 20; i += 1) {
      for (const [at, [workload, form]] of usual.entries())
        journeys.see(`alike ${i}`, { workload, form, isError: form === 'cart loaded' }, nowMs + i * 1_000 + at * 10);
      journeys.settle(false);
    }
    expect(journeys.missing(nowMs + 20_000).map(({ form }) => form)).toContain('cart loaded');
  });

  it('lack what nearly all have twice where they have it once', () => {
    const journeys = createJourneys();
    const twice: readonly Line[] = [...usual.slice(0, 2), [cart, 'item priced'], [cart, 'item priced'], ...usual.slice(2)];
    const beganMs = play(journeys, 0, 60, twice);
    expect(journeys.missing(beganMs)).toEqual([]);
    const nowMs = play(journeys, beganMs, 20, [...usual.slice(0, 2), [cart, 'item priced'], ...usual.slice(2)]);
    expect(journeys.missing(nowMs)).toMatchObject([{ workload: cart, form: 'item priced', isRepeat: true, isReached: true }]);
  });

  it('show what is missing too where a tenth of all lines is lost anyway, and say little of what is only lost', () => {
    const journeys = createJourneys();
    const random = seeded('lost lines', 1);
    const lossy = (lines: readonly Line[]) => (): readonly Line[] => lines.filter(() => !random.chance(0.1));
    const beganMs = playEach(journeys, { fromMs: 0, times: 600, linesOf: lossy(usual) });
    expect(journeys.missing(beganMs).filter(({ nats }) => nats > Math.log(100))).toEqual([]);
    const nowMs = playEach(journeys, { fromMs: beganMs, times: 60, linesOf: lossy(usual.filter(([, form]) => form !== 'cart loaded')) });
    expect(journeys.missing(nowMs)[0]).toMatchObject({ workload: cart, form: 'cart loaded' });
    expect(journeys.missing(nowMs)[0]?.usual).toBeCloseTo(0.1, 1);
    expect(journeys.missing(nowMs).filter(({ nats }) => nats > Math.log(100))).toHaveLength(1);
  });

  it('are learned from all the same where what one lacked turned out to be chance', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    const nowMs = playEach(journeys, { fromMs: beganMs, times: 240, linesOf: (i) => (i % 40 === 0 ? usual.slice(0, 3) : usual) });
    const brokenMs = play(journeys, nowMs, 20, usual.slice(0, 3));
    expect(journeys.missing(brokenMs)[0]).toMatchObject({ workload: web, form: 'checkout done' });
    expect(journeys.missing(brokenMs)[0]?.usual).toBeGreaterThan(1 / 100);
  });

  it('are not learned from while they lack a step: the first that fail do not make failing usual', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 25);
    const nowMs = play(journeys, beganMs, 30, usual.slice(0, 2));
    expect(journeys.missing(nowMs)[0]).toMatchObject({ workload: cart, missed: 20 });
  });

  it('have a step out of order where it comes after the one that it came before', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    expect(journeys.swapped(beganMs)).toEqual([]);
    const [first, loaded, priced, last] = usual as readonly [Line, Line, Line, Line];
    const nowMs = play(journeys, beganMs, 40, [first, priced, loaded, last]);
    expect(journeys.swapped(nowMs)).toMatchObject([
      { workload: cart, form: 'cart loaded', beside: { form: 'cart priced' }, sinceAtMs: beganMs },
    ]);
    expect(journeys.swapped(nowMs)[0]?.nats).toBeGreaterThan(20);
    expect(journeys.missing(nowMs)).toEqual([]);
    expect(journeys.swapped(play(journeys, nowMs, 20))[0]?.kept).toBeGreaterThanOrEqual(10);
  });

  it('say nothing of the order of steps that run side by side, nor of two workloads, whose clocks differ', () => {
    const journeys = createJourneys();
    const [first, loaded, priced, last] = usual as readonly [Line, Line, Line, Line];
    let nowMs = 0;
    for (let i = 0; i < 40; i += 1) nowMs = play(journeys, nowMs, 1, i % 3 === 0 ? [first, priced, loaded, last] : usual);
    nowMs = play(journeys, nowMs, 20, [first, priced, loaded, last]);
    nowMs = play(journeys, nowMs, 20, [loaded, first, priced, last]);
    expect(journeys.swapped(nowMs)).toEqual([]);
  });

  it('tell who was not come to from whom they came to', () => {
    const journeys = createJourneys();
    const beganMs = play(journeys, 0, 60);
    const turnedBack = play(journeys, beganMs, 80, usual.slice(0, 1));
    expect(journeys.missing(turnedBack)[0]).toMatchObject({ workload: cart, form: 'cart loaded', isReached: false });
    // The request went on to what comes after the cart, so it was there.
    const silent = createJourneys();
    play(silent, 0, 60);
    const nowMs = play(silent, beganMs, 80, [usual[0] ?? [web, ''], usual[3] ?? [web, '']]);
    expect(silent.missing(nowMs)[0]).toMatchObject({ workload: cart, isReached: true });
  });

  it('wait for lines that come late, and for no longer than a minute', () => {
    const late = createJourneys();
    const beganMs = play(late, 0, 60);
    for (let i = 0; i < 40; i += 1) {
      late.see(`late ${i}`, { workload: web, form: 'checkout begins', isError: false }, beganMs + i * 1_000);
      late.settle(false);
    }
    expect(late.missing(beganMs + 40_000)).toEqual([]);
    for (let i = 0; i < 40; i += 1)
      for (const [at, [workload, form]] of usual.slice(1).entries())
        late.see(`late ${i}`, { workload, form, isError: false }, beganMs + i * 1_000 + 10 + at * 10);
    const nowMs = play(late, beganMs + 40_000, 80);
    expect(late.missing(nowMs)).toEqual([]);
    const gone = createJourneys();
    play(gone, 0, 60);
    expect(gone.missing(play(gone, beganMs, 80, usual.slice(0, 1)))[0]).toMatchObject({ workload: cart, form: 'cart loaded' });
  });

  it('say nothing while nothing is read any more', () => {
    const journeys = createJourneys();
    const nowMs = play(journeys, 0, 60);
    journeys.see('last', { workload: web, form: 'checkout begins', isError: false }, nowMs);
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
    for (let i = 0; i < 5_000; i += 1) journeys.see(`r${i}`, { workload: web, form: 'x', isError: false }, 1_000);
    expect(journeys.refused).toBe(5_000 - 4_096);
  });
});
