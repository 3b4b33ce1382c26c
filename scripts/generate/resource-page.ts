/** `docs/logdetector.md`: every field with its bounds and default, and every condition with its reasons, out of the same schema. */
import { apiVersion, clusterKind, conditionReasons, excludeAnnotation } from '../../api/resource.ts';
import { definitions, structuralSchema, type StructuralSchema } from './crd.ts';
import { table } from './table.ts';

export function resourcePage(): string {
  const { spec, status } = structuralSchema(definitions.namespaced).properties ?? {};
  const cluster = structuralSchema(definitions.cluster).properties ?? {};
  if (!spec || !status) throw new Error('the schema must have spec and status');
  return `# The resource LogDetector

<!-- Written by npm run generate from api/resource.ts. Do not edit. -->

A \`LogDetector\` (\`${apiVersion}\`, short name \`ld\`) says which pods of its namespace are read and who hears of their incidents. A small one:

\`\`\`yaml
${example}\`\`\`

\`kubectl explain ld.spec --recursive\` prints this page on your cluster. Nothing but \`spec.selector\` is required. Defaults are not stored
in the object: they are applied when it is read, so what stands in the cluster is what you wrote.

A pod that carries the annotation \`${excludeAnnotation}: "true"\` is left alone.

## spec
${fieldTable('spec', spec)}
## status
${fieldTable('status', status)}
## ClusterLogDetector
A \`${clusterKind}\` (\`${apiVersion}\`, short name \`cld\`) is the same for the pods of many namespaces: for platform teams. It lies in no namespace, so
only those whom a cluster administrator lets can make one ([security.md](security.md)), and only an operator installed with \`scope: cluster\` serves it.

\`\`\`yaml
${clusterExample}\`\`\`

Where a pod is selected by a LogDetector of its own namespace too, **that one wins**: it alone reads, judges and tells of the pod, also while it is
paused. One that is not valid, or above a limit and so not served, keeps no pod. \`status.leftToLogDetectors\` counts the pods that are left so. Of two
ClusterLogDetectors that select a pod both read it, as two LogDetectors of a namespace do. A namespace that appears, or that gets or loses a label, is read
or no longer read within seconds; what was learned of the others stays.

In the API, in chat and in the store it is called \`cluster:/NAME\`; people may leave \`cluster:/\` out. It is told of where the administrator's
configuration allows a channel or receiver to \`"cluster:"\` or to \`"*"\`, because its messages name workloads and lines of many teams.

It has the fields of a LogDetector, and these:

${table(['field', 'type', 'description'], ownFields(cluster, { spec, status }))}
## Conditions and their reasons
The first reason of each condition is the good one (status \`True\`). The message says in a sentence what to do.

${table(
  ['condition', 'reasons'],
  Object.entries(conditionReasons).map(([type, reasons]) => [`\`${type}\``, reasons.map((reason) => `\`${reason}\``).join(', ')]),
)}`;
}

const example = `apiVersion: ${apiVersion}
kind: LogDetector
metadata: { name: shop, namespace: shop }
spec:
  selector: { matchLabels: { app.kubernetes.io/part-of: shop } }
  notify: { slack: { channel: shop-incidents } }
  paging: { receiver: oncall }              # a receiver of the operator's configuration
  model: { retrainSchedule: "0 3 * * 0" }   # rollback is model.pinnedVersion, a retrain wish is model.retrainRequestTime
`;

const clusterExample = `apiVersion: ${apiVersion}
kind: ${clusterKind}
metadata: { name: platform }
spec:
  namespaces: { selector: { matchLabels: { team: platform } }, exclude: [kube-system] }
  selector: {}
  notify: { slack: { channel: platform-incidents } }
`;

/** Of the first two levels, where they differ: the rest is the same. */
function ownFields(cluster: NonNullable<StructuralSchema['properties']>, known: NonNullable<StructuralSchema['properties']>): string[][] {
  return Object.keys(known).flatMap((part) =>
    Object.entries(cluster[part]?.properties ?? {})
      .filter(([name, schema]) => known[part]?.properties?.[name]?.description !== schema.description)
      .flatMap(([name, schema]) => fields(`${part}.${name}`, schema)),
  );
}

function fieldTable(path: string, schema: StructuralSchema): string {
  return table(['field', 'type', 'description'], fields(path, schema));
}

function fields(path: string, schema: StructuralSchema): string[][] {
  const rows = [[`\`${path}\``, typeOf(schema), sentenceOf(schema)]];
  for (const [name, child] of Object.entries(schema.properties ?? {})) rows.push(...fields(`${path}.${name}`, child));
  if (schema.items?.properties) {
    for (const [name, child] of Object.entries(schema.items.properties)) rows.push(...fields(`${path}[].${name}`, child));
  }
  return rows;
}

function typeOf(schema: StructuralSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(', ');
  if (schema.type === 'array') return `list of ${schema.items?.type ?? 'values'}${bounds(undefined, schema.maxItems, ' entries')}`;
  if (schema.type === 'integer') return `integer${bounds(schema.minimum, schema.maximum, '')}`;
  if (schema.format === 'date-time') return 'time';
  if (schema.additionalProperties)
    return `map of ${schema.additionalProperties.type}${bounds(undefined, schema.maxProperties, ' entries')}`;
  if (schema.type === 'string') return `string${bounds(undefined, schema.maxLength, ' characters')}`;
  return schema.type;
}

function bounds(minimum: unknown, maximum: unknown, unit: string): string {
  if (typeof maximum !== 'number' || maximum === Number.MAX_SAFE_INTEGER) return '';
  return typeof minimum === 'number' ? `, ${grouped(minimum)} to ${grouped(maximum)}` : `, up to ${grouped(maximum)}${unit}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function sentenceOf(schema: StructuralSchema): string {
  const messages = [...rules(schema, 'It'), ...(schema.items ? rules(schema.items, 'Each entry') : [])];
  return [schema.description ?? '', ...messages].join(' ');
}

function rules(schema: StructuralSchema, subject: string): string[] {
  const found = schema['x-kubernetes-validations'];
  return Array.isArray(found) && !schema.properties ? found.map((rule: { message: string }) => `${subject} ${rule.message}.`) : [];
}
