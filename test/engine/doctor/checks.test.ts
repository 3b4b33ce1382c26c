import { describe, expect, test } from 'vitest';
import { findDominantPattern } from '../../../engine/doctor/checks/dominant-pattern.ts';
import { findModelDrifted } from '../../../engine/doctor/checks/model-drifted.ts';
import { findObjectsForgotten } from '../../../engine/doctor/checks/objects-forgotten.ts';
import { examine } from '../../../engine/doctor/doctor.ts';
import { healthy, hour, now, pattern } from './builders.ts';

const kinds = (other: Parameters<typeof healthy>[0]): string[] => examine(healthy(other)).map(({ kind }) => kind);
const letters = (at: number): string => at.toString(26).replaceAll(/\d/g, (digit) => 'zyxwvutsrq'[Number(digit)] ?? '');

test('of a healthy service nothing is said, busy or quiet', () => {
  expect(examine(healthy())).toEqual([]);
  const heartbeat = pattern({ text: 'still here', count: 60 });
  expect(examine(healthy({ hour: [heartbeat], linesPerMinute: 1, allRecords: 4_000 }))).toEqual([]);
  expect(examine(healthy({ hour: [], linesPerMinute: 0, skews: [], allRecords: 0, usual: null, watchedForMs: 0 }))).toEqual([]);
});

describe('poor patterns', () => {
  const scattered = Array.from({ length: 2_000 }, (_, at) =>
    pattern({ index: at + 1, count: 3, text: `${letters(at)} went to ${letters(at * 7)} by the way of ${letters(at * 3)}` }),
  );

  test('lines of which no two are alike are named with their figures and a remedy', () => {
    const [found] = examine(healthy({ hour: scattered }));
    expect(found).toMatchObject({
      kind: 'poor-patterns',
      evidence: '2,000 patterns from 6,000 records; likely reason: the lines are free text, of which no two are alike',
      figures: { patterns: 2_000, records: 6_000 },
      remedy: 'Write the text as a field of JSON beside a fixed message.',
    });
  });

  test('a quiet service is judged by all that it ever wrote, and its start-up is not held against it', () => {
    const startUp = Array.from({ length: 150 }, (_, at) => pattern({ index: at + 1, count: 1, text: `loaded part ${letters(at)} of it` }));
    expect(kinds({ hour: startUp, allRecords: 150 })).toEqual([]);
    expect(kinds({ hour: [...startUp, pattern({ index: 900, count: 900 })], allRecords: 3_000 })).toEqual([]);
    const mined = scattered.map((one) => ({ ...one, id: String(one.index), level: 'info' as const, lastSeenAtMs: now, aliasOf: null }));
    expect(kinds({ hour: [], allRecords: 6_000, patterns: () => mined })).toEqual(['poor-patterns']);
  });
});

describe('another format', () => {
  test('what was JSON and is plain text now is told from the first such line on', () => {
    const atMs = now - 20 * 60_000;
    const [found] = examine(healthy({ formats: [{ container: 'app', from: 'json', to: 'plain', atMs }] }));
    expect(found).toMatchObject({
      kind: 'format-changed',
      evidence: 'container app wrote JSON and now writes plain text',
      sinceAtMs: atMs,
    });
    expect(found?.remedy).toContain('logging configuration');
  });

  test('a rollout that is under way is no change yet', () => {
    expect(kinds({ formats: [{ container: 'app', from: 'json', to: 'plain', atMs: now - 60_000 }] })).toEqual([]);
  });
});

describe('broken encoding', () => {
  test.each([
    ['bytes that are no UTF-8', 'user J\uFFFDrg logged in'],
    ['UTF-8 that was encoded twice', 'user J\u00C3\u00B6rg logged in'],
  ])('%s are found and shown', (_, sample) => {
    const [found] = examine(healthy({ hour: [pattern({ count: 5_000 }), pattern({ index: 2, count: 1_000, samples: [sample] })] }));
    expect(found).toMatchObject({ kind: 'encoding-broken', figures: { records: 6_000, broken: 1_000, patterns: 1 } });
    expect(found?.evidence).toContain(`such as "${sample}"`);
  });

  test('names of people in their own script and a single garbled line are not', () => {
    const fine = pattern({ count: 5_000, samples: ['Müller, São Paulo, Ærø, Łódź, 日本 logged in'] });
    expect(kinds({ hour: [fine, pattern({ index: 2, count: 40, samples: ['garbled \uFFFD'] })] })).toEqual([]);
  });
});

describe('volume', () => {
  test('a hundred times the usual is told with the pattern that makes it', () => {
    const [found] = examine(
      healthy({ linesPerMinute: 40_000, hour: [pattern({ count: 90_000, text: 'retrying now' }), pattern({ index: 2 })] }),
    );
    expect(found).toMatchObject({ kind: 'volume-high', figures: { linesPerMinute: 40_000, usualPerMinute: 160, times: 250 } });
    expect(found?.evidence).toContain('40,000 lines a minute where 160 are usual, 99 % of them "retrying now"');
  });

  test('ten times the usual, a nightly job at its usual peak, and what is still being learned are not', () => {
    expect(kinds({ linesPerMinute: 1_700 })).toEqual([]);
    const nightly = { location: 0, spread: 0, burst: 0, peak: 5_000, peakBurst: 1_000, steadiness: 0.01, minutes: 2_800 };
    expect(kinds({ usual: nightly, linesPerMinute: 6_000 })).toEqual([]);
    expect(kinds({ usual: null, linesPerMinute: 40_000 })).toEqual([]);
  });
});

