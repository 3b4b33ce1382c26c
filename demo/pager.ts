/** Somebody's pager: takes the signed webhook of a page, checks the signature as its owner would, and remembers what came. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { portOf } from './ports.ts';

const PagerCallSchema = z.object({ action: z.string(), title: z.string(), sentence: z.string(), dedupKey: z.string() });
export type PagerCall = z.infer<typeof PagerCallSchema>;

export interface Pager {
  readonly url: string;
  close(): Promise<void>;
}

export async function startPager(key: string, onPage: (call: PagerCall) => void): Promise<Pager> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await readBody(request);
      if (!isSigned(request, body, key)) return void response.writeHead(401).end('wrong signature');
      onPage(PagerCallSchema.parse(JSON.parse(body)));
      response.writeHead(202).end();
    };
    answer().catch((error: unknown) => response.writeHead(400).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/pages`,
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
