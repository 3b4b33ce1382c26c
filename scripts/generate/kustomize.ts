/**
 * `deploy/kustomize`: the chart's objects for people without helm, one base for all namespaces and one for a single namespace. Rendered
 * by helm, and freed of what only helm reads; the configuration becomes a file of its own that a generator makes a ConfigMap of.
 */
import { isInstalled, read } from '../tier/execute.ts';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { crdYaml, definitions } from './crd.ts';

const Labels = z.record(z.string(), z.string());
const ObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: Labels.optional(),
    annotations: Labels.optional(),
  }),
});
type KubernetesObject = z.infer<typeof ObjectSchema>;

interface Base {
  readonly folder: string;
  readonly values: readonly string[];
  /** Whether all of it lies in one namespace, which an overlay may then choose. */
  readonly isMovable: boolean;
  readonly about: string;
}

const bases: readonly Base[] = [
  { folder: 'cluster', values: [], isMovable: false, about: 'All namespaces, by ClusterRoles, in the namespace logdetector.' },
  {
    folder: 'namespace',
    values: ['scope=namespace'],
    isMovable: true,
    about:
      'One namespace, by Roles alone: that of the installation. The CRD is not part of it, as it needs an administrator: apply crds/ first.',
  },
];

const head = '# Written by npm run generate from the chart. Do not edit; put what differs into an overlay.\n';

/** Path -> content; null on a machine without helm. */
export async function kustomizeFiles(): Promise<Readonly<Record<string, string>> | null> {
  if (!isInstalled('helm')) return null;
  const files = await Promise.all(bases.map(filesOf));
  return Object.fromEntries(files.flat());
}

async function filesOf({ folder, values, isMovable, about }: Base): Promise<readonly (readonly [string, string])[]> {
  const set = ['crds.install=false', 'slack.existingSecret=slack', ...values].join(',');
  const where = ['--namespace', 'logdetector', '--kube-version', '1.34.0', '--skip-tests'];
  const rendered = await read('helm', ['template', 'logdetector', 'charts/logdetector', ...where, '--set', set]);
  // Kubernetes reads YAML 1.1, where 0440 is octal.
  const objects = parseAllDocuments(rendered, { version: '1.1' })
    .map((document): unknown => document.toJS())
    .filter(Boolean)
    .map((object) => ObjectSchema.parse(object));
  const configuration = objects.find(({ kind }) => kind === 'ConfigMap');
  const resources = objects
    .filter((object) => object !== configuration)
    .map(withoutHelm)
    .map((object) => (isMovable ? movable(object) : object));
  const path = `deploy/kustomize/${folder}`;
  const own = isMovable ? ['logdetector.yaml'] : ['namespace.yaml', 'crd.yaml', 'cluster-crd.yaml', 'logdetector.yaml'];
  const more = isMovable
    ? []
    : [
        [`${path}/namespace.yaml`, head + stringify(namespace)] as const,
        [`${path}/crd.yaml`, crdYaml(definitions.namespaced)] as const,
        [`${path}/cluster-crd.yaml`, crdYaml(definitions.cluster)] as const,
      ];
  return [
    ...more,
    [`${path}/kustomization.yaml`, `${head}# ${about}\n${stringify(kustomization(own, isMovable))}`],
    [
      `${path}/configuration.yaml`,
      `${head}# The administrator's configuration; docs of each setting: charts/logdetector/README.md.\n${textOf(configuration)}`,
    ],
    [
      `${path}/logdetector.yaml`,
      `${head}---\n${resources.map((object) => stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')}`,
    ],
  ];
}

/** Where Roles lie in several namespaces, kustomize must not put all into one. */
function kustomization(resources: readonly string[], isMovable: boolean): object {
  const own = { name: 'logdetector', files: ['configuration.yaml'] };
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...(isMovable ? { namespace: 'logdetector' } : {}),
    resources,
    // Its name ends in a hash, so that a change of it starts new pods.
    configMapGenerator: [isMovable ? own : { ...own, namespace: 'logdetector' }],
  };
}

/** Holds the pods to the profile that they are made for. */
const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'logdetector', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

function textOf(configuration: KubernetesObject | undefined): string {
  return z.object({ 'configuration.yaml': z.string() }).parse(configuration?.['data'])['configuration.yaml'];
}

/** Labels and annotations that helm alone reads; the hash of the configuration is the generator's work. */
function withoutHelm(object: KubernetesObject): KubernetesObject {
  const text = JSON.stringify(object, (key, value: unknown) => {
    if (key.startsWith('helm.sh/') || key === 'app.kubernetes.io/managed-by' || key === 'checksum/configuration') return undefined;
    return key === 'annotations' && Object.keys(Labels.parse(value)).every((name) => name.startsWith('helm.sh/')) ? undefined : value;
  });
  return ObjectSchema.parse(JSON.parse(text));
}

/** Watches wherever it runs, and names no namespace that kustomize could not change. */
function movable(object: KubernetesObject): KubernetesObject {
  const { namespace: _, ...metadata } = object.metadata;
  const text = JSON.stringify({ ...object, metadata }, (_key, value: unknown) => {
    const isWatch = typeof value === 'object' && value !== null && 'name' in value && value.name === 'LOGDETECTOR_WATCH_NAMESPACES';
    return isWatch ? { name: value.name, valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } } : value;
  });
  return ObjectSchema.parse(JSON.parse(text));
}
