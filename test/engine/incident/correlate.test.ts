import { describe, expect, test } from 'vitest';
import { correlate } from '../../../engine/incident/correlate.ts';
import type { Group } from '../../../engine/incident/group.ts';
import { Graph } from '../../../engine/incident/graph.ts';
import { Inventory } from '../../../engine/evidence/inventory.ts';
import { createShop, only } from '../../builders/judgement.ts';
import { anomaly, deploymentId, minute, replicaSet, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;
const asIs = (text: string): string => text;

describe('incidents that go back to the same object', () => {
  const group = (incident: string, root: string | null): Group => ({
    incident,
    preexisting: false,
    root,
    members: new Map(),
    left: new Map(),
  });
  const correlated = (open: readonly Group[]) =>
    correlate({ failing: new Map(), open, graph: new Graph(asIs), inventory: new Inventory(asIs), changes: [], crossed: () => null });

  test('are one, the oldest', () => {
    const { groups, merged } = correlated([group('inc-a', 'shop/deployment/cart'), group('inc-b', 'shop/deployment/cart')]);
    expect([...merged]).toEqual([['inc-b', 'inc-a']]);
    expect(groups.map(({ incident }) => incident)).toEqual(['inc-a']);
  });

  test('are not those of which no cause is known, nor those of different ones', () => {
    const { merged } = correlated([
      group('inc-a', null),
      group('inc-b', null),
      group('inc-c', 'shop/deployment/cart'),
      group('inc-d', 'node/n1'),
    ]);
    expect(merged.size).toBe(0);
  });
});

describe('errors that name nobody', () => {
  const eruption = (app: string, atMs: number) => anomaly(app, { text: `${app} cannot go on`, atMs });

  test('in workloads of which no calls are known are one incident when they erupt together', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.run(faultMs + minute, [eruption('mail', faultMs), eruption('ads', faultMs + 20 * second)]);
    expect(shop.open().map(({ affected }) => affected.map(({ workload }) => workload))).toEqual([['mail', 'ads'].map(deploymentId)]);
    expect(only(shop.open()).causes[0], 'who began is suspected, and not surely').toMatchObject({ workload: deploymentId('mail') });
    expect(only(shop.open()).causes[0]?.score).toBeLessThan(0.5);
  });

  test('are two incidents when they come minutes apart', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.run(faultMs + 5 * minute, [eruption('mail', faultMs), eruption('ads', faultMs + 3 * minute)]);
    expect(shop.open()).toHaveLength(2);
  });

  test('are one incident where the same requests fail in both within two seconds, and say how many', () => {
    const shop = createShop();
    shop.run(faultMs);
    for (let request = 0; request < 5; request += 1) {
      const atMs = faultMs + request * 100;
      shop.fail('ads', `request-${request}`, atMs);
      shop.fail('mail', `request-${request}`, atMs + second);
    }
    shop.fail('web', 'later', faultMs + 30 * second);
    shop.run(faultMs + 5 * minute, [eruption('mail', faultMs), eruption('ads', faultMs + 3 * minute)]);
    expect(only(shop.open()).causes[0]?.reasons).toContain('5 requests failed in it and in ads within 2 s');
  });

  const rollOut = (shop: ReturnType<typeof createShop>, app: string, atMs: number): void =>
    shop.see(replicaSet({ app, hash: 'b2', revision: 2, image: `shop/${app}:2`, createdAtMs: atMs }), atMs);

  test('after a new revision of each, seconds apart, are two incidents, each with its own rollout', () => {
    const shop = createShop();
    shop.run(faultMs - minute);
    rollOut(shop, 'mail', faultMs - 20 * second);
    rollOut(shop, 'ads', faultMs + 15 * second);
    shop.run(faultMs + 2 * minute, [eruption('mail', faultMs), eruption('ads', faultMs + 40 * second)]);
    expect(shop.open().map(({ causes }) => [causes[0]?.workload, causes[0]?.kind])).toEqual(
      ['mail', 'ads'].map((app) => [deploymentId(app), 'bad-rollout']),
    );
  });

  test('in one before a new revision of the other are two, after it one', () => {
    const incidents = [-40, 20].map((adsAfterSeconds) => {
      const shop = createShop();
      shop.run(faultMs - minute);
      rollOut(shop, 'mail', faultMs - 20 * second);
      shop.run(faultMs + 2 * minute, [eruption('mail', faultMs), eruption('ads', faultMs + adsAfterSeconds * second)]);
      return shop.open().length;
    });
    expect(incidents).toEqual([2, 1]);
  });
});
