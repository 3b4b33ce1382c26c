/**
 * At the start of a session: does Slack know the channels of the configuration, and is the bot in them? Needs `channels:read` (and
 * `groups:read` for private ones), which is optional; without it the first message to a channel shows it.
 */
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Configuration } from '../api/configuration.ts';
import { clean } from './blocks/text.ts';

type Channel = Configuration['slack']['channels'][number];

/** Of a workspace so many are read at most, a thousand at a time. */
const pagesAtMost = 20;

/** A sentence for each that cannot be posted to, saying what to do; none where Slack does not say. Rejects when Slack is away. */
export async function findChannelTroubles(client: WebClient, channels: readonly Channel[]): Promise<readonly string[]> {
  try {
    const byId = await Promise.all(channels.filter(({ id }) => id !== undefined).map((channel) => troubleOfId(client, channel)));
    const named = channels.filter(({ id }) => id === undefined);
    const byName = named.length === 0 ? [] : await troublesOfNames(client, named);
    return [...byId, ...byName].filter((trouble) => trouble !== null);
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === 'missing_scope') return [];
    throw error;
  }
}

async function troubleOfId(client: WebClient, { name, id = '' }: Channel): Promise<string | null> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    return sentenceOf(name, channel);
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'channel_not_found') throw error;
    return `Slack shows the bot no channel ${id} (${clean(name)}): check the id, and invite the bot there with /invite @LogDetector.`;
  }
}

async function troublesOfNames(client: WebClient, channels: readonly Channel[]): Promise<readonly (string | null)[]> {
  const found = new Map<string, Known>();
  let cursor = '';
  for (let page = 0; page < pagesAtMost; page += 1) {
    const reply = await client.conversations.list({ limit: 1000, exclude_archived: false, ...(cursor === '' ? {} : { cursor }) });
    for (const channel of reply.channels ?? []) {
      found.set(channel.name ?? '', channel);
      found.set(channel.id ?? '', channel);
    }
    cursor = reply.response_metadata?.next_cursor ?? '';
    if (cursor === '') return channels.map(({ name }) => (found.has(name) ? sentenceOf(name, found.get(name)) : unknownName(name)));
  }
  // Not all were read: of what was not seen nothing is said.
  return channels.map(({ name }) => (found.has(name) ? sentenceOf(name, found.get(name)) : null));
}

interface Known {
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
}

function sentenceOf(name: string, channel: Known | undefined): string | null {
  const called = `#${clean(name)}`;
  if (channel?.is_archived) return `${called} is archived: unarchive it, or name another channel in the configuration.`;
  return channel?.is_member === false ? `The bot is not in ${called}: type /invite @LogDetector there.` : null;
}

function unknownName(name: string): string {
  return `Slack knows no public channel #${clean(name)}: check the name, and give private channels by id in the configuration.`;
}
