/** Structural schemas of custom resources: defaults, pruning of unknown fields, and the checks that need no CEL. */
import { isObject, objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { StatusCause } from './statuses.ts';

/** The value with its defaults filled in and without the fields that the schema does not know, as the API server stores it. */
export function shape(value: unknown, schema: JsonObject, top = true): unknown {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isObject(items) ? value.map((item) => shape(item, items, false)) : value;
  }
  if (!isObject(value)) return value;
  const properties = objectAt(schema, 'properties');
  const others = schema['additionalProperties'];
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || others === true;
  const result: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    const childSchema = properties[field] ?? others;
    if (top && ['apiVersion', 'kind', 'metadata'].includes(field)) result[field] = child;
    else if (isObject(childSchema)) result[field] = shape(child, childSchema, false);
    else if (open) result[field] = child;
  }
  for (const [field, childSchema] of Object.entries(properties)) {
    const given = isObject(childSchema) ? childSchema['default'] : undefined;
    if (result[field] === undefined && given !== undefined) result[field] = shape(structuredClone(given), childSchema as JsonObject, false);
  }
  return result;
}

/** What the schema has against a value, in the API server's words. */
export function violations(value: unknown, schema: JsonObject, field: string): StatusCause[] {
  const wrongType = typeViolation(value, schema, field);
  if (wrongType) return [wrongType];
  const found = valueViolations(value, schema, field);
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isObject(items) ? [...found, ...value.flatMap((item, i) => violations(item, items, `${field}[${i}]`))] : found;
  }
  if (!isObject(value)) return found;
  const properties = objectAt(schema, 'properties');
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => ({
      reason: 'FieldValueRequired',
      message: 'Required value',
      field: join(field, name),
    }));
  const within = Object.entries(value).flatMap(([name, child]) => {
    const childSchema = properties[name] ?? schema['additionalProperties'];
    return isObject(childSchema) ? violations(child, childSchema, join(field, name)) : [];
  });
  return [...found, ...missing, ...within];
}

function typeViolation(value: unknown, schema: JsonObject, field: string): StatusCause | null {
  const type = schema['type'];
  const actual = typeOf(value);
  if (typeof type !== 'string' || schema['x-kubernetes-int-or-string'] === true) return null;
  if (type === actual || (type === 'number' && actual === 'integer') || (actual === 'null' && schema['nullable'] === true)) return null;
  const message = `Invalid value: "${actual}": ${field} in body must be of type ${type}: "${actual}"`;
  return { reason: 'FieldValueTypeInvalid', message, field };
}

function valueViolations(value: unknown, schema: JsonObject, field: string): StatusCause[] {
  const given = JSON.stringify(value);
  const causes: StatusCause[] = [];
  const refuse = (must: string): void => {
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${given}: ${field} in body should ${must}`, field });
  };
  const options = schema['enum'];
  if (Array.isArray(options) && !options.includes(value)) {
    const supported = options.map((option) => JSON.stringify(option)).join(', ');
    causes.push({ reason: 'FieldValueNotSupported', message: `Unsupported value: ${given}: supported values: ${supported}`, field });
  }
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : Number.NaN;
  const [less, more] = typeof value === 'string' ? ['minLength', 'maxLength'] : ['minItems', 'maxItems'];
  const unit = typeof value === 'string' ? 'chars long' : 'items';
  if (size < limit(schema, less)) refuse(`be at least ${limit(schema, less)} ${unit}`);
  if (size > limit(schema, more)) refuse(`have at most ${limit(schema, more)} ${unit}`);
  const pattern = schema['pattern'];
  if (typeof value === 'string' && typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) refuse(`match '${pattern}'`);
  if (typeof value === 'number' && value < limit(schema, 'minimum')) refuse(`be greater than or equal to ${limit(schema, 'minimum')}`);
  if (typeof value === 'number' && value > limit(schema, 'maximum')) refuse(`be less than or equal to ${limit(schema, 'maximum')}`);
  return causes;
}

/** A bound of the schema; NaN, which no comparison meets, where it has none. */
function limit(schema: JsonObject, name: string): number {
  const value = schema[name];
  return typeof value === 'number' ? value : Number.NaN;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

const join = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);
