/** A pager of this machine that can be away; keeps what a person would be shown. */
import { createServer } from 'node:http';
import { once } from 'node:events';

export interface Pager {
  readonly url: string;
  /** Keys of alerts in the order in which they were opened: a trigger whose key is open already is none more. */
  readonly opened: readonly string[];
  /** While it is away every connection breaks. */
  away(isAway: boolean): void;
  stop(): Promise<void>;
}

/** Speaks the answering side of PagerDuty's Events API v2. */
export async function startPager(): Promise<Pager> {
  const opened: string[] = [];
  const open = new Set<string>();
  let isAway = false;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => void (body += piece.toString()));
    request.on('end', () => {
      if (isAway) {
        response.destroy();
        return;
      }
      const event: { readonly event_action: string; readonly dedup_key: string } = JSON.parse(body);
      if (event.event_action === 'trigger' && !open.has(event.dedup_key)) opened.push(event.dedup_key);
      if (event.event_action === 'resolve') open.delete(event.dedup_key);
      else open.add(event.dedup_key);
      response.writeHead(202).end(JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: event.dedup_key }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v2/enqueue`,
    opened,
    away(wished) {
      isAway = wished;
      if (isAway) server.closeAllConnections();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
