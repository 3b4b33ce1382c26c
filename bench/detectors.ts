/**
 * Ten thousand LogDetectors on the simulated cluster: how long until each has its status, what that costs, and what it costs from then on.
 * `n24 bench/detectors.ts [LogDetectors]`; operator and cluster are processes of their own, and the figures are the operator's.
 */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { startCluster } from '../demo/cluster/cluster.ts';
import { startLeadingOperator, type LeadingOperator } from '../test/fakes/leading-operator.ts';

const namespaces = 1_000;
const [typed = '10000', kubeconfig] = process.argv.slice(2);
const count = Number(typed);

await (kubeconfig === undefined ? cluster() : operate(Buffer.from(kubeconfig, 'base64').toString()));

async function cluster(): Promise<void> {
  const simulated = await startCluster();
  simulated.upsert(parse(await readFile(new URL('../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  for (let at = 0; at < count; at += 1) {
    const metadata = { name: `d${at}`, namespace: `n${at % namespaces}` };
    simulated.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'LogDetector', metadata, spec: { selector: {} } });
  }
  const operator = fork(import.meta.filename, [typed, Buffer.from(simulated.kubeconfig()).toString('base64')]);
  await new Promise((resolve) => operator.once('exit', resolve));
  await simulated.close();
}

async function operate(config: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'detectors-'));
  const startedAtMs = performance.now();
  const operator = await startLeadingOperator({ kubeconfig: config, storePath: join(folder, 'store.db'), term: 1 });
  while (told(operator) < count) await new Promise((resolve) => setTimeout(resolve, 1_000));
  const all = { seconds: seconds(performance.now() - startedAtMs), processorSeconds: processor(), ...memory() };
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  const after = { coresFromThenOn: Number((processor(before) / 30).toFixed(2)), ...memory() };
  process.stdout.write(`${JSON.stringify({ logDetectors: count, served: operator.leading.supervisor.all().size, all, after })}\n`);
  await operator.stop();
  await rm(folder, { recursive: true });
}

function told(operator: LeadingOperator): number {
  return operator.leading.detectors().filter(({ status }) => status?.observedGeneration !== undefined).length;
}

function processor(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return Number(((user + system) / 1e6).toFixed(1));
}

function seconds(forMs: number): number {
  return Math.round(forMs / 1000);
}

function memory(): { readonly rssMegabytes: number } {
  return { rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6) };
}
