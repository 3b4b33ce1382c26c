/** The operator as a process of its own on a simulated cluster, and what the kernel says that it uses (Linux: /proc). */
import { createServer } from 'node:net';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { parse, stringify } from 'yaml';
import type { SimulatedCluster } from '../../demo/cluster/cluster.ts';

export interface MeasuredOperator {
  /** What the process has used since it began; `busySeconds` is the processor time of the whole machine, all its cores. */
  usage(): { readonly seconds: number; readonly rssBytes: number; readonly peakRssBytes: number; readonly busySeconds: number };
  /** The sum of a metric over its labels; 0 before the operator serves it. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export const channel = 'incidents';
export const ownNamespace = 'logdetector';
/** Of the kernel's clock: what it counts processor time in, on every Linux. */
const ticksPerSecond = 100;
const root = new URL('../../', import.meta.url);

export async function startOperator(cluster: SimulatedCluster, limits: Readonly<Record<string, number>>): Promise<MeasuredOperator> {
  const folder = mkdtempSync(join(tmpdir(), 'logdetector-resources-'));
  const healthPort = await freePort();
  writeFileSync(join(folder, 'kubeconfig'), cluster.kubeconfig());
  writeFileSync(join(folder, 'configuration.yaml'), stringify({ slack: { channels: [{ name: channel, namespaces: ['*'] }] }, limits }));
  const log = openSync(join(folder, 'operator.log'), 'a');
  const child = spawn(process.execPath, [new URL('operator/main.ts', root).pathname], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      NODE_OPTIONS: optionsOfPod(),
      MALLOC_ARENA_MAX: ofImage(/MALLOC_ARENA_MAX=(\d+)/),
      KUBECONFIG: join(folder, 'kubeconfig'),
      LOGDETECTOR_CONFIG: join(folder, 'configuration.yaml'),
      LOGDETECTOR_STORE: `sqlite:${join(folder, 'logdetector.db')}`,
      LOGDETECTOR_API_PORT: String(await freePort()),
      LOGDETECTOR_API_TOKEN_FILE: join(folder, 'api-token'),
      LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
      LOGDETECTOR_HEALTH_PORT: String(healthPort),
      POD_NAME: 'logdetector-bench',
      POD_NAMESPACE: ownNamespace,
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the operator could not be started');
  process.once('exit', () => child.kill('SIGKILL'));
  return {
    usage: () => usageOf(pid),
    async metric(name) {
      const text = await fetch(`http://127.0.0.1:${healthPort}/metrics`).then(
        (reply) => reply.text(),
        () => '',
      );
      const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) child.kill('SIGTERM');
      if (child.exitCode === null) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * What Node.js is told in the image, and how large its heap may grow in the chart's container: V8 takes half of the memory that it is limited to, and lets
 * garbage pile up accordingly, so on a machine with more the same work would hold more.
 */
function optionsOfPod(): string {
  const options = ofImage(/NODE_OPTIONS="([^"]*)"/);
  const values = parse(readFileSync(new URL('charts/logdetector/values.yaml', root), 'utf8'));
  const limit = /^(\d+)Gi$/.exec(values.operator.resources.limits.memory)?.[1];
  if (limit === undefined) throw new Error('the chart names no limit of memory in Gi');
  return `${options} --max-old-space-size=${(Number(limit) * 1_024) / 2}`;
}

function ofImage(setting: RegExp): string {
  const value = setting.exec(readFileSync(new URL('Dockerfile', root), 'utf8'))?.[1];
  if (value === undefined) throw new Error(`the Dockerfile has no ${setting.source}`);
  return value;
}

function usageOf(pid: number): ReturnType<MeasuredOperator['usage']> {
  // The name in brackets may hold blanks; behind it the fields are numbers: user and system time are the 14th and 15th of all.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, ...times] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = times;
  return {
    seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    rssBytes: kilobytes(status, 'VmRSS') * 1_024,
    peakRssBytes: kilobytes(status, 'VmHWM') * 1_024,
    busySeconds: (user + nice + system + irq + softirq) / ticksPerSecond,
  };
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(String.raw`^${name}:\s+(\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
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
