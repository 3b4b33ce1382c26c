import { describe, expect, test } from 'vitest';
import { fitClusters } from '../../../engine/cluster/cluster.ts';
import { findRegions } from '../../../engine/cluster/density.ts';
import { group } from '../../../engine/cluster/kmeans.ts';
import { dot, fitBasis, project } from '../../../engine/cluster/latent.ts';
import { createRandom } from '../../../engine/math.ts';

/** Two subjects that no taxonomy knows, each in four wordings, and lines that have no kin. */
const tide = ['ebb', 'flood', 'spring', 'neap'].map((kind) => `harbour gauge tide ${kind} height <num> cm at quay`);
const loom = ['red', 'blue', 'green', 'white'].map((colour) => `loom shuttle thread ${colour} weft <num> picks per minute`);
const alone = ['kettle sings', 'zebra crossing <num>', 'umbrella forgotten near piano'];
const patterns = [...tide, ...loom, ...alone].map((text) => ({ text, count: 5 }));

describe('texts without a meaning of the taxonomy', () => {
  const clusters = fitClusters(patterns, 1);

  test('group by likeness, without a name', () => {
    for (const texts of [tide, loom]) {
      expect(new Set(texts.map((text) => clusters.idOf(text))).size).toBe(1);
      expect(clusters.idOf(texts[0] ?? '')).not.toBeNull();
      expect(texts.map((text) => clusters.nameOf(text))).toEqual([null, null, null, null]);
    }
    expect(clusters.idOf(tide[0] ?? '')).not.toBe(clusters.idOf(loom[0] ?? ''));
  });

  test('what has no kin is in no group', () => {
    expect(alone.map((text) => clusters.idOf(text))).toEqual([null, null, null]);
  });

  test('a later text joins the group it is like', () => {
    expect(clusters.idOf('harbour gauge tide storm height <num> cm at quay')).toBe(clusters.idOf(tide[0] ?? ''));
  });
});

describe('identity over trainings', () => {
  const before = fitClusters(patterns, 1);

  test('groups keep their ids although members come and go', () => {
    const changed = [...tide.slice(1), ...loom.slice(1), 'harbour gauge tide storm height <num> cm at quay', 'order <num> created'];
    const after = fitClusters(
      changed.map((text) => ({ text, count: 7 })),
      2,
      before.state,
    );
    expect(after.idOf(tide[1] ?? '')).toBe(before.idOf(tide[1] ?? ''));
    expect(after.idOf(loom[1] ?? '')).toBe(before.idOf(loom[1] ?? ''));
    expect(before.state.clusters.map(({ id }) => id)).not.toContain(after.idOf('order <num> created'));
  });

  test('a group keeps its name while members bear it, although another way to say it has the majority', () => {
    const old = fitClusters([{ text: 'database connection timed out', count: 9 }], 1);
    const said = ['database connection timed out', 'database unavailable', 'database is down', 'database offline: not ready'];
    const texts = said.map((text) => ({ text, count: 9 }));
    expect(fitClusters(texts, 1).nameOf('database is down')).toBe('database.unavailable');
    const kept = fitClusters(texts, 1, old.state);
    expect(kept.nameOf('database is down')).toBe('database.connection_timeout');
    expect(kept.idOf('database is down')).toBe(old.idOf('database connection timed out'));
  });

  test('ids are one of each, and a state without ids, as older models have it, still serves', () => {
    const ids = before.state.clusters.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const old = {
      terms: [],
      idf: [],
      clusters: [{ name: 'order.created', size: 1, meanings: ['order/created'], domain: 'order', center: [] }],
    };
    expect(fitClusters(patterns, 1, old).state.clusters.length).toBe(before.state.clusters.length);
  });
});

test('points that lie close are a region, a chain is one too, and what lies by itself is none', () => {
  const places = [0, 1, 2, 10, 11, 50];
  const regions = findRegions(places.length, (a, b) => Math.abs((places[a] ?? 0) - (places[b] ?? 0)) <= 1.5);
  expect([...regions]).toEqual([0, 0, 0, 1, 1, -1]);
});

test('k-means finds the number of well-parted groups, the same for equal seeds', () => {
  const random = createRandom(4);
  const centers = [0, 1, 2, 3].map((axis) => [0, 1, 2, 3].map((at) => (at === axis ? 1 : 0)));
  const points = centers.flatMap((center) => Array.from({ length: 12 }, () => center.map((value) => value + 0.05 * random())));
  const { groups } = group(points, 7);
  expect(new Set(groups).size).toBe(4);
  expect(group(points, 7).groups).toEqual(groups);
});

test('texts whose words occur in the same company are near in the latent directions, strangers are not', () => {
  const [car, auto, drive, road, flower, bloom] = [0, 1, 2, 3, 4, 5] as const;
  const documents = [
    [car, drive, road],
    [auto, drive, road],
    [car, drive],
    [auto, road],
    [flower, bloom],
    [flower, bloom],
  ].map(unit);
  const basis = fitBasis(documents, 6).map((row) => row.slice(0, 2));
  const [a, b, c] = [[car, drive], [auto, road], [flower]].map((terms) => project(unit(terms), basis) ?? []);
  // They share no word.
  expect(dot(a ?? [], b ?? [])).toBeGreaterThan(0.95);
  expect(dot(a ?? [], c ?? [])).toBeLessThan(0.1);
});

function unit(terms: readonly number[]): ReadonlyMap<number, number> {
  return new Map(terms.map((term) => [term, 1 / Math.sqrt(terms.length)]));
}
