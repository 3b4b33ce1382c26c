/** A real OpenTelemetry Collector that reads the log files of the node and pushes them, set up as docs/otlp.md says. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { succeed } from '../cluster/command.ts';
import { runCommand, type RunningProcess } from '../fakes/product.ts';
import { until } from './until.ts';

const cache = join(homedir(), '.cache');
/** Where the kubelet of `../shared/tools/cluster` writes what is `/var/log/pods` elsewhere. */
const podLogs = join(process.env['CLUSTER_HOME'] ?? join(cache, 'cluster-lab'), 'state/pod-logs');
const path = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin'];

/** What this machine lacks to build it. */
export const missingForCollector = path.some((folder) => existsSync(join(folder, 'go'))) ? null : 'Go';

interface CollectorOptions {
  readonly namespace: string;
  readonly folder: string;
  /** Where it pushes to. */
  readonly url: string;
  readonly tokenFile: string;
}

/** Resolves when it reads; the first time on a machine it is built, which takes minutes. */
export async function startCollector({ namespace, folder, url, tokenFile }: CollectorOptions): Promise<RunningProcess> {
  const program = join(cache, 'logdetector-collector/collector');
  const source = join(import.meta.dirname, 'collector');
  await succeed('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: source,
    env: { PATH: path.join(delimiter) },
    timeoutMs: 3_600_000,
  });
  const storage = join(folder, 'collector');
  await mkdir(storage, { recursive: true });
  const configuration = join(folder, 'collector.yaml');
  await writeFile(configuration, stringify(configurationOf({ namespace, storage, url, tokenFile })));
  const collector = runCommand(program, ['--config', configuration]);
  const reads = until(() => collector.output().includes('Begin running and processing data'), 60_000, 'the collector');
  const ended = collector.exited.then((code) => Promise.reject(new Error(`The collector ended with ${code}: ${collector.output()}`)));
  await Promise.race([reads, ended]);
  return collector;
}

/** Files that the kubelet has put aside, by name. */
export async function rotatedFiles(namespace: string): Promise<readonly string[]> {
  const files = await readdir(podLogs, { recursive: true });
  return files.filter((file) => file.startsWith(`${namespace}_`) && /\.log\.\d/.test(file)).map((file) => file.replace(/\.gz$/, ''));
}

function configurationOf({ namespace, storage, url, tokenFile }: Omit<CollectorOptions, 'folder'> & { readonly storage: string }): object {
  return {
    extensions: { file_storage: { directory: storage }, bearertokenauth: { filename: tokenFile } },
    receivers: {
      filelog: {
        // What is rotated away before its first look is found under its new name; what is known is known again by its beginning.
        include: [join(podLogs, `${namespace}_*/*/*.log`), join(podLogs, `${namespace}_*/*/*.log.*`)],
        exclude: [join(podLogs, '*/*/*.gz'), join(podLogs, '*/*/*.tmp')],
        include_file_path: true,
        include_file_record_number: true,
        // Here a file may be there before the first look; `end` would leave out what stands in it.
        start_at: 'beginning',
        storage: 'file_storage',
        retry_on_failure: { enabled: true },
        operators: [{ type: 'container' }],
      },
    },
    processors: { batch: { send_batch_size: 2000, send_batch_max_size: 5000, timeout: '1s' } },
    exporters: {
      otlphttp: {
        logs_endpoint: `${url}/v1/logs`,
        auth: { authenticator: 'bearertokenauth' },
        compression: 'gzip',
        timeout: '30s',
        retry_on_failure: { enabled: true, max_elapsed_time: 0 },
        sending_queue: { enabled: true, storage: 'file_storage', num_consumers: 10 },
      },
    },
    service: {
      telemetry: { metrics: { level: 'none' } },
      extensions: ['file_storage', 'bearertokenauth'],
      pipelines: { logs: { receivers: ['filelog'], processors: ['batch'], exporters: ['otlphttp'] } },
    },
  };
}
