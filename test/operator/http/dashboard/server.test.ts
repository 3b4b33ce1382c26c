import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationSchema } from '../../../../api/configuration.ts';
import { OperatorError } from '../../../../operator/errors.ts';
import { openDashboardServer } from '../../../../operator/http/dashboard/server.ts';
import { createTelemetry } from '../../../../operator/telemetry.ts';
import { createFakeBackend } from '../fake-backend.ts';
import { startDashboard, type Dashboard } from './start.ts';
import { sharedOf } from '../../../fakes/shared.ts';

let dashboard: Dashboard;
beforeEach(async () => {
  dashboard = await startDashboard();
});
afterEach(() => dashboard.close());

const asked = [
  '/v1/detectors',
  '/v1/incidents',
  '/v1/incidents/inc-1',
  '/v1/patterns',
  '/v1/models',
  '/v1/topology',
  '/v1/settings',
  '/v1/live',
];
const incident = '/v1/incidents/shop%2Fshop%2Finc-1/marks';

test.each([...asked, '/v1/history?detector=shop/shop&workload=cart&ids=abc', '/v1/tail?detector=shop/shop&workload=cart', '/auth/viewer'])(
  '%s is for people who have signed in',
  async (path) => {
    for (const headers of [
      {},
      { cookie: 'logdetector=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      { authorization: 'Bearer token-of-ann' },
    ]) {
      expect(await dashboard.ask(path, { headers })).toMatchObject({ status: 401, json: { code: 'NotSignedIn' } });
    }
    expect(dashboard.backend.asked).toEqual([]);
  },
);

test('the page needs no sign-in, and holds nothing', async () => {
  for (const path of ['/', '/incidents/shop/shop/inc-1', '/patterns?q=a']) {
    const { status, headers, text } = await dashboard.ask(path);
    expect([status, text]).toEqual([200, '<!doctype html><title>LogDetector</title>']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  }
  const asset = await dashboard.ask('/assets/index-abc.js');
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
});

test.each(['/assets/..%2f..%2fpackage.json', '/assets/nothing.js', '/v1/nothing', '/v1/posts', '/auth/nothing'])(
  '%s is not there',
  async (path) => {
    const { headers } = await dashboard.signIn('token-of-eve');
    expect(await dashboard.ask(path, { headers })).toMatchObject({ status: 404, json: { code: 'NotFound' } });
  },
);

test('who may get the LogDetectors of a namespace sees those, and nothing that another namespace has', async () => {
  const { viewer, headers } = await dashboard.signIn('token-of-ann');
  expect(viewer).toMatchObject({ user: 'ann', method: 'kubernetes', role: 'viewer', namespaces: ['shop'] });
  for (const path of asked.slice(0, 2)) expect(await dashboard.ask(`${path}?namespaces=*`, { headers })).toMatchObject({ status: 200 });
  expect(dashboard.backend.asked.slice(-2)).toEqual([
    ['detectors', ['shop']],
    ['incidents', { scope: ['shop'], state: 'all', limit: 20 }],
  ]);
  expect((await dashboard.ask('/v1/detectors/shop/shop/doctor', { headers })).status).toBe(200);
  expect((await dashboard.ask('/v1/detectors/bank/bank/doctor', { headers })).status).toBe(404);
  expect((await dashboard.ask('/v1/history?detector=bank/bank&workload=cart&ids=abc', { headers })).status).toBe(404);
  expect((await dashboard.ask('/v1/tail?detector=bank/bank&workload=cart', { headers })).status).toBe(404);
  expect((await dashboard.post('/v1/incidents/bank%2Fbank%2Finc-1/marks', { mark: 'noise' }, headers)).status).toBe(404);
  expect((await dashboard.ask('/v1/settings', { headers })).json).toMatchObject({ configuration: null });
});

test('what Kubernetes grants nowhere is refused with a sentence, and counted', async () => {
  expect(await dashboard.post('/auth/kubernetes', { token: 'token-of-bob' })).toMatchObject({
    status: 403,
    json: { code: 'NothingToSee' },
  });
  expect(await dashboard.post('/auth/kubernetes', { token: 'forged' })).toMatchObject({ status: 401, json: { code: 'TokenRefused' } });
  dashboard.configure({ kubernetes: { audiences: ['another'] } });
  expect(await dashboard.post('/auth/kubernetes', { token: 'token-of-ann' })).toMatchObject({
    status: 401,
    json: { code: 'TokenRefused' },
  });
  expect(await dashboard.metrics()).toMatch(/sign_in_refused_total\{method="kubernetes",why="not a valid token"\} 2/);
});

test('the configuration gives a group more, and takes it away from those who are signed in', async () => {
  dashboard.configure({ kubernetes: {}, access: [{ groups: ['shop-team'], namespaces: ['bank'] }] });
  const { viewer, headers } = await dashboard.signIn('token-of-ann');
  expect(viewer.namespaces).toEqual(['bank', 'shop']);
  dashboard.configure({ kubernetes: {}, access: [{ users: ['ann'], namespaces: ['bank'], role: 'operator' }] });
  expect((await dashboard.ask('/auth/viewer', { headers })).json).toMatchObject({ role: 'operator', namespaces: ['*'] });
  dashboard.configure({ kubernetes: {} });
  expect((await dashboard.ask('/auth/viewer', { headers })).json).toMatchObject({ namespaces: ['shop'] });
  dashboard.configure({});
  expect((await dashboard.ask('/auth/viewer', { headers })).status).toBe(401);
});

test('a session ends after an hour with Kubernetes, and at a sign-out for good', async () => {
  const first = await dashboard.signIn('token-of-ann');
  expect((await dashboard.post('/auth/sign-out', {}, first.headers)).status).toBe(204);
  expect((await dashboard.ask('/v1/incidents', { headers: first.headers })).status).toBe(401);
  const second = await dashboard.signIn('token-of-ann');
  dashboard.clock.nowMs += 3_600_000;
  expect((await dashboard.ask('/v1/incidents', { headers: second.headers })).status).toBe(401);
});

test('the cookie is out of reach for scripts and other sites, and for http where the dashboard has https', async () => {
  const plain = await dashboard.post('/auth/kubernetes', { token: 'token-of-ann' });
  expect(plain.headers.get('set-cookie')).toMatch(/^logdetector=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/);
  dashboard.configure({ kubernetes: {}, publicUrl: 'https://logs.example.com' });
  const secure = await dashboard.post('/auth/kubernetes', { token: 'token-of-ann' }, { origin: 'https://logs.example.com' });
  expect(secure.headers.get('set-cookie')).toMatch(/^__Host-logdetector=.*; Secure$/);
});

test('a mark is made in the name of whoever has signed in, whatever the body says, and audited', async () => {
  const { headers } = await dashboard.signIn('token-of-ann');
  expect((await dashboard.post(incident, { mark: 'acknowledge', user: 'U1' }, headers)).status).toBe(200);
  expect(dashboard.backend.asked.at(-1)).toEqual(['mark', { id: 'shop/shop/inc-1', body: { mark: 'acknowledge', user: 'ann' } }]);
  expect(dashboard.backend.audited[0]).toMatchObject({ user: 'ann', channel: 'dashboard', action: 'mark acknowledge shop/shop/inc-1' });
});

test.each<[string, Record<string, string>]>([
  ['another site', { origin: 'https://evil.example' }],
  ['no origin', { origin: '' }],
  ['an opaque origin', { origin: 'null' }],
  ['a site that the browser names', { 'sec-fetch-site': 'cross-site' }],
  ['a page without the token of the session', { 'x-csrf-token': '' }],
  ['a page with another token', { 'x-csrf-token': 'A'.repeat(32) }],
])('%s changes nothing', async (_what, wrong) => {
  const { headers } = await dashboard.signIn('token-of-ann');
  const before = dashboard.backend.asked.length;
  expect(await dashboard.post(incident, { mark: 'noise' }, { ...headers, ...wrong })).toMatchObject({
    status: 403,
    json: { code: 'OtherOrigin' },
  });
  expect(dashboard.backend.asked.length).toBe(before);
});

test('nothing is changed by GET', async () => {
  const { headers } = await dashboard.signIn('token-of-ann');
  for (const path of [incident, '/auth/sign-out', '/auth/kubernetes', '/auth/this-computer']) {
    expect((await dashboard.ask(path, { headers })).status).toBe(404);
  }
  expect((await dashboard.ask('/auth/viewer', { headers })).status).toBe(200);
});

test('only the address of the trusted proxy is believed, and others are counted', async () => {
  const headers = { 'x-forwarded-user': 'ann', 'x-forwarded-groups': 'shop-team, others' };
  const access = [{ groups: ['shop-team'], namespaces: ['shop'] }];
  expect((await dashboard.ask('/auth/viewer', { headers })).status).toBe(401);
  dashboard.configure({ proxy: { addresses: ['10.0.0.0/8'] }, access });
  expect((await dashboard.ask('/auth/viewer', { headers })).status).toBe(401);
  expect(await dashboard.metrics()).toMatch(/method="proxy",why="not from the address of the proxy"\} 1/);
  dashboard.configure({ proxy: { addresses: ['127.0.0.0/8'] }, access });
  const { json } = await dashboard.ask('/auth/viewer', { headers });
  expect(json).toMatchObject({ user: 'ann', method: 'proxy', namespaces: ['shop'] });
  expect((await dashboard.post(incident, { mark: 'useful' }, headers)).status).toBe(403);
  expect((await dashboard.post(incident, { mark: 'useful' }, { ...headers, 'x-csrf-token': String(json['csrf']) })).status).toBe(200);
  expect(await dashboard.ask('/auth/viewer', { headers: { 'x-forwarded-user': 'bob' } })).toMatchObject({ status: 403 });
});

test('this computer needs no name, and only under an address of its own', async () => {
  expect((await dashboard.post('/auth/this-computer', {})).status).toBe(404);
  dashboard.configure({ thisComputer: true });
  expect((await dashboard.post('/auth/this-computer', {})).json).toMatchObject({ role: 'operator', namespaces: ['*'] });
  const open = (host: string) =>
    openDashboardServer({
      backend: createFakeBackend(),
      configuration: () => ConfigurationSchema.parse({ dashboard: { thisComputer: true } }).dashboard,
      shownConfiguration: () => ({}),
      reviewer: {
        reviewToken: async () => null,
        readRequest: async () => null,
        denyRequest: async () => undefined,
        mayUse: async () => false,
      },
      shared: sharedOf(Date.now),
      version: 'test',
      isLeading: () => true,
      folder: '/nowhere',
      host,
      port: 0,
      readSecret: async () => '',
      now: () => 0,
      telemetry: createTelemetry({ level: 'silent' }),
    });
  await expect(open('0.0.0.0')).rejects.toBeInstanceOf(OperatorError);
  const unbuilt = await open('127.0.0.1');
  expect(await (await fetch(unbuilt.url)).text()).toContain('npm run build:dashboard');
  await unbuilt.close();
});

test('a replica that does not lead says so, and lets the connection go', async () => {
  dashboard.setLeading(false);
  const { status, json, headers } = await dashboard.ask('/v1/incidents');
  expect([status, json.code, headers.get('retry-after'), headers.get('connection')]).toEqual([503, 'NotLeading', '1', 'close']);
  expect((await dashboard.ask('/')).status).toBe(200);
  expect((await dashboard.ask('/livez')).status).toBe(200);
});

test('a token cannot be found by trying', async () => {
  const answers = [];
  for (let attempt = 0; attempt < 31; attempt += 1)
    answers.push((await dashboard.post('/auth/kubernetes', { token: `guess ${attempt}` })).status);
  expect([answers[0], answers.at(-1)]).toEqual([401, 429]);
});
