import { describe, expect, it } from 'vitest';
import { createCrossings, type Stay } from '../../../../engine/incident/traces/crossings.ts';

const [web, cart, till] = ['shop/deployment/web', 'shop/deployment/cart', 'shop/deployment/till'];

function follow(staysOf: (id: string) => readonly Stay[] = () => []) {
  const calls: string[] = [];
  const crossings = createCrossings(staysOf, { infer: (from, to) => void calls.push(`${from} > ${to}`) });
  return { crossings, calls };
}

/** A request of which nobody else has heard moves time on. */
function settle({ crossings }: ReturnType<typeof follow>, atMs: number): void {
  crossings.see(`later ${atMs}`, till, atMs + 10_000);
  crossings.settle();
}

describe('a request that fails in two workloads', () => {
  it('within two seconds crosses them, and apart by more it does not', () => {
    const one = follow();
    for (const [id, laterMs] of [
      ['a', 2000],
      ['b', 10],
      ['c', 2001],
    ] as const) {
      one.crossings.see(id, cart, 1000);
      one.crossings.see(id, web, 1000 + laterMs);
    }
    expect(one.crossings.between(web, cart), 'while it may go on').toBeNull();
    settle(one, 4000);
    expect(one.crossings.between(web, cart)).toMatchObject({ requests: 2 });
    expect(one.crossings.between(cart, web)).toEqual(one.crossings.between(web, cart));
    expect(one.crossings.between(web, till)).toBeNull();
  });

  it('is another one for each id', () => {
    const one = follow();
    one.crossings.see('a', cart, 1000);
    one.crossings.see('b', web, 1000);
    settle(one, 2000);
    expect(one.crossings.between(web, cart)).toBeNull();
  });

  it('is counted once for each id, since what comes again and again is the id of a customer', () => {
    const one = follow();
    for (const atMs of [1000, 31_000, 61_000]) {
      one.crossings.see('customer', cart, atMs);
      one.crossings.see('customer', web, atMs);
      settle(one, atMs);
    }
    expect(one.crossings.between(web, cart)).toMatchObject({ requests: 1 });
  });

  it('is forgotten ten minutes later, and with its workload', () => {
    const one = follow();
    one.crossings.see('a', cart, 1000);
    one.crossings.see('a', web, 1000);
    settle(one, 2000);
    settle(one, 15 * 60_000);
    expect(one.crossings.between(web, cart)).toBeNull();
    const other = follow();
    other.crossings.see('a', cart, 1000);
    other.crossings.see('a', web, 1000);
    settle(other, 2000);
    other.crossings.forget(cart);
    expect(other.crossings.between(web, cart)).toBeNull();
  });

  const outer = { fromMs: 1000, toMs: 1500 };
  const inner = { fromMs: 1100, toMs: 1200 };
  const late = { fromMs: 6100, toMs: 6200 };

  it.each([
    ['shows who calls whom', 3, () => [outer, inner], [`${web} > ${cart}`]],
    ['shows it not by two', 2, () => [outer, inner], []],
    ['shows nothing where clocks differ by more than it took', 20, () => [outer, late], []],
    ['shows nothing where it goes both ways', 20, (id: number) => (id % 2 === 0 ? [outer, inner] : [inner, outer]), []],
  ])('%s', (_what, requests, staysOf, calls) => {
    const one = follow((id) => {
      const stays = staysOf(Number(id));
      return [web, cart].flatMap((workload, at) => (stays[at] === undefined ? [] : [{ workload, ...stays[at] }]));
    });
    for (let at = 0; at < requests; at += 1) {
      one.crossings.see(String(at), cart, 1200);
      one.crossings.see(String(at), web, 1400);
    }
    settle(one, 2000);
    expect(one.calls).toEqual(calls);
  });

  it('of which there are too many is counted', () => {
    const one = follow();
    for (let at = 0; at < 5000; at += 1) one.crossings.see(String(at), web, 1000);
    expect(one.crossings.refused).toBe(5000 - 4096);
  });
});
