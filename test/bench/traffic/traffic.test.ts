import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const command = join(import.meta.dirname, '../../../bench/traffic.ts');

test.each([['--days=1'], ['--seed=1', '--seeds=2']])('%s is refused with how to use it', { timeout: 60_000 }, (...options) => {
  const { status, stderr } = run(options);
  expect([status, stderr]).toEqual([2, expect.stringContaining('usage: node bench/traffic.ts')]);
});

test('what earlier runs printed is taken together without a run', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
  try {
    const score = { outcomes: [], falseAlarms: [], alarms: 3 };
    const scores = { anomalies: score, incidents: score, sigma: score };
    const of = {
      services: 50,
      days: 28,
      lines: 1_500_000,
      bytes: 1,
      scoredDays: 14,
      cpuSeconds: 1,
      patterns: 2,
      unknownPatterns: 0,
      unplaced: [],
    };
    const files = [1, 2].map((seed) => {
      const file = join(folder, `${seed}.json`);
      writeFileSync(file, JSON.stringify({ results: [{ seed, ...of, scores }] }));
      return file;
    });
    expect(run(files).stdout).toContain('seeds 1, 2: 50 services, 28 days, 3.0 million lines');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function run(options: readonly string[]) {
  return spawnSync(process.execPath, [command, ...options], { encoding: 'utf8' });
}
