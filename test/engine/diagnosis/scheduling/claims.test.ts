import { describe, expect, it } from 'vitest';
import { claims } from '../../../../engine/diagnosis/scheduling/claims.ts';
import type { KubeObject } from '../../../../engine/domain.ts';
import { clusterOf, deployment, namespace } from '../cluster-of.ts';

type Fields = Readonly<Record<string, unknown>>;

const podSpec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const waits = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False' }] };
const waiting = deployment('cart', { podSpec, podStatus: waits, node: null });
const wishes = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '' };
const claim = (spec: Fields, phase = 'Pending'): KubeObject => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace },
  spec,
  status: { phase },
});
const volume = (spec: Fields = {}, phase = 'Available', labels = {}): KubeObject => ({
  kind: 'PersistentVolume',
  metadata: { name: 'disk-1', labels },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' }, storageClassName: '', ...spec },
  status: { phase },
});
const best = (...objects: readonly KubeObject[]) =>
  claims(clusterOf({ objects: [...waiting, ...objects] })).toSorted((a, b) => b.score - a.score)[0];

describe('a claim that no volume satisfies', () => {
  it.each([
    [
      'selects labels that it has not',
      claim({ ...wishes, selector: { matchLabels: { tier: 'a' } } }),
      volume({}, 'Available', { tier: 'b' }),
      'pvc-selector-mismatch',
    ],
    ['wants another access mode', claim({ ...wishes, accessModes: ['ReadWriteMany'] }), volume(), 'pvc-access-mode-mismatch'],
    ['wants more than it holds', claim({ ...wishes, resources: { requests: { storage: '5Gi' } } }), volume(), 'pvc-capacity-mismatch'],
    ['names a class that does not exist', claim({ ...wishes, storageClassName: 'fats' }), volume(), 'pvc-storage-class-mismatch'],
    ['asks for no class, and the volume has one', claim(wishes), volume({ storageClassName: 'fast' }), 'pvc-storage-class-mismatch'],
    ['finds it bound to another', claim(wishes), volume({ claimRef: { namespace, name: 'other' } }, 'Bound'), 'pv-binding-occupied'],
  ])('since it %s is named so', (_, wanted, offered, cause) => {
    expect(best(wanted, offered)?.cause).toBe(cause);
  });

  it('whose wishes were not delivered is judged by the volume, and says what would confirm it', () => {
    const found = best(claim({ storageClassName: '' }), volume({ accessModes: ['ReadOnlyMany'] }));
    expect(found?.cause).toBe('pvc-access-mode-mismatch');
    expect(found?.confirm).not.toBeNull();
  });

  it('is nothing while volumes of its class are made on demand, or once it is bound', () => {
    const made: KubeObject = { kind: 'StorageClass', metadata: { name: 'fast' } };
    expect(best(claim({ ...wishes, storageClassName: 'fast' }), { ...made, provisioner: 'ebs.csi.aws.com' } as KubeObject)).toBeUndefined();
    expect(best(claim(wishes, 'Bound'), volume())).toBeUndefined();
  });
});
