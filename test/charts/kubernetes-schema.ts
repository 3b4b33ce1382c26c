/**
 * What kubeconform does, with the models that the Kubernetes client was generated with: every field of an object is known and of the
 * right type. What is required is left to the API server (`test/cluster/chart.test.ts`).
 */
import * as models from '@kubernetes/client-node';

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
}

interface Model {
  getAttributeTypeMap(): readonly Attribute[];
}

/** `apps/v1` Deployment -> `V1Deployment`; groups do not stand in the name where the kind is unambiguous. */
export function schemaProblems(object: { readonly apiVersion: string; readonly kind: string }): readonly string[] {
  const version = object.apiVersion.split('/').at(-1) ?? '';
  const type = `${version.charAt(0).toUpperCase()}${version.slice(1)}${object.kind}`;
  if (!modelOf(type)) return [`${object.apiVersion} ${object.kind} is not known`];
  return problemsOf(object, type, object.kind);
}

function problemsOf(value: unknown, type: string, path: string): readonly string[] {
  if (value === undefined) return [];
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list) {
    if (!Array.isArray(value)) return [`${path} must be a list`];
    return value.flatMap((item, index) => problemsOf(item, list, `${path}[${index}]`));
  }
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map) {
    if (!isRecord(value)) return [`${path} must be a map`];
    return Object.entries(value).flatMap(([key, item]) => problemsOf(item, map, `${path}.${key}`));
  }
  const model = modelOf(type);
  if (model) return problemsOfModel(value, model, path);
  return matches(value, type) ? [] : [`${path} must be ${type}, not ${JSON.stringify(value)}`];
}

function problemsOfModel(value: unknown, model: Model, path: string): readonly string[] {
  if (!isRecord(value)) return [`${path} must be an object`];
  const attributes = new Map(model.getAttributeTypeMap().map((attribute) => [attribute.baseName, attribute]));
  return Object.entries(value).flatMap(([name, child]) => {
    const attribute = attributes.get(name);
    return attribute ? problemsOf(child, attribute.type, `${path}.${name}`) : [`${path}.${name} is not known`];
  });
}

function matches(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    case 'IntOrString':
      return typeof value === 'string' || Number.isInteger(value);
    case 'Date':
    case 'V1MicroTime':
      return typeof value === 'string';
    default:
      return type === 'any' || type === 'object';
  }
}

function modelOf(type: string): Model | undefined {
  const model: unknown = Reflect.get(models, type);
  return typeof model === 'function' && 'getAttributeTypeMap' in model ? (model as unknown as Model) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
