/** Answers a request for a resource: which verb, on what, and in which form the answer is wished. */
import type { ServerResponse } from 'node:http';
import type { Access } from './access.ts';
import { objectBody, parseBody, readBody, stored } from './bodies.ts';
import { fromCoreEvent } from './events.ts';
import { listRules } from './fields.ts';
import { isObject, objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Pages } from './listing.ts';
import { readLog } from './log-reading.ts';
import type { LogStore } from './logs.ts';
import type { MetricsStore } from './metrics.ts';
import { applyObject, createObject, deleteObject, timeOf, updateObject } from './objects.ts';
import type { ObjectRules, Target } from './objects.ts';
import { partialListOf, partialOf, wantsMetadata } from './partial.ts';
import { jsonPatch, mergePatch, strategicPatch } from './patches.ts';
import { isTrue, managerOf, verbOf } from './requests.ts';
import type { ResourceRequest } from './requests.ts';
import { groupVersionOf, isMetrics, isReview } from './resources.ts';
import type { Resource } from './resources.ts';
import { fieldMatcher, labelMatcher, selectableFields } from './selectors.ts';
import type { Matcher } from './selectors.ts';
import { badRequest, managerRequired, methodNotAllowed, notFound, unsupportedMediaType, versionRequired } from './statuses.ts';
import { collectionOf } from './storage.ts';
import { tableOf } from './tables.ts';
import { watch } from './watching.ts';

export interface ApiParts {
  readonly rules: ObjectRules;
  readonly pages: Pages;
  readonly logs: LogStore;
  readonly metrics: MetricsStore;
  readonly access: Access;
  /** Finds `pods` and `nodes` for what is derived from them. */
  readonly resource: (plural: string) => Resource;
  readonly bookmarkEveryForMs: number;
  /** Called after an object went, so that its logs and metrics go too. */
  readonly onRemoved: (resource: Resource, object: JsonObject) => void;
}

export interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

/** Null when the answer was streamed into `response`. */
export async function answerResource(
  parts: ApiParts,
  request: ResourceRequest,
  user: string,
  response: ServerResponse,
): Promise<Answer | null> {
  const { resource, path } = request;
  if (isReview(resource)) {
    const body = readBody(request);
    return {
      code: 201,
      body: { ...body, kind: resource.kind, apiVersion: groupVersionOf(resource), status: parts.access.review(resource, user, body) },
    };
  }
  if (resource.plural === 'pods' && path.subresource === 'log') {
    const pod = parts.rules.storage.get(resource, path.namespace, path.name);
    if (pod === undefined) throw notFound(resource, path.name);
    await readLog(parts.logs, pod, request.query, { response, now: parts.rules.now });
    return null;
  }
  if (!hasSubresource(resource, path.subresource)) throw notFound(resource, path.name);
  const verb = verbOf(request.method, path, request.query);
  if (verb === 'watch') {
    await watchResource(parts, request, response);
    return null;
  }
  if (verb === 'get' || verb === 'list') return read(parts, request);
  return write(parts, isSigned(resource) && verb === 'create' ? signedBy(request, user) : request, verb);
}

const isSigned = (resource: Resource): boolean => resource.kind === 'CertificateSigningRequest';

function hasSubresource(resource: Resource, subresource: string): boolean {
  if (subresource === 'approval') return isSigned(resource);
  return subresource === '' || (subresource === 'status' && resource.hasStatus);
}

/** Who makes a request for a certificate is written into it, whatever it says of itself. */
function signedBy(request: ResourceRequest, user: string): ResourceRequest {
  const body = objectBody(request);
  const spec = { ...objectAt(body, 'spec'), username: user, groups: ['system:authenticated'] };
  return { ...request, body: JSON.stringify({ ...body, spec, status: {} }) };
}

