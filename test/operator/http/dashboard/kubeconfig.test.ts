import { afterEach, expect, test } from 'vitest';
import { startDashboard, type Dashboard } from './start.ts';

let dashboard: Dashboard;
afterEach(async () => await dashboard.close());

/** As the command line does: begins, has the API server vouch for the name, finishes. */
async function signIn(token: string, secret?: string) {
  const begun = (await dashboard.ask('/auth/kubeconfig/begin', { method: 'POST' })).json;
  dashboard.request(String(begun['request']), token);
  const body = { request: begun['request'], secret: secret ?? begun['secret'] };
  return { begun, finish: () => dashboard.ask('/auth/kubeconfig/finish', { method: 'POST', body }) };
}

test('whom the API server vouches for sees what they may, with a session in a header of its own', async () => {
  dashboard = await startDashboard({ kubeconfig: {} });
  const { begun, finish } = await signIn('token-of-ann');
  expect(begun).toMatchObject({ signerName: 'logdetector.dev/sign-in', version: '1.2.3' });
  const { json } = await finish();
  expect(json).toMatchObject({ viewer: { user: 'ann', method: 'kubeconfig', role: 'viewer', namespaces: ['shop'] } });
  const session = String(json['session']);
  expect((await dashboard.ask('/v1/detectors', { headers: { 'x-logdetector-session': session } })).status).toBe(200);
  expect((await dashboard.ask('/v1/detectors', { headers: { cookie: `logdetector=${session}` } })).status).toBe(401);
});

test('a sign-in is finished once, by whoever has begun it, and in time', async () => {
  dashboard = await startDashboard({ kubeconfig: {} });
  const twice = await signIn('token-of-ann');
  expect((await twice.finish()).status).toBe(200);
  expect((await twice.finish()).status).toBe(401);
  expect((await (await signIn('token-of-ann', 'guessed')).finish()).status).toBe(401);
  const late = await signIn('token-of-ann');
  dashboard.clock.nowMs += 121_000;
  expect((await late.finish()).json.code).toBe('SignInFailed');
});

test('a request that nobody made, or somebody without rights, lets nobody in', async () => {
  dashboard = await startDashboard({ kubeconfig: {} });
  expect((await (await signIn('nobody')).finish()).status).toBe(401);
  expect((await (await signIn('token-of-bob')).finish()).json).toMatchObject({ code: 'NothingToSee' });
  expect(await dashboard.metrics()).toContain('logdetector_sign_in_refused_total{method="kubeconfig",why="nothing may be seen"} 1');
});

test('a session lasts an hour, and none where this way is not set up', async () => {
  dashboard = await startDashboard({ kubeconfig: {} });
  const { json } = await (await signIn('token-of-eve')).finish();
  const headers = { 'x-logdetector-session': String(json['session']) };
  expect((await dashboard.ask('/v1/detectors', { headers })).status).toBe(200);
  dashboard.clock.nowMs += 3_600_001;
  expect((await dashboard.ask('/v1/detectors', { headers })).status).toBe(401);
  dashboard.configure({ kubernetes: {} });
  expect((await dashboard.ask('/auth/kubeconfig/begin', { method: 'POST' })).status).toBe(404);
});

test('more sign-ins than people could begin are refused, and each that is over makes room', async () => {
  dashboard = await startDashboard({ kubeconfig: {} });
  const begin = async () => (await dashboard.ask('/auth/kubeconfig/begin', { method: 'POST' })).status;
  for (let left = 1000; left > 0; left -= 100) await Promise.all(Array.from({ length: 100 }, begin));
  expect(await begin()).toBe(429);
  dashboard.clock.nowMs += 121_000;
  expect(await begin()).toBe(200);
}, 60_000);
