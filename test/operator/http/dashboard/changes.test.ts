/** Who may change what from the page and from a terminal. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sessionHeader } from '../../../../api/contract.ts';
import { startDashboard, type Dashboard } from './start.ts';

let dashboard: Dashboard;
beforeEach(async () => {
  dashboard = await startDashboard({ kubernetes: {}, kubeconfig: {} });
});
afterEach(() => dashboard.close());

const split = { type: 'split', detector: 'shop/shop', workload: 'cart', pattern: 'abc' };
const retrain = '/v1/detectors/shop/shop/retrain';

async function signIn(token: string): Promise<Record<string, string>> {
  return (await dashboard.signIn(token)).headers;
}

test('who may patch the LogDetectors of a namespace changes its patterns, in their own name and written down', async () => {
  const headers = await signIn('token-of-joe');
  const body = { change: split, seen: null, requestedBy: 'U1', channel: 'C1', namespaces: '*' };
  expect((await dashboard.post('/v1/changes', body, headers)).status).toBe(200);
  const request = { change: split, seen: null, requestedBy: 'joe', channel: 'dashboard' };
  expect(dashboard.backend.asked.at(-1)).toEqual(['change', { request, scope: ['shop'] }]);
  const action = 'split detector=shop/shop workload=cart pattern=abc';
  expect(dashboard.backend.audited[0]).toMatchObject({ user: 'joe', channel: 'dashboard', action, result: 'accepted: Done.' });
});

test('what is seen and may not be changed is refused with the right that is missing, what is not seen is not there', async () => {
  dashboard.configure({ kubernetes: {}, access: [{ users: ['joe'], namespaces: ['bank'] }] });
  const headers = await signIn('token-of-joe');
  const inBank = await dashboard.post('/v1/changes', { change: { ...split, detector: 'bank/bank' }, seen: null }, headers);
  expect(inBank).toMatchObject({ status: 403, json: { code: 'MayNotChange' } });
  expect(inBank.json.sentence).toContain('"update" on "logdetectors/split"');
  const elsewhere = await dashboard.post('/v1/changes', { change: { ...split, detector: 'other/x' }, seen: null }, headers);
  expect(elsewhere).toMatchObject({ status: 404, json: { code: 'NotFound' } });
  expect(dashboard.backend.asked.some(([name]) => name === 'change')).toBe(false);
});

test.each(['/v1/changes', retrain, '/v1/detectors/shop/shop/rollback', '/v1/detectors/shop/shop/test-page'])(
  '%s is not for those who only see, and never by GET or from another page',
  async (path) => {
    const body = { change: split, seen: null, version: null, preview: true };
    const viewer = await signIn('token-of-ann');
    expect(await dashboard.post(path, body, viewer)).toMatchObject({ status: 403, json: { code: 'MayNotChange' } });
    const changer = await signIn('token-of-eve');
    expect((await dashboard.ask(path, { headers: changer })).status).toBe(404);
    expect(await dashboard.post(path, body, { ...changer, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await dashboard.post(path, body, { ...changer, 'x-csrf-token': '' })).toMatchObject({ status: 403 });
    expect((await dashboard.post(path, body, changer)).status).toBe(200);
  },
);

test('Kubernetes gives single commands too, with what undoes them, in the namespaces where it says so', async () => {
  const { viewer, headers } = await dashboard.signIn('token-of-sue');
  expect(viewer.changes).toEqual([
    { commands: ['mute', 'unmute'], namespaces: ['shop'] },
    { commands: ['audit'], namespaces: ['shop'] },
  ]);
  const mute = { type: 'mute', detector: 'shop/shop', pattern: 'abc', untilAtMs: null };
  const send = (change: object) => dashboard.post('/v1/changes', { change, seen: null }, headers);
  expect((await send(mute)).status).toBe(200);
  expect((await send({ type: 'unmute', detector: 'shop/shop', pattern: 'abc' })).status).toBe(200);
  expect(await send(split)).toMatchObject({ status: 403, json: { code: 'MayNotChange' } });
  // The audit log is of all namespaces.
  expect((await dashboard.ask('/v1/audit?limit=5', { headers })).status).toBe(403);
});

test('the configuration gives single commands', async () => {
  dashboard.configure({ kubernetes: {}, access: [{ users: ['ann'], namespaces: ['shop'], commands: ['split'] }] });
  const { viewer, headers } = await dashboard.signIn('token-of-ann');
  expect(viewer.changes).toEqual([{ commands: ['split'], namespaces: ['shop'] }]);
  expect((await dashboard.post('/v1/changes', { change: split, seen: null }, headers)).status).toBe(200);
  expect(await dashboard.post(retrain, {}, headers)).toMatchObject({ status: 403, json: { code: 'MayNotChange' } });
});

test('a channel of Slack subscribes in Slack only', async () => {
  const headers = await signIn('token-of-eve');
  const to = { id: 'C1', name: 'elsewhere' };
  const change = { type: 'subscribe', detector: 'shop/shop', workload: 'cart', onlyErrors: false, to };
  expect(await dashboard.post('/v1/changes', { change, seen: null }, headers)).toMatchObject({
    status: 400,
    json: { code: 'OnlyInSlack' },
  });
});

test('a retrain from here has no thread to be told in, and stands in the audit log', async () => {
  expect((await dashboard.post(retrain, {}, await signIn('token-of-joe'))).status).toBe(200);
  expect(dashboard.backend.asked.at(-1)).toEqual(['retrain', { id: 'shop/shop', body: { requestedBy: 'joe', channel: '' } }]);
  expect(dashboard.backend.audited[0]).toMatchObject({ action: 'retrain shop/shop', result: 'accepted: Asked for.' });
});

test('the session of a terminal changes without a page, and a cookie in its place does not', async () => {
  const begun = (await dashboard.ask('/auth/kubeconfig/begin', { method: 'POST' })).json;
  dashboard.request(String(begun['request']), 'token-of-joe');
  const body = { request: begun['request'], secret: begun['secret'] };
  const { json } = await dashboard.ask('/auth/kubeconfig/finish', { method: 'POST', body });
  const name = String(json['session']);
  const asked = { method: 'POST', body: { change: split, seen: null } };
  expect((await dashboard.ask('/v1/changes', { ...asked, headers: { [sessionHeader]: name } })).status).toBe(200);
  expect(dashboard.backend.audited[0]).toMatchObject({ user: 'joe', channel: 'terminal' });
  expect((await dashboard.ask('/v1/changes', { ...asked, headers: { cookie: `logdetector=${name}` } })).status).toBe(403);
});

test('the audit log is for those who may change everything', async () => {
  expect(await dashboard.ask('/v1/audit', { headers: await signIn('token-of-joe') })).toMatchObject({
    status: 403,
    json: { code: 'NotAllNamespaces' },
  });
  expect((await dashboard.ask('/v1/audit', { headers: await signIn('token-of-eve') })).status).toBe(200);
});
