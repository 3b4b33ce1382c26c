/** One replica as its pod runs it: operator and bot as processes of this machine, with ports and a token of their own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import { freePort } from '../fakes/local-slack.ts';
import { run, type RunningProcess } from '../fakes/product.ts';

const root = new URL('../../', import.meta.url);

interface ReplicaOptions {
  readonly name: string;
  readonly folder: string;
  readonly namespace: string;
  readonly store: string;
  readonly slackApiUrl: string;
  /** Where it takes in what is pushed; without one it takes in nothing. */
  readonly inletsPort?: number;
}

export interface Replica {
  readonly name: string;
  readonly api: ApiClient;
  operator: RunningProcess;
  /** Starts the operator again, on what the last one has left. */
  restart(): void;
  leads(): Promise<boolean>;
  /** 200 when it can do its work. */
  ready(): Promise<number>;
  /** Bytes of resident memory. */
  memory(): Promise<number>;
  /** Seconds of processor time since its operator started, of all threads. */
  processorSeconds(): Promise<number>;
  /** Sum of a counter over the labels that hold the text; without one, over all. */
  counter(name: string, label?: string): Promise<number>;
  /** What its operators and its bot wrote last, for a failed test. */
  output(): string;
  stop(): Promise<void>;
}

/** The folder holds `kubeconfig` and `configuration.yaml`. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { name, folder, namespace, store } = options;
  const [apiPort, healthPort] = [await freePort(), await freePort()];
  const [tokenFile, configuration] = [join(folder, `token-${name}`), join(folder, 'configuration.yaml')];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const health = `http://127.0.0.1:${healthPort}`;
  const metrics = async (): Promise<string> => await (await fetch(`${health}/metrics`)).text();
  const earlier: RunningProcess[] = [];
  const startOperator = (): RunningProcess =>
    run(new URL('operator/main.ts', root).pathname, {
      KUBECONFIG: join(folder, 'kubeconfig'),
      LOGDETECTOR_CONFIG: configuration,
      LOGDETECTOR_STORE: store,
      LOGDETECTOR_LOG_LEVEL: process.env['FAULTS_LOG'] ?? 'info',
      LOGDETECTOR_WATCH_NAMESPACES: namespace,
      LOGDETECTOR_API_PORT: String(apiPort),
      LOGDETECTOR_API_TOKEN_FILE: tokenFile,
      LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
      LOGDETECTOR_HEALTH_PORT: String(healthPort),
      POD_NAME: name,
      POD_NAMESPACE: namespace,
      ...(options.inletsPort === undefined
        ? {}
        : { LOGDETECTOR_INLETS_HOST: '127.0.0.1', LOGDETECTOR_INLETS_PORT: String(options.inletsPort) }),
    });
  const api = createApiClient({ url: apiUrl, token: async () => (await readFile(tokenFile, 'utf8')).trim(), timeoutMs: 3_000 });
  const bot = run(new URL('bot/main.ts', root).pathname, {
    LOGBOT_API_URL: apiUrl,
    LOGBOT_API_TOKEN_FILE: tokenFile,
    LOGBOT_CONFIG: configuration,
    SLACK_API_URL: options.slackApiUrl,
    SLACK_BOT_TOKEN: 'xoxb-local',
  });
  const replica: Replica = {
    name,
    api,
    operator: startOperator(),
    restart() {
      earlier.push(replica.operator);
      replica.operator = startOperator();
    },
    leads: async () => (await api.session({ waitSeconds: 0, leading: false }).catch(() => null))?.leading ?? false,
    ready: async () => (await fetch(`${health}/readyz`).catch(() => null))?.status ?? 0,
    memory: async () => valueIn(await metrics(), 'process_resident_memory_bytes'),
    processorSeconds: async () => valueIn(await metrics(), 'process_cpu_seconds_total'),
    async counter(counter, label = '') {
      const rows = (await metrics()).split('\n').filter((row) => /^\w+/.exec(row)?.[0] === counter && row.includes(label));
      return rows.reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0);
    },
    output: () => [...earlier, replica.operator, bot].map((one) => one.output().split('\n').slice(-40).join('\n')).join(`\n--- ${name}\n`),
    async stop() {
      replica.operator.thaw();
      await Promise.all([replica.operator.stop(), bot.stop()]);
    },
  };
  return replica;
}

/** NaN where there is none. */
function valueIn(metrics: string, name: string): number {
  const row = metrics.split('\n').find((text) => text.startsWith(`${name} `));
  return Number(row?.split(' ').at(-1) ?? Number.NaN);
}
