/**
 * From a spike in a pod's log to the message that the bot would post: the whole operator as its own process, on a simulated cluster.
 * Twenty namespaces with a LogDetector each, baselines of an hour put into the store as a restart would find them, one spike of a
 * known error in each at a random instant. Exits 1 when a message is missing, or the 95th percentile is above 15 s.
 */
import { createServer } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { createApiClient, type ApiClient } from '../api/client.ts';
import { startCluster, type SimulatedCluster } from '../demo/cluster/cluster.ts';
import { startProcess } from '../demo/processes.ts';
import { createEngine } from '../engine/index.ts';
import { createRandom, quantile } from '../engine/math.ts';
import { openEmbeddedStore } from '../operator/store/embedded.ts';
import { keys } from '../operator/store/store.ts';
import { container, podObject } from '../test/builders/numbered-pods.ts';

const root = new URL('../', import.meta.url);
const channel = 'incidents';
const ownNamespace = 'logdetector';
const limitMs = 15_000;
const spikes = 20;
/** Spikes begin within this time, each at an instant of its own. */
const spreadForMs = 60_000;
/** Lines a second while it lasts: some spikes are a burst, some only just a spike. */
const spikeRates = [10, 20, 50, 200];
const spikeLines = 60;
/** The thirtieth line makes it a spike by the definition of this benchmark. */
const countedLine = 30;
const lostAfterMs = 60_000;
const historyForMs = 60 * 60_000;
const workloads = ['cart', 'checkout', 'web'] as const;
/** Usual lines a minute, of each pod: the error that spikes later is among them. */
const usual: readonly { readonly perMinute: number; text(line: number): string }[] = [
  { perMinute: 30, text: (line) => `INFO request ${line} served in ${20 + (line % 60)} ms with status 200` },
  { perMinute: 6, text: (line) => `INFO order ${line} placed` },
  { perMinute: 1, text: errorText },
];

interface Spike {
  readonly namespace: string;
  readonly workload: string;
  readonly startAfterMs: number;
  readonly perSecond: number;
}

interface Measured extends Spike {
  readonly firstAtMs: number;
  readonly thirtiethAtMs: number;
  postedAtMs: number | null;
}

const random = createRandom(Number(process.env['SEED'] ?? 1));
const planned = Array.from({ length: spikes }, (_, index): Spike => ({
  namespace: `team-${index}`,
  workload: workloads[index % workloads.length] ?? 'cart',
  startAfterMs: random() * spreadForMs,
  perSecond: spikeRates[index % spikeRates.length] ?? 10,
}));
const folder = await mkdtemp(join(tmpdir(), 'logdetector-latency-'));
const cluster = await startCluster();
const stop = new AbortController();
try {
  process.exitCode = report(await measure());
} finally {
  stop.abort();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<readonly Measured[]> {
  await prepareCluster(cluster);
  await prepareStore();
  const { operator, client } = await startOperator();
  try {
    await untilReading(client);
    const usualLines = writeUsual(cluster);
    const posted = watchPosts(client);
    const measured = await Promise.all(planned.map((spike) => play(cluster, spike, posted)));
    clearInterval(usualLines);
    return measured;
  } finally {
    await operator.stop();
  }
}

async function prepareCluster(into: SimulatedCluster): Promise<void> {
  into.upsert(parse(await readFile(new URL('crds/logdetector.dev_logdetectors.yaml', root), 'utf8')));
  into.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ownNamespace } });
  for (const { namespace } of planned) {
    into.upsert({
      apiVersion: 'logdetector.dev/v1alpha1',
      kind: 'LogDetector',
      metadata: { name: 'all', namespace },
      spec: { selector: {}, notify: { slack: { channel } } },
    });
    for (const workload of workloads) into.upsert(podObject({ namespace, pod: podOf(workload), workload }));
  }
}

