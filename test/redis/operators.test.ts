/** Two operators on one Redis: one leads and speaks, the other waits, takes over, and goes on where the first ended. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';
import { freePort, startRedis, type RedisServer } from './server.ts';

interface Replica {
  readonly api: ApiClient;
  readonly environment: Readonly<Record<string, string>>;
  process: RunningProcess;
}

let redis: RedisServer;
let product: Product;
let shop: SmallShop;
let first: Replica;
let second: Replica;

beforeAll(async () => {
  redis = await startRedis();
  product = await startProduct({ slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }] } });
  shop = createSmallShop(product.cluster, 'shop');
  shop.writeHistory(60_000);
  shop.run();
  product.detect('shop', { notify: { slack: { channel: 'shop-incidents' } } });
  first = await startReplica('first');
  await expectLeading(first);
  second = await startReplica('second');
});
afterAll(async () => {
  shop.stop();
  for (const { process } of [first, second]) process.thaw();
  await product.stop();
  await redis.remove();
});

async function startReplica(name: string): Promise<Replica> {
  const [apiPort, healthPort] = [await freePort(), await freePort()];
  const tokenFile = join(product.folder, `token-${name}`);
  const environment = {
    LOGDETECTOR_STORE: `redis://127.0.0.1:${redis.port}`,
    LOGDETECTOR_API_PORT: String(apiPort),
    LOGDETECTOR_API_TOKEN_FILE: tokenFile,
    LOGDETECTOR_HEALTH_PORT: String(healthPort),
    POD_NAME: name,
  };
  const api = createApiClient({ url: `http://127.0.0.1:${apiPort}`, token: async () => (await readFile(tokenFile, 'utf8')).trim() });
  return { api, environment, process: product.startOperator(environment) };
}

async function leads({ api }: Replica): Promise<boolean | null> {
  const session = await api.session({ waitSeconds: 0, leading: false }).catch(() => null);
  return session?.leading ?? null;
}

/** As `expect.poll`, which hooks may not use. */
async function expectLeading(replica: Replica): Promise<void> {
  for (let tries = 0; tries < 300 && !(await leads(replica)); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
}

const incidentsOf = async ({ api }: Replica) =>
  (await api.incidents({ namespaces: '*' }).catch(() => [])).map(({ incident }) => incident.id);
const postsOf = async ({ api }: Replica) => (await api.posts({ waitSeconds: 0 }).catch(() => [])).map(({ id }) => id);
const linesOf = async ({ api }: Replica) => (await api.detectors('*').catch(() => []))[0]?.coverage.linesSeen ?? 0;

test('one leads; the other is ready, knows nothing, and says who to ask', async () => {
  await expect.poll(() => leads(second), soon).toBe(false);
  expect(await leads(first)).toBe(true);
  const health = await fetch(`http://127.0.0.1:${second.environment['LOGDETECTOR_HEALTH_PORT']}/readyz`);
  expect(health.status).toBe(200);
  await expect(second.api.posts({ waitSeconds: 0 })).rejects.toMatchObject({ code: 'ApiUnavailable', status: 503 });
});

test('what the leader found is said by its successor, once, and no line is lost or counted twice', async () => {
  await expect.poll(() => linesOf(first), soon).toBeGreaterThan(90);
  shop.breakCart();
  await expect.poll(async () => (await postsOf(first)).length, soon).toBe(1);
  const [posts, incidents] = [await postsOf(first), await incidentsOf(first)];
  expect(await first.process.stop()).toBeLessThan(5_000);
  await expect.poll(() => leads(second), soon).toBe(true);
  await expect.poll(() => incidentsOf(second), soon).toEqual(incidents);
  expect(await postsOf(second)).toEqual(posts);
  expect(second.process.events('IncidentOpened')).toEqual([]);
  shop.recover();
  shop.stop();
  await expect.poll(() => linesOf(second), soon).toBe(shop.written);
});

test('a leader that stood still is deposed, and when it goes on it speaks no more', { timeout: 120_000 }, async () => {
  first.process = product.startOperator(first.environment);
  await expect.poll(() => leads(first), soon).toBe(false);
  second.process.freeze();
  await expect.poll(() => leads(first), { timeout: 60_000, interval: 200 }).toBe(true);
  second.process.thaw();
  await expect.poll(() => second.process.events('LeadershipChanged').at(-1), soon).toMatchObject({ leading: false, lost: true });
  expect(await leads(second)).toBe(false);
  expect(await leads(first)).toBe(true);
  await expect.poll(() => linesOf(first), soon).toBe(shop.written);
});

test('a Redis that goes away makes the leader not ready, and what it read is saved when Redis is back', async () => {
  shop.run();
  await redis.stop();
  const ready = async () => (await fetch(`http://127.0.0.1:${first.environment['LOGDETECTOR_HEALTH_PORT']}/readyz`)).status;
  await expect.poll(ready, soon).toBe(503);
  await expect.poll(() => product.condition('StreamsReady', 'shop/shop')?.reason, soon).toBe('StoreUnavailable');
  expect(first.process.events('CheckpointFailed').length).toBeLessThan(5);
  await redis.start();
  await expect.poll(ready, soon).toBe(200);
  shop.stop();
  await expect.poll(() => linesOf(first), soon).toBe(shop.written);
  await expect.poll(() => product.condition('StreamsReady', 'shop/shop')?.reason, soon).toBe('Streaming');
  for (const { process } of [first, second]) expect(process.events('UnexpectedError')).toEqual([]);
});
