/** Somebody's pager: takes the signed webhook of a page, checks the signature as its owner would, and remembers what came. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PagerCall {
  readonly action: string;
  readonly title: string;
  readonly sentence: string;
  readonly dedupKey: string;
}

export interface Pager {
  readonly url: string;
  close(): Promise<void>;
}

export async function startPager(key: string, onPage: (call: PagerCall) => void): Promise<Pager> {
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (!isSigned(request, body, key)) {
        response.writeHead(401).end('wrong signature');
        return;
      }
      onPage(JSON.parse(body) as PagerCall);
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/pages`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isSigned(request: IncomingMessage, body: string, key: string): boolean {
  const time = String(request.headers['x-logdetector-timestamp'] ?? '');
  const given = String(request.headers['x-logdetector-signature'] ?? '').replace(/^(v1|sha256)=/, '');
  const wanted = createHmac('sha256', key).update(`${time}.${body}`).digest('hex');
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
