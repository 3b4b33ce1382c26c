/** A store that takes what it is asked and answers nothing, on the way down. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster } from '../../demo/cluster/cluster.ts';
import { OperatorError } from '../../operator/errors.ts';
import type { Store } from '../../operator/store/store.ts';
import { createNumberedPods } from '../builders/numbered-pods.ts';
import { expectExact } from '../fakes/account.ts';
import { channel, startLeadingOperator } from '../fakes/leading-operator.ts';

/** As the store in Redis, where it is five seconds: what is not answered fails after its time. */
const callWithinMs = 1_000;

function hangingOn(store: Store, isHanging: () => boolean): Store {
  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!isHanging()) return await work();
    await sleep(callWithinMs);
    throw new OperatorError('StoreUnavailable', 'The store does not answer.');
  };
  return {
    ...store,
    get: (key) => limited(() => store.get(key)),
    list: (prefix, page) => limited(() => store.list(prefix, page)),
    write: (batch, fence) => limited(() => store.write(batch, fence)),
  };
}

test('it does not keep the operator from ending, and a restart after it goes on exactly', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hanging-'));
  const cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  cluster.upsert({
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { namespace: 'shop', name: 'all' },
    spec: { selector: {}, notify: { slack: { channel } } },
  });
  const pods = createNumberedPods(cluster, 'shop');
  for (const replica of ['a', 'b']) pods.start(`cart-abc12-${replica}`, 'cart');
  const start = { kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'logdetector.db') };
  let isHanging = false;
  const operator = await startLeadingOperator({ ...start, term: 1, wrap: (store) => hangingOn(store, () => isHanging) });
  const pipeline = () => operator.leading.supervisor.get('shop/all');
  await expect.poll(() => pipeline()?.streams().open, { timeout: 15_000 }).toBe(2);
  isHanging = true;
  for (const pod of pods.pods) pods.write(pod, 100);
  await expect.poll(() => pipeline()?.saveProblem(), { timeout: 15_000 }).toBe('The store does not answer.');
  const toldAtMs = performance.now();
  await operator.stop();
  // With the five seconds of a command this is within the thirty that a pod has to end.
  expect((performance.now() - toldAtMs) / callWithinMs).toBeLessThan(6);
  const next = await startLeadingOperator({ ...start, term: 2 });
  await expectExact(pods, next.report);
  await next.stop();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});
