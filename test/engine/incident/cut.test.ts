import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { callersFail, createShop, only } from '../../builders/judgement.ts';
import { anomaly, deploymentId, kubeTime, minute, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

function policy(app: string, parts: object, createdAtMs = faultMs): KubeObject {
  return {
    kind: 'NetworkPolicy',
    metadata: { name: 'strict', namespace: 'shop', creationTimestamp: kubeTime(createdAtMs) },
    spec: { podSelector: { matchLabels: { app } }, ...parts },
  };
}

describe('a network policy', () => {
  test('that lets nobody call a workload any more is the cause, with the calls that it cut', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.see(policy('cart', { ingress: [] }), faultMs);
    shop.run(faultMs + 40 * second, callersFail(shop, faultMs + 5 * second));
    const [cause] = only(shop.open()).causes;
    expect(cause).toMatchObject({ workload: deploymentId('cart'), kind: 'configuration', changeId: 'networkpolicy/strict' });
    expect(cause?.reasons[0]).toBe('network policy strict lets checkout call cart no more');
    expect(cause?.score).toBeGreaterThan(0.6);
  });

  test('that lets a workload call nobody any more is to blame there, not with whom it misses', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.see(policy('checkout', { policyTypes: ['Egress'] }), faultMs);
    shop.run(faultMs + 40 * second, callersFail(shop, faultMs + 5 * second));
    const [cause] = only(shop.open()).causes;
    expect(cause).toMatchObject({ workload: deploymentId('checkout'), kind: 'configuration', changeId: 'networkpolicy/strict' });
    expect(cause?.reasons).toContain('network policy strict lets checkout call cart no more');
  });

  test('that also cuts the way to the DNS is to blame where nobody can be named', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.see(policy('checkout', { policyTypes: ['Egress'] }), faultMs);
    const lost = anomaly('checkout', { text: 'upstream request failed after 3 tries', atMs: faultMs + 5 * second, observed: 60 });
    shop.run(faultMs + 40 * second, [lost]);
    expect(only(shop.open()).causes[0]).toMatchObject({ kind: 'configuration', changeId: 'networkpolicy/strict' });
  });

  test('that lets the callers in, or has stood for long, is not', () => {
    const allows = { ingress: [{ from: [{ podSelector: {} }] }] };
    for (const given of [policy('cart', allows), policy('cart', { ingress: [] }, startMs - 60 * minute)]) {
      const shop = createShop();
      if (given.spec?.['ingress'] !== allows.ingress) shop.see(given, startMs);
      shop.run(faultMs);
      shop.see(given, faultMs);
      shop.run(faultMs + 40 * second, callersFail(shop, faultMs + 5 * second));
      expect(only(shop.open()).causes[0]?.kind).toBe('dependency');
    }
  });
});
