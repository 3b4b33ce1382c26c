/** The patch formats of the API: JSON Patch (RFC 6902), JSON Merge Patch (RFC 7386), and strategic merge for built-in kinds. */
import { isDeepStrictEqual } from 'node:util';
import { itemMember } from './fields.ts';
import type { ListRules } from './fields.ts';
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { ApiError, badRequest } from './statuses.ts';

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = mergePatch(result[field], value);
  }
  return result;
}

/** Like a merge patch, but lists with keys are merged by key; `$patch: delete` and `$patch: replace` are known. */
export function strategicPatch(target: unknown, patch: unknown, rules: ListRules, fields: readonly string[] = []): unknown {
  if (Array.isArray(patch)) return patchList(Array.isArray(target) ? target : [], patch, rules, fields);
  if (!isObject(patch)) return patch;
  const { $patch: directive, ...changes } = patch;
  const result: JsonObject = isObject(target) && directive !== 'replace' ? { ...target } : {};
  for (const [field, value] of Object.entries(changes)) {
    if (field.startsWith('$')) continue;
    if (value === null) delete result[field];
    else result[field] = strategicPatch(result[field], value, rules, [...fields, field]);
  }
  return result;
}

export function jsonPatch(target: JsonObject, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('json patch must be a list of operations');
  return patch.reduce<unknown>((document, operation) => {
    if (!isObject(operation)) throw badRequest('json patch operation must be an object');
    return applyOperation(document, operation);
  }, structuredClone(target));
}

function patchList(target: readonly unknown[], patch: readonly unknown[], rules: ListRules, fields: readonly string[]): unknown[] {
  const rule = rules(fields);
  if (rule.type === 'atomic') return [...patch];
  if (rule.type === 'set') return [...new Set([...target, ...patch])];
  // A patch may name only the first key of a list: `containerPort` without `protocol`.
  const byKey = { type: 'map' as const, keys: rule.keys.slice(0, 1) };
  const result = [...target];
  for (const item of patch) {
    const index = result.findIndex((one) => itemMember(one, byKey) === itemMember(item, byKey));
    if (isObject(item) && item['$patch'] === 'delete') {
      if (index !== -1) result.splice(index, 1);
    } else if (index === -1) {
      result.push(item);
    } else {
      result[index] = strategicPatch(result[index], item, rules, fields);
    }
  }
  return result;
}

function applyOperation(document: unknown, operation: JsonObject): unknown {
  const path = pointer(operation['path']);
  switch (operation['op']) {
    case 'add':
      return place(document, path, operation['value'], true);
    case 'replace':
      read(document, path);
      return place(document, path, operation['value'], false);
    case 'remove':
      read(document, path);
      return take(document, path);
    case 'test':
      if (!isDeepStrictEqual(read(document, path), operation['value']))
        throw unprocessable(`testing value ${String(operation['path'])} failed`);
      return document;
    case 'copy':
      return place(document, path, structuredClone(read(document, pointer(operation['from']))), true);
    case 'move': {
      const from = pointer(operation['from']);
      const value = read(document, from);
      return place(take(document, from), path, value, true);
    }
    default:
      throw badRequest(`Unexpected kind: ${String(operation['op'])}`);
  }
}

function pointer(value: unknown): string[] {
  if (typeof value !== 'string') throw badRequest('json patch operation has no path');
  return value
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: unknown, path: readonly string[]): unknown {
  let current = document;
  for (const step of path) {
    const next: unknown = Array.isArray(current) ? current[Number(step)] : isObject(current) ? current[step] : undefined;
    if (next === undefined) throw unprocessable(`path "/${path.join('/')}" does not exist`);
    current = next;
  }
  return current;
}

function place(document: unknown, path: readonly string[], value: unknown, insert: boolean): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(last === '-' ? parent.length : Number(last), insert ? 0 : 1, value);
  else if (isObject(parent)) parent[last] = value;
  return document;
}

function take(document: unknown, path: readonly string[]): unknown {
  const last = path.at(-1) ?? '';
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isObject(parent)) delete parent[last];
  return document;
}

const unprocessable = (why: string): ApiError =>
  new ApiError(422, 'Invalid', `the server rejected our request due to an error in our request: ${why}`);