describe('template explosion', () => {
  const fresh = Array.from({ length: 400 }, (_, at) =>
    pattern({ index: at + 100, count: 4, text: `tenant ${letters(at)} is served`, firstSeenAtMs: now - 30 * 60_000, known: 4 }),
  );

  test('hundreds of new patterns within an hour are told once, and not as poor patterns as well', () => {
    const found = examine(healthy({ hour: [...fresh, pattern({ count: 6_000 })] }));
    expect(found.map(({ kind }) => kind)).toEqual(['template-explosion']);
    expect(found[0]?.evidence).toContain('400 of 401 patterns of the last hour are new, such as "tenant');
  });

  test('records without room are an explosion as well', () => {
    expect(kinds({ hour: [pattern({ count: 6_000 }), pattern({ index: 0, text: '<overflow>', count: 800 })] })).toContain(
      'template-explosion',
    );
  });

  test('a service that has just been met, and a release with some new lines, are not', () => {
    expect(kinds({ hour: [...fresh, pattern({ count: 20_000 })], watchedForMs: hour })).toEqual([]);
    expect(kinds({ hour: [...fresh.slice(0, 60), pattern({ count: 20_000 })] })).toEqual([]);
  });
});

describe('clock skew', () => {
  test('a clock that is wrong and a zone that is not written have different remedies', () => {
    const skews = [
      { pod: 'cart-1', skewMs: 100 },
      { pod: 'cart-2', skewMs: -187_000 },
    ];
    expect(examine(healthy({ skews }))[0]).toMatchObject({
      kind: 'clock-skew',
      evidence: "its lines are dated 3 min behind the container runtime's times (pod cart-2)",
      remedy: expect.stringContaining('holds lines back'),
    });
    const zone = [{ pod: 'cart-1', skewMs: 7_200_020 }];
    expect(examine(healthy({ skews: zone }))[0]).toMatchObject({
      evidence: expect.stringContaining('2 h ahead of'),
      remedy: expect.stringContaining('TZ=UTC'),
    });
  });

  test('seconds are not', () => {
    expect(kinds({ skews: [{ pod: 'cart-1', skewMs: 20_000 }] })).toEqual([]);
  });
});

describe('coverage', () => {
  test('missed lines are told with the reason and what helps against it', () => {
    const coverage = { forMs: hour, seen: 9_000, missed: 1_000, reasons: ['log-rotated'], gapAtMs: null };
    expect(examine(healthy({ coverage }))[0]).toMatchObject({
      kind: 'coverage-low',
      evidence: '1,000 of 10,000 lines (10 %) were missed in the last 1 h: log-rotated',
      remedy: expect.stringContaining('containerLogMaxSize'),
    });
  });

  test('a gap of unknown size is told with its time', () => {
    const coverage = { forMs: hour, seen: 9_000, missed: 0, reasons: ['log-gone'], gapAtMs: now - 600_000 };
    expect(examine(healthy({ coverage }))[0]).toMatchObject({ kind: 'coverage-low', sinceAtMs: now - 600_000 });
  });

  test('a few lines of very many are not', () => {
    expect(kinds({ coverage: { forMs: hour, seen: 100_000, missed: 120, reasons: ['log-rotated'], gapAtMs: null } })).toEqual([]);
  });
});

describe('the detector as a whole', () => {
  const cart = { workload: 'shop/deployment/cart', records: 70_000, count: 40_000, text: 'cache miss for <id>' };
  const web = { workload: 'shop/deployment/web', records: 30_000, count: 9_000, text: 'GET <path>' };

  test('one pattern that is a third of all lines is told with its workload', () => {
    expect(findDominantPattern([web, cart])).toMatchObject({
      kind: 'dominant-pattern',
      workload: cart.workload,
      evidence: '40 % of the 100,000 records of the last hour, of all workloads together, are "cache miss for <id>"',
    });
  });

  test('where lines are few, or of many patterns, nothing is', () => {
    expect(findDominantPattern([{ ...cart, records: 5_000, count: 4_900 }])).toBeNull();
    expect(findDominantPattern([{ ...cart, count: 20_000 }, web])).toBeNull();
    expect(findDominantPattern([])).toBeNull();
  });

  test('a model that a fifth of the lines has left behind is told, a smaller part is not', () => {
    const drift = { share: 0.34, lines: 12_000, workloads: ['shop/deployment/cart'] };
    expect(findModelDrifted(drift)).toMatchObject({
      kind: 'model-drifted',
      evidence:
        '34 % of 12,000 lines of the last hour are of other patterns or groups than the model that serves knows, most of them of cart',
    });
    expect(findModelDrifted({ ...drift, share: 0.2 })).toBeNull();
    expect(findModelDrifted(null)).toBeNull();
  });

  test('forgotten objects are told; a fact that fits nowhere is only counted', () => {
    expect(findObjectsForgotten({ objectsForgotten: 12, factsUnattributed: 0 })).toMatchObject({ kind: 'objects-forgotten' });
    expect(findObjectsForgotten({ objectsForgotten: 0, factsUnattributed: 3 })).toBeNull();
  });
});
