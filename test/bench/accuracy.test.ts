import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const bench = (...args: string[]) => spawnSync(process.execPath, ['bench/accuracy.ts', ...args], { encoding: 'utf8' });

test('the misses of a held system stay unseen', () => {
  const { status, stdout, stderr } = bench('--system', 'moderation', '--misses');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe('moderation is held out: its misses stay unseen, so that nobody tunes the miner to it.\n');
});

test('a system, a set or an option that does not exist is wrong use', () => {
  expect(bench('--system', 'nobody').status).toBe(2);
  expect(bench('--set', 'secret').status).toBe(2);
  expect(bench('--sytem', 'moderation').status).toBe(2);
  expect(bench('--misses').stderr).toContain('--misses shows one system');
});

test('the misses of a wild system may be seen', () => {
  const { status, stdout } = bench('--system', 'tunnel-client', '--misses');
  expect(status).toBe(0);
  expect(stdout).not.toBe('');
});
