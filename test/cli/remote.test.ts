/** The command, a simulated cluster, and the operator's server for people behind it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld } from '../fakes/dashboard-world.ts';
import { service, startPeopleServer, type PeopleServer } from '../fakes/people-server.ts';
import { inProcess } from './in-process.ts';
import { logbot as run, type Ended } from './run.ts';

const proxy = 'services/proxy';
const requests = 'certificatesigningrequests';
let folder = '';
let people: PeopleServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'logbot-remote-'));
  people = await startPeopleServer(createWorld(Date.now()).backend);
  people.cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bank' } });
  person('ann');
});
afterEach(async () => {
  await people.close();
  rmSync(folder, { recursive: true });
});

function person(name: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, people.cluster.kubeconfig(name));
  return file;
}

const ann = (...args: readonly string[]): Promise<Ended> => as('ann', ...args);
const as = (name: string, ...args: readonly string[]): Promise<Ended> =>
  inProcess(args, { kubeconfig: join(folder, `${name}.yaml`), home: join(folder, name) });

const made = (): readonly string[] => people.cluster.list('CertificateSigningRequest').map((object) => JSON.stringify(object));

test('with nothing but a kubeconfig the most frequent patterns of a namespace are told', async () => {
  const { code, out, err } = await ann('top-patterns', '-n', 'shop', '--limit', '3');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('3 patterns of the last 1 h, most frequent\n');
  expect(out).toMatch(/90,000 +10\.0 % +as usual +p000000 +info +\S+ +order <num> placed by customer <id> in <duration>/);
});

test('every question is answered', async () => {
  const answers = {
    status: 'shop/shop  ready',
    coverage: 'MISSED',
    incidents: 'told',
    models: 'serves',
    doctor: 'looked at',
    feedback: 'marked',
  };
  for (const [command, text] of Object.entries(answers))
    expect([command, (await ann(command, '-n', 'shop')).out]).toEqual([command, expect.stringContaining(text)]);
  const [id = ''] = /inc-\w+/.exec((await ann('incidents', '-n', 'shop')).out) ?? [];
  expect((await ann('why', id, '-n', 'shop')).out).toContain('  Likely cause: ');
  expect((await ann('timeline', id, '-n', 'shop')).out).toContain(id);
  expect((await ann('trace', '4bf92f35', '-n', 'shop')).out).toContain('failed first in shop/checkout: call to cart failed');
  expect((await ann('trace', 'ffff', '-n', 'shop')).err).toContain('no request ffff is known: it was never seen, or too long ago');
  const explained = await ann('explain', 'ERROR order 5531 failed after 12 ms', '-n', 'shop');
  expect(explained.out).toMatch(/order <num> failed[^]*in the last hour, about[^]*known {5}since/);
  expect((await ann('explain', ' ', '-n', 'shop')).err).toContain('there is no line to be explained');
  expect((await ann('pattern', 'abc', '-A')).out).toContain('  sample  order 7 failed after 12 ms');
  const { out } = await ann('topology', 'cart', '-n', 'shop');
  expect(out).toContain('  cart  (the likely cause)');
  expect(out).not.toContain('calls mail');
  expect((await ann('oncall', '-A')).out).toContain('wakes oncall, and lead after 15 min without an acknowledgement');
});

test('programs get what the operator said', async () => {
  const { out } = await ann('status', '-A', '-o', 'json');
  expect(JSON.parse(out)).toMatchObject({ detectors: [{ id: 'shop/shop', ready: true }] });
});

test('the operator learns who asks without a credential, and the request is denied at once', async () => {
  const body: string[] = [];
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
  body.push(...made());
  expect(body).toHaveLength(1);
  expect(body[0]).toContain('"username":"ann"');
  expect(body[0]).toContain('"type":"Denied"');
});

test('a session serves the commands of an hour, out of a file that nobody else can read, and is replaced when the operator starts anew', async () => {
  await ann('status', '-n', 'shop');
  await ann('models', '-n', 'shop');
  expect(made()).toHaveLength(1);
  const file = join(folder, 'ann/.cache/logbot/sessions.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain('Bearer');
  await people.restart();
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
  expect(made()).toHaveLength(2);
});

test('one person does not see what another may, and is told which right is missing', async () => {
  person('bob');
  people.cluster.faults.deny('get', 'logdetectors', '', 'bob');
  people.cluster.faults.deny('get', 'clusterlogdetectors', '', 'bob');
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
  const { code, out, err } = await as('bob', 'status', '-n', 'shop');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(
    'You are known as bob, but may see no namespace. Ask the administrator for the right to "get" on "logdetectors.logdetector.dev"',
  );
});

test('a namespace that may not be seen is refused by name, and one without a LogDetector is told apart', async () => {
  people.cluster.faults.deny('get', 'logdetectors', 'bank', 'ann');
  const { code, err } = await ann('status', '-n', 'bank');
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining('ann may not "get" "logdetectors.logdetector.dev" in namespace bank'),
  });
  expect(err).toContain('kubectl create rolebinding logdetector-view -n bank --clusterrole=view --user=ann');
  expect((await ann('status', '-n', 'park')).err).toContain('There is no LogDetector in namespace park');
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
  expect((await ann('status', '-A')).out).toContain('shop/shop  ready');
});

test('a right that was given a moment ago holds at once', async () => {
  const allow = people.cluster.faults.deny('get', 'logdetectors', 'shop', 'ann');
  expect((await ann('status', '-n', 'shop')).code).toBe(1);
  allow();
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
});

test('each right that is missing on the way is named', async () => {
  const refusals = [
    ['create', proxy, '"create" "services/proxy" of logdetector-dashboard:dashboard in namespace logdetector'],
    ['create', requests, 'You may not "create" "certificatesigningrequests.certificates.k8s.io"'],
  ] as const;
  for (const [verb, resource, sentence] of refusals) {
    const allow = people.cluster.faults.deny(verb, resource, '', 'ann');
    const { code, err } = await ann('status', '-n', 'shop');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(sentence) });
    expect(err).toContain('dashboard.askers');
    allow();
  }
});

test('who may not list Services finds the operator in its usual place', async () => {
  people.cluster.faults.deny('list', 'services', '', 'ann');
  expect((await ann('status', '-n', 'shop')).code).toBe(0);
});

test('an operator that is not there, does not run, or does not let the command line in is told', async () => {
  people.cluster.serve(service.namespace, service.name, null);
  expect((await ann('status', '-n', 'shop')).err).toContain('No pod of logdetector/logdetector-dashboard is ready');
  expect((await ann('status', '-n', 'shop', '--operator', 'logdetector/none')).err).toContain('There is no Service logdetector/none');
  await people.restart({});
  expect((await ann('status', '-n', 'shop')).err).toContain('set configuration.dashboard.kubeconfig: {}');
});

test('of several operators one is asked for', async () => {
  const labels = { 'app.kubernetes.io/name': 'logdetector', 'app.kubernetes.io/component': 'dashboard' };
  people.cluster.upsert({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'other-dashboard', namespace: 'other', labels } });
  const { code, err } = await ann('status', '-n', 'shop');
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining('several operators here: logdetector/logdetector-dashboard, other/other-dashboard'),
  });
  expect((await ann('status', '-n', 'shop', '--operator', 'logdetector/logdetector-dashboard')).code).toBe(0);
});

test('whoever poses as an operator and hands a sign-in on to the real one is not signed in as the person', async () => {
  people.handOn('bank', 'logdetector-dashboard');
  const { code, err } = await ann('status', '-n', 'shop', '--operator', 'bank/logdetector-dashboard');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('nobody vouches for it') });
});

test('no kubeconfig, no such context and no cluster are told in a sentence', async () => {
  const environment = { HOME: folder, NO_COLOR: '1' };
  expect((await run(['status'], { environment })).err).toContain('There is no kubeconfig here: set KUBECONFIG');
  expect((await ann('status', '--context', 'other')).err).toContain('The kubeconfig has no context other. It has simulated;');
  expect((await as('none', 'status')).err).toContain('The kubeconfig cannot be read; check');
  const gone = join(folder, 'gone.yaml');
  writeFileSync(gone, people.cluster.kubeconfig('ann').replace(/server: .*/, 'server: http://127.0.0.1:1'));
  const { code, err } = await as('gone', 'status');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('127.0.0.1:1 cannot be reached') });
  expect(err).toContain('is this the right --context?');
});

test('credentials that the cluster does not take are told as that', async () => {
  const file = join(folder, 'forged.yaml');
  writeFileSync(file, people.cluster.kubeconfig('ann').replace(/token: .*/, 'token: forged'));
  expect((await as('forged', 'status', '-n', 'shop')).err).toContain('does not accept the credentials of the kubeconfig');
  expect(existsSync(join(folder, 'ann/.cache'))).toBe(false);
});

test('a replica that does not lead is passed over', async () => {
  people.setLeading(false);
  const asked = ann('status', '-n', 'shop');
  setTimeout(() => people.setLeading(true), 900);
  expect((await asked).code).toBe(0);
});

test('wrong use ends with 2', async () => {
  expect((await ann('status', '-A', '-n', 'shop')).code).toBe(2);
  expect((await ann('why')).code).toBe(2);
});
