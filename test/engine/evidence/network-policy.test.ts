import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { cutsBetween, type Party } from '../../../engine/evidence/network-policy.ts';

const web: Party = { namespace: 'shop', labels: { app: 'web' }, ports: [] };
const cart: Party = { namespace: 'shop', labels: { app: 'cart' }, ports: [{ port: 8080, name: 'http' }] };

function policy(name: string, spec: object, namespace = 'shop'): KubeObject {
  return { kind: 'NetworkPolicy', metadata: { name, namespace }, spec: { ...spec } };
}

const ofCart = { matchLabels: { app: 'cart' } };
const from = (...peers: readonly object[]) => ({ podSelector: ofCart, ingress: [{ from: peers }] });
const ports = (...list: readonly object[]) => ({ podSelector: ofCart, ingress: [{ ports: list }] });

test.each([
  ['that lets nobody in', { podSelector: ofCart }, ['Ingress']],
  ['of a whole namespace that lets nobody in', { podSelector: {}, policyTypes: ['Ingress'] }, ['Ingress']],
  ['that lets nobody out', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }, ['Egress']],
  ['that lets nobody in and out', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, ['Ingress', 'Egress']],
  ['that lets in others', from({ podSelector: { matchLabels: { app: 'till' } } }), ['Ingress']],
  ['that lets in another namespace', from({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'bank' } } }), ['Ingress']],
  [
    'for others by an expression',
    from({ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] } }),
    ['Ingress'],
  ],
  ['that opens another port', ports({ port: 9090 }), ['Ingress']],
  ['that opens the port by its number', ports({ port: 8000, endPort: 9000 }), []],
  ['that opens the port by its name', ports({ port: 'http' }), []],
  ['that lets in just this one', from({ podSelector: { matchLabels: { app: 'web' } } }), []],
  ['that lets in addresses, of which nothing is known', from({ ipBlock: { cidr: '10.0.0.0/8' } }), []],
  ['that lets in namespaces by labels, of which nothing is known', from({ namespaceSelector: { matchLabels: { team: 'a' } } }), []],
  ['that selects somebody else', { podSelector: { matchLabels: { app: 'till' } } }, []],
])('a policy %s', (_what, spec, directions) => {
  expect(cutsBetween(web, cart, [policy('one', spec)]).map(({ direction }) => direction)).toEqual(directions);
});

test('what one policy allows no other forbids, and one of another namespace is none', () => {
  const deny = policy('deny', { podSelector: {} });
  expect(cutsBetween(web, cart, [deny, policy('allow', from({ podSelector: {} }))])).toEqual([]);
  expect(cutsBetween(web, cart, [policy('deny', { podSelector: {} }, 'bank')])).toEqual([]);
});
