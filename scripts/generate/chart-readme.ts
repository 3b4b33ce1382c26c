/** `charts/logdetector/README.md`: every value with its type, default and meaning, out of the chart's own schema and defaults. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { table } from './table.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const chart = join(import.meta.dirname, '../../charts/logdetector');

export function chartReadme(): string {
  const schema: Schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8'));
  const values: unknown = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  const { version, kubeVersion, description }: Record<string, string> = parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'));
  const rows = Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== 'global')
    .flatMap(([name, child]) => rowsOf({ path: name, schema: child, value: at(values, name) }, schema.definitions ?? {}));
  return `# Chart logdetector ${version}

<!-- Written by npm run generate from values.schema.json, values.yaml and scripts/generate/chart-readme.ts. Do not edit. -->

${description} Kubernetes ${kubeVersion?.replace('-0', '')}.

${guide}
## Values

Those of \`configuration\` are the administrator's: no LogDetector can go beyond them. A setting of a list is written \`[].name\`.

${table(['value', 'type', 'default', 'means'], rows)}`;
}

interface Place {
  readonly path: string;
  readonly schema: Schema;
  /** Of values.yaml; undefined within lists. */
  readonly value: unknown;
}

type Definitions = Readonly<Record<string, Schema>>;

/** An object is told by its settings alone, where it has any. Throws for a value without a description. */
function rowsOf({ path, schema: given, value }: Place, definitions: Definitions): readonly (readonly string[])[] {
  const schema = resolve(given, definitions);
  const settings = Object.entries(schema.properties ?? {});
  if (settings.length > 0) {
    return settings.flatMap(([name, child]) => rowsOf({ path: `${path}.${name}`, schema: child, value: at(value, name) }, definitions));
  }
  if (!schema.description) throw new Error(`values.schema.json: ${path} has no description`);
  const row = [`\`${path}\``, typeOf(schema), value === undefined ? '' : `\`${JSON.stringify(value)}\``, schema.description];
  const items = schema.items && resolve(schema.items, definitions);
  return [row, ...(items?.properties ? rowsOf({ path: `${path}[]`, schema: items, value: undefined }, definitions) : [])];
}

/** What stands beside a reference goes before what it refers to. */
function resolve(schema: Schema, definitions: Definitions): Schema {
  return { ...definitions[schema.$ref?.split('/').at(-1) ?? ''], ...schema };
}

function typeOf({ type, enum: choices }: Schema): string {
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ');
  return typeof type === 'string' ? type : (type ?? []).join(' or ');
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

const guide = `\`\`\`sh
kubectl create namespace logdetector
kubectl create secret generic slack -n logdetector --from-literal=bot-token=xoxb-... --from-literal=app-token=xapp-...
helm install logdetector charts/logdetector -n logdetector \\
  --set image.repository=REGISTRY/logdetector --set slack.existingSecret=slack \\
  --set-json 'configuration.slack.channels=[{"name":"shop-incidents","namespaces":["shop"]}]'
helm test logdetector -n logdetector --logs
\`\`\`

\`helm test\` asks the API server for every right the operator needs (and for some that it must not have), each replica whether it is ready, its store among that, and
leads, and Slack whether it knows both tokens. Without helm: [deploy/kustomize](../../deploy/kustomize/README.md).

## Upgrade and remove

The CRD is a template of the chart, so \`helm upgrade\` upgrades it with the release; what lies in a chart's \`crds/\` folder never would be. Where you apply it
yourself (\`crds.install=false\`), do so **before** the release: \`kubectl apply --server-side -f crds/\`. A CRD that was applied that way is handed over to the
release with \`helm upgrade --take-ownership\`. Fields are only added within a version of the resource, so the operator of before can work with the CRD of after.
\`helm rollback\` brings the CRD of before back as well: a LogDetector loses the fields that this does not know when it is written next.

Models, incidents, positions and threads are in the store and survive an upgrade; a store of a later release is refused, not damaged (\`StoreNewer\` in
docs/errors.md). \`helm uninstall\` leaves the CRD, all LogDetectors and the volume claim; delete them by hand to forget them:
\`kubectl delete crd logdetectors.logdetector.dev\`, \`kubectl delete pvc -n logdetector logdetector\`.

## Ways to run it

| wish | values |
| --- | --- |
| all namespaces, by ClusterRoles | the default |
| some namespaces, by Roles alone | \`scope: namespace\`, \`watchNamespaces\`; what a ClusterRole would add is in docs/evidence.md |
| one replica with a volume | the default: SQLite, strategy \`Recreate\` |
| a standby that takes over | \`replicas: 2\`, \`store.type: redis\`, \`store.redis.url\`; the chart refuses more than one replica without Redis |
| rights granted by somebody else | \`rbac.create: false\`; a ServiceAccount of your own: \`serviceAccount.create: false\`, \`serviceAccount.name\` |
| behind a proxy, or with authorities of your own | \`proxy\`, \`customCa.configMap\` |
| watched by Prometheus | \`metrics.serviceMonitor.enabled\`, \`metrics.prometheusRule.enabled\`, \`metrics.grafanaDashboard.enabled\`; docs/telemetry.md, docs/runbooks.md |
| with \`logbot\` from a terminal | \`dashboard.enabled\`, \`configuration.dashboard.kubeconfig: {}\`, \`dashboard.askers\`; docs/remote.md |
| in a closed network | \`networkPolicy.enabled\`, with \`apiServerCidrs\` and \`metricsFrom\` as narrow as you can tell them |

All secrets are yours: the chart makes none, it names those that exist (\`slack.existingSecret\`, \`store.redis.existingSecret\`, \`receiverSecrets\`, \`inlets.secrets\`,
\`redactionSecret\`).
`;
