import { expect, test } from 'vitest';
import { createDeparted } from '../../../operator/evidence/departed.ts';

const pod = (name: string, namespace = 'shop') => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });
const names = (departed: ReturnType<typeof createDeparted>, after: number, namespaces = ['shop']) =>
  departed.after(after, namespaces).map((one) => one.pod.metadata.name);

test('those that went since the last look are told, of the namespaces that are asked for', () => {
  const departed = createDeparted(() => undefined);
  departed.add({ pod: pod('a'), atMs: 0, isFinal: true });
  const seen = departed.newest;
  departed.add({ pod: pod('b'), atMs: 1, isFinal: true });
  departed.add({ pod: pod('c', 'other'), atMs: 2, isFinal: false });
  expect([names(departed, 0), names(departed, seen), names(departed, departed.newest)]).toEqual([['a', 'b'], ['b'], []]);
  expect(names(departed, seen, ['shop', 'other'])).toEqual(['b', 'c']);
});

test('what is old is forgotten, and so many at once that the first must go is counted', () => {
  let forgotten = 0;
  const departed = createDeparted(() => void (forgotten += 1));
  departed.add({ pod: pod('old'), atMs: 0, isFinal: true });
  for (let index = 0; index < 2000; index += 1) departed.add({ pod: pod(`pod-${index}`), atMs: 1_000_000, isFinal: true });
  expect([names(departed, 0)[0], forgotten]).toEqual(['pod-0', 0]);
  departed.add({ pod: pod('last'), atMs: 1_000_001, isFinal: true });
  expect([names(departed, 0)[0], names(departed, 0).at(-1), forgotten]).toEqual(['pod-1', 'last', 1]);
});
