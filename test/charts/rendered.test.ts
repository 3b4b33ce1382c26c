/** What must hold of the objects that the chart makes, whatever the values. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chart, hasHelm, notes, ofKind, render, run, template, theOne, type KubernetesObject } from './helm.ts';
import { schemaProblems } from './kubernetes-schema.ts';
import { installations } from './matrix.ts';

const Container = z.looseObject({
  name: z.string(),
  resources: z.object({ requests: z.record(z.string(), z.string()), limits: z.looseObject({ memory: z.string() }) }),
  securityContext: z.unknown(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  envFrom: z.array(z.unknown()).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});
const PodSpec = z.looseObject({
  automountServiceAccountToken: z.boolean(),
  serviceAccountName: z.string(),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean(), seccompProfile: z.unknown() }),
  containers: z.array(Container),
  volumes: z.array(z.looseObject({ name: z.string() })),
});
const RoleRules = z.array(
  z.object({
    apiGroups: z.array(z.string()),
    resources: z.array(z.string()),
    resourceNames: z.array(z.string()).optional(),
    verbs: z.array(z.string()),
  }),
);

function podsOf(objects: readonly KubernetesObject[]) {
  const templates = ofKind(objects, 'Deployment').map(
    ({ spec }) => z.looseObject({ template: z.looseObject({ spec: PodSpec }) }).parse(spec).template.spec,
  );
  return [...templates, ...ofKind(objects, 'Pod').map(({ spec }) => PodSpec.parse(spec))];
}

function specOf(object: KubernetesObject): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(object['spec']);
}

describe.skipIf(!hasHelm).each(Object.entries(installations))('%s', (_, values) => {
  const objects = hasHelm ? render(values) : [];

  test('lint has nothing to complain about', () => {
    expect(run(['lint', '--strict', '--quiet', chart, '-f', '-'], JSON.stringify(values)).stderr).toBe('');
  });

  test('every object is one that Kubernetes knows, field by field', () => {
    const known = objects.filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'));
    expect(known.length).toBeGreaterThan(4);
    expect(known.flatMap(schemaProblems)).toEqual([]);
  });

  test('every pod keeps to the restricted profile, with a read-only root and bounded memory', () => {
    const pods = podsOf(objects);
    expect(pods).toHaveLength(2);
    for (const pod of pods) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod).not.toHaveProperty('hostNetwork');
      for (const volume of pod.volumes) expect(volume).not.toHaveProperty('hostPath');
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('no container gets both the Kubernetes token and those of Slack', () => {
    for (const pod of podsOf(objects)) {
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const { env, volumeMounts } of pod.containers) {
        const hasToken = volumeMounts.some(({ name }) => name === 'kubernetes-token');
        expect(hasToken && env.some(({ name }) => name.startsWith('SLACK_'))).toBe(false);
      }
    }
  });

  test('every volume that is mounted is there', () => {
    for (const { containers, volumes } of podsOf(objects)) {
      const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      const names = volumes.map(({ name }) => name);
      expect(mounted.filter((name) => !names.includes(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('no role of the operator holds a wildcard, reads Secrets, enters pods, or changes what is not its own', () => {
    const roles = objects.filter(
      ({ kind, metadata }) => kind.endsWith('Role') && !/-(view|edit|admin|ask|cluster-edit)$/.test(metadata.name),
    );
    const written = new Set<string>();
    for (const rule of roles.flatMap((role) => RoleRules.parse(role['rules']))) {
      expect([...rule.apiGroups, ...rule.resources, ...rule.verbs]).not.toContain('*');
      for (const resource of ['secrets', 'pods/exec', 'pods/attach', 'pods/portforward']) expect(rule.resources).not.toContain(resource);
      if (rule.verbs.some((verb) => !['get', 'list', 'watch'].includes(verb))) for (const resource of rule.resources) written.add(resource);
    }
    const ofCluster = roles.some(({ kind, metadata }) => kind === 'ClusterRole' && !/-(remediation|reviews)$/.test(metadata.name));
    const own = [
      ...(roles.length > 0 ? ['events', 'leases', 'logdetectors', 'logdetectors/status'] : []),
      ...(ofCluster ? ['clusterlogdetectors', 'clusterlogdetectors/status'] : []),
    ];
    // Only where the administrator allows remedies; those may patch, and list what a workload ran before.
    const given = roles.flatMap((role) => (role.metadata.name.endsWith('-remediation') ? RoleRules.parse(role['rules']) : []));
    const remedies = given.filter(({ resources }) => resources.join() !== 'controllerrevisions');
    expect(remedies.every(({ verbs }) => verbs.join() === 'patch')).toBe(true);
    expect(given.every((rule) => remedies.includes(rule) || rule.verbs.join() === 'list')).toBe(true);
    // Questions about people who sign in by the cluster, and the end of the requests by which the command line does; both only where that is set up.
    const rules = roles.flatMap((role) => (role.metadata.name.endsWith('-reviews') ? RoleRules.parse(role['rules']) : []));
    const reviews = rules.filter(({ verbs }) => verbs.join() !== 'get').flatMap(({ resources }) => resources);
    const possible = ['subjectaccessreviews', 'tokenreviews', 'certificatesigningrequests/approval', 'signers'];
    expect(reviews.filter((resource) => !possible.includes(resource))).toEqual([]);
    expect(reviews.length > 0).toBe('dashboard' in values);
    expect([...written].toSorted()).toEqual([...own, ...reviews, ...remedies.flatMap(({ resources }) => resources)].toSorted());
    expect(remedies.length > 0).toBe('remediation' in values);
  });

  test('every object has the labels by which Kubernetes and people find it', () => {
    for (const { kind, metadata } of objects) {
      expect(metadata.labels).toHaveProperty(['app.kubernetes.io/name']);
      expect(metadata.name.length, `${kind} ${metadata.name}`).toBeLessThanOrEqual(63);
    }
  });

  test('nobody but the operator itself is selected by its Services, its budget and its policy', () => {
    const pod = theOne(objects, 'Pod');
    for (const object of objects.filter(({ kind }) => ['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(kind))) {
      const selector = JSON.stringify(specOf(object)['selector'] ?? specOf(object)['podSelector']);
      expect(selector).toContain('"app.kubernetes.io/name":"logdetector"');
      expect(pod.metadata.labels?.['app.kubernetes.io/name']).toBe('logdetector-test');
    }
  });
});

describe.skipIf(!hasHelm)('the chart', () => {
  test('namespace scope makes Roles in the watched namespaces alone', () => {
    const objects = render({ scope: 'namespace', watchNamespaces: ['shop', 'bank'] });
    expect(objects.filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([]);
    const roles = ofKind(objects, 'Role').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(roles.toSorted()).toEqual(['bank/x-logdetector', 'ld/x-logdetector-leader', 'shop/x-logdetector']);
  });

  test('whoever may view, edit or administer a namespace may do so with its LogDetectors', () => {
    const roles = ofKind(render({}), 'ClusterRole');
    for (const verb of ['view', 'edit', 'admin']) {
      const role = roles.find(({ metadata }) => metadata.labels?.[`rbac.authorization.k8s.io/aggregate-to-${verb}`] === 'true');
      const [own] = RoleRules.parse(role?.['rules']);
      expect(own).toMatchObject({ apiGroups: ['logdetector.dev'], resources: ['logdetectors'] });
      expect(own?.verbs.includes('delete')).toBe(verb !== 'view');
    }
    const own = ofKind(render({ rbac: { aggregate: false } }), 'ClusterRole').map(({ metadata }) => metadata.name);
    expect(own).toEqual(['x-logdetector']);
  });

  test('only whom an administrator binds may make a ClusterLogDetector, and whoever views the whole cluster may see them', () => {
    const roles = ofKind(render({}), 'ClusterRole').filter(({ metadata }) => metadata.name !== 'x-logdetector');
    const rightsOn = (name: string) =>
      RoleRules.parse(roles.find(({ metadata }) => metadata.name === name)?.['rules'])
        .filter(({ resources }) => resources.includes('clusterlogdetectors'))
        .flatMap(({ verbs }) => verbs);
    expect(rightsOn('x-logdetector-view')).toEqual(['get', 'list', 'watch']);
    expect([...rightsOn('x-logdetector-edit'), ...rightsOn('x-logdetector-admin')]).toEqual([]);
    expect(rightsOn('x-logdetector-cluster-edit')).toContain('create');
    const aggregated = roles.find(({ metadata }) => metadata.name === 'x-logdetector-cluster-edit')?.metadata.labels ?? {};
    expect(Object.keys(aggregated).filter((label) => label.includes('aggregate-to'))).toEqual([]);
  });

  test('with namespace scope neither the kind nor a right for ClusterLogDetectors is installed', () => {
    const text = JSON.stringify(render({ scope: 'namespace' }));
    expect(text).not.toContain('clusterlogdetectors');
    expect(JSON.stringify(render({}))).toContain('clusterlogdetectors');
  });

  test('SQLite is one replica that is stopped before the next is started; with Redis replicas roll, are spread and kept', () => {
    const single = render({});
    expect(specOf(theOne(single, 'Deployment'))).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(ofKind(single, 'PersistentVolumeClaim')).toHaveLength(1);
    // A budget over a single replica would stop every drain.
    expect(ofKind(single, 'PodDisruptionBudget')).toEqual([]);
    const several = render(installations['two replicas'] ?? {});
    expect(specOf(theOne(several, 'Deployment'))).toMatchObject({ replicas: 2, strategy: { type: 'RollingUpdate' } });
    expect(JSON.stringify(theOne(several, 'Deployment'))).toContain('"topologyKey":"kubernetes.io/hostname"');
    expect(specOf(theOne(several, 'PodDisruptionBudget'))).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(ofKind(several, 'PersistentVolumeClaim')).toEqual([]);
  });

  test.each([
    [{ replicas: 2 }, 'replicas must be 1 with store.type sqlite'],
    [{ store: { type: 'redis' } }, 'store.redis.url must be set with store.type redis'],
    [{ watchNamespaces: ['a'] }, 'watchNamespaces must be empty with scope cluster'],
    [{ inlets: { enabled: true } }, 'inlets.enabled and configuration.inlets need each other'],
    [{ serviceAccount: { create: false } }, 'serviceAccount.name must be set with serviceAccount.create false'],
    [
      { metrics: { service: false, serviceMonitor: { enabled: true } } },
      'metrics.service must be true with metrics.serviceMonitor.enabled',
    ],
    [{ configuration: { receivers: [{ name: 'a', type: 'sms', namespaces: ['*'] }] } }, 'receivers/0/type'],
    [{ configuration: { heartbeat: { everySeconds: 60 } } }, 'heartbeat'],
    [{ replica: 2 }, "additional properties 'replica' not allowed"],
    [{ proxy: { https: 'http://user:secret@proxy:3128' } }, 'proxy/https'],
    [{ store: { type: 'redis', redis: { url: 'redis://:secret@redis' } } }, 'store/redis/url'],
  ])('%j is refused in a sentence', (values, sentence) => {
    const { code, stderr } = template(values);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });

  test('the policy opens the ports that the configuration names, and lets nobody in who is not named', () => {
    const policy = specOf(theOne(render(installations['every setting at once'] ?? {}), 'NetworkPolicy'));
    const ports = [...JSON.stringify(policy['egress']).matchAll(/"port":(\d+)/g)].map(([, port]) => Number(port));
    expect([...new Set(ports)].toSorted((a, b) => a - b)).toEqual([53, 443, 587, 3128, 6379, 6443, 8443, 9093, 26_379]);
    const closed = specOf(theOne(render({ networkPolicy: { enabled: true, metricsFrom: [] } }), 'NetworkPolicy'));
    expect(closed['ingress']).toEqual([
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'logdetector-test', 'app.kubernetes.io/instance': 'x' } } }],
        ports: [{ port: 'health', protocol: 'TCP' }],
      },
    ]);
  });

  test('each further workspace has a bot with its own Secret and port, and helm test asks for its tokens', () => {
    const objects = render({
      slack: { existingSecret: 'slack', httpService: true, workspaces: [{ name: 'partner', existingSecret: 'slack-partner' }] },
      configuration: { workspaces: [{ name: 'partner' }] },
      networkPolicy: { enabled: true },
    });
    const text = (kind: string) => JSON.stringify(ofKind(objects, kind));
    const containers = podsOf(objects).flatMap((pod) => pod.containers);
    const secretsOf = (name: string): readonly string[] => {
      const own = JSON.stringify(containers.filter((one) => one['name'] === name).map(({ env }) => env));
      return [...own.matchAll(/"secretKeyRef":(\{[^}]*\})/g)]
        .map(([, reference = '']) => z.object({ name: z.string(), key: z.string() }).parse(JSON.parse(reference)))
        .map(({ name: secret, key }) => `${secret} ${key}`)
        .toSorted();
    };
    for (const [own, secret] of [
      ['bot', 'slack'],
      ['bot-partner', 'slack-partner'],
      ['slack', 'slack'],
      ['slack-partner', 'slack-partner'],
    ] as const)
      expect([own, secretsOf(own)]).toEqual([own, ['app-token', 'bot-token', 'signing-secret'].map((key) => `${secret} ${key}`)]);
    expect(text('Deployment')).toContain('"args":["bot/main.ts","--http-port","3001"]');
    expect(text('Deployment')).toContain('"ports":[{"name":"slack-1","containerPort":3001}]');
    expect(text('Service')).toContain('{"name":"slack-partner","port":3001,"targetPort":"slack-1"}');
    expect(text('NetworkPolicy')).toContain('"port":"slack-1"');
    expect(text('Pod')).toContain('{"name":"LOGBOT_WORKSPACE","value":"partner"}');
    expect(objects.flatMap(schemaProblems)).toEqual([]);
  });

  test('the dashboard is reached by those named, and reaches who signs people in', () => {
    const objects = render(installations['a dashboard in a closed network'] ?? {});
    const { ingress, egress } = specOf(theOne(objects, 'NetworkPolicy'));
    expect(ingress).toContainEqual({
      from: [{ podSelector: { matchLabels: { app: 'ingress' } } }],
      ports: [{ port: 'dashboard', protocol: 'TCP' }],
    });
    expect(JSON.stringify(egress)).toContain('"port":8444');
    const subjects = objects.filter(({ kind }) => kind.endsWith('RoleBinding')).map((binding) => JSON.stringify(binding['subjects']));
    expect(subjects.every((text) => text.includes('"name":"given"'))).toBe(true);
  });

  test('certificates and proxy reach both containers, and what is in the cluster is reached without the proxy', () => {
    const [pod] = podsOf(render(installations['every setting at once'] ?? {}));
    expect(pod?.containers).toHaveLength(2);
    for (const { env, envFrom } of pod?.containers ?? []) {
      const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
      expect(variables).toMatchObject({
        NODE_EXTRA_CA_CERTS: '/etc/logdetector/ca/bundle.pem',
        HTTPS_PROXY: 'http://proxy.infra:3128',
        A: 'b',
      });
      expect(variables['NO_PROXY']).toBe('127.0.0.1,localhost,.svc,.cluster.local,.corp');
      expect(envFrom).toHaveLength(1);
    }
  });

  test('what was installed tells its next step', () => {
    expect(notes({})).toMatch(/Slack is not connected[^]*No channel is allowed[^]*helm test x -n ld[^]*kind: LogDetector/);
    expect(notes(installations['every setting at once'] ?? {})).not.toMatch(/not connected|No channel/);
  });
});
