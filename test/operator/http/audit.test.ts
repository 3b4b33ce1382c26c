import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAudit } from '../../../operator/http/audit.ts';
import { createApiToken, createTokenCheck } from '../../../operator/http/token.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const entry = (atMs: number) => ({ atMs, user: 'U1', channel: 'C1', action: `retrain ${atMs}`, result: 'accepted' });

test('the audit keeps the newest, newest first, across a restart', async () => {
  const store = createMemoryStore();
  const options = {
    store,
    fence: () => ({ term: 1 }),
    telemetry: createTelemetry({ level: 'silent' }),
    redact: (text: string) => text,
    keptAtMost: 3,
  };
  const audit = createAudit(options);
  await audit.restore();
  await Promise.all([5, 3, 1, 2, 4].map((atMs) => audit.write(entry(atMs))));
  expect(audit.entries(10).map(({ atMs }) => atMs)).toEqual([5, 4, 3]);
  const again = createAudit(options);
  await again.restore();
  expect(again.entries(2).map(({ atMs }) => atMs)).toEqual([5, 4]);
  expect(await store.list('audit/')).toHaveLength(3);
  await store.close();
});

test('what was typed is kept without its secrets', async () => {
  const store = createMemoryStore();
  const redact = (text: string): string => text.replace('hunter2', '<redacted>');
  const audit = createAudit({ store, fence: () => ({ term: 1 }), telemetry: createTelemetry({ level: 'silent' }), redact });
  await audit.write({ ...entry(1), action: '/logbot why password=hunter2', result: 'refused: hunter2' });
  expect(audit.entries(1)).toMatchObject([{ action: '/logbot why password=<redacted>', result: 'refused: <redacted>' }]);
  const [kept] = await store.list('audit/');
  expect(new TextDecoder().decode(kept?.value)).not.toContain('hunter2');
  await store.close();
});

test('what the store does not take is not taken as audited', async () => {
  const store = createMemoryStore();
  await store.write([], { term: 5 });
  const telemetry = createTelemetry({ level: 'silent' });
  const audit = createAudit({ store, fence: () => ({ term: 1 }), telemetry, redact: (text) => text });
  await expect(audit.write(entry(1))).rejects.toMatchObject({ code: 'StoreFenced' });
  await store.close();
});

test('the token is new at every start, in a file that only we can read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'token-'));
  const path = join(folder, 'run', 'api-token');
  const first = await createApiToken(path);
  const second = await createApiToken(path);
  expect(second).not.toBe(first);
  expect((await readFile(path, 'utf8')).trim()).toBe(second);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const isToken = createTokenCheck(second);
  expect([isToken(`Bearer ${second}`), isToken(`Bearer ${first}`), isToken(second), isToken(undefined)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  await expect(createApiToken(join(path, 'below-a-file'))).rejects.toMatchObject({ code: 'ConfigurationInvalid' });
  await rm(folder, { recursive: true });
});
