/** The chart as a real API server takes it: restricted pod security, the rights it grants and those it does not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render, type KubernetesObject } from '../charts/helm.ts';
import { installations } from '../charts/matrix.ts';
import { apply, command, kubectl, succeed } from './command.ts';

const chart = join(import.meta.dirname, '../../charts/logdetector');
const operators = 'logdetector-chart-test';
const watched = 'logdetector-chart-watched';
const release = 'chart-test';
const account = `system:serviceaccount:${operators}:${release}-logdetector`;
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

beforeAll(async () => {
  // By itself, so that no release of this test owns it.
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', join(chart, '../../crds')]);
  for (const name of [operators, watched]) {
    await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: name === operators ? restricted : {} } });
  }
});

afterAll(async () => {
  await command('helm', ['uninstall', release, '-n', operators]);
  await kubectl(['delete', 'namespace', operators, watched, '--wait=false', '--ignore-not-found']);
});

async function can(verb: string, resource: string, namespace: string): Promise<boolean> {
  const { stdout } = await command('kubectl', ['auth', 'can-i', verb, resource, '-n', namespace, '--as', account]);
  return stdout.trim() === 'yes';
}

function install(...values: readonly string[]): Promise<string> {
  return succeed('helm', ['upgrade', '--install', release, chart, '-n', operators, '--set', 'crds.install=false,replicas=0', ...values]);
}

test('the pod satisfies the restricted profile', async () => {
  await install('--set', 'slack.existingSecret=slack,receiverSecrets={pagerduty}');
  const pod = await kubectl(['get', 'deployment', `${release}-logdetector`, '-n', operators, '-o', 'jsonpath={.spec.template.spec}']);
  const spec: unknown = JSON.parse(pod);
  await kubectl(
    ['create', '--dry-run=server', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe', namespace: operators }, spec }),
  );
});

describe.each(Object.entries(installations))('%s', (_, values) => {
  test('is taken by the API server, object by object', async () => {
    // Those of the Prometheus operator are known where it is installed.
    const objects = render(values).filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'));
    const here = objects.map((object) => movedTo(object));
    const said = await kubectl(
      ['apply', '--server-side', '--dry-run=server', '--force-conflicts', '--validate=strict', '-f', '-'],
      listOf(here),
    );
    expect(said.trim().split('\n')).toHaveLength(here.length);
  });
});

/** The namespaces of the values do not exist here, and nothing of a dry run does: a pod finds only the account that each namespace has. */
function movedTo(object: KubernetesObject): object {
  const { kind, metadata, spec } = { spec: {}, ...object };
  const own = kind === 'Pod' ? { spec: { ...spec, serviceAccountName: 'default' } } : {};
  const { namespace } = metadata;
  const isOwn = namespace !== undefined && !namespace.startsWith('kube-');
  return { ...object, metadata: { ...metadata, ...(isOwn ? { namespace: operators } : {}) }, ...own };
}

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

test('the bases of kustomize are taken by the API server', async () => {
  for (const base of ['cluster', 'namespace']) {
    const built = await kubectl(['kustomize', join(chart, '../../deploy/kustomize', base)]);
    // A namespace that is not there yet cannot be filled in a dry run.
    await kubectl(
      ['apply', '--server-side', '--dry-run=server', '--force-conflicts', '-f', '-'],
      built.replaceAll('namespace: logdetector', `namespace: ${operators}`),
    );
  }
});

