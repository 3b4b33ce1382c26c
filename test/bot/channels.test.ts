import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { afterEach, expect, it } from 'vitest';
import { findChannelTroubles } from '../../bot/channels.ts';
import { clientOptions } from '../../bot/slack.ts';

let server: Server;
afterEach(() => server.close());

async function slackWith(answers: Readonly<Record<string, object>>): Promise<WebClient> {
  server = createServer((request, response) => {
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answers[method] ?? { ok: false, error: 'unknown_method' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  return new WebClient('xoxb', clientOptions({ apiUrl, log: { info: () => undefined, warn: () => undefined } }));
}
const named = (...names: readonly string[]) => names.map((name) => ({ name, namespaces: ['*'] }));

it('says of each channel what keeps the bot from posting there, and what to do', async () => {
  const channels = [
    { id: 'C1', name: 'good', is_member: true, is_archived: false },
    { id: 'C2', name: 'outside', is_member: false, is_archived: false },
    { id: 'C3', name: 'old', is_member: true, is_archived: true },
  ];
  const slack = await slackWith({
    'conversations.list': { ok: true, channels },
    'conversations.info': { ok: false, error: 'channel_not_found' },
  });
  const troubles = await findChannelTroubles(slack, [
    ...named('good', 'outside', 'old', 'typo', 'C1'),
    { name: 'secret', id: 'G9', namespaces: ['*'] },
  ]);
  expect(troubles).toHaveLength(4);
  expect(troubles.join('\n')).toMatch(/no channel G9[^]*not in #outside: type \/invite[^]*#old is archived[^]*no public channel #typo/);
});

it('says nothing where the token may not look', async () => {
  const slack = await slackWith({ 'conversations.list': { ok: false, error: 'missing_scope', needed: 'channels:read' } });
  expect(await findChannelTroubles(slack, named('good'))).toEqual([]);
});
