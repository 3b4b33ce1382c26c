import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAudit } from '../../../operator/http/audit.ts';
import { createApiToken, createTokenCheck } from '../../../operator/http/token.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { encode } from '../../../operator/store/record.ts';
import { keys } from '../../../operator/store/store.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const entry = (atMs: number) => ({ atMs, user: 'U1', channel: 'C1', action: `retrain ${atMs}`, result: 'accepted' });

test('the audit keeps what came last, newest first, across a restart', async () => {
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
  expect(audit.entries(10).map(({ atMs }) => atMs)).toEqual([4, 2, 1]);
  const again = createAudit(options);
  await again.restore();
  expect(again.entries(2).map(({ atMs }) => atMs)).toEqual([4, 2]);
  expect(await store.list('audit/')).toHaveLength(4);
  await store.close();
});

async function withEntries(count: number, keptAtMost = 100) {
  const store = createMemoryStore();
  const telemetry = createTelemetry({ level: 'silent' });
  const open = (room = keptAtMost) =>
    createAudit({ store, fence: () => ({ term: 1 }), telemetry, redact: (text) => text, keptAtMost: room });
  const audit = open();
  for (let atMs = 1; atMs <= count; atMs += 1) await audit.write(entry(atMs));
  const change = async (seq: number, fields: object): Promise<void> => {
    const key = keys.auditLink(seq);
    const record: unknown = JSON.parse(new TextDecoder().decode((await store.get(key)) ?? undefined));
    await store.write([{ put: key, value: encode({ ...(record as object), ...fields }) }]);
  };
  return { store, audit, open, change };
}

test('the chain of the audit is whole as it was written, also when the oldest were dropped and after a restart', async () => {
  const { audit, open } = await withEntries(7, 3);
  expect(await audit.prove()).toMatchObject({ outcome: 'intact', entries: 3, firstSeq: 5, lastSeq: 7, brokenAt: null });
  const again = open();
  await again.restore();
  await again.write(entry(8));
  expect(await again.prove()).toMatchObject({ outcome: 'intact', firstSeq: 6, lastSeq: 8 });
});

test.each<[string, (world: Awaited<ReturnType<typeof withEntries>>) => Promise<void>, number]>([
  ['changed', ({ change }) => change(2, { user: 'U9' }), 2],
  ['given another number', ({ change }) => change(3, { seq: 9 }), 3],
  ['taken out', ({ store }) => store.write([{ delete: keys.auditLink(2) }]), 2],
  ['cut off at the end', ({ store }) => store.write([{ delete: keys.auditLink(4) }]), 4],
  ['made unreadable', ({ store }) => store.write([{ put: keys.auditLink(3), value: new Uint8Array([1]) }]), 3],
])('an entry that was %s afterwards is found, and named by its number', async (_what, tamper, brokenAt) => {
  const world = await withEntries(4);
  await tamper(world);
  const proof = await world.audit.prove();
  expect(proof).toMatchObject({ outcome: 'broken', brokenAt });
  expect(proof.sentence).toContain(`entry ${brokenAt} `);
});

test('entries of before there was a chain are kept, and counted apart', async () => {
  const { store, open } = await withEntries(0);
  await store.write([{ put: 'audit/000000000000001/a', value: encode(entry(1)) }]);
  const audit = open();
  await audit.restore();
  await audit.write(entry(2));
  expect(audit.entries(5).map(({ atMs, seq }) => [atMs, seq])).toEqual([
    [2, 1],
    [1, undefined],
  ]);
  expect(await audit.prove()).toMatchObject({ outcome: 'intact', entries: 1, unchained: 1 });
});

test('what was typed is kept without its secrets', async () => {
  const store = createMemoryStore();
  const redact = (text: string): string => text.replace('hunter2', '<redacted>');
  const audit = createAudit({ store, fence: () => ({ term: 1 }), telemetry: createTelemetry({ level: 'silent' }), redact });
  await audit.write({ ...entry(1), action: '/logbot why password=hunter2', result: 'refused: hunter2' });
  expect(audit.entries(1)).toMatchObject([{ action: '/logbot why password=<redacted>', result: 'refused: <redacted>' }]);
  const [kept] = await store.list('audit/n');
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

test('the audit channel is told from when it was first asked for, goes on where it was after a restart, and hears how much it missed', async () => {
  const { audit, open } = await withEntries(3);
  expect(await audit.untold(10)).toEqual({ entries: [], lost: 0 });
  for (const atMs of [4, 5, 6]) await audit.write(entry(atMs));
  expect((await audit.untold(2)).entries.map(({ seq }) => seq)).toEqual([4, 5]);
  await audit.told(5);
  const again = open();
  await again.restore();
  expect((await again.untold(10)).entries.map(({ seq }) => seq)).toEqual([6]);
  const small = open(2);
  await small.restore();
  for (const atMs of [7, 8, 9]) await small.write(entry(atMs));
  expect(await small.untold(10)).toMatchObject({ entries: [{ seq: 8 }, { seq: 9 }], lost: 2 });
  expect(await small.prove()).toMatchObject({ outcome: 'intact' });
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
