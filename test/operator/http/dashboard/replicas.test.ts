/** Two replicas with one store: who is signed in stays so, whichever of them leads and whichever is asked. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '../../../../operator/store/embedded.ts';
import type { Store } from '../../../../operator/store/store.ts';
import { sharedOf } from '../../../fakes/shared.ts';
import type { Shared } from '../../../../operator/http/dashboard/shared.ts';
import { startDashboard, type Dashboard } from './start.ts';

interface Replica {
  readonly dashboard: Dashboard;
  readonly shared: Shared;
}

const clock = { nowMs: 1_800_000_000_000 };
let store: Store;
let replicas: Replica[];

/** A port is known only once it is listened on, so it is filled in later. */
async function startReplica(settings: object = { kubernetes: {} }): Promise<Replica> {
  const late = sharedOf(() => clock.nowMs, store);
  const shared: Shared = {
    ...late,
    leader: async () => {
      const found = await late.leader();
      return found && { ...found, url: replicas.find((one) => one.dashboard.url === leadingUrl)?.dashboard.url ?? null };
    },
  };
  const dashboard = await startDashboard(settings, { shared, clock });
  dashboard.setLeading(false);
  return { dashboard, shared };
}

let leadingUrl = '';
let term = 0;
async function lead(one: Replica): Promise<void> {
  for (const { dashboard } of replicas) dashboard.setLeading(false);
  term += 1;
  await one.shared.begin(term);
  leadingUrl = one.dashboard.url;
  one.dashboard.setLeading(true);
  clock.nowMs += 2000;
}

beforeEach(async () => {
  store = createMemoryStore();
  replicas = [];
  replicas.push(await startReplica(), await startReplica());
});
afterEach(async () => {
  for (const { dashboard } of replicas) await dashboard.close();
  await store.close();
});

function both(): readonly [Replica, Replica] {
  const [first, second] = replicas;
  if (first === undefined || second === undefined) throw new Error('two were started');
  return [first, second];
}

test('a session outlives its leader, with its token, and ends for good where somebody signs out', async () => {
  const [first, second] = both();
  await lead(first);
  const { headers } = await first.dashboard.signIn('token-of-joe');
  await lead(second);
  expect(await second.dashboard.ask('/auth/viewer', { headers })).toMatchObject({ status: 200, json: { user: 'joe' } });
  const change = { type: 'split', detector: 'shop/shop', workload: 'cart', pattern: 'abc' };
  expect((await second.dashboard.post('/v1/changes', { change, seen: null }, headers)).status).toBe(200);
  expect((await second.dashboard.post('/auth/sign-out', {}, headers)).status).toBe(204);
  await lead(first);
  expect((await first.dashboard.ask('/auth/viewer', { headers })).status).toBe(401);
});

test('a session that is over by then is not taken over', async () => {
  const [first, second] = both();
  await lead(first);
  const { headers } = await first.dashboard.signIn('token-of-joe');
  clock.nowMs += 3_600_001;
  await lead(second);
  expect((await second.dashboard.ask('/auth/viewer', { headers })).status).toBe(401);
  expect(await store.list('session/')).toEqual([]);
});

test('the store holds no name of a session, only its digest', async () => {
  const [first] = both();
  await lead(first);
  const { headers } = await first.dashboard.signIn('token-of-joe');
  const name = String(headers['cookie']).split('=')[1] ?? '';
  const kept = (await store.list('')).map(({ key, value }) => `${key} ${new TextDecoder().decode(value)}`).join('\n');
  expect(kept).toContain('"joe"');
  expect(kept).not.toContain(name);
});

test('a replica that does not lead hands on what it is asked, changes and streams too', async () => {
  const [leader, other] = both();
  await lead(leader);
  const { headers } = await other.dashboard.signIn('token-of-joe');
  expect((await other.dashboard.ask('/v1/incidents', { headers })).status).toBe(200);
  expect(leader.dashboard.backend.asked.some(([name]) => name === 'incidents')).toBe(true);
  const mark = await other.dashboard.post('/v1/incidents/shop%2Fshop%2Finc-1/marks', { mark: 'useful' }, headers);
  expect(mark.status).toBe(200);
  const gone = new AbortController();
  const stream = await fetch(new URL('/v1/live', other.dashboard.url), { headers, signal: gone.signal });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const first = await stream.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain('retry:');
  gone.abort();
});

test('nobody but a replica is believed where somebody comes from', async () => {
  const [leader] = both();
  await lead(leader);
  const access = [{ groups: ['shop-team'], namespaces: ['shop'] }];
  leader.dashboard.configure({ proxy: { addresses: ['10.9.9.9'] }, access });
  const claimed = { 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'shop-team' };
  const forged = { ...claimed, 'x-logdetector-client': '10.9.9.9', 'x-logdetector-forwarded': `${'A'.repeat(43)} 10.9.9.9` };
  expect((await leader.dashboard.ask('/auth/viewer', { headers: forged })).status).toBe(401);
  const told = { ...claimed, 'x-logdetector-forwarded': `${leader.shared.key()} 10.9.9.9` };
  expect((await leader.dashboard.ask('/auth/viewer', { headers: told })).status).toBe(200);
});

test('a leader that does not answer, or leads no more, is told as before, and nothing goes in circles', async () => {
  const [first, second] = both();
  await lead(first);
  first.dashboard.setLeading(false);
  expect(await second.dashboard.ask('/v1/incidents')).toMatchObject({ status: 503, json: { code: 'NotLeading' } });
  leadingUrl = 'http://nowhere';
  expect(await second.dashboard.ask('/v1/incidents')).toMatchObject({ status: 503, json: { code: 'NotLeading' } });
});
