import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/prune.ts');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logdetector-prune-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A tree of installed packages as npm leaves it: path -> names it depends on. */
function installed(own: readonly string[], packages: Readonly<Record<string, readonly string[]>>): void {
  writeFileSync(join(root, 'package.json'), JSON.stringify(named(own)));
  for (const path of Object.keys(packages)) {
    mkdirSync(join(root, path), { recursive: true });
    for (const file of ['index.js', 'index.d.ts', 'index.js.map']) writeFileSync(join(root, path, file), '');
  }
  const lock = { packages: Object.fromEntries(Object.entries(packages).map(([path, names]) => [path, named(names)])) };
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(lock));
}

function named(names: readonly string[]) {
  return { dependencies: Object.fromEntries(names.map((name) => [name, '*'])) };
}

function prune(): string {
  return execFileSync('node', [script, root], { encoding: 'utf8' });
}

test('what only natural names and we never load goes, with all it brought along', () => {
  installed(['natural', 'zod'], {
    'node_modules/natural': ['mongoose', 'underscore'],
    'node_modules/mongoose': ['bson'],
    'node_modules/bson': [],
    'node_modules/underscore': [],
    'node_modules/zod': [],
  });
  expect(prune()).toContain('Took out 2 packages');
  expect(existsSync(join(root, 'node_modules/bson'))).toBe(false);
  expect(existsSync(join(root, 'node_modules/underscore/index.js'))).toBe(true);
});

test('a package that something else needs stays, and the nested copy is not mistaken for it', () => {
  installed(['natural', 'queue'], {
    'node_modules/natural': ['redis'],
    'node_modules/queue': ['redis', 'uuid'],
    'node_modules/queue/node_modules/uuid': [],
    'node_modules/redis': [],
    'node_modules/uuid': [],
  });
  prune();
  expect(existsSync(join(root, 'node_modules/redis/index.js'))).toBe(true);
  expect(existsSync(join(root, 'node_modules/queue/node_modules/uuid/index.js'))).toBe(true);
  expect(existsSync(join(root, 'node_modules/uuid'))).toBe(false);
});

test('declarations and source maps go, code stays', () => {
  installed(['zod'], { 'node_modules/zod': [] });
  prune();
  expect(existsSync(join(root, 'node_modules/zod/index.d.ts'))).toBe(false);
  expect(existsSync(join(root, 'node_modules/zod/index.js.map'))).toBe(false);
  expect(existsSync(join(root, 'node_modules/zod/index.js'))).toBe(true);
});

test('what is compiled for a processor does not get into the image', () => {
  installed(['fast'], { 'node_modules/fast': [] });
  mkdirSync(join(root, 'node_modules/fast/prebuilds/linux-x64'), { recursive: true });
  writeFileSync(join(root, 'node_modules/fast/prebuilds/linux-x64/fast.node'), '');
  expect(prune).toThrow('fast/prebuilds/linux-x64/fast.node');
});
