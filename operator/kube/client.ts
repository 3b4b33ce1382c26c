/**
 * The Kubernetes API as the operator uses it. Every failure is a `KubeError` (an `OperatorError` whose sentence says what to do); a
 * call whose signal aborts rejects with the signal's reason.
 */
import type { Readable } from 'node:stream';
import { createReviews, type Reviews } from './reviews.ts';
import {
  openTransport,
  readText,
  type Call,
  type ForwardedAnswer,
  type ForwardedCall,
  type Transport,
  type TransportOptions,
} from './transport.ts';
import { acceptMetadata, readWatch, type WatchEvent } from './watch.ts';
import { apiVersionOf, resources, type ApiObject, type Resource } from './resources.ts';

export { describeKubeconfig, type KubeconfigOptions, type KubeconfigSummary } from './kubeconfig.ts';
export { KubeError, unreachable } from './refusal.ts';
export type { ForwardedAnswer, ForwardedCall } from './transport.ts';
export { nameOf, resources } from './resources.ts';
export type { ApiObject, ObjectMetadata, OwnerReference, Resource } from './resources.ts';
export type { AccessQuestion, KubeUser, Reviews } from './reviews.ts';
export type { WatchEvent } from './watch.ts';

export interface ObjectName {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions extends CallOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
  readonly metadataOnly?: boolean | undefined;
  /** `0` accepts what the API server has cached; absent reads the newest. */
  readonly resourceVersion?: string | undefined;
}

export interface ObjectList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Given when there is more: the token for the next page. */
  readonly continue?: string | undefined;
}

export interface WatchOptions extends CallOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly resourceVersion: string;
  readonly metadataOnly?: boolean | undefined;
  /** The server ends the watch after it. Default 300. */
  readonly timeoutSeconds?: number | undefined;
}

export interface WriteOptions extends CallOptions {
  readonly subresource?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly fieldManager?: string | undefined;
}

/** https://www.rfc-editor.org/rfc/rfc6902 */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  /** A JSON pointer. */
  readonly path: string;
  readonly value?: unknown;
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Takes over fields of other managers; without it they are a conflict that names them. */
  readonly force?: boolean | undefined;
}

export interface LogOptions extends CallOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly follow?: boolean | undefined;
  readonly previous?: boolean | undefined;
  /** RFC 3339; the API cuts it to whole seconds. */
  readonly sinceTime?: string | undefined;
  readonly timestamps?: boolean | undefined;
  readonly limitBytes?: number | undefined;
  readonly tailLines?: number | undefined;
}

export interface KubeClient extends Reviews {
  /** `host:port` of the API server. */
  readonly server: string;
  get<T extends ApiObject = ApiObject>(resource: Resource, name: ObjectName, options?: CallOptions): Promise<T>;
  /** One page. */
  list<T extends ApiObject = ApiObject>(resource: Resource, options?: ListOptions): Promise<ObjectList<T>>;
  /** Ends when the server ends it; throws `ApiGone` when `resourceVersion` is too old, `ApiUnreachable` when the connection breaks. */
  watch<T extends ApiObject = ApiObject>(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create<T extends ApiObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** Replaces; with `metadata.resourceVersion` it is refused (`ApiConflict`) when somebody was faster. */
  update<T extends ApiObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>;
  /** Server-side apply. A conflict's error has the other field managers in `managers`. */
  apply<T extends ApiObject>(resource: Resource, object: T, options: ApplyOptions): Promise<T>;
  /** JSON Patch (RFC 6902). A `test` that fails is an `ApiInvalid` (422). */
  patch<T extends ApiObject = ApiObject>(
    resource: Resource,
    name: ObjectName,
    operations: readonly PatchOperation[],
    options?: WriteOptions,
  ): Promise<T>;
  /** Resolves too when there is no such object. */
  delete(resource: Resource, name: ObjectName, options?: CallOptions): Promise<void>;
  /** Bytes of a container's log. The reader must consume or destroy it. */
  log(options: LogOptions): Promise<Readable>;
  /** Asks a server behind a Service by way of the API server; needs `get` or `create` on `services/proxy`. */
  forward(call: ForwardedCall): Promise<ForwardedAnswer>;
  /** `v1.34.4` */
  version(options?: CallOptions): Promise<string>;
  /** Cuts every connection. */
  close(): Promise<void>;
}

export type KubeClientOptions = TransportOptions;

export function openKubeClient(options: KubeClientOptions): KubeClient {
  return createKubeClient(openTransport(options));
}

function createKubeClient(transport: Transport): KubeClient {
  async function send<T>(call: Call): Promise<T> {
    const answer: T = JSON.parse(await readText(await transport.send(call), transport.server, call.signal));
    return answer;
  }

  return {
    server: transport.server,
    get: (resource, { namespace, name }, options) =>
      send({ verb: 'get', method: 'GET', resource, namespace, name, signal: options?.signal }),
    async list(resource, options = {}) {
      const { namespace, signal, metadataOnly, ...query } = options;
      const accept = metadataOnly ? acceptMetadata('PartialObjectMetadataList') : undefined;
      const page = await send<ListBody<never>>({ verb: 'list', method: 'GET', resource, namespace, query, accept, signal });
      return {
        items: page.items ?? [],
        resourceVersion: page.metadata?.resourceVersion ?? '',
        continue: page.metadata?.continue || undefined,
      };
    },
    watch: (resource, options) => readWatch(transport, resource, options),
    create: (resource, object, options = {}) =>
      send({ ...writeCall(resource, object, options), name: undefined, verb: 'create', method: 'POST' }),
    update: (resource, object, options = {}) => send({ ...writeCall(resource, object, options), verb: 'update', method: 'PUT' }),
    apply(resource, object, options) {
      const call = writeCall(resource, object, options);
      const query = { ...call.query, force: options.force ?? false };
      return send({ ...call, query, verb: 'patch', method: 'PATCH', contentType: 'application/apply-patch+yaml' });
    },
    patch(resource, { namespace, name }, operations, { subresource, fieldManager, dryRun, signal } = {}) {
      const query = { fieldManager, dryRun: dryRun ? 'All' : undefined };
      const contentType = 'application/json-patch+json';
      return send({ verb: 'patch', method: 'PATCH', resource, namespace, name, subresource, query, body: operations, contentType, signal });
    },
    async delete(resource, { namespace, name }, options) {
      try {
        await send({ verb: 'delete', method: 'DELETE', resource, namespace, name, signal: options?.signal });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    log: (options) => openLog(transport, options),
    forward: (call) => transport.forward(call),
    ...createReviews(transport),
    async version(options) {
      const body: { gitVersion?: string } = JSON.parse(await transport.fetch('/version', options?.signal));
      return body.gitVersion ?? 'unknown';
    },
    close: () => transport.close(),
  };
}

interface ListBody<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[];
}

function openLog(transport: Transport, options: LogOptions): Promise<Readable> {
  const { namespace, pod, signal, ...query } = options;
  return transport.send({
    verb: 'get',
    method: 'GET',
    resource: resources.pods,
    subresource: 'log',
    namespace,
    name: pod,
    query,
    signal,
    streaming: true,
    heldBytes: 1,
  });
}

function writeCall(resource: Resource, object: ApiObject, options: WriteOptions): Omit<Call, 'verb' | 'method'> {
  const { namespace, name } = object.metadata;
  const query = { fieldManager: options.fieldManager, dryRun: options.dryRun ? 'All' : undefined };
  const body = { apiVersion: apiVersionOf(resource), kind: resource.kind, ...object };
  return { resource, namespace, name, subresource: options.subresource, query, body, signal: options.signal };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ApiNotFound';
}
