/** Reads what clients send: JSON or YAML, of the kind that the path says. */
import { parse as parseYaml } from 'yaml';
import { toCoreEvent } from './events.ts';
import { isObject, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { ResourceRequest } from './requests.ts';
import type { Resource } from './resources.ts';
import { badRequest, unsupportedMediaType } from './statuses.ts';

/** The body of a request that must be an object of the resource's kind. */
export function objectBody(request: ResourceRequest): JsonObject {
  const body = readBody(request);
  const { resource, path } = request;
  const [kind, namespace] = [textAt(body, 'kind'), textAt(body, 'metadata', 'namespace')];
  if (kind !== '' && kind !== resource.kind)
    throw badRequest(`${kind} in version "${textAt(body, 'apiVersion')}" cannot be handled as a ${resource.kind}`);
  if (namespace !== '' && resource.namespaced && namespace !== path.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return stored(resource, body);
}

/** The body as an object of whatever kind. */
export function readBody(request: ResourceRequest): JsonObject {
  const body = parseBody(request);
  if (isObject(body)) return body;
  throw badRequest("couldn't get version/kind; json parse error: the body is no object");
}

/** The body as JSON or YAML says it; a JSON patch is a list. */
export function parseBody(request: ResourceRequest): unknown {
  if (!/json|yaml|octet-stream/.test(request.contentType)) throw unsupportedMediaType(['application/json', 'application/yaml']);
  try {
    return request.contentType.includes('yaml') ? parseYaml(request.body) : JSON.parse(request.body);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** An object in the form in which it is kept, whatever group it was sent to. */
export const stored = (resource: Resource, object: JsonObject): JsonObject =>
  resource.group === 'events.k8s.io' ? toCoreEvent(object) : object;
