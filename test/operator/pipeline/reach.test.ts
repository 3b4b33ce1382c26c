import { expect, test } from 'vitest';
import type { Observation } from '../../../engine/index.ts';
import { createReach } from '../../../operator/pipeline/reach.ts';

const object = (kind: string, namespace: string, name: string): Observation => ({
  type: 'object',
  atMs: 0,
  object: { kind, metadata: { namespace, name } },
});
const all = ['shop', 'bank'].flatMap((namespace) => [object('Pod', namespace, 'web'), object('Service', namespace, 'web')]);
const node: Observation = { type: 'object', atMs: 0, object: { kind: 'Node', metadata: { name: 'n1' } } };

function open(concerns: (observation: Observation) => boolean = () => true) {
  return createReach({
    known: (namespaces) => [
      node,
      ...all.filter((one) => one.type === 'object' && namespaces.includes(one.object.metadata.namespace ?? '')),
    ],
    heard: (_, observation) => (concerns(observation) ? observation : null),
  });
}
const told = (news: readonly Observation[]) =>
  news.flatMap((one) =>
    one.type === 'object' && one.object.kind !== 'Node'
      ? [`${one.deleted ? 'gone' : 'here'} ${one.object.metadata.namespace} ${one.object.kind}`]
      : [],
  );

test('of a namespace that is read from now on a detector is told what is known of it, and of the others nothing again', () => {
  const reach = open();
  reach.set('cluster:/p', new Map([['shop', 'a']]));
  expect(
    told(
      reach.news(
        'cluster:/p',
        new Map([
          ['shop', 'a'],
          ['bank', 'a'],
        ]),
      ),
    ),
  ).toEqual(['here bank Pod', 'here bank Service']);
  expect(reach.news('cluster:/p', new Map([['shop', 'a']]))).toEqual([]);
});

test('pods of a namespace that is not read any more are as gone, and nothing is said of its Services', () => {
  const reach = open();
  reach.set(
    'cluster:/p',
    new Map([
      ['shop', 'a'],
      ['bank', 'a'],
    ]),
  );
  expect(told(reach.news('cluster:/p', new Map([['bank', 'a']])))).toEqual(['gone shop Pod']);
});

test('where it is decided anew whose pods they are, those of another are as gone and its own are told', () => {
  let isMine = false;
  const reach = open((one) => one.type !== 'object' || one.object.kind !== 'Pod' || isMine);
  reach.set('cluster:/p', new Map([['shop', 'mine']]));
  expect(told(reach.news('cluster:/p', new Map([['shop', 'theirs']])))).toEqual(['gone shop Pod', 'here shop Service']);
  reach.set('cluster:/p', new Map([['shop', 'theirs']]));
  isMine = true;
  expect(told(reach.news('cluster:/p', new Map([['shop', 'mine']])))).toEqual(['here shop Pod', 'here shop Service']);
});

test('who reads a namespace is known, until it is forgotten', () => {
  const reach = open();
  reach.set('shop/a', new Map([['shop', '']]));
  reach.set(
    'cluster:/p',
    new Map([
      ['shop', ''],
      ['bank', ''],
    ]),
  );
  expect([reach.readersOf('shop'), reach.readersOf('bank'), reach.namespaces()]).toEqual([
    ['shop/a', 'cluster:/p'],
    ['cluster:/p'],
    ['shop', 'bank'],
  ]);
  reach.forget('cluster:/p');
  expect([reach.readersOf('bank'), reach.reads('shop/a', 'shop'), reach.of('cluster:/p')]).toEqual([[], true, []]);
});
