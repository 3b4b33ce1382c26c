/**
 * Whether a message of ours is in Slack already, by the mark in its metadata. Needs a scope that is optional (`channels:history`,
 * `groups:history` for private channels); without it nothing is found, and what is in doubt is said again.
 * https://docs.slack.dev/messaging/message-metadata
 */
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Mark } from './delivery.ts';
import type { BotLog } from './log.ts';
import type { Poster } from './steps.ts';

export interface Search {
  readonly find: Poster['find'];
  /** Slack's id of a channel that was posted to by its name; only by ids a channel can be read. */
  learn(channel: string, id: string | undefined): void;
  /** Scopes may have been added since the last session. */
  begin(botId: string): void;
}

const eventType = 'logdetector_post';
const pageSize = 100;
/** Of a busy channel so much is read at most. */
const pagesAtMost = 3;
/** What was in doubt for longer is said again: the newest state is news by then. */
const lookBackMs = 2 * 24 * 3_600_000;

const MetadataSchema = z.object({
  bot_id: z.string().optional(),
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(eventType),
    event_payload: z.object({ post: z.string(), part: z.string(), revision: z.number() }),
  }),
});

export function metadataOf({ post, part, revision }: Mark) {
  return { event_type: eventType, event_payload: { post, part, revision } };
}

export function createSearch(client: WebClient, log: BotLog): Search {
  const ids = new Map<string, string>();
  let mayRead = true;
  let own = '';

  async function find(mark: Mark, { channel, threadTs }: Parameters<Poster['find']>[1]): ReturnType<Poster['find']> {
    const id = /^[CGD][A-Z0-9]+$/.test(channel) ? channel : ids.get(channel);
    if (!mayRead || id === undefined) return null;
    let cursor = '';
    for (let page = 0; page < pagesAtMost; page += 1) {
      const { messages, next } = await read(client, { channel: id, threadTs, cursor });
      const found = messages.map((message) => MetadataSchema.safeParse(message).data).find((known) => known && isOwn(known, mark));
      if (found) return { channelId: id, ts: found.ts, revision: found.metadata.event_payload.revision };
      if (next === '') return null;
      cursor = next;
    }
    return null;
  }

  /** Anybody may put metadata into a message of theirs. */
  function isOwn({ bot_id: bot, metadata: { event_payload: payload } }: z.infer<typeof MetadataSchema>, mark: Mark): boolean {
    return bot === own && own !== '' && payload.post === mark.post && payload.part === mark.part;
  }

  return {
    async find(mark, where) {
      try {
        return await find(mark, where);
      } catch (error) {
        if (!(error instanceof WebAPIPlatformError) || !refusals.has(error.data.error)) throw error;
        if (error.data.error === 'missing_scope') mayRead = false;
        log.info('ChannelNotReadable', { channel: where.channel, code: error.data.error });
        return null;
      }
    },
    learn(channel, id) {
      if (id !== undefined && ids.size < 1000) ids.set(channel, id);
    },
    begin(botId) {
      own = botId;
      mayRead = true;
    },
  };
}

/** A page of the channel, the newest first, or of a thread, the oldest first. */
async function read(
  client: WebClient,
  {
    channel,
    threadTs,
    cursor,
  }: {
    readonly channel: string;
    readonly threadTs: string | undefined;
    readonly cursor: string;
  },
) {
  const range = { channel, include_all_metadata: true, limit: pageSize, ...(cursor === '' ? {} : { cursor }) };
  const oldest = String((Date.now() - lookBackMs) / 1000);
  const reply =
    threadTs === undefined
      ? await client.conversations.history({ ...range, oldest })
      : await client.conversations.replies({ ...range, ts: threadTs });
  return { messages: reply.messages ?? [], next: reply.response_metadata?.next_cursor ?? '' };
}

/** With these nothing can be looked up, now or in a moment. */
const refusals = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'thread_not_found',
  'not_allowed_token_type',
  'method_not_supported_for_channel_type',
  'unknown_method',
]);
