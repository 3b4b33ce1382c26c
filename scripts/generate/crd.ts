/** The CustomResourceDefinitions out of the zod schemas: a structural schema, as `apiextensions.k8s.io/v1` wants it. */
import { stringify } from 'yaml';
import { z } from 'zod';
import {
  ClusterLogDetectorSchema,
  LogDetectorSchema,
  clusterKind,
  clusterPlural,
  group,
  kind,
  plural,
  version,
} from '../../api/resource.ts';

export interface StructuralSchema {
  readonly type: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly description: string;
  readonly priority?: number;
}

const printerColumns: readonly Column[] = [
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', description: 'True when everything works.' },
  { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', description: 'Why it is, or is not.' },
  { name: 'Workloads', type: 'integer', jsonPath: '.status.workloads', description: 'Workloads whose logs are read.' },
  { name: 'Patterns', type: 'integer', jsonPath: '.status.patterns', description: 'Log patterns known.' },
  { name: 'Model', type: 'integer', jsonPath: '.status.servingModelVersion', description: 'Model version in use.' },
  { name: 'Latest', type: 'integer', jsonPath: '.status.latestModelVersion', description: 'Highest model version made.', priority: 1 },
  { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', description: 'What to do.', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Time since it was created.' },
];

/** One of the kinds that the operator serves. */
export interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly schema: z.ZodType;
  readonly columns: readonly Column[];
}

export const definitions = {
  namespaced: { kind, plural, shortName: 'ld', scope: 'Namespaced', schema: LogDetectorSchema, columns: printerColumns },
  cluster: {
    kind: clusterKind,
    plural: clusterPlural,
    shortName: 'cld',
    scope: 'Cluster',
    schema: ClusterLogDetectorSchema,
    columns: printerColumns.toSpliced(2, 0, {
      name: 'Namespaces',
      type: 'integer',
      jsonPath: '.status.selectedNamespaces',
      description: 'Namespaces that are read.',
    }),
  },
} as const satisfies Record<string, Definition>;

export function crdYaml(definition: Definition): string {
  return `# Written by npm run generate from api/resource.ts. Do not edit.\n${stringify(customResourceDefinition(definition), { lineWidth: 0 })}`;
}

/**
 * The same as a template of the chart. Helm never upgrades what lies in a chart's `crds/` folder; a template is upgraded with the
 * release, and `keep` leaves it (and every LogDetector) in place when the release is removed. What lies in no namespace can be seen only by an operator
 * with ClusterRoles, so where it has none the API server is not to take what nobody would act on.
 */
export function crdTemplate(definition: Definition): string {
  const crd = customResourceDefinition(definition);
  const metadata = { ...crd.metadata, annotations: { 'helm.sh/resource-policy': 'keep' } };
  const text = stringify({ ...crd, metadata }, { lineWidth: 0 });
  if (text.includes('{{')) throw new Error('a description contains "{{", which Helm would take for a template');
  const where = definition.scope === 'Cluster' ? 'and .Values.crds.install (eq .Values.scope "cluster")' : '.Values.crds.install';
  return `{{- /* Written by npm run generate from api/resource.ts. Do not edit. */ -}}\n{{- if ${where} }}\n${text}{{- end }}\n`;
}

/** Schema of the whole object, without the parts that the API server brings itself. */
export function structuralSchema(definition: Definition): StructuralSchema {
  const root = structural(z.toJSONSchema(definition.schema, { io: 'input', unrepresentable: 'any' }));
  const { spec, status } = root.properties ?? {};
  if (!spec || !status) throw new Error(`the schema of ${definition.kind} must have spec and status`);
  return {
    type: 'object',
    ...(root.description === undefined ? {} : { description: root.description }),
    required: ['spec'],
    properties: {
      apiVersion: described('The version of this schema: logdetector.dev/v1alpha1.'),
      kind: described(`${definition.kind}.`),
      metadata: { type: 'object' },
      spec,
      status,
    },
  };
}

function customResourceDefinition(definition: Definition) {
  const { scope, shortName, columns } = definition;
  const { kind: ofKind, plural: ofPlural } = definition;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${ofPlural}.${group}`, labels: { 'app.kubernetes.io/name': 'logdetector' } },
    spec: {
      group,
      scope,
      names: {
        kind: ofKind,
        listKind: `${ofKind}List`,
        plural: ofPlural,
        singular: ofKind.toLowerCase(),
        shortNames: [shortName],
        categories: ['observability'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: structuralSchema(definition) },
          subresources: { status: {} },
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}

const kept = new Set([
  'type',
  'description',
  'format',
  'enum',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'required',
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
]);

function described(description: string): StructuralSchema {
  return { type: 'string', description };
}

/** Keeps what a structural schema may contain; what zod adds beyond (`pattern` of a date, `additionalProperties: false`) is dropped. */
function structural(node: unknown): StructuralSchema {
  if (!isRecord(node)) throw new Error(`no schema: ${JSON.stringify(node)}`);
  const type = typeof node.type === 'string' ? node.type : typeof node.const;
  const schema: Record<string, unknown> & { type: string } = { type };
  for (const [keyword, value] of Object.entries(node)) if (kept.has(keyword)) schema[keyword] = value;
  if (isRecord(node.properties)) {
    schema.properties = Object.fromEntries(Object.entries(node.properties).map(([name, child]) => [name, structural(child)]));
  }
  if (node.items !== undefined) schema.items = structural(node.items);
  if (isRecord(node.additionalProperties)) schema.additionalProperties = structural(node.additionalProperties);
  return schema;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
