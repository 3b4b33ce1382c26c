import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Redis } from 'ioredis';
import { openRedisStore } from '../../operator/store/redis.ts';
import type { Store } from '../../operator/store/store.ts';
import { bytes, describeStore, text } from '../operator/store/contract.ts';
import { freePort, startRedis, type RedisServer } from './server.ts';

let server: RedisServer;
let url: string;
beforeAll(async () => {
  server = await startRedis('--databases', '4');
  url = `redis://127.0.0.1:${server.port}`;
});
afterAll(() => server.remove());

const flush = async (port: number): Promise<void> => {
  const client = new Redis({ port, host: '127.0.0.1' });
  await client.flushall();
  await client.quit();
};

describeStore('the store in Redis', () => ({
  async open() {
    await flush(server.port);
    return openRedisStore({ url });
  },
  reopen: () => openRedisStore({ url }),
  remove: () => Promise.resolve(),
}));

describe('a loss', () => {
  async function openWatched() {
    const store = await openRedisStore({ url });
    const losses: string[] = [];
    store.onLost((sentence) => void losses.push(sentence));
    return { store, losses };
  }

  test('is told once where Redis was emptied, and the write that found it is kept', async () => {
    await flush(server.port);
    const { store, losses } = await openWatched();
    await store.write([{ put: 'before', value: bytes('1') }], { term: 2 });
    await flush(server.port);
    await Promise.all(['x', 'y'].map((key) => store.write([{ put: key, value: bytes(key) }], { term: 2 })));
    expect(losses).toEqual([expect.stringMatching(/was emptied; make sure that it is durable/)]);
    expect((await store.list('')).map(({ key }) => key)).toEqual(['x', 'y']);
    expect(await store.latestTerm()).toBe(2);
    await store.close();
  });

  test('is told where Redis has gone back to an older state, as after a failover to a replica that was behind', async () => {
    await flush(server.port);
    const { store, losses } = await openWatched();
    for (const key of ['a', 'b', 'c']) await store.write([{ put: key, value: bytes(key) }], { term: 2 });
    const client = new Redis({ port: server.port, host: '127.0.0.1' });
    await client.set('{logdetector}:sequence', '1');
    await client.quit();
    await store.write([{ put: 'd', value: bytes('d') }], { term: 2 });
    expect(losses).toEqual([expect.stringContaining('gone back to an older state')]);
    await store.close();
  });

  test('is none where another replica has written meanwhile', async () => {
    await flush(server.port);
    const [one, other] = [await openWatched(), await openWatched()];
    await one.store.write([{ put: 'a', value: bytes('1') }], { term: 1 });
    await other.store.write([{ put: 'a', value: bytes('2') }], { term: 2 });
    await expect(one.store.write([{ put: 'a', value: bytes('3') }], { term: 1 })).rejects.toMatchObject({ code: 'StoreFenced' });
    expect([...one.losses, ...other.losses]).toEqual([]);
    await Promise.all([one.store.close(), other.store.close()]);
  });
});

describe('an outage', () => {
  let own: RedisServer;
  let store: Store | null = null;
  afterEach(async () => {
    await store?.close();
    store = null;
    await own.remove();
  });

  test('fails each call with what to do, and ends by itself', async () => {
    own = await startRedis();
    store = await openRedisStore({ url: `redis://127.0.0.1:${own.port}`, timeoutMs: 2000 });
    const opened = store;
    await opened.write([{ put: 'a', value: bytes('kept') }], { term: 2 });
    await own.stop();
    await expect(opened.write([{ put: 'a', value: bytes('lost') }])).rejects.toMatchObject({ code: 'StoreUnavailable' });
    await expect(opened.check()).rejects.toThrow(/look at Redis/);
    await own.start();
    await expect
      .poll(
        () =>
          opened.check().then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 15_000 },
      )
      .toBe('up');
    expect(text(await opened.get('a'))).toBe('kept');
  });

  test('a Redis that hangs is unavailable after the timeout', async () => {
    own = await startRedis();
    store = await openRedisStore({ url: `redis://127.0.0.1:${own.port}`, timeoutMs: 300 });
    own.freeze();
    await expect(store.check()).rejects.toMatchObject({ code: 'StoreUnavailable' });
    own.thaw();
  });

  test('memory that is full is named, and nothing of the batch is kept', async () => {
    own = await startRedis('--maxmemory', '3mb', '--maxmemory-policy', 'noeviction');
    store = await openRedisStore({ url: `redis://127.0.0.1:${own.port}` });
    const large = Array.from({ length: 40 }, (_, index) => ({ put: `b/${index}`, value: new Uint8Array(100_000) }));
    await store.write(large.slice(0, 30)).catch(() => {});
    await expect(store.write([{ put: 'a', value: bytes('1') }, ...large])).rejects.toThrow(/raise maxmemory/);
  });

  test('a wrong password is named as such and a right one is taken', async () => {
    own = await startRedis('--requirepass', 'secret');
    const address = `redis://127.0.0.1:${own.port}`;
    await expect(openRedisStore({ url: address, password: 'wrong', timeoutMs: 1000 })).rejects.toThrow(/renew the Secret/);
    await expect(openRedisStore({ url: address, timeoutMs: 1000 })).rejects.toMatchObject({ code: 'StoreUnavailable' });
    store = await openRedisStore({ url: address, password: 'secret' });
    await store.check();
  });
});

