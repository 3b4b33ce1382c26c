/**
 * The way of `logbot` to the operator through a real API server, with the rights that the chart grants: the server for people runs in this process, behind
 * a Service of the cluster, so no image is needed.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { openDashboardServer } from '../../operator/http/dashboard/server.ts';
import type { HttpServer } from '../../operator/http/server.ts';
import { openKubeClient, type KubeClient } from '../../operator/kube/client.ts';
import { createReviewer } from '../../operator/reviewer.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { inProcess } from '../cli/in-process.ts';
import { createFakeBackend, detector } from '../operator/http/fake-backend.ts';
import { apply, kubectl, succeed } from './command.ts';
import { testHost } from './outside.ts';
import { sharedOf } from '../fakes/shared.ts';

const name = `ldr-${randomBytes(3).toString('hex')}`;
const folder = await mkdtemp(join(tmpdir(), 'logdetector-remote-'));
const ObjectSchema = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const seen: IncomingHttpHeaders[] = [];
let operator: KubeClient;
let people: HttpServer;
let front: Server;

beforeAll(async () => {
  await kubectl(['create', 'namespace', name]);
  for (const person of ['ann', 'bob']) await kubectl(['create', 'serviceaccount', person, '-n', name]);
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: await rolesOfChart() }));
  await kubectl(['create', 'role', 'view-detectors', '-n', name, '--verb=get,list', '--resource=logdetectors.logdetector.dev']).catch(() =>
    // Where the CRD is not installed kubectl does not know the resource.
    apply(roleToSee()),
  );
  await kubectl(['create', 'rolebinding', 'view-detectors', '-n', name, '--role=view-detectors', `--serviceaccount=${name}:ann`]);
  await writeFile(join(folder, 'admin.yaml'), await kubectl(['config', 'view', '--raw', '--minify', '--flatten']));
  for (const person of ['ann', 'bob']) await writeFile(join(folder, `${person}.yaml`), await kubeconfigOf(person));
  operator = openKubeClient({ kubeconfig: await kubeconfigOf(`${name}-logdetector`), userAgent: 'test' });
  people = await openPeople();
  front = await openFront(people.url);
  const { port } = front.address() as AddressInfo;
  await apply(serviceOf(), podOf(testHost(), port));
  await kubectl(['wait', 'pod/road', '-n', name, '--for=condition=Ready', '--timeout=60s']);
});
afterAll(async () => {
  front?.close();
  await people?.close();
  await operator?.close();
  await kubectl(['delete', 'namespace', name, '--wait=false']);
  for (const kind of ['clusterrole', 'clusterrolebinding'])
    await kubectl(['delete', kind, '--ignore-not-found', `${name}-logdetector-ask`, `${name}-logdetector-reviews`]);
  await rm(folder, { recursive: true });
});

const place = ['--operator', `${name}/${name}-logdetector-dashboard`] as const;
const as = (person: string, ...args: readonly string[]) =>
  inProcess([...args, ...place], { kubeconfig: join(folder, `${person}.yaml`), home: join(folder, person) });

test('whoever has the rights of the chart is told what they may see, by a token', async () => {
  const { code, out, err } = await as('ann', 'status', '-n', name);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${name}/shop  ready`);
});

test('an administrator who signs in by a certificate is told all', async () => {
  const { code, out, err } = await as('admin', 'status', '-A');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${name}/shop  ready`);
});

test('the API server wrote down who it was, the operator denied the request, and no credential arrived at it', async () => {
  const list = JSON.parse(await kubectl(['get', 'certificatesigningrequests', '-o', 'json'])) as {
    items: { spec: object; status: object }[];
  };
  const own = list.items.filter(({ spec }) => JSON.stringify(spec).includes(`system:serviceaccount:${name}:ann`));
  expect(own).toHaveLength(1);
  expect(own[0]?.status).toMatchObject({ conditions: [{ type: 'Denied', reason: 'SignedIn' }] });
  expect(own[0]?.status).not.toHaveProperty('certificate');
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
});

test('without the rights of the chart the missing one is named', async () => {
  const { code, err } = await as('bob', 'status', '-n', name);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('You may not "create" "services/proxy"') });
});

test('a namespace that somebody may not see is refused by its name', async () => {
  const { code, err } = await as('ann', 'status', '-n', 'kube-system');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('in namespace kube-system') });
});

async function rolesOfChart(): Promise<readonly unknown[]> {
  const askers = JSON.stringify([{ kind: 'ServiceAccount', name: 'ann', namespace: name }]);
  const set = [
    '--set',
    'dashboard.enabled=true',
    '--set-json',
    'configuration.dashboard={"kubeconfig":{}}',
    '--set-json',
    `dashboard.askers=${askers}`,
  ];
  const chart = join(import.meta.dirname, '../../charts/logdetector');
  const text = await succeed('helm', [
    'template',
    name,
    chart,
    '-n',
    name,
    '--kube-version',
    '1.34.0',
    '-s',
    'templates/permissions.yaml',
    ...set,
  ]);
  const objects = parseAllDocuments(text).flatMap((document) => {
    const parsed = ObjectSchema.safeParse(document.toJS());
    return parsed.success ? [parsed.data] : [];
  });
  return objects.filter(({ kind, metadata }) => kind === 'ServiceAccount' || /-(ask|reviews)$/.test(metadata.name));
}

function roleToSee(): object {
  const rules = [{ apiGroups: ['logdetector.dev'], resources: ['logdetectors'], verbs: ['get', 'list'] }];
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'view-detectors', namespace: name }, rules };
}

async function openPeople(): Promise<HttpServer> {
  const configuration = ConfigurationSchema.parse({ dashboard: { kubeconfig: {} } }).dashboard;
  return await openDashboardServer({
    backend: { ...createFakeBackend(), detectors: async () => [{ ...detector, id: `${name}/shop` }] },
    configuration: () => configuration,
    shownConfiguration: () => ({}),
    reviewer: createReviewer(operator, name),
    shared: sharedOf(Date.now),
    version: 'test',
    isLeading: () => true,
    folder: '/nonexistent',
    host: '127.0.0.1',
    port: 0,
    readSecret: async () => '',
    now: Date.now,
    telemetry: createTelemetry({ level: 'silent' }),
  });
}

/** Notes what the API server hands on. */
async function openFront(target: string): Promise<Server> {
  const { hostname, port } = new URL(target);
  const server = createServer((asked, response) => {
    seen.push(asked.headers);
    const { method, url: path, headers } = asked;
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, testHost(), resolve));
  return server;
}