function read(parts: ApiParts, request: ResourceRequest): Answer {
  const { resource, path, query } = request;
  const { storage } = parts.rules;
  if (path.name !== '') {
    const object = isMetrics(resource)
      ? metricsOf(parts, resource, path.namespace).find((one) => textAt(one, 'metadata', 'name') === path.name)
      : storage.get(resource, path.namespace, path.name);
    if (object === undefined) throw notFound(resource, path.name);
    return { code: 200, body: presentOne(parts, request, object) };
  }
  requireVersion(query.get('resourceVersion') ?? '');
  const matches = matcherOf(request);
  const all = (): JsonObject[] =>
    isMetrics(resource) ? metricsOf(parts, resource, path.namespace) : storage.list(resource, path.namespace);
  const page = parts.pages.page(query, () => ({ version: storage.version(), items: all().filter((object) => matches(object)) }));
  if (wantsTable(request))
    return { code: 200, body: tableOf(resource, page.items, { metadata: page.metadata, nowMs: parts.rules.now(), header: true }) };
  if (wantsMetadata(request.accept)) return { code: 200, body: partialListOf(page.items, page.metadata) };
  // Lists of built-in kinds leave kind and apiVersion out of their items, lists of custom resources do not.
  const items = page.items.map((object) => (resource.custom ? present(resource, object) : withoutKind(present(resource, object))));
  return { code: 200, body: { kind: `${resource.kind}List`, apiVersion: groupVersionOf(resource), metadata: page.metadata, items } };
}

