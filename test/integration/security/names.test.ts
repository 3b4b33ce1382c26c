/** Log lines and names that would do harm where they were taken for more than text: none reaches a shell, a path, a mention, HTML or a prototype. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { incidentsMessage } from '../../../bot/blocks/incidents.ts';
import { patternsMessage } from '../../../bot/blocks/patterns.ts';
import { statusMessage } from '../../../bot/blocks/status.ts';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { createRedactor } from '../../../engine/index.ts';
import { createBackend } from '../../../operator/backend.ts';
import { createAudit } from '../../../operator/http/audit.ts';
import type { Backend } from '../../../operator/http/backend.ts';
import { createLeadership } from '../../../operator/http/live.ts';
import { readLogs } from '../../../operator/inlets/logs.ts';
import { readTraces } from '../../../operator/inlets/traces.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { dangers } from '../../bot/dangers.ts';
import { startLeadingOperator, type LeadingOperator } from '../../fakes/leading-operator.ts';

/** Names that a cluster takes and that every object of JavaScript has by nature. */
const name = 'constructor';
const soon = { timeout: 20_000, interval: 50 };
const shell = '$(touch pwned) `touch pwned` ; touch pwned | ../../../../etc/passwd %00 \u0000 \u001b]0;x\u0007';
const markup = '<!channel> <@U1> <script>alert(1)</script> "><img src=x onerror=alert(1)>';
const lines: readonly string[] = [
  `{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"level":"error","msg":"json ${markup.replaceAll('"', '')}"}`,
  '{"a":{"__proto__":{"polluted":"yes"}},"toString":1,"hasOwnProperty":2,"msg":"json of names"}',
  `level=error __proto__=polluted constructor=polluted toString=x msg="logfmt ${shell}"`,
  'ERROR __proto__ constructor prototype toString valueOf hasOwnProperty __defineGetter__',
  `ERROR ${shell} ${markup}`,
  'ERROR <num> <*> <ip> <uuid> {} {0} %s ${jndi:ldap://x/y} {{ .Values.x }}',
];
const repeats = 8;
let folder: string;
let cluster: SimulatedCluster;
let operator: LeadingOperator;
let backend: Backend;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'names-'));
  cluster = await startCluster();
  cluster.upsert(parse(await readFile(new URL('../../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  const labels = { [name]: name, tostring: 'valueof', 'app.kubernetes.io/part-of': name };
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: name, name, labels, annotations: { __proto__x: 'y' } },
    spec: { containers: [{ name, env: [{ name: '__proto__', value: 'http://constructor:80' }] }] },
    status: { phase: 'Running', containerStatuses: [{ name, restartCount: 0, containerID: 'c', ready: true, state: { running: {} } }] },
  });
  const event = {
    namespace: name,
    object: { kind: 'Pod', name },
    reason: '__proto__',
    message: `${shell} ${markup}`,
    severity: 'Warning' as const,
  };
  cluster.event({ ...event, atMs: Date.now() });
  cluster.upsert({
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { namespace: name, name },
    spec: {
      selector: { matchLabels: { [name]: name } },
      patterns: { ignore: ['constructor nothing'], alwaysReport: ['__proto__', 'toString'] },
    },
  });
  const atMs = Date.now() - 60_000;
  for (let at = 0; at < repeats; at += 1)
    for (const [place, line] of lines.entries())
      cluster.appendLog({ namespace: name, pod: name, container: name }, line, atMs + at * 1000 + place);
  await start(1);
});
afterAll(async () => {
  await operator.stop();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(term: number): Promise<void> {
  operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'store.db'), term });
  backend = createBackend({
    leading: () => operator.leading,
    leadership: createLeadership({ instance: 'a', version: '1' }),
    access: { namespacesOf: () => Promise.resolve([]) },
    audit: createAudit({
      store: createMemoryStore(),
      fence: () => ({ term }),
      telemetry: createTelemetry({ level: 'silent' }),
      redact: (text) => text,
    }),
    chat: { report: () => undefined, heard: () => undefined, health: () => null },
    now: Date.now,
  });
}

const patterns = () => backend.patterns({ scope: '*', workload: null, since: null, only: null, forMs: 600_000, limit: 50 });
const seen = async () => (await backend.detectors('*'))[0]?.coverage.linesSeen;

test('every such line is counted under its own pattern, and after a restart still', async () => {
  await expect.poll(seen, soon).toBe(lines.length * repeats);
  await expect.poll(async () => (await patterns()).patterns.reduce((sum, { count }) => sum + count, 0), soon).toBe(lines.length * repeats);
  const before = (await patterns()).patterns.map(({ text, count }) => `${text} ${count}`).toSorted();
  await operator.stop();
  await start(2);
  await expect.poll(seen, soon).toBe(lines.length * repeats);
  expect((await patterns()).patterns.map(({ text, count }) => `${text} ${count}`).toSorted()).toEqual(before);
});

test('nothing has got a property that it did not have', () => {
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect([] as unknown as Record<string, unknown>).not.toHaveProperty('polluted');
});

test('no file was made by them, in the folder of the store or where the operator runs', async () => {
  expect((await readdir(folder)).filter((file) => !file.startsWith('store.db'))).toEqual([]);
  expect(await readdir(process.cwd())).not.toContain('pwned');
});

test('a message to Slack mentions nobody and holds no mark-up of theirs', async () => {
  const asked = { workload: `${name} ${markup}`, isCut: false, only: null, page: 0 };
  const incidents = await backend.incidents({ scope: '*', state: 'all', limit: 10 });
  const messages = [
    statusMessage(await backend.detectors('*')),
    patternsMessage(await patterns(), asked),
    incidentsMessage(incidents, { onlyOpen: false, nowMs: Date.now(), isCut: false }),
  ].map((one) => ('message' in one ? one.message : one));
  expect(messages.flatMap(dangers)).toEqual([]);
  expect(JSON.stringify(messages)).toContain('toString');
});

test('what is told over HTTP with such keys is data like any other', () => {
  const body: unknown = JSON.parse(
    `{"resourceSpans":[{"__proto__":{"polluted":1},"resource":{"attributes":[{"key":"__proto__","value":{"stringValue":"x"}},{"key":"service.name","value":{"stringValue":"constructor"}}]},"scopeSpans":[{"spans":[{"traceId":"${'a'.repeat(32)}","spanId":"${'b'.repeat(16)}","name":"__proto__","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}`,
  );
  const { told } = readTraces(body, 1_800_000_000_000);
  expect(told.length).toBeLessThanOrEqual(1);
  const logs: unknown = JSON.parse(
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"k8s.namespace.name","value":{"stringValue":"constructor"}},{"key":"__proto__","value":{"stringValue":"x"}}]},"scopeLogs":[{"logRecords":[{"__proto__":{"polluted":1},"body":{"stringValue":"x"}}]}]}]}',
  );
  expect(() => readLogs(logs)).not.toThrow();
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('a rule of redaction that is called so takes out what it names, and a text that looks like a replacement stays text', () => {
  const redactor = createRedactor({ patterns: [{ name: 'constructor', regex: 'C-[0-9]{6}' }] });
  expect(redactor.redact('order of C-123456 __proto__ $& $1')).toBe('order of <constructor> __proto__ $& $1');
});
