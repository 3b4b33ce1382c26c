import { expect, test } from 'vitest';
import { createShop, only } from '../../builders/judgement.ts';
import { event, minute, pod, podName, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 10 * minute;

/** A new pod of each waits for its claim, and the kubelet says why. */
function cannotMount(claimOf: (app: string) => string, message: string): ReturnType<typeof createShop> {
  const shop = createShop();
  for (const app of ['mail', 'ads'])
    shop.see(
      { kind: 'PersistentVolumeClaim', metadata: { name: claimOf(app), namespace: 'shop' }, spec: { storageClassName: 'fast' } },
      startMs,
    );
  shop.run(faultMs);
  for (const app of ['mail', 'ads']) {
    const waiting = pod({ app, suffix: 'x2', createdAtMs: faultMs, phase: 'Pending', waiting: { reason: 'ContainerCreating' } });
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: claimOf(app) } }];
    shop.see({ ...waiting, spec: { ...(waiting['spec'] as object), volumes } }, faultMs + second);
    const name = podName({ app, suffix: 'x2' });
    shop.observe(event('FailedAttachVolume', message, { atMs: faultMs + 5 * second, name }));
    shop.observe(event('FailedAttachVolume', message, { atMs: faultMs + 100 * second, name, count: 4 }));
  }
  shop.run(faultMs + 3 * minute);
  return shop;
}

test.each([
  [
    'volumes of one storage class',
    'storage class fast',
    (app: string) => `data-${app}`,
    'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
  ],
  [
    'one volume that several mount',
    'volume media',
    () => 'media',
    'Multi-Attach error: Volume is already exclusively attached to one node',
  ],
])('%s that cannot be attached are one incident of it', (_what, called, claimOf, message) => {
  const shop = cannotMount(claimOf, `AttachVolume.Attach failed for volume "pvc-1" : ${message}`);
  expect(only(shop.open())).toMatchObject({
    title: `${called} does not answer as it should; ads and mail fail with it`,
    causes: [{ workload: null, kind: 'dependency' }],
  });
});
