import { expect, it } from 'vitest';
import { checkSidecarPorts } from '../../../../engine/diagnosis/runtime/sidecar.ts';
import { clusterOf, deployment, iso } from '../cluster-of.ts';

const crashing = {
  ready: false,
  restartCount: 4,
  state: {},
  lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: iso(-20) } },
};
const proxy = { name: 'proxy', image: 'registry.example/proxy:1' };
const container = { ports: [{ containerPort: 8080 }] };

it.each([
  'listen tcp :8080: bind: address already in use',
  'Error: listen EADDRINUSE: address already in use :::8080',
  'OSError: [Errno 98]',
])('a port that is taken in a pod with a sidecar is a conflict with it: %s', (line) => {
  const objects = deployment('cart', { container, others: [proxy], status: crashing });
  expect(checkSidecarPorts(clusterOf({ objects, logs: { cart: [line] } }))).toMatchObject([
    { cause: 'service-sidecar-port-conflict', score: 0.95 },
  ]);
});

it('two containers that declare one port are a conflict, whatever the log says', () => {
  const objects = deployment('cart', { container, others: [{ ...proxy, ports: [{ containerPort: 8080 }] }], status: crashing });
  expect(checkSidecarPorts(clusterOf({ objects }))).toMatchObject([{ score: 0.85 }]);
});

it('a program that is alone in its pod quarrels with somebody else', () => {
  const objects = deployment('cart', { container, status: crashing });
  expect(checkSidecarPorts(clusterOf({ objects, logs: { cart: ['bind: address already in use'] } }))[0]?.score).toBeLessThan(0.5);
});

it('a program that crashes for another reason, and one that runs, are not named', () => {
  const logs = { cart: ['panic: no such table'], till: ['bind: address already in use, using the next one'] };
  const objects = [...deployment('cart', { container, others: [proxy], status: crashing }), ...deployment('till', { others: [proxy] })];
  expect(checkSidecarPorts(clusterOf({ objects, logs }))).toEqual([]);
});
