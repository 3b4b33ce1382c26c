/** One pooled HTTP agent to the API server, with the credentials of a kubeconfig or of the pod's service account. */
import type { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import { OperatorError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import { createCredentials, type Credentials, type Headers } from './credentials.ts';
import { loadKubeconfig, type KubeconfigOptions } from './kubeconfig.ts';
import { refusalOf, unreachable, type Question } from './refusal.ts';
import { pathOf, resources } from './resources.ts';

export interface TransportOptions extends KubeconfigOptions {
  readonly userAgent: string;
  /** How long the program may take that hands out credentials, where the kubeconfig names one. */
  readonly credentialsWithinMs?: number | undefined;
  /** Counts what is asked of the API server. */
  readonly telemetry?: Telemetry | undefined;
}

export interface Call extends Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  /** The form in which the answer is wished. Default JSON. */
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** An answer that stays open (watch, log follow) has no total time limit. */
  readonly streaming?: boolean | undefined;
  /** While nobody reads the answer, no more of it than this and one piece is taken from the kernel: every piece costs a wake-up. */
  readonly heldBytes?: number | undefined;
}

/** A request that the API server hands on to a Service. Its own authorization never travels further than the API server. */
export interface ForwardedCall {
  readonly namespace: string;
  /** `name:port`; RBAC knows it by just this name. */
  readonly service: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** With its query, `/v1/detectors?namespaces=shop`. */
  readonly path: string;
  readonly headers?: Headers | undefined;
  /** JSON. */
  readonly text?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly streaming?: boolean | undefined;
}

export interface ForwardedAnswer {
  readonly status: number;
  readonly body: Readable;
}

export interface Transport {
  /** `host:port` of the API server. */
  readonly server: string;
  /** Resolves with the body of a success; throws `KubeError`, or the signal's reason when it aborted. */
  send(call: Call): Promise<Readable>;
  /** Resolves with whatever answers, also with a refusal; throws `KubeError` when nobody does. */
  forward(call: ForwardedCall): Promise<ForwardedAnswer>;
  /** A GET outside the resources: `/version`. */
  fetch(path: string, signal?: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** A request that is no stream and takes longer has been lost. */
const requestTimeoutMs = 30_000;
/** Headers of a list over many thousand objects can take a while. */
const headersTimeoutMs = 60_000;

export function openTransport(options: TransportOptions): Transport {
  const config = loadKubeconfig(options);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new OperatorError('ConfigurationInvalid', 'The kubeconfig names no cluster in its current context; set current-context.');
  const base = new URL(cluster.server);
  const { origin } = base;
  const credentials = createCredentials(config, { origin, load: () => loadKubeconfig(options), withinMs: options.credentialsWithinMs });
  const path = base.pathname.replace(/\/$/, '');

  const exchange = createExchange(base.host, credentials, options.userAgent);
  const tell = ({ verb, resource: { plural }, subresource }: Call, code: string): void => {
    const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
    options.telemetry?.emit('KubernetesAsked', { verb, resource, code });
  };

  return {
    server: base.host,
    async send(call) {
      const url = `${base.origin}${path}${pathOf(call)}${queryText(call.query)}`;
      const response = await exchange(call.method, url, call).catch((error: unknown) => {
        tell(call, 'none');
        throw error;
      });
      tell(call, String(response.statusCode));
      if (response.statusCode < 400) return response.body;
      throw refusalOf(call, response.statusCode, await readText(response.body, base.host));
    },
    async forward({ namespace, service, method, path: asked, headers: own, text, signal, streaming }) {
      const place = pathOf({ resource: resources.services, namespace, name: service, subresource: 'proxy' });
      const url = `${base.origin}${path}${place}${asked}`;
      const { statusCode: status, body } = await exchange(method, url, { headers: own, text, signal, streaming });
      return { status, body };
    },
    async fetch(asked, signal) {
      const response = await exchange('GET', `${base.origin}${path}${asked}`, { signal });
      const text = await readText(response.body, base.host);
      if (response.statusCode < 400) return text;
      throw new OperatorError(
        'ApiUnavailable',
        `The API server ${base.host} answered ${response.statusCode} to ${asked}; it is asked again later.`,
      );
    },
    close: () => credentials.close(),
  };
}

type Exchange = (
  method: Call['method'],
  url: string,
  call: Partial<Call> & Pick<ForwardedCall, 'headers' | 'text'>,
) => Promise<Dispatcher.ResponseData>;

function createExchange(host: string, credentials: Credentials, userAgent: string): Exchange {
  const once: Exchange = async (method, url, call) => {
    const { dispatcher, headers } = await credentials.current(call.signal);
    const timeout = call.streaming ? [] : [AbortSignal.timeout(requestTimeoutMs)];
    const text = call.text ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    try {
      return await request(url, {
        dispatcher,
        method,
        ...(text === undefined ? {} : { body: text }),
        headers: {
          ...call.headers,
          ...headers,
          'user-agent': userAgent,
          accept: call.accept ?? 'application/json',
          ...(text === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
        },
        signal: AbortSignal.any([...timeout, ...(call.signal ? [call.signal] : [])]),
        headersTimeout: headersTimeoutMs,
        bodyTimeout: 0,
        ...(call.heldBytes === undefined ? {} : { highWaterMark: call.heldBytes }),
      });
    } catch (error) {
      call.signal?.throwIfAborted();
      throw unreachable(host, error);
    }
  };
  return async (method, url, call) => {
    const { headers } = await credentials.current(call.signal);
    const response = await once(method, url, call);
    // A token may expire before its time is over or the library looks again; its file mostly has the next one already.
    if (response.statusCode !== 401 || !(await credentials.renew(headers, call.signal))) return response;
    await response.body.dump();
    return await once(method, url, call);
  };
}

/** Reads a body to its end; a connection that breaks on the way is `ApiUnreachable`. */
export async function readText(body: Readable, server: string, signal?: AbortSignal): Promise<string> {
  const parts: Buffer[] = [];
  try {
    for await (const part of body) parts.push(Buffer.from(part));
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(server, error);
  }
  return Buffer.concat(parts).toString('utf8');
}

function queryText(query: Call['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
