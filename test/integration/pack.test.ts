/** What npm would publish, installed as a user would: compiled JavaScript, no TypeScript, a command that runs. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const packed: { readonly version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logdetector-pack-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the packed package installs and logbot says its version', { timeout: 180_000 }, async () => {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const tarball = join(folder, `logdetector-${packed.version}.tgz`);
  const { stdout: listing } = await run('tar', ['-tzf', tarball]);
  const files = listing.trim().split('\n');
  expect(files).toContain('package/dist/cli/main.js');
  expect(files).toContain('package/crds/logdetector.dev_logdetectors.yaml');
  expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);

  await run('npm', ['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--omit=optional', tarball]);
  const { stdout } = await run(join(folder, 'node_modules/.bin/logbot'), ['--version']);
  expect(stdout.trim()).toBe(packed.version);
  const { stdout: help } = await run(join(folder, 'node_modules/.bin/kubectl-logbot'), ['status', '--help']);
  expect(help).toContain('Usage: kubectl logbot status');
});

test('the archive for krew is what its manifest says, and runs by a link as krew makes it', { timeout: 180_000 }, async () => {
  await run(process.execPath, ['scripts/krew.ts', '--url', 'https://example.com/kubectl-logbot.tar.gz'], { cwd: root });
  const archive = join(root, 'dist/krew/kubectl-logbot.tar.gz');
  const manifest = await readFile(join(root, 'dist/krew/logbot.yaml'), 'utf8');
  expect(manifest).toContain(
    `sha256: ${createHash('sha256')
      .update(await readFile(archive))
      .digest('hex')}`,
  );
  const store = join(folder, 'store');
  await mkdir(store);
  await run('tar', ['-xzf', archive, '-C', store]);
  await symlink(join(store, 'kubectl-logbot'), join(folder, 'kubectl-logbot'));
  const { stdout } = await run(join(folder, 'kubectl-logbot'), ['--version']);
  expect(stdout.trim()).toBe(packed.version);
  await expect(run(join(folder, 'kubectl-logbot'), ['status', '--kubeconfig', '/nonexistent'])).rejects.toMatchObject({
    stderr: expect.stringContaining('The kubeconfig cannot be read'),
  });
});
