import { expect, it } from 'vitest';
import { checkMemory } from '../../../../engine/diagnosis/runtime/memory.ts';
import { clusterOf, deployment, event, iso } from '../cluster-of.ts';

const killed = {
  restartCount: 3,
  ready: false,
  state: {},
  lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: iso(-20) } },
};

it('a container that was OOM-killed a moment ago is named, its healthy neighbour is not', () => {
  const cluster = clusterOf({ objects: [...deployment('cart', { status: killed }), ...deployment('till')] });
  const [found, ...others] = checkMemory(cluster);
  expect(found).toMatchObject({ object: { workload: 'shop/deployment/cart' }, cause: 'oom-killed', failing: true });
  expect(found?.evidence[0]?.text).toContain('OOMKilled');
  expect(others).toEqual([]);
});

it('a container that is killed before it starts is named by the words of the runtime', () => {
  const told = [event('cart-1', 'FailedCreatePodSandBox', 'runc create failed: container init was OOM-killed (memory limit too low?)')];
  expect(checkMemory(clusterOf({ objects: deployment('cart'), told }))).toMatchObject([{ cause: 'oom-killed', failing: true }]);
});

it('a kill of yesterday says nothing of today', () => {
  const long = { ...killed, ready: true, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: iso(-86_400) } } };
  expect(checkMemory(clusterOf({ objects: deployment('cart', { status: long }) }))).toEqual([]);
});