/** What an operator that has watched for an hour leaves behind. */
async function prepareStore(): Promise<void> {
  const store = openEmbeddedStore({ path: join(folder, 'logdetector.db') });
  for (const { namespace } of planned) {
    const detector = `${namespace}/all`;
    const parts = learnedParts(detector, namespace);
    await store.write(parts.flatMap(({ part, bytes }) => (bytes ? [{ put: keys.engine(detector, part), value: bytes }] : [])));
  }
  await store.close();
}

function learnedParts(detector: string, namespace: string) {
  const engine = createEngine({ detector });
  const encoder = new TextEncoder();
  const untilMs = Date.now();
  for (let atMs = untilMs - historyForMs, second = 0; atMs < untilMs; atMs += 1000, second += 1) {
    for (const workload of workloads) {
      const stream = { workload: { namespace, kind: 'Deployment', name: workload }, pod: podOf(workload), container, restartCount: 0 };
      const text = usual
        .filter(({ perMinute }) => second % Math.round(60 / perMinute) === 0)
        .map((line) => `${new Date(atMs).toISOString()} ${line.text(second)}\n`)
        .join('');
      if (text) engine.push({ stream, framing: 'kubernetes', bytes: encoder.encode(text), receivedAtMs: atMs });
    }
    if (second % 5 === 0) engine.tick(atMs);
  }
  return engine.checkpoint();
}

async function startOperator() {
  await mkdir(join(folder, 'run'));
  await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig());
  await writeFile(join(folder, 'configuration.yaml'), stringify({ slack: { channels: [{ name: channel, namespaces: ['*'] }] } }));
  const port = await freePort();
  const tokenFile = join(folder, 'run', 'api-token');
  const operator = startProcess('operator', {
    command: process.execPath,
    arguments: [new URL('operator/main.ts', root).pathname],
    environment: {
      KUBECONFIG: join(folder, 'kubeconfig'),
      LOGDETECTOR_CONFIG: join(folder, 'configuration.yaml'),
      LOGDETECTOR_STORE: `sqlite:${join(folder, 'logdetector.db')}`,
      LOGDETECTOR_API_PORT: String(port),
      LOGDETECTOR_API_TOKEN_FILE: tokenFile,
      LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
      LOGDETECTOR_HEALTH_PORT: '0',
      POD_NAME: 'logdetector-bench',
      POD_NAMESPACE: ownNamespace,
    },
    logPath: join(folder, 'operator.log'),
    verbose: process.argv.includes('--verbose'),
  });
  void operator.died.then((sentence) => {
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  });
  const token = async (): Promise<string> => (await readFile(tokenFile, 'utf8')).trim();
  return { operator, client: createApiClient({ url: `http://127.0.0.1:${port}`, token, signal: stop.signal }) };
}

/** Every detector has found its pods and knows what is usual. */
async function untilReading(client: ApiClient): Promise<void> {
  const untilMs = Date.now() + 60_000;
  while (Date.now() < untilMs) {
    const detectors = await client.detectors('*').catch(() => []);
    const isReading =
      detectors.length === spikes &&
      detectors.every(({ workloads: of }) => of.length === workloads.length && of.every(({ learning }) => learning === null));
    if (isReading) return;
    await sleep(250);
  }
  throw new Error('The operator did not come to read all pods with their baselines within a minute.');
}

function writeUsual(into: SimulatedCluster): NodeJS.Timeout {
  let second = 0;
  const pods = planned.flatMap(({ namespace }) => workloads.map((workload) => ({ namespace, workload })));
  return setInterval(() => {
    second += 1;
    const due = usual.filter(({ perMinute }) => second % Math.round(60 / perMinute) === 0);
    for (const pod of pods) for (const line of due) append(into, pod, line.text(second));
  }, 1000);
}

