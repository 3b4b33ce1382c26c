/** What can be said of the chart without helm; `test/cluster/chart.test.ts` renders and installs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { evidenceSources } from '../../operator/evidence/sources.ts';

const root = join(import.meta.dirname, '../..');
const chart = join(root, 'charts/logdetector');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly description?: string;
}

interface ListSchema extends Schema {
  readonly items?: Schema & { readonly oneOf?: readonly Schema[]; readonly anyOf?: readonly Schema[] };
}

function read(path: string): string {
  return readFileSync(join(chart, path), 'utf8');
}

test('every value is in the schema, and the schema describes every value', () => {
  const values: Record<string, unknown> = parse(read('values.yaml'));
  const schema: Schema = JSON.parse(read('values.schema.json'));
  expect(missing('', values, schema)).toEqual([]);
});

test("the chart's default configuration is one that the operator takes", () => {
  const { configuration }: { configuration: unknown } = parse(read('values.yaml'));
  expect(ConfigurationSchema.safeParse(configuration).success).toBe(true);
});

/** Names of the settings, those of all kinds of an entry together. */
function settingsOf(schema: ListSchema | undefined): readonly string[] {
  const entry = schema?.items ?? schema;
  const kinds = schema?.items?.oneOf ?? schema?.items?.anyOf ?? [entry];
  return [...new Set(kinds.flatMap((kind) => Object.keys(kind?.properties ?? {})))].toSorted();
}

test.each(['receivers', 'links', 'heartbeat', 'dashboard'])('every setting of %s is in the schema, and no other', (name) => {
  const { properties }: Schema = JSON.parse(read('values.schema.json'));
  const ours = properties?.['configuration']?.properties?.[name];
  const operators: Schema = JSON.parse(JSON.stringify(z.toJSONSchema(ConfigurationSchema, { io: 'input' })));
  expect(settingsOf(ours)).toEqual(settingsOf(operators.properties?.[name]));
  expect(settingsOf(ours).length).toBeGreaterThan(1);
});

test('chart, app and package have one version', () => {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
});

const rules = ['templates/_rules.tpl', 'templates/permissions.yaml'].flatMap((path) =>
  read(path)
    .split('\n')
    .filter((line) => line.includes('apiGroups:')),
);

test('no role asks for a wildcard or for Secrets, and nobody may delete', () => {
  expect(rules.length).toBeGreaterThan(8);
  for (const rule of rules) {
    expect(rule).not.toMatch(/\*|secrets|deletecollection|impersonate|escalate|bind/);
    expect(rule).not.toContain('delete');
  }
});

test('every kind of evidence may be got, listed and watched, and no other kind but pods/log and our own', () => {
  const watched = rules.filter((rule) => rule.includes('verbs: [get, list, watch')).flatMap(resourcesOf);
  const wanted = evidenceSources.map(({ plural, group }) => `${plural}.${group}`);
  const own = [
    'logdetectors.logdetector.dev',
    'clusterlogdetectors.logdetector.dev',
    'clusterlogdetectors/status.logdetector.dev',
    'namespaces.',
  ];
  expect(watched.filter((one) => !own.includes(one)).toSorted()).toEqual(wanted.toSorted());
});

test('what lies in no namespace is asked for by the ClusterRole alone', () => {
  const inNamespaces = read('templates/_rules.tpl');
  for (const { plural } of evidenceSources.filter(({ ofCluster }) => ofCluster))
    expect(inNamespaces).not.toMatch(new RegExp(`\\b${plural}\\b`));
});

const lease = '{{ include "logdetector.lease" . }}';

test('the Lease is named after the release, so that two in one namespace do not wait for each other', () => {
  expect(read('templates/deployment.yaml')).toContain(`{ name: LOGDETECTOR_LEASE_NAME, value: ${lease} }`);
  expect(read('templates/_names.tpl')).toContain('{{ include "logdetector.fullname" . }}-leader');
});

test('the metrics of a replica that is not ready can be scraped too', () => {
  expect(read('templates/service.yaml')).toMatch(/-metrics[^]*publishNotReadyAddresses: true/);
});

test('of the Leases beside it the operator may touch none but its own, and read the heartbeats of the cluster', () => {
  const leases = read('templates/permissions.yaml')
    .split('\n')
    .filter((line) => line.includes('resources: [leases]') && !line.includes('{{ $rule }}'));
  expect(leases.filter((rule) => !rule.includes(`resourceNames: [${lease}]`)).map((rule) => /verbs: (.*) }/.exec(rule)?.[1])).toEqual([
    '[create]',
  ]);
  expect(read('templates/permissions.yaml')).toContain(
    'dict "kube-node-lease" "verbs: [get, list]" "kube-system" "resourceNames: [kube-scheduler], verbs: [get]"',
  );
});

test('remedies have roles of their own, off by default, that may only patch, and list what was before', () => {
  const values: { remediation: { enabled: boolean } } = parse(read('values.yaml'));
  expect(values.remediation.enabled).toBe(false);
  const template = read('templates/remediation.yaml');
  expect(template).toMatch(/^\{\{- if and \.Values\.remediation\.enabled \.Values\.rbac\.create \}\}$/m);
  const given = [...template.matchAll(/resources: \[([^\]]*)\], verbs: \[([^\]]*)\]/g)].map(([, resources, verbs]) => [resources, verbs]);
  for (const [resources, verbs] of given)
    expect([resources, verbs]).toEqual([resources, resources === 'controllerrevisions' ? 'list' : 'patch']);
  expect(given).toHaveLength([...template.matchAll(/verbs:/g)].length);
});

function resourcesOf(rule: string): string[] {
  const [, group = '', plurals = ''] = /apiGroups: \["?([^\]"]*)"?\], resources: \[([^\]]*)\]/.exec(rule) ?? [];
  return plurals.split(', ').map((plural) => `${plural}.${group}`);
}

function missing(path: string, value: unknown, schema: Schema | undefined): string[] {
  if (!schema) return [`${path} is not in values.schema.json`];
  const own = path === '' || schema.description || '$ref' in schema ? [] : [`${path} has no description`];
  if (!schema.properties || typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([name, child]) => missing(`${path}.${name}`, child, schema.properties?.[name]))];
}
