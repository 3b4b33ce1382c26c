import { describe, expect, test } from 'vitest';
import { callersFail, crash, createShop, killForMemory, only, rollOut } from '../../builders/judgement.ts';
import type { Shop } from '../../builders/judgement.ts';
import { anomaly, deploymentId, event, minute, node, pod, replicaSet, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

/** cart is killed again and again, and its callers complain. */
function leakingShop(untilMs: number): Shop {
  const shop = createShop();
  shop.run(faultMs);
  for (let atMs = faultMs, restarts = 1; atMs < untilMs; atMs += 90 * second, restarts += 1) {
    killForMemory(shop, atMs, restarts);
    shop.run(Math.min(untilMs, atMs + 90 * second), callersFail(shop, faultMs));
  }
  return shop;
}

function openedIn(shop: Shop): readonly string[] {
  return shop.changes().flatMap(({ type, incident }) => (type === 'opened' ? [incident.id] : []));
}

describe('who fails while an incident goes on is told there', () => {
  test('when it complains of the same host outside, however late', () => {
    const shop = createShop();
    shop.run(faultMs);
    const complains = (app: string, atMs: number) =>
      anomaly(app, { text: 'POST https://api.payments.example.com/charge: 503', atMs, observed: 40 });
    const anomalies = [complains('checkout', faultMs), complains('mail', faultMs + 8 * minute)];
    shop.run(faultMs + 10 * minute, anomalies);
    expect(only(shop.open()).affected.map(({ workload }) => workload)).toEqual(['checkout', 'mail'].map(deploymentId));
    expect(openedIn(shop)).toHaveLength(1);
  });

  test('when it is slow and nobody knows why, as long as the failure spreads', () => {
    const atMs = faultMs + 3 * minute;
    const shop = leakingShop(atMs);
    const slow = anomaly('mail', { kind: 'latency', text: 'sent in <duration>', atMs, observed: 40 });
    shop.run(atMs + 30 * second, [...callersFail(shop, faultMs), slow]);
    expect(only(shop.open()).affected.map(({ workload }) => workload)).toContain(deploymentId('mail'));
    expect(openedIn(shop)).toHaveLength(1);
  });

  test('when it crashes and what it waits for is what failed first', () => {
    const atMs = faultMs + 6 * minute;
    const shop = leakingShop(atMs);
    crash(shop, 'checkout', { atMs });
    shop.run(atMs + 30 * second, callersFail(shop, faultMs));
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'out-of-memory' });
  });
});

describe('a second failure while an incident goes on has an incident of its own, which says so,', () => {
  const atMs = faultMs + 6 * minute;

  function isTold(shop: Shop, first: string, cause: object): void {
    const [before, after] = [shop.open().find(({ id }) => id === first), only(shop.open().filter(({ id }) => id !== first))];
    expect(before?.causes[0]).toMatchObject({ workload: deploymentId('cart'), kind: 'out-of-memory' });
    expect(after.causes[0]).toMatchObject(cause);
    const opening = shop.changes().find(({ type, incident }) => type === 'opened' && incident.id === after.id);
    expect(opening?.news.at(-1)).toContain(`It is another failure than ${first}, which goes on: cart is out of memory`);
  }

  test('where something else breaks that the same callers call', () => {
    const shop = leakingShop(atMs);
    const first = only(shop.open()).id;
    crash(shop, 'ads', { atMs });
    const complaint = anomaly('web', { text: 'GET http://ads:8080/banner: connection refused', atMs: atMs + second });
    shop.run(atMs + 30 * second, [...callersFail(shop, faultMs), complaint]);
    isTold(shop, first, { workload: deploymentId('ads'), kind: 'crash' });
  });

  test('where a victim has new errors of its own since its own rollout', () => {
    const shop = leakingShop(atMs);
    const first = only(shop.open()).id;
    rollOut(shop, 'checkout', atMs);
    const own = anomaly('checkout', { text: 'panic: nil pointer dereference', atMs: atMs + 20 * second, observed: 30 });
    shop.run(atMs + 3 * minute, [...callersFail(shop, faultMs), own]);
    isTold(shop, first, { workload: deploymentId('checkout'), kind: 'bad-rollout' });
  });

  test('where a node is lost minutes later on which a victim runs, also when errors alone tell of the first', () => {
    const shop = createShop();
    for (const app of ['web', 'ads']) shop.see(pod({ app, node: 'n2' }), startMs + second);
    shop.run(faultMs);
    const [checkoutFails] = callersFail(shop, faultMs);
    const [, webFails] = callersFail(shop, atMs - minute);
    const complaints = [checkoutFails, webFails].filter((one) => one !== undefined);
    shop.run(atMs, complaints);
    const first = only(shop.open());
    shop.see(node('n2', { ready: false, atMs }), atMs);
    shop.run(atMs + minute, complaints);
    const after = only(shop.open().filter(({ id }) => id !== first.id));
    expect(after.causes[0]).toMatchObject({ workload: null, node: 'n2', kind: 'node' });
    expect(shop.open().find(({ id }) => id === first.id)?.causes[0]).toMatchObject({ workload: first.causes[0]?.workload });
  });

  test('where a quota refuses the pods of a new revision of who suffers from a lost node', () => {
    const shop = createShop();
    for (const app of ['cart', 'checkout']) shop.see(pod({ app, node: 'n2' }), startMs + second);
    shop.run(faultMs);
    shop.see(node('n2', { ready: false, atMs: faultMs }), faultMs);
    shop.run(atMs, callersFail(shop, faultMs));
    const first = only(shop.open());
    expect(first.causes[0]).toMatchObject({ node: 'n2', kind: 'node' });
    shop.see(replicaSet({ app: 'checkout', hash: 'b2', revision: 2, createdAtMs: atMs, image: 'registry.example.com/checkout:2' }), atMs);
    const message = 'pods "checkout-b2-x2" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=8, limited: pods=8';
    for (const afterMs of [second, 70 * second])
      shop.observe(event('FailedCreate', message, { kind: 'ReplicaSet', name: 'checkout-b2', atMs: atMs + afterMs, count: 5 }));
    shop.run(atMs + 2 * minute, callersFail(shop, faultMs));
    const after = only(shop.open().filter(({ id }) => id !== first.id));
    expect(after.causes[0]).toMatchObject({ workload: deploymentId('checkout'), kind: 'scheduling' });
  });

  test('also after a restart of the operator', () => {
    const shop = leakingShop(atMs);
    const first = only(shop.open()).id;
    crash(shop, 'ads', { atMs });
    shop.run(atMs + 30 * second, callersFail(shop, faultMs));
    const ids = shop.open().map(({ id }) => id);
    shop.restart();
    shop.run(atMs + minute, callersFail(shop, faultMs));
    expect(ids).toContain(first);
    expect(shop.open().map(({ id }) => id)).toEqual(ids);
  });
});
