import { describe, expect, test } from 'vitest';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';
import { diffModels } from '../../../engine/model/diff.ts';
import { createModel } from '../../../engine/model/model.ts';
import type { Model, ModelContent, ModelPattern } from '../../../engine/model/model.ts';

const usual = (location: number, spread = location / 10) => ({
  location,
  spread,
  burst: location,
  peak: location,
  peakBurst: location,
  steadiness: 1,
  minutes: 600,
});
const pattern = (id: string, more: Partial<ModelPattern> = {}): ModelPattern => ({
  id,
  text: `text of ${id}`,
  level: 'info',
  count: 100,
  cluster: null,
  usual: usual(10),
  ...more,
});

function modelOf(patterns: readonly ModelPattern[], more: Partial<ModelContent> = {}): Model {
  return createModel({
    detector: 'shop/shop',
    version: 1,
    createdAtMs: 1_000,
    madeBy: 'schedule',
    trainedFromAtMs: 0,
    trainedToAtMs: 1_000,
    sampleSize: 240,
    thresholds: resolveThresholds(),
    workloads: [{ workload: 'shop/deployment/web', all: usual(30), patterns }],
    clusters: { terms: [], idf: [], clusters: [] },
    leftOut: [],
    ...more,
  });
}

describe('two versions of a model', () => {
  test('are alike when nothing has changed', () => {
    const model = modelOf([pattern('a'), pattern('b')]);
    expect(diffModels(model, model)).toEqual({
      workloads: { added: [], gone: [] },
      patterns: { added: [], gone: [], merged: [], split: [] },
      moved: [],
      thresholds: [],
      clusters: { added: [], gone: [] },
      unchanged: 2,
    });
  });

  test('differ in patterns, errors first', () => {
    const { patterns } = diffModels(modelOf([pattern('a')]), modelOf([pattern('b'), pattern('c', { level: 'error' })]));
    expect(patterns.added.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(patterns.gone.map(({ id }) => id)).toEqual(['a']);
  });

  test.each([
    ['three times the usual', usual(10), usual(30), [{ from: 10, to: 30 }]],
    ['half as many again', usual(10), usual(15), []],
    ['twice as many within the usual spread', usual(10, 15), usual(20, 15), []],
    ['nearly nothing before and after', usual(0.01), usual(0.08), []],
    ['the end of a pattern', usual(10), usual(0), [{ from: 10, to: 0 }]],
  ])('differ in what is usual: %s', (_, from, to, moved) => {
    const diff = diffModels(modelOf([pattern('a', { usual: from })]), modelOf([pattern('a', { usual: to })]));
    expect(diff.moved.map((change) => ({ from: change.from, to: change.to }))).toEqual(moved);
    expect(diff.unchanged).toBe(1 - moved.length);
  });

  test('tell a merge and a split from what is new and gone', () => {
    const apart = modelOf([pattern('a'), pattern('b'), pattern('c')]);
    const together = modelOf([pattern('a', { aliases: ['b', 'older'] }), pattern('d')]);
    const merge = diffModels(apart, together).patterns;
    expect(merge.merged).toMatchObject([{ one: { id: 'a' }, apart: [{ id: 'b' }] }]);
    expect([merge.added.map(({ id }) => id), merge.gone.map(({ id }) => id), merge.split]).toEqual([['d'], ['c'], []]);
    const split = diffModels(together, apart).patterns;
    expect(split.split).toMatchObject([{ one: { id: 'a' }, apart: [{ id: 'b' }] }]);
    expect([split.added.map(({ id }) => id), split.gone.map(({ id }) => id), split.merged]).toEqual([['c'], ['d'], []]);
  });

  test('differ in workloads, thresholds and groups', () => {
    const workload = (name: string, cluster: string) => [
      { workload: `shop/deployment/${name}`, all: usual(1), patterns: [pattern('a', { cluster })] },
    ];
    const diff = diffModels(
      modelOf([], { workloads: workload('web', 'database.timeout') }),
      modelOf([], { workloads: workload('cart', 'disk.full'), thresholds: resolveThresholds('high') }),
    );
    expect(diff.workloads).toEqual({ added: ['shop/deployment/cart'], gone: ['shop/deployment/web'] });
    expect(diff.clusters).toEqual({ added: ['disk.full'], gone: ['database.timeout'] });
    expect(diff.thresholds).toContainEqual({ name: 'spikeFactor', from: 3, to: 2 });
  });
});
