/** Structural schemas of custom resources: defaults, pruning of unknown fields, and the checks that need no CEL. */
import { isObject, objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { StatusCause } from './statuses.ts';

/** The object with its defaults filled in and without the fields that the schema does not know, as the API server stores it. */
export function shapeObject(object: JsonObject, schema: JsonObject): JsonObject {
  const { apiVersion, kind, metadata } = object;
  return { ...shapeFields(object, schema), apiVersion, kind, metadata };
}

function shape(value: unknown, schema: JsonObject): unknown {
  if (isObject(value)) return shapeFields(value, schema);
  const items = schema['items'];
  return Array.isArray(value) && isObject(items) ? value.map((item) => shape(item, items)) : value;
}

function shapeFields(value: JsonObject, schema: JsonObject): JsonObject {
  const properties = objectAt(schema, 'properties');
  const others = schema['additionalProperties'];
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || others === true;
  const result: JsonObject = {};
  for (const [field, child] of Object.entries(value)) {
    const childSchema = properties[field] ?? others;
    if (isObject(childSchema)) result[field] = shape(child, childSchema);
    else if (open) result[field] = child;
  }
  for (const [field, childSchema] of Object.entries(properties)) {
    if (result[field] !== undefined || !isObject(childSchema) || childSchema['default'] === undefined) continue;
    result[field] = shape(structuredClone(childSchema['default']), childSchema);
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
  const options = schema['enum'];
  if (Array.isArray(options) && !options.includes(value)) {
    const supported = options.map((option) => JSON.stringify(option)).join(', ');
    return [{ reason: 'FieldValueNotSupported', message: `Unsupported value: ${given}: supported values: ${supported}`, field }];
  }
  const size = sizeRefusal(value, schema, field);
  if (size) return [size];
  return [...textRefusals(value, schema), ...numberRefusals(value, schema)].map((must) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${given}: ${field} in body should ${must}`,
    field,
  }));
}

function sizeRefusal(value: unknown, schema: JsonObject, field: string): StatusCause | null {
  if (typeof value !== 'string' && !Array.isArray(value)) return null;
  const isText = typeof value === 'string';
  const most = limit(schema, isText ? 'maxLength' : 'maxItems');
  if (isText && value.length > most) return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${most} bytes`, field };
  if (value.length > most)
    return { reason: 'FieldValueTooMany', message: `Too many: ${value.length}: must have at most ${most} items`, field };
  const least = limit(schema, isText ? 'minLength' : 'minItems');
  if (!(value.length < least)) return null;
  const must = isText ? `be at least ${least} chars long` : `have at least ${least} items`;
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${field} in body should ${must}`, field };
}

function textRefusals(value: unknown, schema: JsonObject): string[] {
  const pattern = schema['pattern'];
  return typeof value === 'string' && typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value) ? [`match '${pattern}'`] : [];
}

function numberRefusals(value: unknown, schema: JsonObject): string[] {
  if (typeof value !== 'number') return [];
  if (value < limit(schema, 'minimum')) return [`be greater than or equal to ${limit(schema, 'minimum')}`];
  return value > limit(schema, 'maximum') ? [`be less than or equal to ${limit(schema, 'maximum')}`] : [];
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
