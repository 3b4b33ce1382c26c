/** The chart as a real API server takes it: restricted pod security, the rights it grants and those it does not. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apply, command, kubectl, succeed } from './command.ts';

const chart = join(import.meta.dirname, '../../charts/logdetector');
const operators = 'logdetector-chart-test';
const watched = 'logdetector-chart-watched';
const release = 'chart-test';
const account = `system:serviceaccount:${operators}:${release}-logdetector`;
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

beforeAll(async () => {
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

/** The CRD is left to `resource.test.ts`, so that no release of this test owns it. */
function install(...values: readonly string[]): Promise<string> {
  return succeed('helm', ['upgrade', '--install', release, chart, '-n', operators, '--set', 'crds.install=false,replicas=0', ...values]);
}

test('lint has nothing to complain about', async () => {
  await succeed('helm', ['lint', '--strict', chart]);
});

test('the pod satisfies the restricted profile', async () => {
  await install('--set', 'slack.existingSecret=slack,receiverSecrets={pagerduty}');
  const pod = await kubectl(['get', 'deployment', `${release}-logdetector`, '-n', operators, '-o', 'jsonpath={.spec.template.spec}']);
  const spec: unknown = JSON.parse(pod);
  await kubectl(
    ['create', '--dry-run=server', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe', namespace: operators }, spec }),
  );
});

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
    expect(await can('patch', 'statefulsets.apps', watched)).toBe(false);
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

describe('values that cannot work are refused with what must be', () => {
  test.each([
    ['replicas=2', 'replicas must be 1 with store.type sqlite'],
    ['store.type=redis', 'store.redis.url must be set with store.type redis'],
    ['watchNamespaces={a}', 'watchNamespaces must be empty with scope cluster'],
    ['configuration.receivers[0].name=a,configuration.receivers[0].type=sms', 'receivers/0/type'],
    ['configuration.heartbeat.everySeconds=60', 'heartbeat'],
    ['inlets.enabled=true', 'inlets.enabled and configuration.inlets need each other'],
    ['replica=2', "additional properties 'replica' not allowed"],
    ['store.type=redis,store.redis.url=redis://:secret@redis', 'store/redis/url'],
  ])('%s', async (values, message) => {
    const result = await command('helm', ['template', release, chart, '--kube-version', '1.34.0', '--set', values]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(message);
  });

  test('two replicas with Redis are fine, and roll', async () => {
    const values = 'replicas=2,store.type=redis,store.redis.url=redis://redis:6379,store.redis.existingSecret=redis';
    const text = await succeed('helm', ['template', release, chart, '--kube-version', '1.34.0', '--set', values]);
    expect(text).toContain('type: RollingUpdate');
    expect(text).not.toContain('PersistentVolumeClaim');
  });
});
