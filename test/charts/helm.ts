/** Renders the chart with the helm of the machine or of `../shared/tools/cluster`; without one these tests say what they need. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const chart = join(import.meta.dirname, '../../charts/logdetector');

const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  join(process.env.CLUSTER_HOME ?? join(homedir(), '.cache/cluster-lab'), 'bin'),
];
const helm = folders.map((folder) => join(folder, 'helm')).find(isExecutable);

export const hasHelm = helm !== undefined;
if (!hasHelm) process.stdout.write('skipped: needs helm\n');

export interface HelmResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(args: readonly string[], input = ''): HelmResult {
  const { status: code, stdout, stderr } = spawnSync(helm ?? 'helm', args, { encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 });
  return { code, stdout, stderr };
}

/** `helm template` of the release `x` in the namespace `ld`, without the CRD unless the values ask for it. */
export function template(values: object, folder = chart): HelmResult {
  const args = ['template', 'x', folder, '--namespace', 'ld', '--kube-version', '1.34.0', '-f', '-'];
  return run(args, JSON.stringify({ crds: { install: false }, ...values }));
}

/** What an installation tells in the end. Only with a cluster does helm print it, so here it is made an object. */
export function notes(values: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    cpSync(chart, folder, { recursive: true });
    const text = readFileSync(join(folder, 'templates/NOTES.txt'), 'utf8');
    const object = 'kind: Notes\nmetadata: { name: notes }\ntext: {{ include "notes" . | quote }}\n';
    writeFileSync(join(folder, 'templates/notes.yaml'), `{{- define "notes" -}}\n${text}{{- end -}}\n---\napiVersion: v1\n${object}`);
    return String(theOne(parseObjects(template(values, folder)), 'Notes')['text']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});
export type KubernetesObject = z.infer<typeof ObjectSchema>;

/** The objects that the values make. Throws what helm says. */
export function render(values: object): readonly KubernetesObject[] {
  return parseObjects(template(values));
}

function parseObjects({ code, stdout, stderr }: HelmResult): readonly KubernetesObject[] {
  if (code !== 0) throw new Error(stderr);
  // As Kubernetes reads it, where 0440 is octal.
  const documents = parseAllDocuments(stdout, { version: '1.1' });
  const [broken] = documents.flatMap(({ errors }) => errors);
  if (broken) throw broken;
  return documents
    .map((document): unknown => document.toJS())
    .filter(Boolean)
    .map((object) => ObjectSchema.parse(object));
}

export function ofKind(objects: readonly KubernetesObject[], kind: string): readonly KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** The only one of its kind. */
export function theOne(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const [only, ...more] = ofKind(objects, kind);
  if (!only || more.length > 0) throw new Error(`${ofKind(objects, kind).length} objects of kind ${kind}`);
  return only;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
