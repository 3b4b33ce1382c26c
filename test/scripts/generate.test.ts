import { expect, test } from 'vitest';
import { errorCodes } from '../../operator/errors.ts';
import { crdTemplate, definitions, structuralSchema, type StructuralSchema } from '../../scripts/generate/crd.ts';
import { errorsPage } from '../../scripts/generate/errors-page.ts';
import { resourcePage } from '../../scripts/generate/resource-page.ts';

const generated = ['apiVersion', 'kind', 'metadata'];

test('every field is described, typed and bounded', () => {
  const problems: string[] = [];
  for (const [path, schema] of everyField()) problems.push(...problemsOf(path, schema));
  expect(problems).toEqual([]);
});

test('nothing stands in the schema that a structural schema must not have', () => {
  for (const [path, schema] of everyField()) {
    for (const keyword of ['anyOf', 'oneOf', '$ref', 'const', 'pattern', 'default', 'propertyNames'])
      expect(schema, path).not.toHaveProperty(keyword);
  }
});

test("every rule's message says what must be", () => {
  for (const [path, schema] of everyField()) {
    const rules = JSON.stringify(schema['x-kubernetes-validations'] ?? []);
    expect(rules.match(/"message":/g)?.length, path).toBe(rules.match(/"message":"must be /g)?.length);
  }
});

test('lists say how they are merged', () => {
  for (const [path, schema] of everyField()) {
    if (schema.type === 'array') expect(schema, path).toHaveProperty('x-kubernetes-list-type');
  }
});

test('no field has a name that kubectl and helm, which read YAML 1.1, take for true or false', () => {
  for (const [path] of walk('', structuralSchema(definitions.namespaced)))
    expect(path.split('.').at(-1), path).not.toMatch(/^(y|n|yes|no|on|off|true|false)$/i);
});

test('the chart keeps the CRD when the release goes, and can leave it out', () => {
  expect(crdTemplate(definitions.namespaced)).toContain('helm.sh/resource-policy: keep');
  expect(crdTemplate(definitions.namespaced)).toContain('{{- if .Values.crds.install }}');
});

test('what lies in no namespace is served only by an operator that can see it', () => {
  expect(crdTemplate(definitions.cluster)).toContain('{{- if and .Values.crds.install (eq .Values.scope "cluster") }}');
});

test('the pages name every field and every error code', () => {
  for (const [path] of walk('spec', structuralSchema(definitions.namespaced).properties?.spec))
    expect(resourcePage()).toContain(`\`${path}\``);
  for (const code of Object.keys(errorCodes)) expect(errorsPage()).toContain(`\`${code}\``);
});

function* everyField(): Generator<[string, StructuralSchema]> {
  for (const definition of Object.values(definitions)) yield* walk('', structuralSchema(definition));
}

function* walk(path: string, schema: StructuralSchema | undefined): Generator<[string, StructuralSchema]> {
  if (!schema) return;
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* walk(path === '' ? name : `${path}.${name}`, child);
  if (schema.items?.properties)
    for (const [name, child] of Object.entries(schema.items.properties)) yield* walk(`${path}[].${name}`, child);
}

function problemsOf(path: string, schema: StructuralSchema): string[] {
  if (generated.includes(path)) return [];
  const bounds: Record<string, readonly string[]> = { integer: ['minimum', 'maximum', 'format'], array: ['maxItems'] };
  const wanted = [...(bounds[schema.type] ?? [])];
  if (schema.type === 'string' && !schema.enum && schema.format !== 'date-time') wanted.push('maxLength');
  if (schema.additionalProperties) wanted.push('maxProperties');
  if (!schema.description?.endsWith('.')) wanted.push('description with a full stop');
  return wanted.filter((keyword) => keyword.startsWith('description') || !(keyword in schema)).map((keyword) => `${path} lacks ${keyword}`);
}
