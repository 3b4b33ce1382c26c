import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSessionFile, type Saved } from '../../../cli/remote/session-file.ts';
import { createSigningRequest } from '../../../cli/remote/signing-request.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'logbot-parts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const session = (name: string, forMs: number): Saved => ({
  session: name,
  endsAtMs: Date.now() + forMs,
  viewer: { user: 'ann', method: 'kubeconfig', role: 'viewer', namespaces: ['shop'], changes: [] },
});

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    return false;
  }
})();

test.skipIf(!hasOpenssl)('a certificate request is well-formed and signed by its own key, and another one each time', () => {
  const pem = createSigningRequest('logbot');
  const said = execFileSync('openssl', ['req', '-verify', '-noout', '-subject'], { input: pem, encoding: 'utf8', stdio: 'pipe' });
  expect(said.replaceAll(' ', '')).toContain('subject=CN=logbot');
  expect(createSigningRequest('logbot')).not.toBe(pem);
});

test('sessions of several clusters are kept side by side, and those that are over forgotten', async () => {
  const file = createSessionFile(folder);
  await file.write('a', session('of a', 3_600_000));
  await file.write('b', session('of b', 1000));
  expect((await file.read('a'))?.session).toBe('of a');
  expect(await file.read('b')).toBeNull();
  expect(await file.read('c')).toBeNull();
});

test('a file that is damaged, or a folder that cannot be written, costs a sign-in and nothing else', async () => {
  writeFileSync(join(folder, 'sessions.json'), '{"a":');
  const file = createSessionFile(folder);
  expect(await file.read('a')).toBeNull();
  await file.write('a', session('new', 3_600_000));
  expect(readFileSync(join(folder, 'sessions.json'), 'utf8')).toContain('"session":"new"');
  await expect(createSessionFile(join(folder, 'sessions.json')).write('a', session('x', 1))).resolves.toBeUndefined();
  await expect(createSessionFile(null).read('a')).resolves.toBeNull();
});