function watchResource(parts: ApiParts, request: ResourceRequest, response: ServerResponse): Promise<void> {
  const { resource, path, query } = request;
  const { storage } = parts.rules;
  const byName: Matcher = (object) => path.name === '' || textAt(object, 'metadata', 'name') === path.name;
  const selected = matcherOf(request);
  const matches: Matcher = (object) => byName(object) && selected(object);
  const table = wantsTable(request);
  const whole = (object: JsonObject): JsonObject => (wantsMetadata(request.accept) ? partialOf(object) : present(resource, object));
  return watch(
    storage,
    {
      query,
      collection: collectionOf(resource),
      namespace: path.namespace,
      matches,
      list: () => storage.list(resource, path.namespace).filter((object) => matches(object)),
      present: (object, first) =>
        table
          ? tableOf(resource, [object], {
              metadata: { resourceVersion: textAt(object, 'metadata', 'resourceVersion') },
              nowMs: parts.rules.now(),
              header: first,
            })
          : whole(object),
      bookmark: (version, initialEnd) =>
        whole({
          metadata: {
            resourceVersion: String(version),
            creationTimestamp: null,
            ...(initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
          },
        }),
      bookmarkEveryForMs: parts.bookmarkEveryForMs,
    },
    response,
  );
}

function write(parts: ApiParts, request: ResourceRequest, verb: string): Answer {
  const { resource, path } = request;
  if (isMetrics(resource)) throw methodNotAllowed();
  const target = targetOf(parts, request);
  switch (verb) {
    case 'create':
      if (path.name !== '') throw methodNotAllowed();
      return { code: 201, body: presentOne(parts, request, createObject(parts.rules, target, objectBody(request))) };
    case 'update':
      return { code: 200, body: presentOne(parts, request, put(parts, request, target)) };
    case 'patch':
      return patch(parts, request, target);
    case 'delete':
      return remove(parts, request, target);
    case 'deletecollection':
      return removeAll(parts, request, target);
    default:
      throw methodNotAllowed();
  }
}

function put(parts: ApiParts, request: ResourceRequest, target: Target): JsonObject {
  const body = objectBody(request);
  const { resource, name } = target;
  if (textAt(body, 'metadata', 'name') !== name)
    throw badRequest(`the name of the object (${textAt(body, 'metadata', 'name')}) does not match the name on the URL (${name})`);
  const conditional = resource.custom !== undefined || resource.kind === 'Lease';
  if (conditional && textAt(body, 'metadata', 'resourceVersion') === '' && parts.rules.storage.get(resource, target.namespace, name)) {
    throw versionRequired(resource, name);
  }
  return updateObject(parts.rules, target, body);
}

const patchTypes: ReadonlySet<string> = new Set([
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
  'application/strategic-merge-patch+json',
]);

function patch(parts: ApiParts, request: ResourceRequest, target: Target): Answer {
  const { resource, namespace, name } = target;
  const live = parts.rules.storage.get(resource, namespace, name);
  const kind = request.contentType;
  if (kind === 'application/apply-patch+yaml') {
    if (!request.query.has('fieldManager')) throw managerRequired();
    const applied = objectBody(request);
    return { code: live === undefined ? 201 : 200, body: presentOne(parts, request, applyObject(parts.rules, target, applied)) };
  }
  if (!patchTypes.has(kind)) throw unsupportedMediaType([...patchTypes]);
  if (live === undefined) throw notFound(resource, name);
  const current = present(resource, live);
  let patched: unknown;
  if (kind === 'application/merge-patch+json') patched = mergePatch(current, readBody(request));
  else if (kind === 'application/json-patch+json') patched = jsonPatch(current, parseBody(request));
  else if (kind === 'application/strategic-merge-patch+json' && !resource.custom)
    patched = strategicPatch(current, readBody(request), listRules(resource));
  else throw unsupportedMediaType([...patchTypes].filter((type) => !type.includes('strategic')));
  if (!isObject(patched)) throw badRequest('the patched object is no object');
  return { code: 200, body: presentOne(parts, request, updateObject(parts.rules, target, stored(resource, patched))) };
}

function remove(parts: ApiParts, request: ResourceRequest, target: Target): Answer {
  const { resource, name } = target;
  const { object, removed } = deleteObject(parts.rules, target, request.body === '' ? {} : readBody(request));
  if (removed) parts.onRemoved(resource, object);
  if (!removed || resource.kind === 'Pod') return { code: 200, body: presentOne(parts, request, object) };
  const details = {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: textAt(object, 'metadata', 'uid'),
  };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

function removeAll(parts: ApiParts, request: ResourceRequest, target: Target): Answer {
  const { resource, namespace } = target;
  const matches = matcherOf(request);
  const objects = parts.rules.storage.list(resource, namespace).filter((object) => matches(object));
  for (const object of objects) {
    const own = { ...target, namespace: textAt(object, 'metadata', 'namespace'), name: textAt(object, 'metadata', 'name') };
    if (deleteObject(parts.rules, own, {}).removed) parts.onRemoved(resource, object);
  }
  return { code: 200, body: { kind: `${resource.kind}List`, apiVersion: groupVersionOf(resource), metadata: {}, items: objects } };
}

function targetOf(parts: ApiParts, request: ResourceRequest): Target {
  const { resource, path, query } = request;
  const writer = {
    manager: managerOf(request),
    apiVersion: groupVersionOf(resource),
    // An approval is a part of the status that has a right of its own.
    subresource: path.subresource === 'approval' ? 'status' : path.subresource,
    force: isTrue(query.get('force')),
    time: timeOf(parts.rules.now()),
  };
  return { resource, namespace: path.namespace, name: path.name, writer, dryRun: query.get('dryRun') === 'All' };
}

function metricsOf(parts: ApiParts, resource: Resource, namespace: string): JsonObject[] {
  const { storage } = parts.rules;
  const pods = storage.list(parts.resource('pods'), namespace);
  const found =
    resource.plural === 'pods'
      ? pods.map((pod) => parts.metrics.pod(pod)).filter((metrics) => metrics !== null)
      : storage.list(parts.resource('nodes'), '').map((node) => parts.metrics.node(node, pods));
  return found.map((object) => ({ kind: resource.kind, apiVersion: groupVersionOf(resource), ...object }));
}

function matcherOf(request: ResourceRequest): Matcher {
  const byLabel = labelMatcher(request.query.get('labelSelector') ?? '');
  const byField = fieldMatcher(request.query.get('fieldSelector') ?? '', selectableFields(request.resource.kind));
  return (object) => byLabel(object) && byField(object);
}

function requireVersion(text: string): void {
  if (/^\d*$/.test(text)) return;
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}

function present(resource: Resource, object: JsonObject): JsonObject {
  const own = resource.group === 'events.k8s.io' ? fromCoreEvent(object) : object;
  return { ...own, apiVersion: groupVersionOf(resource), kind: resource.kind };
}

function presentOne(parts: ApiParts, request: ResourceRequest, object: JsonObject): JsonObject {
  const { resource } = request;
  if (!wantsTable(request)) return wantsMetadata(request.accept) ? partialOf(object) : present(resource, object);
  const metadata = { resourceVersion: objectAt(object, 'metadata')['resourceVersion'] };
  return tableOf(resource, [object], { metadata, nowMs: parts.rules.now(), header: true });
}

const wantsTable = (request: ResourceRequest): boolean => request.accept.includes('as=Table');

function withoutKind(object: JsonObject): JsonObject {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return rest;
}
