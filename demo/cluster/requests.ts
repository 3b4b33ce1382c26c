/** Reads the path and query of a request into what is asked of which resource. */
import type { Resource } from './resources.ts';

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

/** A request for a resource that is served. */
export interface ResourceRequest {
  readonly method: string;
  readonly resource: Resource;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly accept: string;
  readonly userAgent: string;
  readonly body: string;
}

/** `/api/v1/...` or `/apis/GROUP/VERSION/...`; null for every other path. */
export function parsePath(pathname: string): ResourcePath | null {
  const [prefix, ...parts] = pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  if (prefix === 'api') return pathWithin('', parts);
  return prefix === 'apis' ? pathWithin(parts[0] ?? '', parts.slice(1)) : null;
}

function pathWithin(group: string, parts: readonly string[]): ResourcePath | null {
  const [version = '', ...rest] = parts;
  if (rest.length === 0) return null;
  const [first, owner = '', inner = ''] = rest;
  // `namespaces/x` and its own subresources are the namespace itself, `namespaces/x/pods` is what lies in it.
  const inNamespace = first === 'namespaces' && rest.length > 2 && inner !== 'status' && inner !== 'finalize';
  const [plural = '', name = '', ...subresource] = inNamespace ? rest.slice(2) : rest;
  return { group, version, plural, namespace: inNamespace ? owner : '', name, subresource: subresource.join('/') };
}

/** The verb as RBAC knows it. */
export function verbOf(method: string, path: ResourcePath, query: URLSearchParams): string {
  const watching = isTrue(query.get('watch'));
  if (method === 'GET' || method === 'HEAD') {
    if (watching) return 'watch';
    return path.name === '' ? 'list' : 'get';
  }
  if (method === 'DELETE') return path.name === '' ? 'deletecollection' : 'delete';
  const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };
  return verbs[method] ?? method.toLowerCase();
}

/** Query booleans as Go reads them. */
export function isTrue(value: string | null): boolean {
  return value !== null && ['', '1', 't', 'T', 'true', 'True', 'TRUE'].includes(value);
}

/** Who is written into managedFields when the request names nobody: the first word of the user agent. */
export function managerOf(request: ResourceRequest): string {
  return request.query.get('fieldManager') ?? (request.userAgent.split('/')[0] || 'unknown');
}
