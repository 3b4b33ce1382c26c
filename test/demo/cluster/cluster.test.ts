import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '../../../demo/cluster/cluster.ts';
import type { SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../../../demo/cluster/json.ts';
import { call, podNamed, readLines } from './calls.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let stop: AbortController;

beforeEach(async () => {
  cluster = await startCluster({ bookmarkEveryForMs: 50 });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await cluster.close();
});

const pods = '/api/v1/namespaces/shop/pods';
const leases = '/apis/coordination.k8s.io/v1/namespaces/shop/leases';

function watch(query: string): { lines: string[]; ended: Promise<void> } {
  return readLines(`${cluster.url}${pods}?watch=true&${query}`, stop.signal);
}

const eventsOf = (lines: readonly string[]): string[] =>
  lines.map((line) => {
    const event: unknown = JSON.parse(line);
    return `${textAt(event, 'type')} ${textAt(event, 'object', 'metadata', 'name')}`;
  });

describe('lists', () => {
  it('the pages of a list agree with each other although the objects change in between', async () => {
    for (const name of ['a', 'b', 'c']) cluster.upsert(podNamed(name));
    const first = await call(cluster, ['GET', `${pods}?limit=2`]);
    cluster.upsert(podNamed('bb'));
    const second = await call(cluster, ['GET', `${pods}?limit=2&continue=${textAt(first.body, 'metadata', 'continue')}`]);
    const names = [first, second].flatMap((reply) => objectsAt(reply.body, 'items').map((item) => textAt(item, 'metadata', 'name')));
    expect(names).toEqual(['a', 'b', 'c']);
    expect(textAt(second.body, 'metadata', 'resourceVersion')).toBe(textAt(first.body, 'metadata', 'resourceVersion'));
  });

  it('a continue token from before a compaction is answered with 410', async () => {
    for (const name of ['a', 'b']) cluster.upsert(podNamed(name));
    const first = await call(cluster, ['GET', `${pods}?limit=1`]);
    cluster.faults.compact();
    const second = await call(cluster, ['GET', `${pods}?limit=1&continue=${textAt(first.body, 'metadata', 'continue')}`]);
    expect([second.code, second.body['reason']]).toEqual([410, 'Expired']);
  });

  it.each([
    ['labelSelector=app%3Dweb', ['a']],
    ['labelSelector=app%21%3Dweb', ['b', 'c']],
    ['labelSelector=app+in+(web,cart)', ['a', 'b']],
    ['labelSelector=app+notin+(web)', ['b', 'c']],
    ['labelSelector=app,tier%3Dx', ['b']],
    ['labelSelector=%21app', ['c']],
    ['fieldSelector=metadata.name%3Db', ['b']],
    ['fieldSelector=spec.nodeName%3Dnode-a,metadata.name%21%3Da', ['b', 'c']],
  ])('%s selects %j', async (query, expected) => {
    cluster.upsert(podNamed('a', ['main'], { app: 'web' }));
    cluster.upsert(podNamed('b', ['main'], { app: 'cart', tier: 'x' }));
    cluster.upsert(podNamed('c'));
    const reply = await call(cluster, ['GET', `${pods}?${query}`]);
    expect(objectsAt(reply.body, 'items').map((item) => textAt(item, 'metadata', 'name'))).toEqual(expected);
  });

  it.each(['labelSelector=a%3D%3D%3Db', 'fieldSelector=spec.x%3Db', 'continue=nonsense', 'resourceVersion=abc'])(
    '%s is a bad request',
    async (query) => {
      expect((await call(cluster, ['GET', `${pods}?${query}`])).code).toBe(400);
    },
  );
});

describe('watches', () => {
  it('a watch from a version sees every later change in order, and bookmarks', async () => {
    cluster.upsert(podNamed('a'));
    const version = textAt((await call(cluster, ['GET', pods])).body, 'metadata', 'resourceVersion');
    cluster.upsert(podNamed('b'));
    const { lines } = watch(`resourceVersion=${version}&allowWatchBookmarks=true`);
    await eventually(() => expect(lines.length).toBeGreaterThan(1));
    cluster.upsert(podNamed('b'));
    cluster.remove('Pod', 'shop', 'a');
    await eventually(() => expect(lines.length).toBeGreaterThan(5));
    const events = eventsOf(lines);
    expect(events.filter((event) => !event.startsWith('BOOKMARK'))).toEqual(['ADDED b', 'MODIFIED b', 'DELETED a']);
    expect(events).toContain('BOOKMARK ');
  });

  it('an object that leaves the selection is deleted for that watch, one that enters is added', async () => {
    cluster.upsert(podNamed('a', ['main'], { app: 'web' }));
    const { lines } = watch('labelSelector=app%3Dweb');
    await eventually(() => expect(lines).toHaveLength(1));
    cluster.upsert(podNamed('a', ['main'], { app: 'cart' }));
    cluster.upsert(podNamed('a', ['main'], { app: 'web' }));
    await eventually(() => expect(eventsOf(lines)).toEqual(['ADDED a', 'DELETED a', 'ADDED a']));
  });

  it('a watch from a forgotten version is told 410 in the stream, and ends', async () => {
    cluster.upsert(podNamed('a'));
    cluster.upsert(podNamed('b'));
    cluster.faults.compact();
    const { lines, ended } = watch('resourceVersion=101');
    await ended;
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });

  it('a watch ends by its timeout, with a last bookmark', async () => {
    const { lines, ended } = watch('timeoutSeconds=1&allowWatchBookmarks=true');
    await ended;
    expect(eventsOf(lines).at(-1)).toBe('BOOKMARK ');
  });

  it('dropped connections end a watch without a word', async () => {
    const { lines, ended } = watch('resourceVersion=0');
    cluster.upsert(podNamed('a'));
    await eventually(() => expect(lines).toHaveLength(1));
    cluster.faults.dropConnections();
    await ended;
    expect(lines).toHaveLength(1);
  });
});

const lease = (spec: Record<string, unknown>, resourceVersion?: string): object => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'leader', ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  spec,
});

