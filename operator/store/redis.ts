/**
 * The store in Redis (6 or later), for more than one replica: standalone, Sentinel or Cluster. Keys with one hash tag, hence one
 * slot: a hash of values, a sorted set of the same names for byte order, the term of the fence, and a count of writes. Every batch is one Lua script, which
 * Redis runs alone. Redis must be durable (AOF) and must not evict (`maxmemory-policy noeviction`).
 */
import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import { OperatorError } from '../errors.ts';
import { endOfPrefix } from './prefix.ts';
import { listScript, schemaScript, writeScript } from './redis-scripts.ts';
import { parseRedisUrl, type RedisAddress } from './redis-url.ts';
import type { Fence, Mutation, Store, StoreEntry } from './store.ts';

export interface RedisStoreOptions {
  /**
   * `redis[s]://[USER@]HOST:PORT[/DB]`, `redis+sentinel://[USER@]HOST:PORT,HOST:PORT/MASTER[?tls=true]` or
   * `redis+cluster://[USER@]HOST:PORT,HOST:PORT[?tls=true]`. Never with a password in it.
   */
  readonly url: string;
  readonly password?: string;
  /** Certificates and the like, where the system's authorities and `NODE_EXTRA_CA_CERTS` are not enough. */
  readonly tls?: ConnectionOptions;
  /** How long one command may take. Default 5 s. */
  readonly timeoutMs?: number;
}

const hashTag = '{logdetector}';
const valuesKey = `${hashTag}:values`;
const indexKey = `${hashTag}:index`;
const fenceKey = `${hashTag}:fence`;
const schemaKey = `${hashTag}:schema`;
/** Counts the writes, so that it shows when Redis has lost some: emptied, or failed over to a replica that was behind. */
const sequenceKey = `${hashTag}:sequence`;
const schema = 1;

type Client = Redis | Cluster;

/**
 * Throws `ConfigurationInvalid` for a URL that cannot be used, `StoreUnavailable` when Redis does not answer, and `StoreNewer` when
 * a later release has written there. Afterwards it reconnects by itself; until then every call fails with `StoreUnavailable`.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const address = parseRedisUrl(options.url);
  const client = createClient(address, options);
  let lastError: unknown;
  // Without a listener a lost connection would end the process; what it means is said by the command that fails.
  client.on('error', (error: unknown) => (lastError = error));
  const where = address.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
  // A command has its own limit, which does not hold where a client waits for something else before it sends one.
  const guard = createGuard({ where, withinMs: 3 * (options.timeoutMs ?? 5000), lastError: () => lastError });
  const memory: Memory = { sequence: null, listeners: [] };
  try {
    await guard(async () => {
      await withLimit(client.connect(), options.timeoutMs ?? 5000);
      await checkSchema(client);
    });
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return {
    get: (key) => guard(async () => toBytes(await client.hgetBuffer(valuesKey, key))),
    list: (prefix, { after, limit = 1000 } = {}) => guard(() => list(client, prefix, after, limit)),
    write: (batch, fence) => guard(() => write({ client, memory, where }, batch, fence)),
    latestTerm: () => guard(async () => Number((await client.get(fenceKey)) ?? 0)),
    check: () => guard(() => checkSchema(client)),
    onLost: (listener) => void memory.listeners.push(listener),
    async close() {
      await withLimit(client.quit(), 1000).catch(() => client.disconnect());
    },
  };
}

function createClient(address: RedisAddress, { password, tls, timeoutMs = 5000 }: RedisStoreOptions): Client {
  const common = {
    ...(address.username === null ? {} : { username: address.username }),
    ...(password === undefined ? {} : { password }),
    ...(address.tls ? { tls: tls ?? {} } : {}),
    // RESP2 is spoken by every proxy and managed Redis.
    protocol: 2,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    // A command whose fate is unknown fails at once; the caller tries again with what is newest then.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } as const satisfies RedisOptions;
  const always = { lazyConnect: true, enableOfflineQueue: false } as const;
  if (address.type === 'cluster') {
    const cluster = { ...always, redisOptions: common, clusterRetryStrategy: pause, slotsRefreshTimeout: timeoutMs };
    return new Cluster([...address.nodes], cluster satisfies ClusterOptions);
  }
  const standing = { ...always, ...common, retryStrategy: pause };
  if (address.type === 'standalone') return new Redis({ ...standing, ...address.nodes[0], db: address.database });
  const sentinel = {
    sentinels: [...address.nodes],
    name: address.master,
    sentinelRetryStrategy: pause,
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(address.tls ? { enableTLSForSentinelMode: true, sentinelTLS: tls ?? {} } : {}),
  };
  return new Redis({ ...standing, ...sentinel });
}

function pause(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt, 6), 5000);
}

async function checkSchema(client: Client): Promise<void> {
  const version = Number(await client.eval(schemaScript, 1, schemaKey, schema));
  if (version <= schema) return;
  const sentence = `The store in Redis has schema ${version}, and this release knows ${schema}; run the release that wrote it, or another database.`;
  throw new OperatorError('StoreNewer', sentence);
}

async function list(client: Client, prefix: string, after: string | undefined, limit: number): Promise<readonly StoreEntry[]> {
  const isBefore = after === undefined || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0;
  const from = isBefore ? `[${prefix}` : `(${after}`;
  const end = endOfPrefix(prefix);
  const reply = await client.callBuffer('EVAL', listScript, 2, indexKey, valuesKey, from, end === null ? '+' : `(${end}`, limit);
  const cells = Array.isArray(reply) ? reply : [];
  const entries: StoreEntry[] = [];
  for (let index = 0; index + 1 < cells.length; index += 2) {
    const key = String(cells[index]);
    const value = toBytes(cells[index + 1]);
    if (value === null) throw evicted(key);
    entries.push({ key, value });
  }
  return entries;
}

/** What this process knows of what Redis must hold. */
interface Memory {
  /** Number of the last write; null before the first, and after a loss. */
  sequence: number | null;
  readonly listeners: ((sentence: string) => void)[];
}

