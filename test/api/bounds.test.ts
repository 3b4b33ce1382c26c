/** Each bounded field of both kinds, out of the schema itself: what stands at its bound is taken, what is beyond is refused by name. */
import { expect, test } from 'vitest';
import { validate } from '../../api/resource.ts';
import { definitions, structuralSchema, type StructuralSchema } from '../../scripts/generate/crd.ts';

interface Case {
  readonly kind: string;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly isTaken: boolean;
}

/** What a parent needs besides the field that is looked at. */
const beside: Readonly<Record<string, unknown>> = { selector: {}, namespaces: { selector: {} } };

function* walk(schema: StructuralSchema, path: readonly string[]): Generator<readonly [readonly string[], StructuralSchema]> {
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* walk(child, [...path, name]);
  if (schema.items) yield* walk(schema.items, [...path, '[]']);
}

function bounds({ type, ...schema }: StructuralSchema): readonly (readonly [value: unknown, isTaken: boolean])[] {
  const { minimum, maximum, maxLength, maxItems, enum: options } = schema;
  if (Array.isArray(options))
    return [
      [options[0], true],
      ['NoSuchThing', false],
      [7, false],
    ];
  if (type === 'integer' && typeof minimum === 'number' && typeof maximum === 'number')
    return [
      [minimum, true],
      [maximum, true],
      [minimum - 1, false],
      [maximum + 1, false],
      [minimum + 0.5, false],
      [Number.MAX_VALUE, false],
      ['5', false],
    ];
  if (type === 'string' && typeof maxLength === 'number')
    return [
      ['x'.repeat(maxLength + 1), false],
      [7, false],
      [null, false],
    ];
  if (type === 'array' && typeof maxItems === 'number')
    return [
      [Array.from({ length: maxItems + 1 }, (_, at) => `x${at}`), false],
      ['x', false],
    ];
  if (type === 'boolean')
    return [
      [true, true],
      [false, true],
      ['true', false],
    ];
  return type === 'object'
    ? [
        [[], false],
        ['x', false],
        [null, false],
      ]
    : [];
}

const cases: readonly Case[] = Object.values(definitions).flatMap((definition) => {
  const spec = structuralSchema(definition).properties?.['spec'];
  if (!spec) throw new Error('no spec');
  return [...walk(spec, ['spec'])].flatMap(([path, schema]) =>
    bounds(schema).map(([value, isTaken]) => ({ kind: definition.kind, path, value, isTaken })),
  );
});

/** The object with the value at the path; lists on the way have one entry. */
function objectWith({ kind, path, value }: Case): object {
  const nest = ([name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return value;
    return name === '[]' ? [nest(rest)] : { [name]: nest(rest) };
  };
  const metadata = kind === 'LogDetector' ? { name: 'x', namespace: 'x' } : { name: 'x' };
  const needed = Object.fromEntries(Object.entries(beside).filter(([name]) => kind !== 'LogDetector' || name !== 'namespaces'));
  const spec = nest(path.slice(1));
  const isWhole = typeof spec === 'object' && spec !== null && !Array.isArray(spec);
  return { apiVersion: 'logdetector.dev/v1alpha1', kind, metadata, spec: isWhole ? { ...needed, ...spec } : spec };
}

const pathOf = (path: readonly string[]): string => path.join('.').replaceAll('.[]', '[0]');

test('the walk finds the fields', () => {
  expect(cases.length).toBeGreaterThan(200);
  expect(new Set(cases.map(({ kind }) => kind)).size).toBe(2);
});

test.each(Object.keys(definitions))('%s: what is beyond a bound is refused, by the name of the field', (which) => {
  const { kind } = definitions[which === 'cluster' ? 'cluster' : 'namespaced'];
  const untold = cases
    .filter((one) => one.kind === kind && !one.isTaken)
    .filter((one) => !validate(objectWith(one)).some((sentence) => sentence.startsWith(pathOf(one.path))))
    .map((one) => `${pathOf(one.path)} ${JSON.stringify(one.value)?.slice(0, 40)}: ${validate(objectWith(one)).join(' ')}`);
  expect(untold).toEqual([]);
});

test.each(Object.keys(definitions))('%s: what stands at a bound is taken', (which) => {
  const { kind } = definitions[which === 'cluster' ? 'cluster' : 'namespaced'];
  const refused = cases
    .filter((one) => one.kind === kind && one.isTaken)
    .flatMap((one) => validate(objectWith(one)).filter((sentence) => sentence.startsWith(`${pathOf(one.path)} `)));
  expect(refused).toEqual([]);
});
