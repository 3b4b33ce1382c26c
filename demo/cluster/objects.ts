/** Create, update, patch and delete, with the rules that hold for every kind: names, versions, generations, finalizers, field managers. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { applyConfiguration, trackUpdate } from './apply.ts';
import type { Writer } from './apply.ts';
import { describePath, leavesOf, listRules } from './fields.ts';
import { isObject, objectAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';
import { groupVersionOf } from './resources.ts';
import { shapeObject, violations } from './schema.ts';
import { alreadyExists, ApiError, badRequest, invalid, modified, notFound, preconditionFailed } from './statuses.ts';
import type { StatusCause } from './statuses.ts';
import type { Storage } from './storage.ts';

export interface ObjectRules {
  readonly storage: Storage;
  readonly now: () => number;
  /** Further checks of custom resources, such as CEL rules; each answer is `field: what must be`. */
  readonly validate: (object: JsonObject) => readonly string[];
}

export interface Target {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly writer: Writer;
  readonly dryRun: boolean;
}

const dns = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dnsSentence =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const withoutGeneration = new Set(['ConfigMap', 'Secret', 'Event', 'Lease', 'Node', 'Namespace', 'ServiceAccount', 'Endpoints', 'Service']);

export function createObject(rules: ObjectRules, target: Target, body: JsonObject): JsonObject {
  const { resource, namespace } = target;
  const given = textAt(body, 'metadata', 'name');
  const prefix = textAt(body, 'metadata', 'generateName');
  const name = given === '' && prefix !== '' ? `${prefix}${randomUUID().slice(0, 5)}` : given;
  requireNamespace(rules, resource, namespace);
  if (rules.storage.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  const fresh = shaped(resource, { ...body, metadata: { ...objectAt(body, 'metadata'), name } });
  const tracked = trackUpdate({}, resource.hasStatus ? without(fresh, 'status') : fresh, target.writer, listRules(resource));
  return store(rules, target, null, tracked);
}

/** PUT, and what PATCH makes of an object. An empty resourceVersion in `body` means: whatever the stored one is. */
export function updateObject(rules: ObjectRules, target: Target, body: JsonObject): JsonObject {
  const { resource, namespace, name } = target;
  const live = rules.storage.get(resource, namespace, name);
  if (live === undefined) throw notFound(resource, name);
  const version = textAt(body, 'metadata', 'resourceVersion');
  if (version !== '' && version !== textAt(live, 'metadata', 'resourceVersion')) throw modified(resource, name);
  const uid = textAt(body, 'metadata', 'uid');
  if (uid !== '' && uid !== textAt(live, 'metadata', 'uid')) throw modified(resource, name);
  const next = shaped(resource, onlySubresource(target, live, body));
  return store(rules, target, live, trackUpdate(live, next, target.writer, listRules(resource)));
}

export function applyObject(rules: ObjectRules, target: Target, applied: JsonObject): JsonObject {
  const { resource, namespace, name } = target;
  const live = rules.storage.get(resource, namespace, name);
  if (valueAt(applied, 'metadata', 'managedFields') !== undefined) throw badRequest('metadata.managedFields must be nil');
  const version = textAt(applied, 'metadata', 'resourceVersion');
  if (live !== undefined && version !== '' && version !== textAt(live, 'metadata', 'resourceVersion')) throw modified(resource, name);
  if (live === undefined && target.writer.subresource !== '') throw notFound(resource, name);
  if (live === undefined) requireNamespace(rules, resource, namespace);
  const wanted = appliedPart(target, applied);
  requireDeclared(target, wanted);
  const merged = applyConfiguration(live ?? { metadata: { name, namespace } }, wanted, target.writer, listRules(resource));
  return store(rules, target, live ?? null, merged);
}

/** Removes the object, or marks it as being deleted while it has finalizers. Answers what was removed or marked. */
export function deleteObject(rules: ObjectRules, target: Target, options: JsonObject): { object: JsonObject; removed: boolean } {
  const { resource, namespace, name } = target;
  const live = rules.storage.get(resource, namespace, name);
  if (live === undefined) throw notFound(resource, name);
  checkPreconditions(resource, live, options);
  if (target.dryRun) return { object: live, removed: true };
  if (finalizersOf(live).length > 0) {
    const metadata = { ...objectAt(live, 'metadata'), deletionTimestamp: timeOf(rules.now()), deletionGracePeriodSeconds: 0 };
    return { object: rules.storage.put(resource, { ...live, metadata }), removed: false };
  }
  return { object: rules.storage.remove(resource, namespace, name) ?? live, removed: true };
}

/** RFC 3339 in whole seconds, as object metadata has it. */
export function timeOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function store(rules: ObjectRules, target: Target, live: JsonObject | null, next: JsonObject): JsonObject {
  const { resource, namespace, name } = target;
  const complete = shaped(resource, next);
  const identity = identityOf(rules, resource, live, complete);
  const metadata: JsonObject = { ...objectAt(complete, 'metadata'), ...(resource.namespaced ? { namespace } : {}), ...identity };
  const object: JsonObject = { ...complete, apiVersion: groupVersionOf(resource), kind: resource.kind, metadata };
  check(rules, resource, object, live);
  if (live !== null && isDeepStrictEqual(withoutTimes(live), withoutTimes({ ...object, apiVersion: live['apiVersion'] }))) return live;
  if (target.dryRun) return object;
  const stored = rules.storage.put(resource, object);
  if (metadata['deletionTimestamp'] === undefined || finalizersOf(stored).length > 0) return stored;
  return rules.storage.remove(resource, namespace, name) ?? stored;
}

/** A custom resource as its schema makes it: defaults filled in, unknown fields gone. */
const shaped = (resource: Resource, object: JsonObject): JsonObject =>
  resource.custom === undefined ? object : shapeObject(object, resource.custom.schema);

/** What a client cannot choose: uid, time of creation, generation, and the mark of a deletion under way. */
function identityOf(rules: ObjectRules, resource: Resource, live: JsonObject | null, next: JsonObject): JsonObject {
  const before = objectAt(live, 'metadata');
  const deletion = before['deletionTimestamp'];
  const identity: JsonObject = {
    uid: before['uid'] ?? randomUUID(),
    creationTimestamp: before['creationTimestamp'] ?? timeOf(rules.now()),
    resourceVersion: before['resourceVersion'],
    ...(deletion === undefined ? {} : { deletionTimestamp: deletion }),
  };
  if (withoutGeneration.has(resource.kind)) return identity;
  const changed = live !== null && !isDeepStrictEqual(live['spec'], next['spec']);
  const generation = Number(before['generation'] ?? 1) + (changed ? 1 : 0);
  return { ...identity, generation };
}

function check(rules: ObjectRules, resource: Resource, object: JsonObject, live: JsonObject | null): void {
  const name = textAt(object, 'metadata', 'name');
  const causes: StatusCause[] = [];
  if (name === '')
    causes.push({ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' });
  else if (!dns.test(name) && resource.group !== 'rbac.authorization.k8s.io') {
    causes.push({ reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${dnsSentence}`, field: 'metadata.name' });
  }
  if (resource.custom) {
    // What was stored under an older schema and is not touched is let be (ratcheting, Kubernetes 1.30 and later).
    const known = new Set(live === null ? [] : objections(rules, live, resource.custom.schema).map(textOf));
    causes.push(...objections(rules, object, resource.custom.schema).filter((cause) => !known.has(textOf(cause))));
  }
  if (causes.length > 0) throw invalid(resource, name, causes);
}

function objections(rules: ObjectRules, object: JsonObject, schema: JsonObject): StatusCause[] {
  return [...violations(object, schema, ''), ...rules.validate(object).map((text) => causeOf(text))];
}

function textOf({ field, message }: StatusCause): string {
  return `${field} ${message}`;
}

function causeOf(text: string): StatusCause {
  const [, field = '', message = text] = /^([\w.[\]"-]+): (.*)$/s.exec(text) ?? [];
  return { reason: 'FieldValueInvalid', message: message.startsWith('Invalid value') ? message : `Invalid value: ${message}`, field };
}

function onlySubresource(target: Target, live: JsonObject, body: JsonObject): JsonObject {
  if (target.writer.subresource === 'status') return { ...live, status: body['status'] };
  if (!target.resource.hasStatus) return body;
  return live['status'] === undefined ? without(body, 'status') : { ...body, status: live['status'] };
}

function checkPreconditions(resource: Resource, live: JsonObject, options: JsonObject): void {
  const name = textAt(live, 'metadata', 'name');
  const refuse = (field: string, what: string, why: string): void => {
    const wanted = textAt(options, 'preconditions', field);
    const found = textAt(live, 'metadata', field);
    if (wanted === '' || wanted === found) return;
    throw preconditionFailed(
      resource,
      name,
      `${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). ${why}`,
    );
  };
  refuse('uid', 'UID', 'The object might have been deleted and then recreated');
  refuse('resourceVersion', 'ResourceVersion', 'The object might have been modified');
}

/** The part of an applied configuration that its path can change. */
function appliedPart(target: Target, applied: JsonObject): JsonObject {
  if (target.writer.subresource === 'status') return { metadata: {}, status: applied['status'] ?? {} };
  return target.resource.hasStatus ? without(applied, 'status') : applied;
}

/** Server-side apply prunes nothing: a field that the schema does not know refuses the whole patch. */
function requireDeclared(target: Target, applied: JsonObject): void {
  const { resource, namespace, name } = target;
  const rules = listRules(resource);
  const known = leavesOf(shaped(resource, applied), rules);
  const unknown = [...leavesOf(applied, rules).keys()].find((path) => !known.has(path));
  if (unknown === undefined) return;
  const what = `${namespace}/${name}; ${groupVersionOf(resource)}, Kind=${resource.kind}`;
  const message = `failed to create typed patch object (${what}): ${describePath(unknown)}: field not declared in schema`;
  throw new ApiError(500, 'InternalError', message);
}

function requireNamespace(rules: ObjectRules, resource: Resource, namespace: string): void {
  if (!resource.namespaced) return;
  const namespaces: Resource = { ...resource, group: '', plural: 'namespaces', kind: 'Namespace', namespaced: false };
  if (rules.storage.get(namespaces, '', namespace) === undefined) throw notFound(namespaces, namespace);
}

function finalizersOf(object: JsonObject): unknown[] {
  const finalizers = valueAt(object, 'metadata', 'finalizers');
  return Array.isArray(finalizers) ? finalizers : [];
}

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== field));
}

/** For telling whether a write changes anything: its time alone does not. */
function withoutTimes(object: JsonObject): JsonObject {
  const { managedFields, resourceVersion: _, ...metadata } = objectAt(object, 'metadata');
  const entries = Array.isArray(managedFields) ? managedFields.map((entry) => (isObject(entry) ? { ...entry, time: '' } : entry)) : [];
  return { ...object, metadata: { ...metadata, managedFields: entries } };
}
