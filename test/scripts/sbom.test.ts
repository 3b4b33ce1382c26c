import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/sbom.ts');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'logdetector-sbom-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Bill {
  readonly bomFormat: string;
  readonly serialNumber: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly name: string; readonly purl: string; readonly licenses?: unknown; readonly hashes?: unknown }[];
}

/** Packages as npm leaves them; those of `gone` were taken out afterwards. */
function bill(packages: Readonly<Record<string, object>>, gone: readonly string[] = []): Bill {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'logdetector', version: '1.2.3', license: 'Apache-2.0' }));
  for (const path of Object.keys(packages)) if (!gone.includes(path)) mkdirSync(join(root, path), { recursive: true });
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  return JSON.parse(execFileSync('node', [script, root], { encoding: 'utf8' }));
}

test('lists what lies there and is not for development, each with purl, licence and hash', () => {
  const content = createHash('sha512').update('x').digest();
  const { components, ...rest } = bill(
    {
      'node_modules/@slack/bolt': { version: '5.1.0', license: 'MIT', integrity: `sha512-${content.toString('base64')}` },
      'node_modules/a/node_modules/b': { version: '2.0.0', license: '(MIT OR Apache-2.0)' },
      'node_modules/vitest': { version: '5.0.0', dev: true },
      'node_modules/mongoose': { version: '9.0.0' },
    },
    ['node_modules/mongoose'],
  );
  expect(rest).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'logdetector', version: '1.2.3' } } });
  expect(components).toMatchObject([
    {
      name: 'bolt',
      group: '@slack',
      purl: 'pkg:npm/%40slack/bolt@5.1.0',
      licenses: [{ license: { name: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: content.toString('hex') }],
    },
    { name: 'b', purl: 'pkg:npm/b@2.0.0', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
  ]);
});

test('two builds of the same contents have the same bill, others have another number', () => {
  const one = { 'node_modules/a': { version: '1.0.0' } };
  expect(bill(one)).toEqual(bill(one));
  const [before, after] = [bill(one), bill({ 'node_modules/a': { version: '1.0.1' } })];
  expect(before.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(after.serialNumber).not.toBe(before.serialNumber);
});