async function play(into: SimulatedCluster, spike: Spike, posted: ReadonlyMap<string, number>): Promise<Measured> {
  await sleep(spike.startAfterMs);
  const firstAtMs = Date.now();
  let thirtiethAtMs = firstAtMs;
  for (let written = 1; written <= spikeLines; written += 1) {
    append(into, spike, errorText(written));
    if (written === countedLine) thirtiethAtMs = Date.now();
    const aheadForMs = firstAtMs + (written * 1000) / spike.perSecond - Date.now();
    if (aheadForMs > 0) await sleep(aheadForMs);
  }
  while (!posted.has(spike.namespace) && Date.now() - thirtiethAtMs < lostAfterMs) await sleep(20);
  return { ...spike, firstAtMs, thirtiethAtMs, postedAtMs: posted.get(spike.namespace) ?? null };
}

/** Namespace -> when its first message was there for the bot to post. Each is taken as posted, as the bot would. */
function watchPosts(client: ApiClient): ReadonlyMap<string, number> {
  const posted = new Map<string, number>();
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      for (const post of await client.posts({ waitSeconds: 20 }, stop.signal)) {
        const { subject } = post;
        const detector = subject.type === 'incident' ? subject.view.detector : '';
        if (detector)
          posted.set(detector.slice(0, detector.indexOf('/')), posted.get(detector.slice(0, detector.indexOf('/'))) ?? Date.now());
        const entries = post.entries.at(-1)?.seq ?? 0;
        await client.delivered(post.id, { channelId: 'bench', ts: '1', revision: post.revision, entries, storyTs: '' });
      }
    }
  };
  watch().catch((error: unknown) => {
    if (!stop.signal.aborted) process.stderr.write(`The posts cannot be read: ${String(error)}\n`);
  });
  return posted;
}

function report(measured: readonly Measured[]): number {
  // A message before the first line is about something else.
  const missing = measured.filter(({ postedAtMs, firstAtMs }) => postedAtMs === null || postedAtMs < firstAtMs);
  const since = (from: (spike: Measured) => number): number[] =>
    measured.flatMap((spike) => (spike.postedAtMs === null ? [] : [spike.postedAtMs - from(spike)])).toSorted((a, b) => a - b);
  const fromThirtieth = since(({ thirtiethAtMs }) => thirtiethAtMs);
  process.stdout.write(`${'spike to message'.padEnd(22)}${['p50', 'p95', 'max'].map((name) => name.padStart(9)).join('')}\n`);
  process.stdout.write(
    `${row('from the 30th line', fromThirtieth)}\n${row(
      'from the first line',
      since(({ firstAtMs }) => firstAtMs),
    )}\n`,
  );
  for (const rate of spikeRates) {
    const of = measured
      .filter(({ perSecond }) => perSecond === rate)
      .map(({ postedAtMs, thirtiethAtMs }) => ((postedAtMs ?? Number.NaN) - thirtiethAtMs) / 1000);
    process.stdout.write(`  ${String(rate).padStart(3)} lines/s: ${of.map((seconds) => seconds.toFixed(1)).join(' ')}\n`);
  }
  process.stdout.write(
    `${measured.length - missing.length} of ${measured.length} spikes told; p95 must be at most ${limitMs / 1000} s; below 0: told before the 30th line\n`,
  );
  return missing.length > 0 || quantile(fromThirtieth, 0.95) > limitMs ? 1 : 0;
}

function row(name: string, values: readonly number[]): string {
  return `${name.padEnd(22)}${[quantile(values, 0.5), quantile(values, 0.95), values.at(-1) ?? Number.NaN].map((ms) => `${(ms / 1000).toFixed(1)} s`.padStart(9)).join('')}`;
}

function errorText(line: number): string {
  return `ERROR could not charge card: gateway answered 502 after ${line + 100} ms`;
}

function append(into: SimulatedCluster, { namespace, workload }: Pick<Spike, 'namespace' | 'workload'>, text: string): void {
  into.appendLog({ namespace, pod: podOf(workload), container }, text, Date.now());
}

function podOf(workload: string): string {
  return `${workload}-abc12-x1`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
