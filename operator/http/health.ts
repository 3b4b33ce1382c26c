/** What the kubelet and Prometheus ask, without a token and without anything that is worth one. */
import { createFastify, listen, type HttpServer } from './server.ts';

export interface HealthServerOptions {
  /** Default 0.0.0.0: the kubelet asks from outside of the pod. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Null, or why the process must be started anew. */
  readonly live: () => string | null;
  /** Null, or what is missing. */
  readonly ready: () => string | null;
  /** Prometheus text exposition format. */
  readonly metrics: () => Promise<string>;
}

/** `/livez`, `/readyz` (200 or 503, one line of text) and `/metrics`. Throws `ConfigurationInvalid` when the port is taken. */
export async function openHealthServer({ host = '0.0.0.0', port, live, ready, metrics }: HealthServerOptions): Promise<HttpServer> {
  const server = createFastify();
  for (const [url, check] of [
    ['/livez', live],
    ['/readyz', ready],
  ] as const) {
    server.get(url, async (_request, reply) => {
      const problem = check();
      return reply
        .code(problem === null ? 200 : 503)
        .type('text/plain')
        .send(`${problem ?? 'ok'}\n`);
    });
  }
  server.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()));
  return { url: await listen(server, host, port), close: () => server.close() };
}
