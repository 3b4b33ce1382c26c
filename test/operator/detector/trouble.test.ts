import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/index.ts';
import { troublesOf } from '../../../operator/detector/trouble.ts';

const pod = (uid: string, ready: object, status: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: uid, namespace: 'shop', uid },
  status: { conditions: [{ type: 'Ready', ...ready }], containerStatuses: [{ name: 'web', ...status }] },
});
const at = (second: number) => `2026-01-05T10:00:0${second}Z`;

test('a container is in trouble from its last end on, or since its pod is not ready', () => {
  const troubles = troublesOf([
    pod('well', { status: 'True', lastTransitionTime: at(1) }, { state: { running: {} } }),
    pod('restarted', { status: 'True' }, { state: { running: {} }, lastState: { terminated: { finishedAt: at(2) } } }),
    pod('unready', { status: 'False', lastTransitionTime: at(3) }, { state: { running: {} } }),
    pod('done', { status: 'False', reason: 'PodCompleted', lastTransitionTime: at(4) }, {}),
  ]);
  expect([...troubles]).toEqual([
    ['restarted/web', Date.parse(at(2))],
    ['unready/web', Date.parse(at(3))],
  ]);
});
