/** Puts the image into the cluster, installs the chart with it, and asks the operator in its pod. */
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, command, kubectl, succeed } from './command.ts';

const root = join(import.meta.dirname, '../..');
const labTools = join(root, '../shared/tools/cluster');

export interface Image {
  readonly repository: string;
  readonly tag: string;
}

/** The image named by `LOGDETECTOR_TEST_IMAGE`, which is in the cluster already, or one built here without Docker and imported. */
export async function provideImage(): Promise<Image> {
  const [repository = 'logdetector', tag = 'test'] = (process.env.LOGDETECTOR_TEST_IMAGE ?? 'logdetector:test').split(/:(?=[^/:]*$)/);
  if (process.env.LOGDETECTOR_TEST_IMAGE) return { repository, tag };
  await succeed(join(labTools, 'node-base-image'), ['24'], { timeoutMs: 600_000 });
  // With layers kept, the packages are installed anew only when the lock file has changed.
  await succeed('buildah', ['bud', '--isolation', 'chroot', '--network', 'host', '--layers', '-t', `${repository}:${tag}`, '.'], {
    cwd: root,
    timeoutMs: 600_000,
  });
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-image-'));
  try {
    const archive = join(folder, 'image.tar');
    // An OCI archive names its kind in its last entry; the lab's `image` takes a docker-archive for a bare root file system at times.
    const target = `oci-archive:${archive}:docker.io/library/${repository}:${tag}`;
    await succeed('buildah', ['push', '--disable-compression', `localhost/${repository}:${tag}`, target], { timeoutMs: 300_000 });
    await succeed(join(labTools, 'image'), [`${repository}:${tag}`, archive], { timeoutMs: 300_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { repository, tag };
}

/** A claim that keeps its data when the pod goes: of the default StorageClass, or a folder of the node where there is none. */
export async function provideClaim(namespace: string, name: string, image: Image): Promise<void> {
  const classes = await kubectl([
    'get',
    'storageclass',
    '-o',
    'jsonpath={.items[*].metadata.annotations.storageclass\\.kubernetes\\.io/is-default-class}',
  ]);
  const byHand = !classes.includes('true');
  const path = `/var/lib/${namespace}-${name}`;
  if (byHand) {
    await apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${name}` },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace, name },
        hostPath: { path, type: 'DirectoryOrCreate' },
      },
    });
  }
  await apply({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...(byHand ? { storageClassName: '' } : {}) },
  });
  if (byHand) await emptyFolder(namespace, path, image);
}

/** A host folder belongs to root and may hold the data of an earlier run; the operator runs as 1000. */
async function emptyFolder(namespace: string, path: string, image: Image): Promise<void> {
  await apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'empty-folder', namespace },
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'empty',
          image: `${image.repository}:${image.tag}`,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', '-c', 'rm -rf /folder/* && chown 1000:1000 /folder'],
          securityContext: { runAsUser: 0 },
          volumeMounts: [{ name: 'folder', mountPath: '/folder' }],
        },
      ],
      volumes: [{ name: 'folder', hostPath: { path, type: 'DirectoryOrCreate' } }],
    },
  });
  await kubectl(['wait', 'pod/empty-folder', '-n', namespace, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s']);
  await kubectl(['delete', 'pod', 'empty-folder', '-n', namespace, '--wait=true']);
}

const ownerAnnotation = 'logdetector.dev/test-process';

/** A namespace that says whose it is; see `refuseBesideAnother`. */
export function ownNamespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations: { [ownerAnnotation]: `${hostname()} ${process.pid}` } } };
}

/** Throws while another process of this machine runs the same tests on the cluster; what a dead one left is nobody's. */
export async function refuseBesideAnother(namespace: string): Promise<void> {
  const path = `jsonpath={.metadata.annotations.${ownerAnnotation.replaceAll('.', '\\.')}}`;
  const [host, pid] = (await kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', path])).split(' ');
  if (host === hostname() && isAlive(Number(pid))) {
    throw new Error(`Process ${pid} runs these tests on this cluster; wait for its end, as an operator reads the whole cluster.`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export interface Installation {
  readonly release: string;
  readonly namespace: string;
}

/** `helm upgrade --install` with the values given as JSON; waits until the pod is ready. The error tells what its containers wrote. */
export async function install(installation: Installation, values: object, chart = 'charts/logdetector'): Promise<void> {
  const { release, namespace } = installation;
  const { code, stdout, stderr } = await command(
    'helm',
    ['upgrade', '--install', release, chart, '-n', namespace, '--take-ownership', '--wait', '--timeout', '90s', '-f', '-'],
    { cwd: root, input: JSON.stringify(values), timeoutMs: 120_000 },
  );
  if (code !== 0) throw new Error(`helm: ${stdout}\n${stderr}\n${await operatorLog(installation)}`);
}

/** Removes the release and its namespaces, also those that an interrupted run left; the CRD stays. Never throws, so that a failed test shows its own error. */
export async function remove({ release, namespace }: Installation, ...namespaces: readonly string[]): Promise<void> {
  await command('helm', ['uninstall', release, '-n', namespace, '--ignore-not-found']);
  await command('kubectl', ['delete', 'namespace', namespace, ...namespaces, '--ignore-not-found', '--timeout=90s']);
  await command('kubectl', ['delete', 'pv', `${namespace}-data`, '--ignore-not-found', '--timeout=30s']);
}

/** `GET path` of the operator's API, asked from inside its pod, where alone it can be reached. */
export async function askOperator<T>(installation: Installation, path: string): Promise<T> {
  const token = "require('node:fs').readFileSync('/run/logdetector/api-token', 'utf8').trim()";
  return JSON.parse(
    await fetchInside(installation, `http://127.0.0.1:8080${path}`, `{ headers: { authorization: 'Bearer ' + ${token} } }`),
  );
}

/** Name -> value of the metrics that have no labels. */
export async function operatorMetrics(installation: Installation): Promise<ReadonlyMap<string, number>> {
  const text = await fetchInside(installation, 'http://127.0.0.1:8081/metrics', '{}');
  return new Map([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value = '']) => [name, Number(value)]));
}

function fetchInside({ release, namespace }: Installation, url: string, init: string): Promise<string> {
  const script = `fetch('${url}', ${init})
    .then(async (answer) => { process.stdout.write(await answer.text()); process.exitCode = answer.ok ? 0 : 1; });`;
  return kubectl(['exec', '-n', namespace, `deploy/${deploymentOf(release)}`, '-c', 'operator', '--', 'node', '-e', script]);
}

/** `helm rollback`; waits until the pod is ready. */
export async function rollBack({ release, namespace }: Installation, revision: number): Promise<void> {
  await succeed('helm', ['rollback', release, String(revision), '-n', namespace, '--wait', '--timeout', '90s']);
}

/** What the two containers wrote, for the message of a failed test. */
export async function operatorLog({ release, namespace }: Installation): Promise<string> {
  const { stdout } = await command('kubectl', [
    'logs',
    '-n',
    namespace,
    `deploy/${deploymentOf(release)}`,
    '--all-containers',
    '--tail=80',
    '--prefix',
  ]);
  return stdout;
}

export function deploymentOf(release: string): string {
  return `${release}-logdetector`;
}
