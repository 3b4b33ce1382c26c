import { afterEach, beforeEach, expect, test } from 'vitest';
import { view } from '../fake-backend.ts';
import { startDashboard, type Dashboard } from './start.ts';

let dashboard: Dashboard;
beforeEach(async () => {
  dashboard = await startDashboard();
});
afterEach(() => dashboard.close());

interface Stream {
  /** Waits until it has said this, and answers all of it so far. */
  until(text: string): Promise<string>;
  close(): void;
}

async function open(path: string, headers: Record<string, string>): Promise<Stream> {
  const stop = new AbortController();
  const response = await fetch(new URL(path, dashboard.url), { headers, signal: stop.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let said = '';
  return {
    async until(text) {
      while (!said.includes(text)) {
        const piece = await reader?.read();
        if (piece?.done !== false) throw new Error(`ended without ${text}: ${said}`);
        said += piece.value;
      }
      return said;
    },
    close: () => stop.abort(),
  };
}

/** The incident as it is after a change. */
function change(updatedAtMs: number): void {
  dashboard.backend.incidents = async () => [{ ...view, incident: { ...view.incident, updatedAtMs } }];
}

const told = `"type":"incident","detector":"shop/shop","id":"${view.incident.id}"`;

test('a change is told once it is there, with an id, and nothing before', async () => {
  const { headers } = await dashboard.signIn('token-of-ann');
  const stream = await open('/v1/live', headers);
  expect(await stream.until('id: ')).not.toContain(told);
  change(7);
  expect(await stream.until(told)).toMatch(/id: [\w-]+\.1\ndata: /);
  stream.close();
});

test('whoever comes back hears what they have missed, and is told to ask for all when that is not known', async () => {
  const { headers } = await dashboard.signIn('token-of-ann');
  const stays = await open('/v1/live', headers);
  await stays.until('id: ');
  change(8);
  const id = /id: ([\w-]+)\.1\n/.exec(await stays.until(told))?.[1] ?? '';
  const back = await open('/v1/live', { ...headers, 'last-event-id': `${id}.0` });
  expect(await back.until(told)).not.toContain('reset');
  const stranger = await open('/v1/live', { ...headers, 'last-event-id': 'another.5' });
  expect(await stranger.until('reset')).not.toContain(told);
  for (const stream of [stays, back, stranger]) stream.close();
});

test('nothing is told of namespaces that somebody may not see', async () => {
  dashboard.configure({ kubernetes: {}, access: [{ users: ['bob'], namespaces: ['bank'] }] });
  const [bob, ann] = [await dashboard.signIn('token-of-bob'), await dashboard.signIn('token-of-ann')];
  const ofBob = await open('/v1/live', bob.headers);
  const ofAnn = await open('/v1/live', ann.headers);
  await ofAnn.until('id: ');
  change(9);
  await ofAnn.until(told);
  dashboard.backend.incidents = async () => [{ ...view, detector: 'bank/bank' }];
  expect(await ofBob.until('"detector":"bank/bank"')).not.toContain('shop/shop');
  for (const stream of [ofBob, ofAnn]) stream.close();
});

test('the tail has the lines of the workload it was asked for, and of no other', async () => {
  const { headers } = await dashboard.signIn('token-of-ann');
  const stream = await open('/v1/tail?detector=shop/shop&workload=cart', headers);
  expect(await stream.until('order 1 placed')).toContain('"skipped":0');
  const other = await open('/v1/tail?detector=shop/shop&workload=car', headers);
  await expect(other.until('order')).rejects.toThrow('ended without order');
});