interface Writing {
  readonly client: Client;
  readonly memory: Memory;
  readonly where: string;
}

async function write(writing: Writing, batch: readonly Mutation[], fence: Fence | undefined): Promise<void> {
  const { client, memory } = writing;
  const operations = batch.flatMap(operationOf);
  const term = fence ? String(fence.term) : '';
  const args = [term, memory.sequence ?? '', ...operations];
  const reply = await client.eval(writeScript, 4, valuesKey, indexKey, fenceKey, sequenceKey, ...args);
  const [outcome, number] = Array.isArray(reply) ? reply.map(String) : [];
  if (outcome === 'ok') {
    memory.sequence = Math.max(memory.sequence ?? 0, Number(number));
  } else if (outcome === 'lost') {
    tellLoss(writing, Number(number));
    await write(writing, batch, fence);
  } else {
    const sentence = `Term ${number ?? ''} has written since; what term ${term} knows is out of date and is not kept.`;
    throw new OperatorError('StoreFenced', sentence);
  }
}

function tellLoss({ memory, where }: Writing, number: number): void {
  // Writes that were under way meanwhile find the same; it is told once.
  if (memory.sequence === null) return;
  memory.sequence = null;
  const how = number === 0 ? 'was emptied' : 'has gone back to an older state';
  const advice = 'make sure that it is durable (appendonly yes, maxmemory-policy noeviction) and that nobody else uses these keys';
  for (const listener of memory.listeners) listener(`Redis at ${where} ${how}; ${advice}.`);
}

/** Always three arguments: what, key or first bound, value or second bound. */
function operationOf(mutation: Mutation): readonly (string | Buffer)[] {
  if ('put' in mutation) return ['put', mutation.put, Buffer.from(mutation.value)];
  if ('delete' in mutation) return ['delete', mutation.delete, ''];
  const end = endOfPrefix(mutation.deletePrefix);
  return ['range', `[${mutation.deletePrefix}`, end === null ? '+' : `(${end}`];
}

function toBytes(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? new Uint8Array(value) : null;
}

async function withLimit<T>(work: Promise<T>, forMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${forMs / 1000} s`)), forMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function evicted(key: string): OperatorError {
  const sentence = `Redis has lost the value of ${key}; set maxmemory-policy noeviction, and restore a backup or clear the keys ${hashTag}:*.`;
  return new OperatorError('StoreCorrupt', sentence);
}

interface GuardOptions {
  readonly where: string;
  readonly withinMs: number;
  readonly lastError: () => unknown;
}

/** Runs and turns what Redis or the network says into what can be done about it. */
function createGuard({ where, withinMs, lastError }: GuardOptions): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await withLimit(work(), withinMs);
    } catch (cause) {
      throw cause instanceof OperatorError ? cause : understand(where, cause, lastError());
    }
  };
}

/** What replies begin with (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors), and what a person does. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/NOAUTH|WRONGPASS|invalid username-password|invalid password/, 'it refuses our name and password; renew the Secret and restart the pod'],
  [
    /NOPERM/,
    'the user lacks a permission; allow the commands eval, get, set, hget, hset, hdel, zadd, zrem and zrangebylex on the keys {logdetector}:*',
  ],
  [/OOM command/, 'its memory is full; raise maxmemory'],
  [/MISCONF/, 'it cannot write its snapshots; look at its disk'],
  [/READONLY/, 'the node is a replica; it is being failed over, or the address must be that of the primary'],
  [/CLUSTERDOWN/, 'the cluster is down; look at its nodes'],
];

function understand(where: string, cause: unknown, lastError: unknown): OperatorError {
  // "Stream isn't writeable" says less than the error of the connection that was lost before.
  const said = [cause, lastError].map((error) => (error instanceof Error ? error.message : '')).filter(Boolean);
  const details = [...new Set(said)].join('; ').slice(0, 300);
  if (/WRONGTYPE/.test(details)) {
    const sentence = `The keys {logdetector}:* in Redis at ${where} belong to something else (${details}); use another database.`;
    return new OperatorError('StoreCorrupt', sentence, { cause });
  }
  const why = advice.find(([pattern]) => pattern.test(details))?.[1] ?? 'look at Redis and at the network policies between';
  return new OperatorError('StoreUnavailable', `Redis at ${where} cannot be used: ${why} (${details}).`, { cause });
}
