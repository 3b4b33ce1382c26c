/** A receiver on the other side of real HTTP: remembers what it was sent and answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FakeReceiver {
  readonly url: string;
  readonly received: Received[];
  /** What the next requests get; `hang` answers never. The last one stays. */
  answers: readonly (Answer | 'hang')[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<FakeReceiver> {
  const received: Received[] = [];
  const fake = { url: '', received, answers: [{ status: 202 }], close: async () => undefined } as FakeReceiver & { url: string };
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const json: Readonly<Record<string, unknown>> = body === '' ? {} : JSON.parse(body);
    received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body, json });
    const [answer = { status: 202 }, ...rest] = fake.answers;
    if (rest.length > 0) fake.answers = rest;
    if (answer === 'hang') return;
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  fake.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/enqueue`;
  fake.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return fake;
}

/** Alerts as PagerDuty shows them: one for each dedup key that was triggered, until it is resolved. */
export function alertsOf(received: readonly Received[]): ReadonlyMap<string, 'open' | 'resolved'> {
  const alerts = new Map<string, 'open' | 'resolved'>();
  for (const { json } of received) {
    const key = String(json.dedup_key);
    if (json.event_action === 'trigger') alerts.set(key, 'open');
    else if (alerts.has(key)) alerts.set(key, 'resolved');
  }
  return alerts;
}
