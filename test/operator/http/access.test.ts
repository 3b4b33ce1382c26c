import { expect, test } from 'vitest';
import { createPeopleAccess } from '../../../operator/http/access.ts';

const jane = { user: 'jane', groups: ['shop-team'], change: null };
const existing = ['shop', 'bank', 'shop', 'cluster:'];

function setUp(allowed: readonly (string | null)[]) {
  const asked: (string | null)[] = [];
  const state = { nowMs: 0, isAway: false };
  const mayUse = (_person: object, namespace: string | null): Promise<boolean> => {
    asked.push(namespace);
    return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(allowed.includes(namespace));
  };
  return { access: createPeopleAccess({ mayUse }, () => state.nowMs), asked, state };
}

test.each([
  ['nothing', [], []],
  ['one namespace', ['shop'], ['shop']],
  ['all namespaces, but not those of the cluster', [null], ['bank', 'shop']],
  ['those of the cluster', ['cluster:', 'bank'], ['cluster:', 'bank']],
  ['everything', [null, 'cluster:'], ['*']],
])('Kubernetes grants %s', async (_what, allowed, expected) => {
  expect(await setUp(allowed).access.namespacesOf(jane, existing)).toEqual(expected);
});

test('an answer is kept for half a minute, a failure not at all, and each change is asked for by itself', async () => {
  const { access, asked, state } = setUp(['shop']);
  for (let times = 0; times < 3; times += 1) await access.namespacesOf(jane, existing);
  expect(asked).toEqual([null, 'cluster:', 'bank', 'shop']);
  await access.namespacesOf({ ...jane, change: 'mute' }, existing);
  expect(asked).toHaveLength(8);
  state.nowMs = 30_000;
  state.isAway = true;
  await expect(access.namespacesOf(jane, existing)).rejects.toThrow('away');
  state.isAway = false;
  expect(await access.namespacesOf(jane, existing)).toEqual(['shop']);
});

test('thousands of namespaces are not all asked for', async () => {
  const { access, asked } = setUp([]);
  await access.namespacesOf(
    jane,
    Array.from({ length: 3000 }, (_, number) => `team-${number}`),
  );
  expect(asked).toHaveLength(502);
});
