import { expect, test } from 'vitest';
import { changesOfTemplate } from '../../../engine/evidence/template-diff.ts';

const changesBetween = (before: object, after: object) => changesOfTemplate({ spec: before }, { spec: after });

const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const podSpec = (image: string) => ({ containers: [{ name: 'cart', image }] });

test.each([
  ['registry:5000/shop/cart:4.2.0', 'registry:5000/shop/cart:4.2.1', 'image of cart from 4.2.0 to 4.2.1 (registry:5000/shop/cart)'],
  ['registry:5000/shop/cart', 'registry:5000/shop/cart:2', 'image of cart from latest to 2 (registry:5000/shop/cart)'],
  ['shop/cart:1', `shop/cart:1@${digest}`, 'image of cart from 1 to sha256:0123456789ab (shop/cart)'],
  ['shop/cart:1', 'other/cart:1', 'image of cart from shop/cart:1 to other/cart:1'],
])('a new image is told with what differs first: %s, %s', (before, after, told) => {
  expect(changesBetween(podSpec(before), podSpec(after))).toEqual([told]);
});

const probe = (over: object) => ({
  containers: [{ name: 'cart', livenessProbe: { httpGet: { port: 8080, path: '/up' }, periodSeconds: 10, ...over } }],
});

test.each([
  [probe({}), probe({ httpGet: { port: 80, path: '/up' } }), ['livenessProbe of cart: port from 8080 to 80']],
  [
    probe({}),
    probe({ periodSeconds: 1, failureThreshold: 1 }),
    ['periodSeconds from 10 to 1', 'failureThreshold from none to 1'].map((one) => `livenessProbe of cart: ${one}`),
  ],
  [probe({}), { containers: [{ name: 'cart' }] }, ['livenessProbe of cart removed']],
  [probe({}), probe({ httpGet: { port: 8080, path: '/up', httpHeaders: '#1' } }), ['livenessProbe of cart changed']],
  [{ serviceAccountName: 'a' }, { serviceAccountName: 'b' }, ['serviceAccountName from a to b']],
  [
    { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'a' } }] },
    { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'b' } }, { name: 'tmp' }] },
    ['volume tmp added', 'volume data changed'],
  ],
  [{ volumes: '#1' }, { volumes: '#2' }, ['volumes changed']],
  [{ nodeSelector: { disk: 'ssd' } }, { nodeSelector: { disk: 'nvme' } }, ['nodeSelector changed']],
  [
    { initContainers: [{ name: 'migrate', image: 'm:1' }] },
    { initContainers: [{ name: 'migrate', image: 'm:2' }, { name: 'wait' }] },
    ['init container wait added', 'image of migrate from 1 to 2 (m)'],
  ],
  [podSpec('a:1'), podSpec('a:1'), []],
])('what exactly changed is told: %j, %j', (before, after, told) => {
  expect(changesBetween(before, after)).toEqual(told);
});

test('annotations of the pod template are told by their names, as the checksum of a Secret that is mounted', () => {
  const template = (annotations: object) => ({ metadata: { annotations }, spec: podSpec('a:1') });
  expect(changesOfTemplate(template({ 'checksum/secret': '1', old: 'x' }), template({ 'checksum/secret': '2', note: 'y' }))).toEqual([
    'annotation checksum/secret changed',
    'annotation old removed',
    'annotation note added',
  ]);
  expect(changesOfTemplate({ spec: podSpec('a:1') }, template({ note: 'y' })), 'of what was saved before they were kept').toEqual([]);
});
