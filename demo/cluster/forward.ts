/** `services/proxy`: hands a request on to the server behind a Service, without the credentials that it came with. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ResourcePath } from './requests.ts';
import { ApiError } from './statuses.ts';

export interface Forwarded {
  readonly served: ReadonlyMap<string, string | null>;
  /** `name` may be `name:port`. */
  readonly service: ResourcePath;
  readonly url: URL;
  readonly body: string;
}

/** The real API server takes the same away: whom it has let in is not the business of what lies behind it. */
const dropped: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
]);

export async function forward(
  { served, service, url, body }: Forwarded,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = service.name.split(':')[0] ?? '';
  const target = served.get(`${service.namespace}/${name}`);
  if (target === undefined) throw new ApiError(404, 'NotFound', `services "${name}" not found`, { name, kind: 'services' });
  if (target === null) throw new ApiError(503, 'ServiceUnavailable', `no endpoints available for service "${service.name}"`);
  const path = url.pathname.slice(url.pathname.indexOf('/proxy') + '/proxy'.length) || '/';
  const headers = Object.entries(request.headers).filter(([key, value]) => !dropped.has(key) && typeof value === 'string');
  const left = new AbortController();
  response.once('close', () => left.abort());
  const method = request.method ?? 'GET';
  const answer = await fetch(new URL(`${path}${url.search}`, target), {
    method,
    headers: headers.map(([key, value]): [string, string] => [key, String(value)]),
    signal: left.signal,
    ...(body === '' ? {} : { body }),
  });
  const type = answer.headers.get('content-type');
  response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response).catch(() => response.destroy());
}
