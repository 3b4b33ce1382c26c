import { beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/index.ts';
import { createUnseen, type UnseenOptions } from '../../../operator/evidence/unseen.ts';

const minute = 60_000;
let nowMs: number;
let known: string[];
let isWatched: boolean;
let forgotten: number;
let objects: readonly KubeObject[];

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 5, 10);
  known = [];
  isWatched = true;
  forgotten = 0;
  objects = [];
});

function open(over: Partial<UnseenOptions> = {}) {
  return createUnseen({
    now: () => nowMs,
    isKnown: (_namespace, _name, uid) => known.includes(uid),
    isWatched: () => isWatched,
    lookup: (kind, _namespace, name) => objects.find((one) => one.kind === kind && one.metadata.name === name) ?? null,
    onForgotten: () => void (forgotten += 1),
    ...over,
  });
}

const started = (name: string, over: object = {}, about: object = {}): KubeObject & Readonly<Record<string, unknown>> => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${name}.1`, namespace: 'shop' },
  involvedObject: { kind: 'Pod', name, namespace: 'shop', uid: `uid of ${name}`, fieldPath: 'spec.containers{main}', ...about },
  reason: 'Started',
  lastTimestamp: new Date(nowMs).toISOString(),
  ...over,
});

const taken = (unseen: ReturnType<typeof open>) => unseen.take().map(({ pod }) => pod.metadata.name);

test('a pod of which only Events tell is handed out once, when it was long enough to see', () => {
  const unseen = open();
  unseen.hear(started('import-1'));
  unseen.hear(started('import-1', { count: 2 }));
  expect(taken(unseen)).toEqual([]);
  nowMs += 4 * minute;
  isWatched = false;
  expect(taken(unseen)).toEqual([]);
  isWatched = true;
  expect(unseen.take()).toEqual([
    {
      atMs: nowMs - 4 * minute,
      pod: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { namespace: 'shop', name: 'import-1', uid: 'uid of import-1', labels: {}, ownerReferences: [] },
        spec: { containers: [{ name: 'main' }] },
      },
    },
  ]);
  expect(taken(unseen)).toEqual([]);
});

test('labels and owner are those of what makes pods of such a name', () => {
  const template = { metadata: { labels: { app: 'cart' } } };
  objects = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'cart-7d9' }, spec: { template } }];
  const unseen = open();
  unseen.hear(started('cart-7d9-x2x4z'));
  nowMs += 4 * minute;
  const owner = { kind: 'ReplicaSet', name: 'cart-7d9', controller: true };
  expect(unseen.take()[0]?.pod.metadata).toMatchObject({ labels: { app: 'cart' }, ownerReferences: [owner] });
});

test('a pod that is known, is seen later, began long ago, or is of another namespace than its Event is not handed out', () => {
  known = ['uid of here'];
  const unseen = open();
  unseen.hear(started('here'));
  unseen.hear(started('later'));
  unseen.hear(started('old', { lastTimestamp: new Date(nowMs - 20 * minute).toISOString() }));
  unseen.hear(started('forged', {}, { namespace: 'billing' }));
  unseen.hear(started('pulled', { reason: 'Pulled' }));
  unseen.hear(started('nameless', {}, { fieldPath: undefined }));
  unseen.see({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'later', namespace: 'shop', uid: 'uid of later' } });
  nowMs += 4 * minute;
  expect(taken(unseen)).toEqual([]);
});

test('there are never more than can be kept, and what is forgotten is counted', () => {
  const unseen = open();
  for (let index = 0; index <= 2000; index += 1) unseen.hear(started(`pod-${index}`));
  nowMs += 4 * minute;
  expect([taken(unseen).length, forgotten]).toEqual([2000, 1]);
});
