/** The manifests for people without helm: what the chart makes, complete, and in a shape that an overlay can change. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { schemaProblems } from './kubernetes-schema.ts';

const folder = join(import.meta.dirname, '../../deploy/kustomize');
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  join(process.env.CLUSTER_HOME ?? join(homedir(), '.cache/cluster-lab'), 'bin'),
];
const kubectl = folders.map((path) => join(path, 'kubectl')).find((path) => existsSync(path));
if (!kubectl) process.stdout.write('skipped: needs kubectl\n');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function manifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document): Manifest => document.toJS());
}

function read(...path: readonly string[]): string {
  return readFileSync(join(folder, ...path), 'utf8');
}

describe.each(['cluster', 'namespace'])('the base %s', (base) => {
  const objects = manifests(read(base, 'logdetector.yaml'));

  test('holds objects that Kubernetes knows, field by field, and nothing that only helm reads', () => {
    expect(objects.length).toBeGreaterThan(6);
    expect(objects.flatMap(schemaProblems)).toEqual([]);
    expect(read(base, 'logdetector.yaml')).not.toMatch(/helm/i);
    // 0440, and not the number 440.
    expect(read(base, 'logdetector.yaml')).toContain('defaultMode: 288');
  });

  test('names each of its files, and has no other', () => {
    const { resources }: { resources: string[] } = parse(read(base, 'kustomization.yaml'));
    expect(readdirSync(join(folder, base)).toSorted()).toEqual(['configuration.yaml', 'kustomization.yaml', ...resources].toSorted());
  });

  test('brings a configuration that the operator takes', () => {
    expect(ConfigurationSchema.safeParse(parse(read(base, 'configuration.yaml'))).success).toBe(true);
  });

  test.skipIf(!kubectl)('is built by kustomize, with the configuration under a name of its own', () => {
    const { status, stdout, stderr } = spawnSync(kubectl ?? '', ['kustomize', join(folder, base)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    const built = manifests(stdout);
    const name = built.find(({ kind }) => kind === 'ConfigMap')?.metadata.name ?? '';
    expect(name).toMatch(/^logdetector-[a-z0-9]+$/);
    expect(JSON.stringify(built.find(({ kind }) => kind === 'Deployment'))).toContain(`"name":"${name}"`);
    const homes = new Set(built.flatMap(({ metadata: { namespace } }) => (namespace === undefined ? [] : [namespace])));
    expect(homes).toEqual(new Set(base === 'cluster' ? ['logdetector', 'kube-system', 'kube-node-lease'] : ['logdetector']));
  });
});

test('the base of one namespace needs Roles only and watches where it runs', () => {
  const objects = manifests(read('namespace', 'logdetector.yaml'));
  expect(objects.filter(({ kind }) => kind.startsWith('ClusterRole') || kind === 'CustomResourceDefinition')).toEqual([]);
  expect(objects.filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([]);
  expect(JSON.stringify(objects)).toContain(
    '{"name":"LOGDETECTOR_WATCH_NAMESPACES","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}}',
  );
});
