/** Stores of other releases: a later one's is left as it is, with a sentence on what to do; an earlier one's is read on. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { openEmbeddedStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { createSmallShop } from '../builders/small-shop.ts';
import { startLeadingOperator, type LeadingOperator } from '../fakes/leading-operator.ts';
import { startProduct } from '../fakes/product.ts';

const soon = { timeout: 30_000, interval: 50 };
const lines = 30;
/** As the first release wrote it: never to be changed, whatever later ones write. */
const firstSchema = `
  CREATE TABLE migration (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT (datetime('now'))) STRICT;
  CREATE TABLE entry (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE fence (id INTEGER PRIMARY KEY CHECK (id = 0), term INTEGER NOT NULL) STRICT;
  INSERT INTO fence (id, term) VALUES (0, 3);
  INSERT INTO migration (version) VALUES (1);`;
let folder: string;
let cluster: SimulatedCluster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'other-release-'));
  cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  for (const namespace of ['shop', 'bank']) {
    createSmallShop(cluster, namespace).writeHistory(lines * 2_000);
    const metadata = { namespace, name: namespace };
    cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata, spec: { selector: {} } });
  }
});
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);
const linesOf = (operator: LeadingOperator, detector: string): number =>
  operator.leading.supervisor
    .get(detector)
    ?.engine.workloads()
    .reduce((sum, { coverage }) => sum + coverage.linesSeen, 0) ?? 0;
const start = (storePath: string, term: number) => startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath, term });
const said = (namespace: string) => JSON.stringify(cluster.get('LogDetector', namespace, namespace)?.['status'] ?? {});

async function entriesOf(store: Store): Promise<readonly { readonly key: string; readonly value: Uint8Array }[]> {
  return await store.list('', { limit: 100_000 });
}

test('the state of a former release is read on: nothing is counted twice, and nothing is forgotten', async () => {
  const first = await start(file('first.db'), 3);
  await expect.poll(() => [linesOf(first, 'shop/shop'), linesOf(first, 'bank/bank')], soon).toEqual([3 * lines, 3 * lines]);
  await first.stop();
  const before = openEmbeddedStore({ path: file('first.db') });
  const entries = await entriesOf(before);
  await before.close();
  const old = new DatabaseSync(file('old.db'));
  old.exec(firstSchema);
  for (const { key, value } of entries) old.prepare('INSERT INTO entry (key, value) VALUES (?, ?)').run(key, value);
  old.close();

  const upgraded = await start(file('old.db'), 4);
  await expect.poll(() => upgraded.report().openStreams, soon).toBe(6);
  expect([linesOf(upgraded, 'shop/shop'), linesOf(upgraded, 'bank/bank')]).toEqual([3 * lines, 3 * lines]);
  expect(await upgraded.leading.store.latestTerm()).toBe(3);
  await upgraded.stop();
});

test('what a later release has saved of one LogDetector stops that one, by name, and is not touched', async () => {
  const path = file('first.db');
  const store = openEmbeddedStore({ path });
  const later = new TextEncoder().encode('{"formatVersion":999999,"state":"of a later release"}');
  const [part] = await store.list('engine/shop/shop/', { limit: 1 });
  await store.write([{ put: part?.key ?? '', value: later }]);
  await store.close();

  const operator = await start(path, 5);
  await expect.poll(() => said('shop'), soon).toMatch(/What is saved of shop\/shop has format 999999, which a later release wrote/);
  await expect.poll(() => linesOf(operator, 'bank/bank'), soon).toBe(3 * lines);
  expect(said('shop')).toContain('Run that release again, or delete this LogDetector');
  await operator.stop();
  const after = openEmbeddedStore({ path });
  expect(await after.get(part?.key ?? '')).toEqual(later);
  await after.close();
});

test('a file of a later release ends the start with one sentence on what to do, and keeps every byte', async () => {
  const product = await startProduct();
  const path = join(product.folder, 'logdetector.db');
  await openEmbeddedStore({ path }).close();
  const database = new DatabaseSync(path);
  database.exec('INSERT INTO migration (version) VALUES (99); PRAGMA wal_checkpoint(TRUNCATE);');
  database.close();
  const hash = async () =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  const before = await hash();
  const operator = product.startOperator();
  expect(await operator.exited).not.toBe(0);
  expect(operator.output()).toMatch(/has schema 99, and this release knows \d+; run the release that wrote it, or restore a backup/);
  expect(operator.output().trim().split('\n')).toHaveLength(1);
  expect(await hash()).toBe(before);
  await product.stop();
});
