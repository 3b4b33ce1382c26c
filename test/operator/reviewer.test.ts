import { expect, test } from 'vitest';
import { grantable } from '../../api/access.ts';
import { commands } from '../../bot/table.ts';
import { everyChange } from '../../operator/http/access.ts';
import { createRightsReviewer } from '../../operator/reviewer.ts';

/** The API server with what a role grants: `verb plural[/subresource]`. */
function reviewerOf(...granted: readonly string[]) {
  return createRightsReviewer({
    mayUser: async (_person, { verb, resource, subresource }) =>
      granted.includes(`${verb} ${resource.plural}${subresource === undefined ? '' : `/${subresource}`}`),
  });
}
const may = async (granted: readonly string[], change: string | null, namespace: string | null = 'shop') =>
  await reviewerOf(...granted).mayUse({ user: 'jane', groups: [], change }, namespace);

test('a single change is granted by its own name, and no other with it', async () => {
  const role = ['get logdetectors', 'update logdetectors/mute'];
  expect([await may(role, null), await may(role, 'mute'), await may(role, 'split'), await may(role, everyChange)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('who may patch the LogDetectors themselves may every change, but nothing to what they watch', async () => {
  const role = ['get logdetectors', 'patch logdetectors'];
  const answers = await Promise.all(grantable.map(async (change) => [change, await may(role, change)] as const));
  expect(answers.filter(([, isGranted]) => !isGranted)).toEqual([['remedy', false]]);
  expect(await may(['update logdetectors/remedy'], 'remedy')).toBe(true);
});

test('those of the cluster have a right of their own', async () => {
  const role = ['patch logdetectors', 'update logdetectors/mute', 'get logdetectors'];
  for (const change of [null, 'mute', everyChange]) expect(await may(role, change, 'cluster:')).toBe(false);
  expect(await may(['update clusterlogdetectors/mute'], 'mute', 'cluster:')).toBe(true);
});

test('every change of the table of commands can be granted', () => {
  const changes = commands.filter(({ right }) => right === 'change').map(({ name, allowedAs = name }) => allowedAs);
  expect([...new Set([...changes, 'remedy'])].toSorted()).toEqual([...grantable].toSorted());
});
