import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { localPath } from '../../../../operator/http/dashboard/oidc.ts';
import { startProvider, type FakeProvider, type Spoilt } from './identity-provider.ts';
import { startDashboard, type Dashboard } from './start.ts';

let provider: FakeProvider;
let dashboard: Dashboard;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.close());
beforeEach(async () => {
  provider.spoil({});
  dashboard = await startDashboard({});
  configure();
});
afterEach(() => dashboard.close());

function configure(issuer = provider.url): void {
  dashboard.configure({
    publicUrl: dashboard.url,
    oidc: { issuer, clientId: 'logdetector', clientSecretFile: '/etc/secret' },
    access: [{ groups: ['shop-team'], namespaces: ['shop'] }],
  });
}

/** Cookies of an answer, as the browser sends them back. */
function cookies(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ');
}

async function begin(to = '/patterns?q=a') {
  const { status, headers } = await dashboard.ask(`/auth/oidc?to=${encodeURIComponent(to)}`);
  return { status, location: headers.get('location') ?? '', cookie: cookies(headers) };
}

async function signIn() {
  const { location, cookie } = await begin();
  const back = provider.signIn(new URL(location));
  return dashboard.ask(back.pathname + back.search, { headers: { cookie } });
}

test('a person signs in at the provider, is led to where they wanted to be, and sees what their group may', async () => {
  const { location } = await begin();
  const asked = new URL(location).searchParams;
  expect([asked.get('response_type'), asked.get('code_challenge_method'), asked.get('client_id')]).toEqual(['code', 'S256', 'logdetector']);
  const done = await signIn();
  expect([done.status, done.headers.get('location')]).toEqual([302, '/patterns?q=a']);
  const viewer = await dashboard.ask('/auth/viewer', { headers: { cookie: cookies(done.headers) } });
  expect(viewer.json).toMatchObject({ user: 'ann@example.com', method: 'oidc', role: 'viewer', namespaces: ['shop'] });
});

test.each<[string, Spoilt, string]>([
  ['forged', { isForged: true }, 'refused'],
  ['expired', { expiresInSeconds: -3600 }, 'refused'],
  ['made for another client', { audience: 'another' }, 'refused'],
  ['of another issuer', { issuer: 'https://evil.example' }, 'refused'],
  ['of another sign-in', { nonce: 'of another' }, 'refused'],
  ['of an address that nobody has verified', { claims: { email_verified: false } }, 'refused'],
  ['without a name', { claims: { email: '' } }, 'refused'],
  ['of a group that may see nothing', { claims: { groups: ['others'] } }, 'nothing-to-see'],
])('a token that is %s lets nobody in, and is counted', async (_what, spoilt, why) => {
  provider.spoil(spoilt);
  const done = await signIn();
  expect([done.status, done.headers.get('location')]).toEqual([302, `/?sign-in=${why}`]);
  expect(cookies(done.headers)).toBe('');
  expect(await dashboard.metrics()).toMatch(/sign_in_refused_total\{method="oidc",why="(refused|nothing may be seen)"\} 1/);
});

test('a way back that was begun in another browser, twice, late or by a stranger leads to no session', async () => {
  const { location, cookie } = await begin();
  const back = provider.signIn(new URL(location));
  const path = back.pathname + back.search;
  const whereTo = async (headers: Record<string, string>, to = path) => (await dashboard.ask(to, { headers })).headers.get('location');
  expect(await whereTo({})).toBe('/?sign-in=expired');
  expect(await whereTo({ cookie: 'logdetector-sign-in=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })).toBe('/?sign-in=expired');
  expect(await whereTo({ cookie }, path.replace(/state=[^&]+/, 'state=of-another'))).toBe('/?sign-in=refused');
  expect(await whereTo({ cookie })).toBe('/?sign-in=expired');
  const late = await begin();
  dashboard.clock.nowMs += 11 * 60_000;
  const lateBack = provider.signIn(new URL(late.location));
  expect(await whereTo({ cookie: late.cookie }, lateBack.pathname + lateBack.search)).toBe('/?sign-in=expired');
  const given = await begin();
  const state = new URL(given.location).searchParams.get('state') ?? '';
  expect(await whereTo({ cookie: given.cookie }, `/auth/oidc/callback?error=access_denied&state=${state}`)).toBe('/?sign-in=cancelled');
});

test('a provider that cannot be reached is a sentence on the page', async () => {
  configure('http://127.0.0.1:9');
  expect((await begin()).location).toBe('/?sign-in=unreachable');
});

test('where it is not set up there is no way to it', async () => {
  dashboard.configure({ kubernetes: {} });
  expect((await begin()).status).toBe(404);
  expect((await dashboard.ask('/auth/oidc/callback?code=a&state=b')).status).toBe(404);
});

test.each([
  ['/patterns?q=a', '/patterns?q=a'],
  ['//evil.example/a', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/auth/sign-out', '/'],
  ['/..//evil.example', '/'],
])('after the sign-in %s leads to %s', (wanted, to) => {
  expect(localPath(wanted)).toBe(to);
});
