/** The product as it runs: operator and bot as processes of their own, on a simulated cluster, with a folder that outlives their restarts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import { ConditionSchema, type Condition } from '../../api/contract.ts';
import { validate } from '../../api/resource.ts';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { startGate, type Gate } from './gate.ts';
import { freePort } from './local-slack.ts';

export interface RunningProcess {
  /** All it has written so far. */
  output(): string;
  /** Its log lines, parsed; lines that are no JSON are left out. */
  events(name?: string): readonly LogEvent[];
  readonly exited: Promise<number | null>;
  /** SIGTERM; answers the milliseconds until it had ended. */
  stop(): Promise<number>;
  /** As the kernel does it: nothing is saved, nobody is told. */
  kill(): Promise<void>;
  /** Stands still, as on a machine that is suspended, until it is thawed. */
  freeze(): void;
  thaw(): void;
}

const Mapping = z.record(z.string(), z.unknown());
const LogEventSchema = z.looseObject({ event: z.string().optional() });
export type LogEvent = z.infer<typeof LogEventSchema>;

export interface Product {
  readonly cluster: SimulatedCluster;
  /** Between the operator and the API server. */
  readonly gate: Gate;
  readonly folder: string;
  readonly healthUrl: string;
  readonly apiUrl: string;
  readonly api: ApiClient;
  /** Environment beside or instead of the usual one. */
  startOperator(environment?: Readonly<Record<string, string>>): RunningProcess;
  startBot(environment: Readonly<Record<string, string>>): RunningProcess;
  configure(configuration: object): Promise<void>;
  /** A LogDetector with short times; `spec` is laid over it. */
  detect(namespace: string, spec?: Spec): void;
  condition(type: string, detector: string): Condition | undefined;
  status(detector: string): Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

const root = new URL('../../', import.meta.url);
export const soon = { timeout: 30_000, interval: 100 };
export const operatorNamespace = 'logdetector';
export const quickTimes = { learningSeconds: 30, resolveSeconds: 10 };

export async function startProduct(configuration: object = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'product-'));
  const cluster = await startCluster({ validate: (object) => validate(object) });
  for (const name of ['logdetectors', 'clusterlogdetectors'])
    cluster.upsert(Mapping.parse(parse(await readFile(new URL(`crds/logdetector.dev_${name}.yaml`, root), 'utf8'))));
  cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: operatorNamespace } });
  const [apiPort, healthPort] = [await freePort(), await freePort()];
  const file = (name: string): string => join(folder, name);
  const gate = await startGate(cluster.url);
  await writeFile(file('kubeconfig'), cluster.kubeconfig().replace(cluster.url, gate.url));
  await writeFile(file('configuration.yaml'), stringify(configuration));
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const children: RunningProcess[] = [];
  const start = (program: string, environment: Readonly<Record<string, string>>): RunningProcess => {
    const child = run(new URL(program, root).pathname, environment);
    children.push(child);
    return child;
  };
  return {
    cluster,
    gate,
    folder,
    apiUrl,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    api: createApiClient({ url: apiUrl, token: async () => (await readFile(file('api-token'), 'utf8')).trim() }),
    startOperator: (environment = {}) =>
      start('operator/main.ts', {
        KUBECONFIG: file('kubeconfig'),
        LOGDETECTOR_CONFIG: file('configuration.yaml'),
        LOGDETECTOR_STORE: `sqlite:${file('logdetector.db')}`,
        LOGDETECTOR_API_PORT: String(apiPort),
        LOGDETECTOR_API_TOKEN_FILE: file('api-token'),
        LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
        LOGDETECTOR_HEALTH_PORT: String(healthPort),
        POD_NAME: 'logdetector-test',
        POD_NAMESPACE: operatorNamespace,
        ...environment,
      }),
    startBot: (environment) =>
      start('bot/main.ts', {
        LOGBOT_API_URL: apiUrl,
        LOGBOT_API_TOKEN_FILE: file('api-token'),
        LOGBOT_CONFIG: file('configuration.yaml'),
        ...environment,
      }),
    configure: (changed) => writeFile(file('configuration.yaml'), stringify(changed)),
    detect: (namespace, spec = {}) => cluster.upsert(detectorObject(namespace, spec)),
    condition: (type, detector) => conditionsOf(cluster, detector).find((condition) => condition.type === type),
    status: (detector) => statusOf(cluster, detector),
    async stop() {
      for (const child of children.toReversed()) await child.stop();
      await gate.shut();
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Spec {
  readonly model?: object;
  readonly [field: string]: unknown;
}

/** A new model serves at once: its trial would outlast every test. */
export function detectorObject(namespace: string, { model = {}, ...spec }: Spec) {
  return {
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { namespace, name: namespace },
    spec: { selector: {}, thresholds: quickTimes, model: { canaryMinutes: 0, ...model }, ...spec },
  };
}

function statusOf(cluster: SimulatedCluster, detector: string): Readonly<Record<string, unknown>> {
  const [namespace = '', name = ''] = detector.split('/');
  const isCluster = namespace === 'cluster:';
  return Mapping.parse(cluster.get(isCluster ? 'ClusterLogDetector' : 'LogDetector', isCluster ? '' : namespace, name)?.['status'] ?? {});
}

function conditionsOf(cluster: SimulatedCluster, detector: string): readonly Condition[] {
  return z.array(ConditionSchema).parse(statusOf(cluster, detector)['conditions'] ?? []);
}

/** Runs a program of the product. */
export function run(program: string, environment: Readonly<Record<string, string>>, argv: readonly string[] = []): RunningProcess {
  return runCommand(process.execPath, [program, ...argv], environment);
}

/** Runs any program; what it writes is kept. */
export function runCommand(program: string, argv: readonly string[], environment: Readonly<Record<string, string>> = {}): RunningProcess {
  const child = spawn(program, argv, { env: { PATH: process.env['PATH'] ?? '', ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    output: () => output,
    events: (name) => eventsOf(output).filter(({ event }) => name === undefined || event === name),
    exited,
    stop: () => end(child, exited),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

async function end(child: ChildProcess, exited: Promise<number | null>): Promise<number> {
  const startedAtMs = performance.now();
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
  return performance.now() - startedAtMs;
}

function eventsOf(output: string): readonly LogEvent[] {
  return output.split('\n').flatMap((line) => {
    try {
      return [LogEventSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
