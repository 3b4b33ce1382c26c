import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStore, openEmbeddedStore } from '../../../operator/store/embedded.ts';
import { bytes, describeStore, text } from './contract.ts';

describeStore('the embedded store', () => {
  let current = '';
  const openCurrent = () => Promise.resolve(openEmbeddedStore({ path: join(current, 'store.db') }));
  return {
    async open() {
      current = await mkdtemp(join(tmpdir(), 'store-'));
      return openCurrent();
    },
    reopen: openCurrent,
    remove: () => rm(current, { recursive: true, force: true }),
  };
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  path = join(folder, 'store.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

/** Files that were put aside. */
const aside = async () => (await readdir(folder)).filter((name) => name.startsWith('store.db.damaged-') && !/-(wal|shm)$/.test(name));

/** Opens the store, hears of the loss, and finds the store empty and usable. */
async function expectBegunAnew(): Promise<string> {
  const store = openEmbeddedStore({ path });
  const losses: string[] = [];
  store.onLost((sentence) => void losses.push(sentence));
  expect(losses).toHaveLength(1);
  expect(await store.list('')).toEqual([]);
  await store.write([{ put: 'a', value: bytes('new') }]);
  await store.close();
  expect(await aside()).toHaveLength(1);
  return losses[0] ?? '';
}

async function writeMuch(): Promise<void> {
  const store = openEmbeddedStore({ path });
  await store.write(Array.from({ length: 2000 }, (_, index) => ({ put: `k/${index}`, value: bytes('x'.repeat(200)) })));
  await store.close();
}

test('a file that is no database is put aside and begun anew, and that is said with what to do', async () => {
  await writeFile(path, 'this is no database'.repeat(1000));
  expect(await expectBegunAnew()).toMatch(/store\.db was damaged .*kept as store\.db\.damaged-\S+\. Look at the volume/);
  const [kept = ''] = await aside();
  expect(await readFile(join(folder, kept), 'utf8')).toContain('this is no database');
});

test('pages that were overwritten are found when the file is opened', async () => {
  await writeMuch();
  const content = await readFile(path);
  content.fill(0x5a, 8192, 60_000);
  await writeFile(path, content);
  await expectBegunAnew();
});

test('a file that was cut off is found when it is opened', async () => {
  await writeMuch();
  await truncate(path, 50_000);
  await expectBegunAnew();
});

test('only the last file that was put aside is kept', async () => {
  for (const _ of [1, 2]) {
    await writeFile(path, 'this is no database'.repeat(1000));
    await expectBegunAnew();
    await Promise.all(['-wal', '-shm'].map((companion) => rm(path + companion, { force: true })));
  }
});

test.each([0, 8192, 50_000])(
  'a file that is cut off to %i bytes while it is in use is begun anew before anything more is written',
  async (length) => {
    await writeMuch();
    const store = openEmbeddedStore({ path });
    const losses: string[] = [];
    store.onLost((sentence) => void losses.push(sentence));
    await store.write([{ put: 'before', value: bytes('1') }], { term: 3 });
    await truncate(path, length);
    await store.write([{ put: 'after', value: bytes('2') }], { term: 3 });
    expect(losses).toEqual([expect.stringContaining(`to ${length} bytes`)]);
    expect((await store.list('')).map(({ key }) => key)).toEqual(['after']);
    expect(await store.latestTerm()).toBe(3);
    await store.close();
    const again = openEmbeddedStore({ path });
    again.onLost((sentence) => void losses.push(sentence));
    expect((await again.list('')).map(({ key }) => key)).toEqual(['after']);
    expect(losses).toHaveLength(1);
    await again.close();
  },
);

test('a file of a later release is left alone', async () => {
  await openEmbeddedStore({ path }).close();
  const database = new DatabaseSync(path);
  database.exec('INSERT INTO migration (version) VALUES (99)');
  database.close();
  expect(() => openEmbeddedStore({ path })).toThrow(/schema 99.*run the release that wrote it/);
  expect(codeOf(() => openEmbeddedStore({ path }))).toBe('StoreNewer');
});

test('a full disk is reported, loses nothing that was there, and heals', async () => {
  const store = openEmbeddedStore({ path });
  await store.write([{ put: 'a', value: bytes('kept') }]);
  await store.close();
  // SQLite answers a reached page limit exactly as it answers a full volume (SQLITE_FULL).
  const limited = openEmbeddedStore({ path, maximumBytes: 64 * 1024 });
  const large = { put: 'b', value: new Uint8Array(1_000_000) };
  await expect(limited.write([{ put: 'a', value: bytes('changed') }, large])).rejects.toMatchObject({
    code: 'StoreUnavailable',
    message: expect.stringContaining('make it larger or free space') as unknown,
  });
  expect(text(await limited.get('a'))).toBe('kept');
  await limited.write([{ put: 'a', value: bytes('small') }]);
  expect(text(await limited.get('a'))).toBe('small');
  await limited.close();
});

test('a second process that holds the file is named as the reason', async () => {
  const store = openEmbeddedStore({ path, busyForMs: 0 });
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.write([{ put: 'a', value: bytes('1') }])).rejects.toMatchObject({
    code: 'StoreUnavailable',
    message: expect.stringContaining('another process holds it') as unknown,
  });
  other.exec('ROLLBACK');
  other.close();
  await store.write([{ put: 'a', value: bytes('1') }]);
  await store.close();
});

test('a missing folder is unavailable, and a file that was removed is begun anew', async () => {
  expect(() => openEmbeddedStore({ path: join(folder, 'none', 'store.db') })).toThrow(/the folder must exist/);
  const store = openEmbeddedStore({ path });
  const losses: string[] = [];
  store.onLost((sentence) => void losses.push(sentence));
  await rm(path);
  await store.check();
  expect(losses).toEqual([expect.stringContaining('it was removed')]);
  await store.write([{ put: 'a', value: bytes('1') }]);
  await store.close();
});

test.skipIf(process.getuid?.() === 0)('a file that may not be written is named as such', async () => {
  await openEmbeddedStore({ path }).close();
  await chmod(path, 0o400);
  expect(() => openEmbeddedStore({ path })).toThrow(/read-only/);
});

test('a process that is killed in the middle of its writes leaves whole batches, the acknowledged ones among them', async () => {
  const writer = spawn(process.execPath, [fileURLToPath(new URL('./writer.ts', import.meta.url)), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const chunk of writer.stdout) {
    acknowledged = Number(String(chunk).trim().split('\n').at(-1));
    if (acknowledged >= 20) break;
  }
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  const store = openEmbeddedStore({ path });
  const counts = Number(text(await store.get('counts')));
  expect(counts).toBe(Number(text(await store.get('position'))));
  expect(counts).toBeGreaterThanOrEqual(acknowledged);
  await store.close();
});

test('a path that would forget everything is refused; tests ask for it by name', async () => {
  expect(codeOf(() => openEmbeddedStore({ path: ':memory:' }))).toBe('ConfigurationInvalid');
  expect(codeOf(() => openEmbeddedStore({ path: '' }))).toBe('ConfigurationInvalid');
  const store = createMemoryStore();
  await store.write([{ put: 'a', value: bytes('1') }]);
  expect(text(await store.get('a'))).toBe('1');
  await expect(store.check()).resolves.toBeUndefined();
  await store.close();
});
