/** Stands between operator and API server where the connection itself must be looked into: it can make every watch forget its history. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { request } from 'node:https';

export interface ApiProxy {
  /** Text of a kubeconfig that leads here. */
  readonly kubeconfig: string;
  /** Ends all watches and says how many; the next of each kind is answered with 410, as an API server does whose history begins later. */
  expireWatches(): number;
  /** Watches that were answered so. */
  readonly expired: number;
  stop(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: Readonly<Record<'client-certificate-data' | 'client-key-data', string>> }[];
}

const gone = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'too old resource version', reason: 'Expired', code: 410 };

/** `admin`: a kubeconfig as JSON, with the certificates in it. */
export async function startApiProxy(admin: string): Promise<ApiProxy> {
  const { clusters, users }: Kubeconfig = JSON.parse(admin);
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (!cluster || !user?.['client-key-data']) throw new Error('The kubeconfig must hold a server and a client certificate.');
  const [ca, cert, key] = [cluster['certificate-authority-data'], user['client-certificate-data'], user['client-key-data']].map((text) =>
    Buffer.from(text, 'base64'),
  );
  const watches = new Map<ServerResponse, string>();
  const toExpire = new Set<string>();
  let expired = 0;
  const server = createServer((incoming, outgoing) => {
    const [path = '', query = ''] = (incoming.url ?? '').split('?');
    const isWatch = new URLSearchParams(query).get('watch') === 'true';
    if (isWatch && toExpire.delete(path)) {
      expired += 1;
      outgoing.writeHead(410, { 'content-type': 'application/json' }).end(JSON.stringify(gone));
      return;
    }
    if (isWatch) watches.set(outgoing, path);
    const { host: _, ...headers } = incoming.headers;
    const upstream = request(new URL(incoming.url ?? '', cluster.server), {
      method: incoming.method,
      headers,
      ca,
      cert,
      key,
      agent: false,
    });
    upstream.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.once('close', () => {
      watches.delete(outgoing);
      upstream.destroy();
    });
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const context = { name: 'proxy', context: { cluster: 'proxy', user: 'nobody' } };
  const own = { clusters: [{ name: 'proxy', cluster: { server: url } }], users: [{ name: 'nobody', user: {} }], contexts: [context] };
  return {
    kubeconfig: JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...own, 'current-context': 'proxy' }),
    expireWatches() {
      for (const [response, path] of watches) {
        toExpire.add(path);
        response.destroy();
      }
      return watches.size;
    },
    get expired() {
      return expired;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