describe('what helm test asks', () => {
  test("finds no fault with the rights of the chart, by the operator's own account", async () => {
    await install();
    const { code, stdout } = await preflight({});
    expect(stdout.split('\n').filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toContain('It may not list secrets in all namespaces, as it should be.');
  });

  test('names a right that is missing', async () => {
    await install('--set', `scope=namespace,watchNamespaces={${watched}}`);
    expect(await preflight({ LOGDETECTOR_WATCH_NAMESPACES: watched })).toMatchObject({ code: 0 });
    const { code, stdout } = await preflight({ LOGDETECTOR_WATCH_NAMESPACES: `${watched},default` });
    expect(code).toBe(1);
    expect(stdout).toContain('FAILED It may not get pods/log in namespace default; grant it. Without it is lost: nothing works');
  });
});

/** The program that the pod of helm test runs, with a token of the operator's account. */
async function preflight(env: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly stdout: string }> {
  const token = await kubectl(['create', 'token', `${release}-logdetector`, '-n', operators]);
  const config: { clusters: unknown } = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']));
  const name = 'probe';
  const context = { name, context: { cluster: (config.clusters as { name: string }[])[0]?.name, user: name } };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: config.clusters,
    users: [{ name, user: { token: token.trim() } }],
    contexts: [context],
    'current-context': name,
  };
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-preflight-'));
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig));
  const own = { KUBECONFIG: join(folder, 'kubeconfig'), POD_NAMESPACE: operators, LOGDETECTOR_LEASE_NAME: `${release}-logdetector-leader` };
  try {
    return await command(process.execPath, [join(chart, '../../operator/preflight.ts'), 'rights'], { env: { ...own, ...env } });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the cluster scope', () => {
  beforeAll(() => install());

  test.each([
    ['get', 'pods/log'],
    ['watch', 'pods'],
    ['watch', 'events'],
    ['create', 'events'],
    ['watch', 'replicasets.apps'],
    ['watch', 'cronjobs.batch'],
    ['watch', 'nodes'],
    ['watch', 'persistentvolumes'],
    ['watch', 'storageclasses.storage.k8s.io'],
    ['watch', 'persistentvolumeclaims'],
    ['watch', 'resourcequotas'],
    ['watch', 'endpointslices.discovery.k8s.io'],
    ['watch', 'networkpolicies.networking.k8s.io'],
    ['watch', 'horizontalpodautoscalers.autoscaling'],
    ['watch', 'poddisruptionbudgets.policy'],
    ['watch', 'configmaps'],
    ['list', 'nodes.metrics.k8s.io'],
    ['list', 'pods.metrics.k8s.io'],
    ['patch', 'logdetectors.logdetector.dev'],
    ['patch', 'logdetectors.logdetector.dev/status'],
  ])('lets the operator %s %s in any namespace', async (verb, resource) => {
    expect(await can(verb, resource, watched)).toBe(true);
  });

  test.each([
    ['get', 'secrets'],
    ['list', 'secrets'],
    ['patch', 'configmaps'],
    ['delete', 'pods'],
    ['create', 'pods/exec'],
    ['patch', 'deployments.apps'],
    ['delete', 'logdetectors.logdetector.dev'],
    ['get', 'leases.coordination.k8s.io'],
  ])('does not let it %s %s', async (verb, resource) => {
    expect(await can(verb, resource, watched)).toBe(false);
  });

  test('leaves ConfigMaps alone where the administrator says so', async () => {
    await install('--set', 'evidence.configMaps=false');
    expect(await can('list', 'configmaps', watched)).toBe(false);
    const manifest = await succeed('helm', ['get', 'manifest', release, '-n', operators]);
    expect(manifest).toContain('{ name: LOGDETECTOR_WATCH_CONFIGMAPS, value: "false" }');
    await install();
  });

  test('lets it lead in its own namespace, by its own Lease', async () => {
    expect(await can('create', 'leases.coordination.k8s.io', operators)).toBe(true);
    expect(await can('update', `leases.coordination.k8s.io/${release}-logdetector-leader`, operators)).toBe(true);
    expect(await can('update', 'leases.coordination.k8s.io/another', operators)).toBe(false);
  });
});

describe('remedies', () => {
  afterAll(() => install());

  test('may be carried out only where the administrator says so, and only what is allowed', async () => {
    await install('--set', 'remediation.enabled=true,remediation.actions={UndoRollout,Cordon}');
    expect(await can('patch', 'deployments.apps', watched)).toBe(true);
    expect(await can('patch', 'nodes', watched)).toBe(true);
    expect(await can('patch', 'daemonsets.apps', watched)).toBe(true);
    expect(await can('list', 'controllerrevisions.apps', watched)).toBe(true);
    expect(await can('patch', 'cronjobs.batch', watched)).toBe(false);
    expect(await can('update', 'deployments.apps', watched)).toBe(false);
    expect(await can('delete', 'deployments.apps', watched)).toBe(false);
  });
});

describe('the heartbeats of the cluster', () => {
  test('may be read with the cluster scope, and never written', async () => {
    expect(await can('list', 'leases.coordination.k8s.io', 'kube-node-lease')).toBe(true);
    expect(await can('get', 'leases.coordination.k8s.io/kube-scheduler', 'kube-system')).toBe(true);
    expect(await can('list', 'leases.coordination.k8s.io', 'kube-system')).toBe(false);
    expect(await can('update', 'leases.coordination.k8s.io', 'kube-node-lease')).toBe(false);
  });
});

describe('the namespace scope', () => {
  beforeAll(() => install('--set', `scope=namespace,watchNamespaces={${watched}}`));

  test('needs no ClusterRole', async () => {
    const manifest = await succeed('helm', ['get', 'manifest', release, '-n', operators]);
    expect(manifest).not.toContain('kind: ClusterRole');
  });

  test('reads the watched namespace and no other', async () => {
    expect(await can('get', 'pods/log', watched)).toBe(true);
    expect(await can('get', 'pods/log', 'default')).toBe(false);
    expect(await can('watch', 'persistentvolumeclaims', watched)).toBe(true);
    expect(await can('watch', 'nodes', watched)).toBe(false);
    expect(await can('watch', 'persistentvolumes', watched)).toBe(false);
  });
});

describe('a second release in the same namespace', () => {
  const second = (values: string) =>
    command('helm', ['upgrade', '--install', 'chart-second', chart, '-n', operators, '--set', `crds.install=false,replicas=0,${values}`]);

  beforeAll(() => install('--set', `scope=namespace,watchNamespaces={${watched}}`));
  afterAll(() => command('helm', ['uninstall', 'chart-second', '-n', operators]));

  test.each(['scope=cluster', `scope=namespace,watchNamespaces={default,${watched}}`])(
    'is refused with %s, which watches the same',
    async (values) => {
      const result = await second(values);
      expect(result.code).toBe(1);
      expect(result.stderr).toContain(`release ${release} of this namespace watches the same namespaces`);
    },
  );

  test('leads by a Lease of its own over namespaces of its own', async () => {
    expect((await second('scope=namespace,watchNamespaces={default}')).stderr).toBe('');
    const manifest = await succeed('helm', ['get', 'manifest', 'chart-second', '-n', operators]);
    expect(manifest).toContain('{ name: LOGDETECTOR_LEASE_NAME, value: chart-second-logdetector-leader }');
    // Its own neighbour is no reason to refuse an upgrade.
    await install('--set', `scope=namespace,watchNamespaces={${watched}}`);
  });
});