describe('leases', () => {
  it('of two updates that are based on one version the second is refused with 409', async () => {
    cluster.upsert(podNamed('a'));
    const made = await call(cluster, ['POST', leases], lease({ holderIdentity: 'a' }));
    const version = textAt(made.body, 'metadata', 'resourceVersion');
    const first = await call(cluster, ['PUT', `${leases}/leader`], lease({ holderIdentity: 'b' }, version));
    const second = await call(cluster, ['PUT', `${leases}/leader`], lease({ holderIdentity: 'c' }, version));
    expect([first.code, second.code, second.body['reason']]).toEqual([200, 409, 'Conflict']);
    expect(valueAt(cluster.get('Lease', 'shop', 'leader'), 'spec', 'holderIdentity')).toBe('b');
  });

  it('an update without a version is refused with 422, a second create with 409', async () => {
    cluster.upsert(podNamed('a'));
    await call(cluster, ['POST', leases], lease({ holderIdentity: 'a' }));
    expect((await call(cluster, ['PUT', `${leases}/leader`], lease({ holderIdentity: 'b' }))).code).toBe(422);
    expect((await call(cluster, ['POST', leases], lease({}))).body['reason']).toBe('AlreadyExists');
  });
});

describe('access', () => {
  it('what is denied is answered with 403 until it is allowed again, and reviews say the same', async () => {
    cluster.upsert(podNamed('a'));
    const ask = (): Promise<unknown> =>
      call(cluster, ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'], {
        spec: { resourceAttributes: { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'shop' } },
      }).then((reply) => valueAt(reply.body, 'status', 'allowed'));
    const allow = cluster.faults.deny('get', 'pods/log', 'shop');
    const refused = await call(cluster, ['GET', `${pods}/a/log`]);
    expect([refused.code, refused.body['message']]).toEqual([
      403,
      'pods "a" is forbidden: User "system:anonymous" cannot get resource "pods/log" in API group "" in the namespace "shop"',
    ]);
    expect(await ask()).toBe(false);
    allow();
    expect((await call(cluster, ['GET', `${pods}/a/log`])).code).toBe(200);
    expect(await ask()).toBe(true);
  });

  it('a wrong token is refused, and where a token is required so is none', async () => {
    expect((await call(cluster, ['GET', pods], undefined, { authorization: 'Bearer wrong' })).code).toBe(401);
    const strict = await startCluster({ requireToken: true });
    expect((await call(strict, ['GET', pods])).code).toBe(401);
    expect((await call(strict, ['GET', pods], undefined, { authorization: `Bearer ${strict.token}` })).code).toBe(200);
    expect(strict.kubeconfig()).toContain(strict.token);
    await strict.close();
  });

  it('injected answers come as often as asked, then the real one', async () => {
    cluster.faults.answer(429, 2);
    const codes = [await call(cluster, ['GET', pods]), await call(cluster, ['GET', pods]), await call(cluster, ['GET', pods])].map(
      (reply) => reply.code,
    );
    expect(codes).toEqual([429, 429, 200]);
  });
});

