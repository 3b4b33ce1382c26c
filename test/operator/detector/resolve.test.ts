import { describe, expect, test } from 'vitest';
import { defaults } from '../../../api/resource.ts';
import type { KubeObject } from '../../../engine/index.ts';
import { isSelected } from '../../../api/selection.ts';
import { resolveTargets } from '../../../operator/detector/resolve.ts';

const spec = defaults({ selector: { matchLabels: { app: 'cart' } } });
const never = (): null => null;

function pod(status: Record<string, unknown>, metadata: Partial<KubeObject['metadata']> = {}): KubeObject {
  return {
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop', uid: 'u1', labels: { app: 'cart' }, ...metadata },
    spec: { nodeName: 'node-1' },
    status,
  };
}

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const died = { terminated: { containerID: 'containerd://old', exitCode: 137 } };

describe('containers to read', () => {
  test('a running container is followed', () => {
    const targets = resolveTargets(spec, [pod({ containerStatuses: [{ name: 'app', state: running, containerID: 'c' }] })], never);
    expect(targets).toMatchObject([
      { pod: 'cart-1', container: 'app', restartCount: 0, previous: false, terminated: false, node: 'node-1' },
    ]);
  });

  test('after a restart the tail of the dead instance is read before the new one', () => {
    const status = { name: 'app', state: running, lastState: died, restartCount: 2, containerID: 'new' };
    const targets = resolveTargets(spec, [pod({ containerStatuses: [status] })], never);
    expect(targets).toMatchObject([
      { restartCount: 1, previous: true, terminated: true, containerId: 'containerd://old' },
      { restartCount: 2, previous: false, terminated: false },
    ]);
  });

  test('a container that waits to be restarted has its last instance read to the end, without previous', () => {
    const status = { name: 'app', state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: died, restartCount: 3 };
    expect(resolveTargets(spec, [pod({ containerStatuses: [status] })], never)).toMatchObject([
      { restartCount: 3, previous: false, terminated: true },
    ]);
  });

  test('a container that never started has no log', () => {
    const status = { name: 'app', state: { waiting: { reason: 'ContainerCreating' } } };
    expect(resolveTargets(spec, [pod({ containerStatuses: [status] })], never)).toEqual([]);
  });

  test('init and ephemeral containers are read; mesh proxies are not', () => {
    const status = {
      initContainerStatuses: [{ name: 'migrate', state: died }],
      containerStatuses: [{ name: 'istio-proxy', state: running }],
      ephemeralContainerStatuses: [{ name: 'debugger', state: running }],
    };
    expect(resolveTargets(spec, [pod(status)], never).map((target) => target.container)).toEqual(['migrate', 'debugger']);
  });
});

describe('selection', () => {
  test('a pod opts out by its annotation', () => {
    expect(isSelected(spec.selector, pod({}, { annotations: { 'logdetector.dev/exclude': 'true' } }))).toBe(false);
  });

  test('our own pods are never read', () => {
    const labels = { app: 'cart', 'app.kubernetes.io/name': 'logdetector' };
    expect(isSelected(spec.selector, pod({}, { labels }))).toBe(false);
  });

  test.each([
    ['In', ['cart', 'web'], true],
    ['In', ['web'], false],
    ['NotIn', ['web'], true],
    ['Exists', undefined, true],
    ['DoesNotExist', undefined, false],
  ] as const)('app %s %j is %s', (operator, values, expected) => {
    const expression = { key: 'app', operator, ...(values ? { values: [...values] } : {}) };
    expect(isSelected({ matchExpressions: [expression] }, pod({}))).toBe(expected);
  });
});