function serviceOf(): object {
  const metadata = { name: `${name}-logdetector-dashboard`, namespace: name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: name }, ports: [{ name: 'dashboard', port: 8082, targetPort: 'dashboard' }] },
  };
}

/** The API server hands requests on to pods only, so one stands before the server of this process. */
function podOf(address: string, port: number): object {
  const command = ['busybox', 'nc', '-ll', '-p', '8082', '-e', 'busybox', 'nc', address, String(port)];
  const ports = [{ name: 'dashboard', containerPort: 8082 }];
  const readinessProbe = { tcpSocket: { port: 8082 }, periodSeconds: 1 };
  const containers = [{ name: 'road', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', command, ports, readinessProbe }];
  const metadata = { name: 'road', namespace: name, labels: { app: name } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, terminationGracePeriodSeconds: 0 } };
}

async function kubeconfigOf(account: string): Promise<string> {
  const token = (await kubectl(['create', 'token', account, '-n', name])).trim();
  const config: { clusters: unknown[]; contexts: { context: { cluster: string } }[] } = JSON.parse(
    await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']),
  );
  const cluster = config.contexts[0]?.context.cluster ?? '';
  const contexts = [{ name: account, context: { cluster, user: account } }];
  return JSON.stringify({ ...config, contexts, users: [{ name: account, user: { token } }], 'current-context': account });
}
