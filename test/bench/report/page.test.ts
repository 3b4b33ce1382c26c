import { describe, expect, test } from 'vitest';
import { bytes, rows, speed } from '../../../bench/report/format.ts';
import { page, type Results } from '../../../bench/report/page.ts';

const results: Results = {
  adversary: [
    {
      kind: 'letters',
      lines: 1_000_000,
      bytes: 60e6,
      seconds: 2,
      peakRssBytes: 140e6,
      patterns: 9,
      inPatterns: 400_000,
      inOverflow: 600_000,
    },
  ],
  peers: {
    contestants: ['LogDetector', 'Loki', 'line feeds'].map((name) => ({ name, what: `what ${name} does` })),
    skipped: ['logdrain: skipped, needs cargo'],
    rounds: 5,
    raced: [
      {
        file: 'some log',
        kind: 'raw',
        lines: 200_000,
        bytes: 20e6,
        linesPerSecond: { LogDetector: 1_250_000, Loki: 1_000_000, 'line feeds': 20e6 },
        refused: { LogDetector: 0, Loki: 0.01, 'line feeds': 0 },
      },
      {
        file: 'other log',
        kind: 'json',
        lines: 200_000,
        bytes: 20e6,
        linesPerSecond: { LogDetector: 800_000, Loki: 9_000_000, 'line feeds': 20e6 },
        refused: { LogDetector: 0, Loki: 0.98, 'line feeds': 0 },
      },
    ],
    flooded: [
      {
        contestant: 'LogDetector',
        linesPerSecond: 600_000,
        lines: 1_000_000,
        of: 1_000_000,
        refused: 990_000,
        patterns: 2_000,
        grownBytes: 60e6,
      },
    ],
    scores: [{ contestant: 'LogDetector', log: 'mean', ga: 0.95, fga: 0.91, patterns: 105, truth: 106 }],
  },
  resources: [
    {
      name: 'steady',
      what: 'pods that write',
      wantedPerSecond: 3_000,
      writtenPerSecond: 3_000,
      perSecond: 3_000,
      cores: 0.2,
      otherCores: 1.5,
      requestsPerPod: 0.2,
      machineCores: 2,
      rssBytes: 310e6,
      peakRssBytes: 320e6,
      streams: 300,
      seenWithinSeconds: 12,
      goals: { cores: 0.25, rssBytes: 300e6 },
    },
  ],
  memory: {
    workloads: 300,
    patterns: 300,
    minutes: 1_440,
    found: 90_000,
    rssBytes: 390e6,
    peakRssBytes: 500e6,
    heapBytes: 200e6,
    arrayBytes: 100e6,
    emptyRssBytes: 90e6,
    shares: [{ part: 'window.minutes', bytes: 800e3, arrayBytes: 400e3, objects: 20 }],
    shareWorkloads: 4,
  },
  accuracy: {
    systems: [
      { system: 'a', set: 'open', lines: 10, score: { ga: 0.9, fga: 0.8, patterns: 12, truth: 10 } },
      { system: 'b', set: 'open', lines: 10, score: { ga: 1, fga: 1, patterns: 10, truth: 10 } },
    ],
  },
};

describe('the page of benchmarks', () => {
  const text = page(results);

  test('ours stands beside the others with the ratio', () => {
    expect(text).toContain('| some log | 1.25 M | 1.00 M | 20.0 M | 1.25 |');
  });

  test('a contestant that has stopped mining has no speed', () => {
    expect(text).toContain('| other log | 800 k | - | 20.0 M | - |');
    expect(text).toContain('| **all json** | 800 k | - | 20.0 M | - |');
  });

  test('who gave lines no pattern is said', () => {
    expect(text).toContain('Lines without a pattern of their own: Loki 1 % of some log, Loki 98 % of other log.');
  });

  test('what was skipped is said', () => {
    expect(text).toContain('- logdrain: skipped, needs cargo');
  });

  test('lines that are counted nowhere would show', () => {
    expect(text).toContain('| letters | 500 k | 30 | 140 MB | 400,000 | 600,000 | 0 |');
  });

  test('means and the worst of the invented systems', () => {
    expect(text).toContain('| 2 open | 0.950 | 0.900 | 0.900 | 1.10 |');
  });

  test('no table has a row of another width than its header', () => {
    for (const table of text.split('\n\n').filter((block) => block.startsWith('|'))) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => line.split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

test('figures keep three digits', () => {
  expect([999, 1_234, 999_499, 999_600, 1_234_567, Number.NaN, undefined].map(speed)).toEqual([
    '999',
    '1.23 k',
    '999 k',
    '1.00 M',
    '1.23 M',
    '-',
    '-',
  ]);
  expect([15e3, 1.26e6, 151e6].map(bytes)).toEqual(['15 KB', '1.3 MB', '151 MB']);
  expect(rows(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | --: |\n| x | 1 |');
});

test('what the operator uses stands beside its goals, and what there is no goal for has a dash', () => {
  expect(page(results)).toContain('| pods that write | 3,000 | 0.200 | 0.25 | 6.67 | 310 MB | 320 MB | 300 MB | 300 | 12 s | - |');
});
