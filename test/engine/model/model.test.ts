import { describe, expect, test } from 'vitest';
import { createModel, decodeModel, encodeModel, type ModelContent } from '../../../engine/model/model.ts';
import { openServed } from '../../../engine/model/served.ts';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';

const usual = { location: 4, spread: 1, burst: 2, peak: 9, peakBurst: 3, steadiness: 1, minutes: 60 };
const content: ModelContent = {
  detector: 'shop/shop',
  version: 3,
  createdAtMs: 1_000,
  madeBy: 'schedule',
  trainedFromAtMs: 0,
  trainedToAtMs: 1_000,
  sampleSize: 240,
  thresholds: resolveThresholds(),
  workloads: [
    {
      workload: 'shop/deployment/web',
      all: usual,
      patterns: [{ id: 'ab', text: 'GET <path>', level: 'info', count: 240, cluster: null, usual }],
    },
  ],
  clusters: { terms: [], idf: [], clusters: [] },
  leftOut: [{ workload: 'shop/deployment/web', fromAtMs: 0, toAtMs: 60_000, reason: 'incident inc-1' }],
};

describe('a model', () => {
  test('comes back from its bytes as it was, frozen', () => {
    const model = createModel(content);
    const read = decodeModel(encodeModel(model));
    expect(read).toEqual(model);
    expect(Object.isFrozen(read.workloads[0]?.patterns[0]?.usual)).toBe(true);
    expect(encodeModel(read)).toEqual(encodeModel(model));
  });

  test.each([
    ['no JSON', new TextEncoder().encode('{"formatVersion":1,'), /damaged/],
    ['bytes that are no text', new Uint8Array([255, 254, 0]), /damaged/],
    ['something else', new TextEncoder().encode('[]'), /no format version/],
    ['null', new TextEncoder().encode('null'), /damaged/],
    ['a newer format', new TextEncoder().encode('{"formatVersion":2}'), /has format 2/],
  ])('%s is refused in a sentence', (_, bytes, sentence) => {
    expect(() => decodeModel(bytes)).toThrow(sentence);
  });

  test('one changed number is found', () => {
    const text = new TextDecoder().decode(encodeModel(createModel(content))).replace('"location":4', '"location":5');
    expect(() => decodeModel(new TextEncoder().encode(text))).toThrow(/checksum/);
  });

  test('serves the workloads it knows and no others', () => {
    const served = openServed(createModel(content));
    expect(served.version).toBe(3);
    expect(served.workload('shop/deployment/web')?.usual('ab')).toEqual(usual);
    expect(served.workload('shop/deployment/web')?.usual('cd')).toBeNull();
    expect(served.workload('shop/deployment/cart')).toBeNull();
    expect(openServed(null)).toMatchObject({ version: null });
  });
});