test('an address where nobody listens is unavailable within the timeout', async () => {
  const port = await freePort();
  await expect(openRedisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: 500 })).rejects.toMatchObject({ code: 'StoreUnavailable' });
});

test('a database of a later release is left alone', async () => {
  const client = new Redis({ port: server.port, host: '127.0.0.1', db: 2 });
  await client.set('{logdetector}:schema', '99');
  await expect(openRedisStore({ url: `${url}/2` })).rejects.toMatchObject({ code: 'StoreNewer' });
  await client.quit();
});

test('a value that Redis has evicted is corruption, not an absent entry', async () => {
  const store = await openRedisStore({ url: `${url}/3` });
  await store.write([{ put: 'a', value: bytes('1') }]);
  const client = new Redis({ port: server.port, host: '127.0.0.1', db: 3 });
  await client.hdel('{logdetector}:values', 'a');
  await expect(store.list('')).rejects.toMatchObject({ code: 'StoreCorrupt' });
  await client.quit();
  await store.close();
});

test('a cluster keeps everything in one slot and works the same', async () => {
  const node = await startRedis('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
  await run('redis-cli', ['-p', String(node.port), 'cluster', 'addslotsrange', '0', '16383']);
  const open = () => openRedisStore({ url: `redis+cluster://127.0.0.1:${node.port}`, timeoutMs: 2000 });
  await expect
    .poll(
      () =>
        open().then(
          (store) => store.close().then(() => 'up'),
          () => 'down',
        ),
      { timeout: 20_000 },
    )
    .toBe('up');
  const store = await open();
  await store.write([{ put: 'a/1', value: bytes('1') }, { put: 'a/2', value: bytes('2') }, { delete: 'a/1' }], { term: 2 });
  expect((await store.list('a/')).map(({ key }) => key)).toEqual(['a/2']);
  await expect(store.write([], { term: 1 })).rejects.toMatchObject({ code: 'StoreFenced' });
  await store.close();
  await node.remove();
});

test('over TLS only a server with a trusted certificate is spoken to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', certificate, ...subject]);
  const tlsPort = await freePort();
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'];
  const own = await startRedis('--tls-port', String(tlsPort), ...files);
  const address = `rediss://127.0.0.1:${tlsPort}`;
  await expect(openRedisStore({ url: address, timeoutMs: 2000 })).rejects.toMatchObject({ code: 'StoreUnavailable' });
  const store = await openRedisStore({ url: address, tls: { ca: await readFile(certificate) } });
  await store.write([{ put: 'a', value: bytes('1') }]);
  expect(text(await store.get('a'))).toBe('1');
  await store.close();
  await own.remove();
  await rm(folder, { recursive: true, force: true });
});

test('a sentinel leads to the primary', async () => {
  const primary = await startRedis();
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, `port ${port}\nbind 127.0.0.1\ndir ${folder}\nsentinel monitor main 127.0.0.1 ${primary.port} 1\n`);
  const sentinel = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const open = () => openRedisStore({ url: `redis+sentinel://127.0.0.1:${port}/main`, timeoutMs: 2000 });
  try {
    await expect
      .poll(
        () =>
          open().then(
            (store) => store.close().then(() => 'up'),
            () => 'down',
          ),
        { timeout: 20_000 },
      )
      .toBe('up');
    const store = await open();
    await store.write([{ put: 'a', value: bytes('1') }]);
    expect(text(await store.get('a'))).toBe('1');
    await store.close();
  } finally {
    sentinel.kill('SIGKILL');
    await once(sentinel, 'exit');
    await primary.remove();
    await rm(folder, { recursive: true, force: true });
  }
});

async function run(program: string, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn(program, args, { stdio: 'ignore' }), 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}.`);
}
