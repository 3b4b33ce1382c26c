import { describe, expect, test } from 'vitest';
import { callersFail, createShop, killForMemory, only } from '../../builders/judgement.ts';
import { anomaly, deploymentId, memory, minute, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;
const mebibyte = 2 ** 20;

describe('who may fail next', () => {
  test('is whoever calls what fails, with how the call is known; who already fails is not among them', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + 5 * second);
    const [first, ...others] = only(shop.open()).atRisk;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ workload: deploymentId('checkout'), inMs: null });
    expect(first?.probability).toBeGreaterThanOrEqual(0.4);
    expect(first?.reason).toContain('it calls cart (configured: environment variable CART_URL)');
    shop.run(faultMs + 20 * second, callersFail(shop, faultMs));
    expect(only(shop.open()).atRisk).toEqual([]);
  });

  test('is less and less likely to, the longer it stands', () => {
    const shop = createShop();
    shop.run(faultMs);
    for (let kill = 0; kill < 20; kill += 1) {
      killForMemory(shop, faultMs + kill * minute, kill + 1);
      shop.run(faultMs + kill * minute + 30 * second);
    }
    expect(only(shop.open()).atRisk).toEqual([]);
  });

  test('is the surer the more often it failed along before, and after as long', () => {
    const shop = createShop();
    shop.run(faultMs);
    let atMs = faultMs;
    for (let round = 0; round < 4; round += 1, atMs += 60 * minute) {
      shop.run(atMs);
      killForMemory(shop, atMs, round + 1);
      shop.run(atMs + 30 * second, callersFail(shop, atMs));
      shop.run(atMs + 50 * minute);
    }
    shop.restart();
    shop.run(atMs);
    killForMemory(shop, atMs, 5);
    shop.run(atMs + 5 * second);
    const risks = only(shop.open()).atRisk;
    expect(risks[0]?.workload).toBe(deploymentId('checkout'));
    expect(risks[0]?.probability).toBeGreaterThan(0.75);
    expect(risks[0]?.inMs).toBeLessThanOrEqual(5 * second);
    expect(risks[0]?.reason).toContain('failed with it in 4 of 4 earlier incidents');
  });

  test('is what fails already and runs out of memory, with the time that is left', () => {
    const shop = createShop();
    for (let i = 0; i < 12; i += 1) shop.observe(memory('cart', (120 + 6 * i) * mebibyte, faultMs - (12 - i) * 15 * second));
    shop.run(faultMs);
    shop.run(faultMs + 60 * second, [anomaly('cart', { text: 'request took too long', atMs: faultMs + 5 * second, observed: 60 })]);
    const [first] = only(shop.open()).atRisk;
    expect(first?.workload).toBe(deploymentId('cart'));
    expect(first?.inMs).toBeGreaterThan(0);
    expect(first?.inMs).toBeLessThan(5 * minute);
    expect(first?.reason).toContain('left at the present rate');
  });

  test('is nobody once it is over', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    const ended = shop.run(faultMs + 30 * minute).filter(({ type }) => type === 'resolved');
    expect(ended.map(({ incident }) => incident.atRisk)).toEqual([[]]);
  });
});
