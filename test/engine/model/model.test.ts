import { describe, expect, test } from 'vitest';
import { hash64 } from '../../../engine/math.ts';
import { createModel, decodeModel, encodeModel, NewerModelError, type ModelContent } from '../../../engine/model/model.ts';
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

/** As a release of that format wrote it. */
const sealed = (body: object): Uint8Array => new TextEncoder().encode(JSON.stringify({ ...body, checksum: hash64(JSON.stringify(body)) }));

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
    ['a newer format', new TextEncoder().encode('{"formatVersion":3}'), /has format 3/],
    ['a format that never was', sealed({ formatVersion: 0 }), /has format 0, which never was one/],
  ])('%s is refused in a sentence', (_, bytes, sentence) => {
    expect(() => decodeModel(bytes)).toThrow(sentence);
  });

  test('of the first format is read, with nothing of what that did not know', () => {
    const model = decodeModel(sealed({ formatVersion: 1, ...content }));
    expect(model).toEqual(createModel(content));
    expect(model).toMatchObject({ formatVersion: 2, version: 3, omitted: [], relevance: null, metrics: null });
  });

  test('of a newer format is told apart from a damaged one', () => {
    expect(() => decodeModel(sealed({ formatVersion: 3 }))).toThrow(NewerModelError);
    expect(() => decodeModel(new TextEncoder().encode('{'))).not.toThrow(NewerModelError);
  });

  test('is sealed alike, in whatever order its content comes', () => {
    const { detector, ...rest } = content;
    expect(createModel({ ...rest, detector })).toEqual(createModel(content));
    // What is no content of a model does not come in.
    const more = { ...createModel(content), more: 1 };
    expect(createModel(more).checksum).toBe(createModel(content).checksum);
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
    const merged = createModel({
      ...content,
      workloads: content.workloads.map((of) => ({ ...of, patterns: of.patterns.map((one) => ({ ...one, aliases: ['form'] })) })),
    });
    expect(openServed(merged).workload('shop/deployment/web')?.usual('form')).toEqual(usual);
    expect(openServed(null)).toMatchObject({ version: null });
  });
});
