/**
 * A cluster for the tests in `test/cluster`: the one of `$KUBECONFIG`, else one that `../shared/tools/cluster/up` starts without
 * Docker, or (tier `kind`) one that kind makes in Docker and that is removed afterwards.
 *
 * What the tests are told: `KUBECONFIG`; `LOGDETECTOR_TEST_HOST`, the address at which pods reach servers of this machine; and, when
 * the image is already in the cluster, its name in `LOGDETECTOR_TEST_IMAGE`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, isExecutable, isInstalled, read, root } from './execute.ts';
import type { Preparation } from './preparation.ts';

const labTools = join(root, '../shared/tools/cluster');
const kindCluster = 'logdetector-test';
const image = 'logdetector:test';

export async function prepareCluster(): Promise<Preparation> {
  const kubeconfig = process.env.KUBECONFIG ?? (isExecutable(join(labTools, 'up')) ? await startLab() : null);
  if (!kubeconfig) return { missing: 'a cluster: set KUBECONFIG, or install Docker and run npm run test:kind' };
  const missing = ['kubectl', 'helm'].filter((program) => !isInstalled(program));
  if (missing.length > 0) return { missing: missing.join(' and ') };
  return { environment: { KUBECONFIG: kubeconfig }, close: async () => undefined };
}

/** Faults of the cluster itself need the tools that started it; a full disk and the rest are made on this machine. */
export async function prepareFaults(): Promise<Preparation> {
  const missing = isInstalled('redis-server') ? [] : ['redis-server'];
  if (!isExecutable(join(labTools, 'kill'))) missing.push('../shared/tools/cluster');
  if (process.getuid?.() !== 0) missing.push('root');
  return missing.length > 0 ? { missing: missing.join(' and ') } : await prepareCluster();
}

/** The same faults at their full lengths. */
export async function prepareSoak(): Promise<Preparation> {
  const prepared = await prepareFaults();
  return 'missing' in prepared ? prepared : { ...prepared, environment: { ...prepared.environment, LOGDETECTOR_FAULTS: 'soak' } };
}

export async function prepareKind(): Promise<Preparation> {
  const missing = ['docker', 'kind', 'kubectl', 'helm'].filter((program) => !isInstalled(program));
  if (missing.length > 0) return { missing: missing.join(' and ') };
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-kind-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const close = async (): Promise<void> => {
    await execute('kind', ['delete', 'cluster', '--name', kindCluster, '--kubeconfig', kubeconfig]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await read('kind', [
      'create',
      'cluster',
      '--name',
      kindCluster,
      '--config',
      'test/kind.yaml',
      '--kubeconfig',
      kubeconfig,
      '--wait',
      '120s',
    ]);
    await read('docker', ['build', '--tag', image, '.']);
    await read('kind', ['load', 'docker-image', image, '--name', kindCluster]);
    const gateways = await read('docker', ['network', 'inspect', 'kind', '--format', '{{range .IPAM.Config}}{{.Gateway}} {{end}}']);
    const host = gateways.split(/\s+/).find((address) => /^\d+(\.\d+){3}$/.test(address)) ?? '';
    return { environment: { KUBECONFIG: kubeconfig, LOGDETECTOR_TEST_IMAGE: image, LOGDETECTOR_TEST_HOST: host }, close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Its last line is the path of the kubeconfig. */
async function startLab(): Promise<string> {
  const output = await read(join(labTools, 'up'), ['--metrics']);
  return output.trim().split('\n').at(-1) ?? '';
}
