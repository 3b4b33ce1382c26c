/**
 * Sets of field paths as server-side apply keeps them (`fieldsV1`). A path is a list of members: `f:<field>`,
 * `k:{"name":"x"}` for an item of a list with keys, `v:"x"` for one of a set. Paths are kept joined, as keys of a map.
 */
import { isObject } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';

export type ListRule = { readonly type: 'map'; readonly keys: readonly string[] } | { readonly type: 'set' } | { readonly type: 'atomic' };

/** How the list at a path of field names is merged. */
export type ListRules = (fields: readonly string[]) => ListRule;

/** Path -> value of every leaf of an object. */
export type Leaves = Map<string, unknown>;

const separator = '\u0000';
const notOwned = new Set(
  'name namespace uid resourceVersion creationTimestamp generation managedFields deletionTimestamp deletionGracePeriodSeconds selfLink generateName'.split(
    ' ',
  ),
);

/** All leaves of an object that somebody can own. Items of keyed lists are leaves of their own, so that an item is owned too. */
export function leavesOf(object: JsonObject, rules: ListRules): Leaves {
  const leaves: Leaves = new Map();
  for (const [field, value] of Object.entries(object)) {
    if (field === 'apiVersion' || field === 'kind') continue;
    const own =
      field === 'metadata' && isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !notOwned.has(name))) : value;
    if (field === 'metadata' && isObject(own) && Object.keys(own).length === 0) continue;
    collect(own, [`f:${field}`], { leaves, rules, fields: [field] });
  }
  return leaves;
}

export function toFieldsV1(paths: Iterable<string>): JsonObject {
  const root: JsonObject = {};
  for (const path of [...paths].toSorted()) {
    let node = root;
    for (const member of path.split(separator)) {
      const next = isObject(node[member]) ? node[member] : {};
      node[member] = next;
      node = next;
    }
    if (path.includes(`${separator}k:`) && isItem(path)) node['.'] = {};
  }
  return root;
}

export function fromFieldsV1(fields: unknown): Set<string> {
  const paths = new Set<string>();
  walkFields(fields, [], paths);
  return paths;
}

/** `.spec.containers[name="a"].image`, as conflict messages name a path. */
export function describePath(path: string): string {
  return path
    .split(separator)
    .map((member) => {
      const body = member.slice(2);
      if (member.startsWith('f:')) return `.${body}`;
      if (member.startsWith('v:')) return `[=${body}]`;
      const keys: unknown = JSON.parse(body);
      return `[${Object.entries(isObject(keys) ? keys : {})
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}

export const membersOf = (path: string): string[] => path.split(separator);

/** The member of a list item under a rule; null for items of atomic lists. */
export function itemMember(item: unknown, rule: ListRule): string | null {
  if (rule.type === 'atomic') return null;
  if (rule.type === 'set') return `v:${JSON.stringify(item)}`;
  if (!isObject(item)) return null;
  return `k:${JSON.stringify(Object.fromEntries(rule.keys.filter((key) => key in item).map((key) => [key, item[key]])))}`;
}

/** Merge rules of a resource's lists: from the schema of a custom resource, from a table for built-in ones. */
export function listRules(resource: Resource): ListRules {
  const schema = resource.custom?.schema;
  return (fields) => {
    if (fields[0] === 'metadata') return metadataRule(fields.at(-1) ?? '');
    return schema === undefined ? builtInRule(fields.at(-1) ?? '') : schemaRule(schema, fields);
  };
}

function collect(value: unknown, path: readonly string[], into: { leaves: Leaves; rules: ListRules; fields: readonly string[] }): void {
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [field, child] of Object.entries(value))
      collect(child, [...path, `f:${field}`], { ...into, fields: [...into.fields, field] });
    return;
  }
  const rule: ListRule = Array.isArray(value) && value.length > 0 ? into.rules(into.fields) : { type: 'atomic' };
  if (rule.type === 'atomic') into.leaves.set(path.join(separator), value);
  else collectItems(Array.isArray(value) ? value : [], rule, { path, into });
}

function collectItems(
  items: readonly unknown[],
  rule: ListRule,
  at: { path: readonly string[]; into: { leaves: Leaves; rules: ListRules; fields: readonly string[] } },
): void {
  const { path, into } = at;
  for (const item of items) {
    const member = itemMember(item, rule) ?? 'v:null';
    into.leaves.set([...path, member].join(separator), rule.type === 'set' ? item : true);
    if (rule.type === 'map' && isObject(item)) collect(item, [...path, member], into);
  }
}

function walkFields(fields: unknown, path: readonly string[], into: Set<string>): void {
  const entries = Object.entries(isObject(fields) ? fields : {});
  if (path.length > 0 && (entries.length === 0 || entries.some(([member]) => member === '.'))) into.add(path.join(separator));
  for (const [member, child] of entries) {
    if (member !== '.') walkFields(child, [...path, member], into);
  }
}

const isItem = (path: string): boolean => path.slice(path.lastIndexOf(separator) + 1).startsWith('k:');

function metadataRule(field: string): ListRule {
  if (field === 'ownerReferences') return { type: 'map', keys: ['uid'] };
  return field === 'finalizers' ? { type: 'set' } : { type: 'atomic' };
}

function builtInRule(field: string): ListRule {
  const keys: Readonly<Record<string, readonly string[]>> = {
    containers: ['name'],
    initContainers: ['name'],
    env: ['name'],
    volumes: ['name'],
    volumeMounts: ['mountPath'],
    conditions: ['type'],
    ports: ['containerPort', 'port', 'protocol'],
    imagePullSecrets: ['name'],
  };
  const found = keys[field];
  return found === undefined ? { type: 'atomic' } : { type: 'map', keys: found };
}

function schemaRule(schema: JsonObject, fields: readonly string[]): ListRule {
  let node: unknown = schema;
  for (const field of fields) {
    const properties = isObject(node) ? (isObject(node['items']) ? node['items'] : node) : {};
    const children = isObject(properties['properties']) ? properties['properties'] : {};
    node = children[field] ?? properties['additionalProperties'];
  }
  if (!isObject(node)) return { type: 'atomic' };
  const keys = node['x-kubernetes-list-map-keys'];
  if (node['x-kubernetes-list-type'] === 'map' && Array.isArray(keys)) return { type: 'map', keys: keys.map(String) };
  return { type: node['x-kubernetes-list-type'] === 'set' ? 'set' : 'atomic' };
}