describe('events and metrics', () => {
  it('a repeated Event is one object with a count, in both groups that serve it', async () => {
    const input = {
      namespace: 'shop',
      object: { kind: 'Pod', name: 'a' },
      reason: 'BackOff',
      message: 'again',
      severity: 'Warning' as const,
    };
    cluster.event({ ...input, atMs: 1_000 });
    cluster.event({ ...input, atMs: 61_000 });
    const [core] = objectsAt((await call(cluster, ['GET', '/api/v1/events'])).body, 'items');
    const [modern] = objectsAt((await call(cluster, ['GET', '/apis/events.k8s.io/v1/events'])).body, 'items');
    expect(core).toMatchObject({
      count: 2,
      firstTimestamp: '1970-01-01T00:00:01Z',
      lastTimestamp: '1970-01-01T00:01:01Z',
      type: 'Warning',
    });
    expect(modern).toMatchObject({ deprecatedCount: 2, note: 'again', regarding: { kind: 'Pod', name: 'a' } });
  });

  it('usage is served as PodMetrics in quantities', async () => {
    cluster.upsert(podNamed('a'));
    cluster.setMetric({ namespace: 'shop', pod: 'a', container: 'main' }, { memoryBytes: 1024 * 2048, cpuCores: 0.25, atMs: 5_000 });
    const reply = await call(cluster, ['GET', '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods']);
    expect(objectsAt(reply.body, 'items')[0]).toMatchObject({
      timestamp: '1970-01-01T00:00:05Z',
      containers: [{ name: 'main', usage: { cpu: '250000000n', memory: '2048Ki' } }],
    });
  });
});

describe('discovery', () => {
  it('names what is served, and answers 404 for everything else', async () => {
    const core = await call(cluster, ['GET', '/api/v1']);
    const names = objectsAt(core.body, 'resources').map((resource) => textAt(resource, 'name'));
    expect(names).toEqual(expect.arrayContaining(['pods', 'pods/log', 'services', 'nodes', 'events']));
    expect((await call(cluster, ['GET', '/apis/none/v1/foos'])).code).toBe(404);
    expect(Object.keys(objectAt((await call(cluster, ['GET', '/openapi/v3'])).body, 'paths'))).toContain('api/v1');
  });

  it('bodies that cannot be read are refused and disturb nothing', async () => {
    cluster.upsert(podNamed('a'));
    const response = await fetch(`${cluster.url}/api/v1/namespaces/shop/configmaps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{bad',
    });
    expect(response.status).toBe(400);
    expect((await call(cluster, ['POST', '/api/v1/namespaces/shop/configmaps'], { kind: 'Pod', metadata: { name: 'x' } })).code).toBe(400);
    expect((await call(cluster, ['POST', '/api/v1/namespaces/shop/configmaps'], {}, { 'content-type': 'text/csv' })).code).toBe(415);
    expect((await call(cluster, ['POST', '/api/v1/namespaces/none/configmaps'], { metadata: { name: 'x' } })).code).toBe(404);
  });
});
