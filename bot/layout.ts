/**
 * A message in the layout that the workspace takes: with Slack's own charts and tables, or the same in words where it refuses them. Slack's
 * reference of the block excepts no kind of message; what is for one person goes another road all the same, and is tried by itself.
 * https://docs.slack.dev/reference/block-kit/blocks/data-table-block
 */
import type { RespondFn } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Message } from './blocks/limits.ts';
import type { NativeBlock } from './blocks/native-limits.ts';
import type { BotLog } from './log.ts';

/** `post`: to be read by all; `answer`: by the `response_url` of a question or to one person alone. */
export type Road = 'post' | 'answer';
export type Send<T> = (text: string, blocks: readonly NativeBlock[]) => Promise<T>;

export interface Layouts {
  /** Rejects with what `send` rejects with where the words are refused too. */
  send<T>(road: Road, message: Message, send: Send<T>): Promise<T>;
  /** A workspace that is not served with charts and tables yet refuses them all; it is asked again in the next session. */
  begin(): void;
}

export function createLayouts(log: BotLog): Layouts {
  const refused = new Set<Road>();
  return {
    async send(road, { text, blocks, native }, send) {
      if (!native || refused.has(road)) return await send(text, blocks);
      try {
        return await send(text, native);
      } catch (error) {
        if (!isRefusedLayout(error)) throw error;
        const sent = await send(text, blocks);
        refused.add(road);
        log.info('ChartsRefused', { road });
        return sent;
      }
    },
    begin: () => refused.clear(),
  };
}

/** Slack took the request and not the blocks. */
class LayoutRefused extends Error {}

const words = ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'];

/** Nothing has been posted then. A `response_url` names no error that one may rely on, so any refusal but that of too many requests may be meant. */
function isRefusedLayout(error: unknown): boolean {
  if (error instanceof WebAPIPlatformError) return words.includes(error.data.error);
  if (error instanceof LayoutRefused) return true;
  const { code, statusCode = 0 } = (error ?? {}) as { readonly code?: unknown; readonly statusCode?: number };
  return code === 'slack_bolt_respond_error' && statusCode >= 400 && statusCode !== 429;
}

/** By a `response_url`, whose refusals also come as an answer that went well. */
export async function respondTo(respond: RespondFn, body: Exclude<Parameters<RespondFn>[0], string>): Promise<void> {
  const reply = await respond(body);
  const said = (await reply.text()).slice(0, 1000);
  if (words.some((word) => said.includes(word))) throw new LayoutRefused(said);
}
