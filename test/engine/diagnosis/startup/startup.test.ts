import { describe, expect, it } from 'vitest';
import type { Check } from '../../../../engine/diagnosis/hypothesis.ts';
import { image } from '../../../../engine/diagnosis/startup/image.ts';
import { secret } from '../../../../engine/diagnosis/startup/secret.ts';
import { volumePermission } from '../../../../engine/diagnosis/startup/volume-permission.ts';
import type { KubeObject } from '../../../../engine/domain.ts';
import type { Given } from '../cluster-of.ts';
import { clusterOf, deployment, event, namespace } from '../cluster-of.ts';

const best = (check: Check, given: Given) => check(clusterOf(given)).toSorted((a, b) => b.score - a.score)[0]?.cause;
const waitingFor = (reason: string, message?: string) => ({
  ready: false,
  state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
});
const stuck = { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] };

describe('an image that cannot be pulled', () => {
  const objects = deployment('cart', { status: waitingFor('ImagePullBackOff'), podStatus: stuck });
  const pull = (why: string) => [event('cart-1', 'Failed', `Failed to pull image "registry.example/cart:1": ${why}`)];

  it.each([
    ['rpc error: code = NotFound desc = registry.example/cart:1: not found', 'incorrect-image-reference'],
    ['manifest unknown: manifest unknown', 'incorrect-image-reference'],
    ['dial tcp: lookup registry.example on 10.0.0.10:53: no such host', 'image-registry-dns-failure'],
    ['dial tcp: lookup registry.example on 10.0.0.10:53: read udp 10.1.1.1:5: i/o timeout', 'image-registry-dns-failure'],
    ['failed to authorize: unexpected status from GET request: 401 Unauthorized', 'missing-image-pull-secret'],
    ['no basic auth credentials', 'missing-image-pull-secret'],
    ['unexpected status from HEAD request: 403 Forbidden', 'missing-image-pull-secret'],
  ])('with %s', (why, cause) => {
    expect(best(image, { objects, told: pull(why) })).toBe(cause);
  });

  it('and is denied, while another tag of the repository runs, is a wrong tag', () => {
    const other = deployment('cart', { status: { ready: true, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } } }).map((object) =>
      object.kind === 'Pod' ? { ...object, metadata: { ...object.metadata, name: 'cart-0' } } : object,
    );
    expect(best(image, { objects: [...objects, ...other], told: pull('403 Forbidden') })).toBe('incorrect-image-reference');
  });

  it('whose name is no image name needs no registry to say so', () => {
    expect(best(image, { objects: deployment('cart', { status: waitingFor('InvalidImageName'), podStatus: stuck }) })).toBe(
      'incorrect-image-reference',
    );
  });

  it('is read from the container where Events are not watched, and is nothing once it runs', () => {
    const told = deployment('cart', { status: waitingFor('ErrImagePull', 'registry.example/cart:1: not found'), podStatus: stuck });
    expect(best(image, { objects: told })).toBe('incorrect-image-reference');
    expect(best(image, { objects: deployment('cart'), told: pull('not found') })).toBeUndefined();
  });
});

describe('a Secret that does not exist', () => {
  const container = { env: [{ name: 'DB_USER', valueFrom: { secretKeyRef: { name: 'cart-db', key: 'user' } } }] };
  const objects = deployment('cart', { container, status: waitingFor('CreateContainerConfigError'), podStatus: stuck });
  const exists: KubeObject = { kind: 'Secret', metadata: { name: 'cart-db', namespace } };
  const other: KubeObject = { kind: 'Secret', metadata: { name: 'other', namespace } };

  it('is named by the kubelet', () => {
    expect(best(secret, { objects, told: [event('cart-1', 'Failed', 'Error: secret "cart-db" not found')] })).toBe(
      'missing-secret-binding',
    );
  });

  it('is found among the references where Secrets are watched', () => {
    expect(best(secret, { objects: [...objects, other] })).toBe('missing-secret-binding');
    expect(best(secret, { objects })).toBeUndefined();
  });

  it('is nothing once it exists, or when it may be missing', () => {
    const told = [event('cart-1', 'Failed', 'Error: secret "cart-db" not found')];
    expect(best(secret, { objects: [...objects, exists], told })).toBeUndefined();
    const optional = { env: [{ name: 'DB_USER', valueFrom: { secretKeyRef: { name: 'cart-db', key: 'user', optional: true } } }] };
    const lenient = deployment('cart', { container: optional, status: waitingFor('CreateContainerConfigError'), podStatus: stuck });
    expect(best(secret, { objects: [...lenient, other] })).toBeUndefined();
  });
});

describe('a volume that may not be written', () => {
  const podSpec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
  const container = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const crashing = waitingFor('CrashLoopBackOff');
  const logs = { cart: ['cannot open /data/store.db: Permission denied'] };

  it('is why a container that mounts it keeps ending', () => {
    expect(best(volumePermission, { objects: deployment('cart', { podSpec, container, status: crashing }), logs })).toBe(
      'volume-mount-permission-denied',
    );
  });

  it('is nothing where the container runs, mounts nothing, or is refused something else', () => {
    expect(best(volumePermission, { objects: deployment('cart', { podSpec, container }), logs })).toBeUndefined();
    expect(best(volumePermission, { objects: deployment('cart', { status: crashing }), logs })).toBeUndefined();
    const other = { cart: ['query failed: permission denied for user cart'] };
    expect(best(volumePermission, { objects: deployment('cart', { podSpec, container, status: crashing }), logs: other })).toBeUndefined();
  });
});
